"""The end of a year: what is unfinished is done, goes on next year, or is withdrawn. All of it is kept, or nothing."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions.plan_rows import called, close_held, go, record
from improvement_cycle.actions.priorities import move
from improvement_cycle.actions.priorities_going_on import go_on
from improvement_cycle.actions.rows_at_hand import check_year_open, locked_row
from improvement_cycle.actions.sustain import deliver_held
from improvement_cycle.enums import CameHow, PriorityState, Progress
from improvement_cycle.models import AcademyCycle, Cycle, Objective, PlanAction, Priority
from improvement_cycle.policies.plan_rows import ACTIONS, OBJECTIVES
from improvement_cycle.policies.priorities import OPEN
from improvement_cycle.policies.year_end import (
    CARRY,
    CLOSE,
    DONE,
    LONGEST_NOTE,
    MAKES,
    NEEDS_NOTE,
    WHY,
    Decision,
    Kind,
)
from improvement_cycle.queries.plans import plan_of
from improvement_cycle.queries.year_end import next_year
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.texts import one_line

FAULTY = "Some of this is missing or does not fit. Nothing is decided yet."
NO_LONGER = "Somebody has decided this meanwhile. Reload the page to see how."
NO_NEXT_YEAR = "The next year is not open. Open it first: what is carried forward becomes a priority there."
ROWS = {Kind.OBJECTIVE: Objective, Kind.ACTION: PlanAction}
KEY_OF = {Kind.OBJECTIVE: OBJECTIVES, Kind.ACTION: ACTIONS}


@transaction.atomic
def decide(*, actor: Actor, cycle_id: UUID, decisions: Sequence[Decision]) -> int:
    """Decide several items at once; answers of how many. Decided twice alike, each is decided once.

    Raises BadInput with a sentence for each item that does not go, as `what_<id>` or `note_<id>`.
    """
    check_may(actor, Permission.CYCLE_CLOSE)
    cycle: Cycle | None = Cycle.objects.select_related("school_year").filter(id=cycle_id).first()
    if cycle is None:
        raise NotFound("There is no such year.")
    check_year_open(cycle)
    rows = _held_rows(actor, cycle, decisions)
    faults: dict[str, str] = {}
    # Rows first: what is done or closed does not go on with its priority.
    for each in sorted(decisions, key=lambda one: one.kind == Kind.PRIORITY):
        note = one_line(each.note)
        if each.what in NEEDS_NOTE and not note:
            faults[f"note_{each.key}"] = WHY
        elif len(note) > LONGEST_NOTE:
            faults[f"note_{each.key}"] = f"At most {LONGEST_NOTE} characters fit here."
        else:
            try:
                _decide(actor, cycle, rows, each, note)
            except BadInput as fault:
                faults[f"note_{each.key}"] = str(fault.detail.get("note") or fault.message)
            except Refused as fault:
                faults[f"what_{each.key}"] = fault.message
    if faults:
        raise BadInput(FAULTY, detail=faults)
    return len(decisions)


def _held_rows(actor: Actor, cycle: Cycle, decisions: Sequence[Decision]) -> dict[UUID, AcademyCycle]:
    """The academies' years in which something is decided, all held, in one order."""
    found: set[UUID] = set()
    for kind, model in ({Kind.PRIORITY: Priority} | ROWS).items():
        keys = {each.key for each in decisions if each.kind == kind}
        of_year = model.objects.filter(id__in=keys, academy_cycle__cycle=cycle)
        if kind != Kind.PRIORITY:
            of_year = of_year.filter(section__document__kind=workflow.PLAN)
        there = dict(of_year.values_list("id", "academy_cycle_id"))
        if keys - there.keys():
            raise NotFound("There is no such item in this year.")
        found |= set(there.values())
    return {
        each: locked_row(actor=actor, academy_cycle_id=each, permission=Permission.PRIORITY_AGREE)
        for each in sorted(found)
    }


def _decide(actor: Actor, cycle: Cycle, rows: dict[UUID, AcademyCycle], said: Decision, note: str) -> None:
    if said.kind == Kind.PRIORITY:
        priority = Priority.objects.select_for_update(of=("self",)).select_related("area").get(id=said.key)
        priority.academy_cycle = rows[priority.academy_cycle_id]
        if said.what not in MAKES:
            raise Refused("Choose from the list.")
        if priority.state not in MAKES[said.what]:
            _decide_priority(actor, cycle, priority, said.what, note)
        return
    row = ROWS[said.kind].objects.select_for_update(of=("self",)).get(id=said.key)
    row.academy_cycle = rows[row.academy_cycle_id]
    plan = plan_of(row.academy_cycle)
    if plan is None or plan.state != DocumentState.APPROVED or said.what not in (DONE, CLOSE):
        raise Refused("How it went is told of an approved plan only.")
    if said.what == CLOSE:
        close_held(actor, row, KEY_OF[said.kind], note, when=" at the end of the year")
    else:
        _reach(actor, row, KEY_OF[said.kind], note)


def _decide_priority(actor: Actor, cycle: Cycle, priority: Priority, what: str, note: str) -> None:
    if priority.state not in OPEN:
        raise Refused(NO_LONGER)
    if what == DONE:
        deliver_held(actor, priority, note)
        return
    in_plan = priority.state == PriorityState.IN_PLAN
    if what == CARRY:
        follows = next_year(cycle)
        if follows is None:
            raise Refused(NO_NEXT_YEAR)
        there = AcademyCycle.objects.filter(cycle=follows, academy_id=priority.academy_id).first()
        if there is None:
            name = priority.academy_cycle.academy.name
            raise Refused(f"{name} has no row in {follows.school_year.label}, so nothing is carried into it.")
        how = CameHow.CARRIED
        go_on(actor=actor, old=priority, academy_cycle_id=there.id, how=how, rationale=priority.rationale)
    verb = "carry" if what == CARRY else "withdraw_from_plan" if in_plan else "withdraw"
    if in_plan:
        priority.keeps_page = True
        priority.save(update_fields=["keeps_page"])
    move(actor, priority, verb, note)


def _reach(actor: Actor, row: Objective | PlanAction, rows: str, note: str) -> None:
    if row.closed_at is not None:
        raise Refused(NO_LONGER)
    row.told_by_name, row.told_at = actor.name, timezone.now()
    if isinstance(row, Objective):
        if row.met_summer != "yes":
            row.met_summer = "yes"
            row.save(update_fields=["met_summer", "told_by_name", "told_at"])
            record(actor, row, rows, "tell", f"noted at the end of the year that {called(row, rows)} is reached", note)
    elif row.done_on is None:
        row.save(update_fields=["told_by_name", "told_at"])
        go(actor, row, rows, Progress.COMPLETE.value, note)
