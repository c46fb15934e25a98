"""Days that are set from outside after an inspection: written down, moved, done with a note, taken back."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.enums import AcademyState
from academies.models import Academy
from improvement_cycle.enums import InspectionDeadlineKind
from improvement_cycle.models import InspectionDeadline
from improvement_cycle.models.inspection_weeks import LONGEST_NOTE, LONGEST_WORDS
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may, may
from trust.policies.days import fault_of_day
from trust.policies.texts import one_line
from trust.policies.wording import full_day

KIND = "inspection_deadline"


@dataclass(frozen=True)
class Day:
    """What is due, and when."""

    kind: str
    due_on: dt.date
    words: str


@transaction.atomic
def add(*, actor: Actor, academy_id: UUID, day: Day) -> InspectionDeadline:
    """Write down a day that was set. Raises BadInput with a sentence for each field that does not fit."""
    academy: Academy | None = Academy.objects.filter(id=academy_id).first()
    if academy is None or not may(actor, Permission.INSPECTION_READ, academy):
        raise NotFound("There is no such academy.")
    check_may(actor, Permission.INSPECTION_FOLLOW, academy)
    if academy.state != AcademyState.MEMBER:
        raise Refused(f"{academy.name} is not in the trust, so its inspections are not followed here.")
    said = _checked(day)
    made: InspectionDeadline = InspectionDeadline.objects.create(
        academy=academy, kind=said.kind, due_on=said.due_on, words=said.words, by_name=actor.name, at=timezone.now()
    )
    _record(actor, made, "add", f"wrote down for {academy.name}: {_named(made)} on {full_day(made.due_on)}")
    return made


@transaction.atomic
def change(*, actor: Actor, deadline_id: UUID, seen_version: int, day: Day) -> InspectionDeadline:
    """Let it say exactly this. Raises Conflict when it says something else than was seen, Refused once it is done."""
    found = _locked(actor, deadline_id)
    if found.is_done:
        raise Refused("It is done, and stays as it is.")
    if found.version != seen_version:
        raise Conflict("Somebody has changed this since you opened it.")
    said = _checked(day)
    if (said.kind, said.due_on, said.words) == (found.kind, found.due_on, found.words):
        return found
    found.kind, found.due_on, found.words = said.kind, said.due_on, said.words
    found.version += 1
    found.by_name, found.at = actor.name, timezone.now()
    found.save()
    sentence = f"changed for {found.academy.name}: {_named(found)} on {full_day(found.due_on)}"
    _record(actor, found, "change", sentence)
    return found


@transaction.atomic
def done(*, actor: Actor, deadline_id: UUID, done_on: dt.date, note: str) -> InspectionDeadline:
    """Say that it is done, and what came of it."""
    found = _locked(actor, deadline_id)
    if found.is_done:
        raise Refused("It is done already.")
    said, detail = one_line(note), {}
    if not said:
        detail["note"] = "Write what came of it."
    if len(said) > LONGEST_NOTE:
        detail["note"] = f"Use at most {LONGEST_NOTE} letters. These are {len(said):,}."
    if done_on > timezone.localdate():
        detail["done_on"] = "That day has not come yet."
    elif fault := fault_of_day(done_on):
        detail["done_on"] = fault
    if detail:
        raise BadInput("Some of this is missing or does not fit.", detail=detail)
    found.done_on, found.done_note = done_on, said
    found.version += 1
    found.by_name, found.at = actor.name, timezone.now()
    found.save()
    _record(actor, found, "done", f"recorded for {found.academy.name} as done: {_named(found)}", said)
    return found


@transaction.atomic
def not_done(*, actor: Actor, deadline_id: UUID) -> InspectionDeadline:
    """Take back that it is done: it is due again. What was said of it stays in its history."""
    found = _locked(actor, deadline_id)
    if not found.is_done:
        raise Refused("It is not done.")
    found.done_on, found.done_note = None, ""
    found.version += 1
    found.by_name, found.at = actor.name, timezone.now()
    found.save()
    _record(actor, found, "not_done", f"recorded for {found.academy.name} as not done after all: {_named(found)}")
    return found


@transaction.atomic
def remove(*, actor: Actor, deadline_id: UUID, why: str) -> None:
    """Take away a day that was never set, or is no more. What it said stays in its history, and why in the feed."""
    found = _locked(actor, deadline_id)
    if found.is_done:
        raise Refused("It is done, and stays as it is.")
    said = one_line(why)
    if not said:
        raise BadInput("The reason is missing.", detail={"why": "Say in a sentence why it is removed."})
    if len(said) > LONGEST_NOTE:
        detail = f"Use at most {LONGEST_NOTE} letters. These are {len(said):,}."
        raise BadInput("The reason is too long.", detail={"why": detail})
    sentence = f"removed for {found.academy.name}: {_named(found)} on {full_day(found.due_on)}"
    _record(actor, found, "remove", sentence, said)
    found.delete()


def _checked(day: Day) -> Day:
    words, detail = one_line(day.words), {}
    if not words:
        detail["words"] = "Say in a few words what is due."
    if len(words) > LONGEST_WORDS:
        detail["words"] = f"Use at most {LONGEST_WORDS} letters. These are {len(words):,}."
    if day.kind not in InspectionDeadlineKind.values:
        detail["kind"] = "Choose one of these."
    if fault := fault_of_day(day.due_on):
        detail["due_on"] = fault
    if detail:
        raise BadInput("Some of this is missing or does not fit.", detail=detail)
    return Day(day.kind, day.due_on, words)


def _locked(actor: Actor, deadline_id: UUID) -> InspectionDeadline:
    found: InspectionDeadline | None = (
        InspectionDeadline.objects.select_for_update(of=("self",))
        .select_related("academy")
        .filter(id=deadline_id)
        .first()
    )
    if found is None or not may(actor, Permission.INSPECTION_READ, found.academy):
        raise NotFound("There is no such day.")
    check_may(actor, Permission.INSPECTION_FOLLOW, found.academy)
    return found


def _named(found: InspectionDeadline) -> str:
    return str(InspectionDeadlineKind(found.kind).label)


def _record(actor: Actor, found: InspectionDeadline, verb: str, sentence: str, note: str = "") -> None:
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=found.id,
        academy_id=found.academy_id,
        verb=verb,
        sentence=sentence,
        note=note,
    )
