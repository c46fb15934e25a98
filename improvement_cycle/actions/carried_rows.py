"""Unfinished objectives and actions of a priority that was carried forward come into the plan of its new year."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from improvement_cycle.enums import CameHow
from improvement_cycle.models import Objective, PlanAction, PlanRow, Priority
from improvement_cycle.policies.plans import InPlan
from improvement_cycle.policies.year_end import days_in
from improvement_cycle.queries.leading import people_to_lead
from improvement_cycle.queries.year_end import open_actions, open_objectives
from trust.actors import Actor
from trust.models import Document, Section

OBJECTIVE = ("text", "measure", "baseline", "target_autumn", "target_spring", "target_summer")
ACTION = ("text", "supporter", "resources", "cost", "funding", "training")


def bring_over(actor: Actor, document: Document, priorities: Iterable[Priority]) -> None:
    """Copy them beside the page of each, to be confirmed; how they went stays behind. Brought twice they come once.

    Part of the action that gives a priority its page: plan and year are held.
    """
    for priority in priorities:
        if priority.came_how != CameHow.CARRIED or priority.came_from_id is None:
            continue
        year = priority.academy_cycle.cycle.school_year
        key = InPlan(year.starts_on.year, priority.number, priority.statement).key
        section = Section.objects.filter(document=document, key=key).first()
        if section is not None:
            objectives = _objectives(actor, section, priority)
            _actions(actor, section, priority, objectives)


def _objectives(actor: Actor, section: Section, priority: Priority) -> dict[UUID, UUID]:
    """Answers by the old objective which is its new one."""
    there = dict(_there(Objective, section).values_list("came_from_id", "id"))
    old = [each for each in open_objectives().filter(priority_id=priority.came_from_id) if each.id not in there]
    made = [
        Objective(**_row(actor, section, priority, each, number), **{name: getattr(each, name) for name in OBJECTIVE})
        for number, each in enumerate(old, start=_next(Objective, section))
    ]
    Objective.objects.bulk_create(made)
    return there | {each.came_from_id: each.id for each in made if each.came_from_id}


def _actions(actor: Actor, section: Section, priority: Priority, objectives: dict[UUID, UUID]) -> None:
    there = set(_there(PlanAction, section).values_list("came_from_id", flat=True))
    old = [each for each in open_actions().filter(priority_id=priority.came_from_id) if each.id not in there]
    year = priority.academy_cycle.cycle.school_year
    here = {each.id for each in people_to_lead(priority.academy_cycle)}
    made = []
    for number, each in enumerate(old, start=_next(PlanAction, section)):
        days = days_in(each.starts_on, each.ends_on, year.starts_on, year.ends_on)
        leads = each.lead_id in here
        made.append(
            PlanAction(
                **_row(actor, section, priority, each, number),
                **{name: getattr(each, name) for name in ACTION},
                objective_id=objectives.get(each.objective_id),
                # Whoever has left is named, so that somebody else can be chosen.
                lead_id=each.lead_id if leads else None,
                lead_name="" if leads else each.lead.name[:120] if each.lead else each.lead_name,
                starts_on=days.starts_on,
                ends_on=days.ends_on,
                day_to_set=days.to_set,
            )
        )
    PlanAction.objects.bulk_create(made)


def _there(model: type[PlanRow], section: Section) -> Any:
    return model.objects.filter(section=section, came_from__isnull=False)


def _next(model: type[PlanRow], section: Section) -> int:
    last: int | None = model.objects.filter(section=section).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _row(actor: Actor, section: Section, priority: Priority, old: PlanRow, number: int) -> dict[str, Any]:
    return {
        "section": section,
        "academy_cycle": priority.academy_cycle,
        "priority": priority,
        "number": number,
        "by_name": actor.name,
        "at": timezone.now(),
        "came_from_id": old.id,
        "to_confirm": True,
    }
