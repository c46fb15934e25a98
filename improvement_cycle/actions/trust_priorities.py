"""Priorities of the whole trust: add, change, end, open again, take away."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions.priorities import CHANGED, CHOOSE
from improvement_cycle.actions.rows_at_hand import check_year_open
from improvement_cycle.enums import ColumnKind
from improvement_cycle.models import (
    Cycle,
    MatrixColumn,
    PriorityAlignment,
    TrustPriority,
    TrustPriorityColumn,
)
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.texts import fault_of_text, in_lines, one_line

LONGEST_TITLE, LONGEST_STATEMENT = 120, 4000


@dataclass(frozen=True)
class TrustWords:
    """What it says. `columns`: keys of the columns of the matrix whose concern asks for it."""

    title: str
    statement: str = ""
    columns: Collection[str] = ()


@transaction.atomic
def add(*, actor: Actor, cycle_id: UUID, words: TrustWords) -> TrustPriority:
    """Add one to a year. Raises BadInput with a sentence for each field that does not fit."""
    cycle = _held(actor, cycle_id)
    title, statement, columns = _checked(cycle, words)
    last = TrustPriority.objects.filter(cycle=cycle).order_by("-number").values_list("number", flat=True).first()
    made: TrustPriority = TrustPriority.objects.create(
        cycle=cycle,
        number=(last or 0) + 1,
        title=title,
        statement=statement,
        by_name=actor.name,
        at=timezone.now(),
    )
    _ask_by(made, columns)
    _record(actor, made, "add", f"added the trust priority {title}")
    return made


@transaction.atomic
def change(*, actor: Actor, priority_id: UUID, seen_version: int, words: TrustWords) -> TrustPriority:
    """Let it say exactly this. Raises Conflict when it says something else than was seen."""
    priority = _locked(actor, priority_id)
    if seen_version != priority.version:
        raise Conflict(CHANGED)
    title, statement, columns = _checked(priority.cycle, words)
    standing = set(priority.asked_by.values_list("column_id", flat=True))
    if (title, statement, {each.id for each in columns}) == (priority.title, priority.statement, standing):
        return priority
    priority.title, priority.statement = title, statement
    priority.version += 1
    priority.save()
    priority.asked_by.all().delete()
    _ask_by(priority, columns)
    _record(actor, priority, "change", f"changed the trust priority {title}")
    return priority


@transaction.atomic
def end(*, actor: Actor, priority_id: UUID, note: str) -> TrustPriority:
    """Nothing more aligns with it; what does stays. Raises BadInput without a reason."""
    return _advance(actor, _locked(actor, priority_id), "end", note)


@transaction.atomic
def open_again(*, actor: Actor, priority_id: UUID) -> TrustPriority:
    """Take the end back."""
    return _advance(actor, _locked(actor, priority_id), "open_again", "")


@transaction.atomic
def take_away(*, actor: Actor, priority_id: UUID) -> None:
    """Take one away that no academy works on. Raises Refused where one does: that one is ended."""
    priority = _locked(actor, priority_id)
    if PriorityAlignment.objects.filter(trust_priority=priority).exists():
        raise Refused("Academies work on this priority, so it cannot be taken away. End it with a reason.")
    _record(actor, priority, "take_away", f"took the trust priority {priority.title} away")
    priority.asked_by.all().delete()
    priority.delete()


def _held(actor: Actor, cycle_id: UUID) -> Cycle:
    check_may(actor, Permission.TRUST_PRIORITY_MANAGE)
    cycle: Cycle | None = (
        Cycle.objects.select_for_update(of=("self",)).select_related("school_year").filter(id=cycle_id).first()
    )
    if cycle is None:
        raise NotFound("There is no such year.")
    check_year_open(cycle)
    return cycle


def _locked(actor: Actor, priority_id: UUID) -> TrustPriority:
    """The priority with its year, both held: whoever aligns with it holds the priority too."""
    cycle_id = TrustPriority.objects.visible_to(actor).filter(id=priority_id).values_list("cycle_id", flat=True).first()
    if cycle_id is None:
        raise NotFound("There is no such priority of the trust.")
    cycle = _held(actor, cycle_id)
    priority: TrustPriority | None = (
        TrustPriority.objects.select_for_update(of=("self",)).filter(id=priority_id).first()
    )
    if priority is None:
        raise NotFound("There is no such priority of the trust.")
    priority.cycle = cycle
    return priority


def _checked(cycle: Cycle, words: TrustWords) -> tuple[str, str, list[MatrixColumn]]:
    faults: dict[str, str] = {}
    title = one_line(words.title)
    statement = in_lines(words.statement)
    if fault := fault_of_text(title, LONGEST_TITLE, "Give it a short title."):
        faults["title"] = fault
    if fault := fault_of_text(statement, LONGEST_STATEMENT):
        faults["statement"] = fault
    judged = MatrixColumn.objects.filter(model_id=cycle.model_id, kind=ColumnKind.GRADE, key__in=words.columns)
    columns = list(judged)
    if len(columns) != len(set(words.columns)):
        faults["columns"] = CHOOSE
    if faults:
        raise BadInput("Some of this is missing or does not fit.", detail=faults)
    return title, statement, columns


def _ask_by(priority: TrustPriority, columns: list[MatrixColumn]) -> None:
    TrustPriorityColumn.objects.bulk_create(TrustPriorityColumn(priority=priority, column=each) for each in columns)


def _advance(actor: Actor, priority: TrustPriority, verb: str, note: str) -> TrustPriority:
    advance(
        actor=actor,
        workflow=workflow.TRUST_PRIORITY,
        object=priority,
        verb=verb,
        note=note,
        words={"title": priority.title},
    )
    return priority


def _record(actor: Actor, priority: TrustPriority, verb: str, sentence: str) -> None:
    activity.record(
        actor=actor,
        kind=workflow.TRUST_PRIORITY.kind,
        subject_id=priority.id,
        verb=verb,
        sentence=sentence,
    )
