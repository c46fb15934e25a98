"""Unfinished objectives and actions of a priority that was carried forward come into the plan of its new year."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from improvement_cycle.enums import CameHow
from improvement_cycle.models import Objective, PlanAction, PlanRow, Priority
from improvement_cycle.policies.plans import InPlan
from improvement_cycle.policies.year_end import days_in
from improvement_cycle.queries.leading import people_to_lead
from improvement_cycle.queries.year_end import open_actions, open_objectives
from improvement_cycle.workflow import PLAN
from trust.actors import Actor
from trust.models import Section

OBJECTIVE = ("text", "measure", "baseline", "target_autumn", "target_spring", "target_summer")
ACTION = ("text", "supporter", "resources", "cost", "funding", "training")


def bring_over(actor: Actor, priorities: Iterable[Priority]) -> None:
    """Copy them beside the page of each, to be confirmed; how they went stays behind.

    Part of the action that gives a priority its first page: plan and year are held. Where the page comes back, its
    rows come back with it as they were: what was taken away from it stays away.
    """
    for priority in priorities:
        section, old_id = page_of(priority), _last_in_a_plan(priority)
        if section is not None and old_id is not None:
            objectives = _objectives(actor, section, priority, old_id)
            _actions(actor, section, priority, old_id, objectives)


def page_of(priority: Priority) -> Section | None:
    """Its page in the plan of its year, there or taken out; None where it never had one."""
    of_plan = Section.objects.filter(document__kind=PLAN, document__subject_id=priority.academy_cycle_id)
    found: Section | None = of_plan.filter(key=key_of_page(priority)).first()
    return found


def key_of_page(priority: Priority) -> str:
    """The key of its page, in the plan of its year."""
    year = priority.academy_cycle.cycle.school_year
    return InPlan(year.starts_on.year, priority.number, priority.statement).key


def _last_in_a_plan(priority: Priority) -> UUID | None:
    """The last of those it goes on from that had a page: through a year without one the rows stayed where they were."""
    while priority.came_how == CameHow.CARRIED and priority.came_from_id is not None:
        with_year = Priority.objects.select_related("academy_cycle__cycle__school_year")
        priority = with_year.get(id=priority.came_from_id)
        if page_of(priority) is not None:
            return priority.id
    return None


def _objectives(actor: Actor, section: Section, priority: Priority, old_id: UUID) -> dict[UUID, UUID]:
    """Answers by the old objective which is its new one."""
    made = [
        Objective(**_row(actor, section, priority, each, number), **{name: getattr(each, name) for name in OBJECTIVE})
        for number, each in enumerate(open_objectives().filter(priority_id=old_id), start=1)
    ]
    Objective.objects.bulk_create(made)
    return {each.came_from_id: each.id for each in made if each.came_from_id}


def _actions(actor: Actor, section: Section, priority: Priority, old_id: UUID, objectives: dict[UUID, UUID]) -> None:
    year = priority.academy_cycle.cycle.school_year
    here = {each.id for each in people_to_lead(priority.academy_cycle)}
    made = []
    for number, each in enumerate(open_actions().filter(priority_id=old_id), start=1):
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
