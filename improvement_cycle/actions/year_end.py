"""The end of a year: what is unfinished is done, goes on next year, or is withdrawn. All of it is kept, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
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
from improvement_cycle.policies.priorities import OPEN, why_still
from improvement_cycle.policies.year_end import (
    CARRY,
    CLOSE,
    DONE,
    LONGEST_NOTE,
    MAKES,
    NEEDS_NOTE,
    Decision,
    Kind,
    meanwhile_words,
)
from improvement_cycle.queries.year_end import next_year
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import BadInput, NotFound, Refused
from trust.models import Activity
from trust.permissions import Permission, check_may
from trust.policies.texts import GIVE_A_REASON, fault_of_text, one_line

FAULTY = "Some of this is missing or does not fit. Nothing is decided yet."
NO_NEXT_YEAR = "The next year is not open. Open it first: what is carried forward becomes a priority there."
ROWS: Mapping[str, Any] = {Kind.OBJECTIVE: Objective, Kind.ACTION: PlanAction}
KEY_OF = {Kind.OBJECTIVE: OBJECTIVES, Kind.ACTION: ACTIONS}


@dataclass
class _Held:
    """All that is decided at once, held, with what is read once for all of it."""

    actor: Actor
    cycle: Cycle
    rows: Mapping[UUID, AcademyCycle]
    items: Mapping[UUID, Any]  # priorities, objectives and actions by id
    _next_rows: dict[UUID, AcademyCycle] = field(default_factory=dict)

    @cached_property
    def follows(self) -> Cycle | None:
        """The year into which something is carried."""
        return next_year(self.cycle)

    @cached_property
    def there(self) -> Mapping[UUID, UUID]:
        """Its rows by academy."""
        return dict(AcademyCycle.objects.filter(cycle=self.follows).values_list("academy_id", "id"))

    def row_next(self, row: AcademyCycle) -> AcademyCycle:
        """The row in the next year, held. Raises Refused where there is none."""
        if self.follows is None:
            raise Refused(NO_NEXT_YEAR)
        if row.academy_id not in self.there:
            label = self.follows.school_year.label
            raise Refused(f"{row.academy.name} has no row in {label}, so nothing is carried into it.")
        if row.academy_id not in self._next_rows:
            key = self.there[row.academy_id]
            held = locked_row(actor=self.actor, academy_cycle_id=key, permission=Permission.PRIORITY_AGREE)
            self._next_rows[row.academy_id] = held
        return self._next_rows[row.academy_id]


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
    held = _hold(actor, cycle, decisions)
    faults: dict[str, str] = {}
    # Rows first: what is done or closed does not go on with its priority.
    for each in sorted(decisions, key=lambda one: one.kind == Kind.PRIORITY):
        note = one_line(each.note)
        if fault := fault_of_text(note, LONGEST_NOTE, GIVE_A_REASON if each.what in NEEDS_NOTE else ""):
            faults[f"note_{each.key}"] = fault
        else:
            try:
                _decide(held, each, note)
            except BadInput as refusal:
                faults[f"note_{each.key}"] = str(refusal.detail.get("note") or refusal.message)
            except Refused as refusal:
                faults[f"what_{each.key}"] = refusal.message
    if faults:
        raise BadInput(FAULTY, detail=faults)
    return len(decisions)


def _hold(actor: Actor, cycle: Cycle, decisions: Sequence[Decision]) -> _Held:
    """What is decided and the academies' years in which it stands, all held: the years first, in one order."""
    asked: list[tuple[Any, set[UUID]]] = []
    year_ids: set[UUID] = set()
    for kind, model in {Kind.PRIORITY: Priority, **ROWS}.items():
        keys = {each.key for each in decisions if each.kind == kind}
        if not keys:
            continue
        of_year = model.objects.filter(id__in=keys, academy_cycle__cycle=cycle)
        if kind != Kind.PRIORITY:
            of_year = of_year.filter(section__document__kind__in=(workflow.PLAN, workflow.RAPID))
        there = dict(of_year.values_list("id", "academy_cycle_id"))
        if keys - there.keys():
            raise NotFound("There is no such item in this year.")
        asked.append((model, keys))
        year_ids |= set(there.values())
    rows = {
        each: locked_row(actor=actor, academy_cycle_id=each, permission=Permission.PRIORITY_AGREE)
        for each in sorted(year_ids)
    }
    items: dict[UUID, Any] = {}
    for model, keys in asked:
        related = ("area",) if model is Priority else ("section__document", "priority")
        held = model.objects.select_for_update(of=("self",)).select_related(*related)
        for item in held.filter(id__in=keys).order_by("id"):
            item.academy_cycle = rows[item.academy_cycle_id]
            items[item.id] = item
    return _Held(actor, cycle, rows, items)


def _decide(held: _Held, said: Decision, note: str) -> None:
    item = held.items.get(said.key)
    if item is None:
        raise Refused("Somebody has taken this away meanwhile.")
    if said.what not in (MAKES if said.kind == Kind.PRIORITY else (DONE, CLOSE)):
        raise Refused("Choose from the list.")
    if said.kind != Kind.PRIORITY:
        _decide_row(held.actor, item, said, note)
    elif item.state in MAKES[said.what]:
        _check_alike(item, note, item.get_state_display())
    else:
        _decide_priority(held, item, said.what, note)


def _decide_row(actor: Actor, item: Objective | PlanAction, said: Decision, note: str) -> None:
    if item.section.document.state != DocumentState.APPROVED:
        raise Refused("How it went is told of an approved plan only.")
    is_done = item.met_summer == "yes" if isinstance(item, Objective) else item.done_on is not None
    if item.is_closed or is_done:
        state = "closed" if item.is_closed else "done"
        if item.is_closed != (said.what == CLOSE):
            raise Refused(meanwhile_words(state))
        _check_alike(item, note, state)
    elif item.priority is not None and (reason := why_still(item.priority.state)):
        raise Refused(reason)
    elif said.what == CLOSE:
        close_held(actor, item, KEY_OF[said.kind], note, when=" at the end of the year")
    else:
        _reach(actor, item, KEY_OF[said.kind], note)


def _check_alike(item: Any, note: str, state: str) -> None:
    """Raises Refused where it was decided with other words: these would go nowhere."""
    if note and not Activity.objects.filter(subject_id=item.id, note=note).exists():
        raise Refused(meanwhile_words(state))


def _decide_priority(held: _Held, priority: Priority, what: str, note: str) -> None:
    if priority.state not in OPEN:
        raise Refused(meanwhile_words(priority.get_state_display()))
    if what == DONE:
        deliver_held(held.actor, priority, note)
        return
    in_plan = priority.state == PriorityState.IN_PLAN
    if what == CARRY:
        there = held.row_next(priority.academy_cycle)
        go_on(actor=held.actor, old=priority, row=there, how=CameHow.CARRIED, rationale=priority.rationale)
    verb = "carry" if what == CARRY else "withdraw_from_plan" if in_plan else "withdraw"
    if in_plan:
        priority.keeps_page = True
        priority.save(update_fields=["keeps_page"])
    move(held.actor, priority, verb, note)


def _reach(actor: Actor, row: Objective | PlanAction, rows: str, note: str) -> None:
    row.told_by_name, row.told_at = actor.name, timezone.now()
    if isinstance(row, Objective):
        row.met_summer = "yes"
        row.save(update_fields=["met_summer", "told_by_name", "told_at"])
        record(actor, row, rows, "tell", f"noted at the end of the year that {called(row, rows)} is reached", note)
    else:
        row.save(update_fields=["told_by_name", "told_at"])
        go(actor, row, rows, Progress.COMPLETE.value, note)
