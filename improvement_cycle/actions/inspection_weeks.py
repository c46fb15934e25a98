"""The week of an inspection: the call, its end, and the outcome taken by hand until Ofsted's file has it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.enums import AcademyState, Concern
from academies.models import Academy
from improvement_cycle.models import InspectionOutcome, InspectionWeek
from improvement_cycle.models.inspection_weeks import LONGEST_NOTE, LONGEST_SENTENCE
from improvement_cycle.policies.inspections import LATE, LATEST_START, faults_of_grades, framework_on, paused_until
from improvement_cycle.queries.inspection_weeks import knows, outcome_to_write, people_to_name
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may, may
from trust.policies.texts import in_lines, one_line
from trust.policies.wording import full_day

WEEK, OUTCOME = "inspection_week", "inspection_outcome"


@dataclass(frozen=True)
class Outcome:
    """What the inspectors said: a word for each area, or a sentence; and who is told before it is open."""

    inspected_on: dt.date
    is_graded: bool
    grades: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    concern: str = ""
    named: Collection[str] = ()


@transaction.atomic
def begin(*, actor: Actor, academy_id: UUID, called_on: dt.date) -> InspectionWeek:
    """The call has come: from that day nobody at the academy is reminded. Raises Refused while a week is on."""
    academy = _held(actor, academy_id)
    if academy.state != AcademyState.MEMBER:
        raise Refused(f"{academy.name} is not in the trust, so its inspections are not followed here.")
    if InspectionWeek.objects.filter(academy=academy, ended_on__isnull=True).exists():
        raise Refused(f"An inspection week is on at {academy.name} already.")
    today = timezone.localdate()
    if called_on > today:
        raise BadInput("The day lies ahead.", detail={"called_on": "The call has not come yet on that day."})
    if called_on < today - LATE:
        said = f"That is more than {LATE.days} days ago. Choose the day of the call."
        raise BadInput("The day is long past.", detail={"called_on": said})
    if InspectionWeek.objects.filter(academy=academy, ended_on__gt=called_on).exists():
        said = "On that day the week before it was still on."
        raise BadInput("The day lies in another week.", detail={"called_on": said})
    week: InspectionWeek = InspectionWeek.objects.create(
        academy=academy,
        called_on=called_on,
        paused_until=paused_until(called_on),
        began_by_name=actor.name,
        began_at=timezone.now(),
    )
    sentence = f"began the inspection week of {academy.name}: the call came on {full_day(called_on)}"
    _record(actor, WEEK, week.id, academy.id, "begin", sentence)
    return week


@transaction.atomic
def end(*, actor: Actor, week_id: UUID, note: str = "") -> InspectionWeek:
    """The inspectors are gone: reminders begin again. Raises Refused once it has ended."""
    week = _locked(actor, week_id)
    if not week.is_open:
        raise Refused("This inspection week has ended already.")
    said = one_line(note)
    if len(said) > LONGEST_NOTE:
        raise BadInput("The note is too long.", detail={"note": f"Use at most {LONGEST_NOTE} letters."})
    week.ended_on, week.ended_by_name, week.ended_note = timezone.localdate(), actor.name, said
    week.save()
    _record(actor, WEEK, week.id, week.academy_id, "end", f"ended the inspection week of {week.academy.name}", said)
    return week


@transaction.atomic
def record_outcome(*, actor: Actor, week_id: UUID, outcome: Outcome, seen_version: int = 0) -> InspectionOutcome:
    """Write down what was said, or correct it. It says so beside it that it is not from Ofsted's file.

    `seen_version`: of what stood there, 0 for nothing. Raises Conflict when something else stands there by now, Refused
    where somebody else wrote it and this person does not know it, or where Ofsted's file has it.
    """
    week = _locked(actor, week_id)
    standing = outcome_to_write(actor, week)
    if (standing.version if standing else 0) != seen_version:
        raise Conflict("Somebody has written it down, corrected it or opened it since you opened this page.")
    said = _checked(week, outcome)
    made = standing or InspectionOutcome(week=week, by_membership=actor.membership_id)
    for name, value in said.items():
        setattr(made, name, value)
    made.by_name, made.at = actor.name, timezone.now()
    made.version = seen_version + 1
    made.save()
    sentence = f"wrote down the outcome of the inspection of {week.academy.name}"
    _record(actor, OUTCOME, made.id, week.academy_id, "correct" if standing else "record", sentence)
    return made


@transaction.atomic
def open_outcome(*, actor: Actor, week_id: UUID) -> InspectionOutcome:
    """Lift the embargo: whoever reads of the academy's inspections reads it from now on."""
    week = _locked(actor, week_id)
    found: InspectionOutcome | None = InspectionOutcome.objects.select_for_update().filter(week=week).first()
    if found is not None:
        found.week = week
    if found is None or not knows(actor, found):
        raise NotFound("There is no such outcome.")
    if not found.is_under_embargo:
        raise Refused("The outcome is open already.")
    found.opened_at, found.opened_by_name = timezone.now(), actor.name
    found.version += 1
    found.save()
    sentence = f"opened the outcome of the inspection of {week.academy.name}"
    _record(actor, OUTCOME, found.id, week.academy_id, "open", sentence)
    return found


def _checked(week: InspectionWeek, outcome: Outcome) -> dict[str, object]:
    detail: dict[str, str] = {}
    framework = framework_on(week.called_on)
    if framework is None:
        raise Refused("No framework is known for that day.")
    first, last = week.called_on, min(week.called_on + LATEST_START, timezone.localdate())
    if not first <= outcome.inspected_on <= last:
        detail["inspected_on"] = f"Choose the first day of the inspection, from {full_day(first)} to {full_day(last)}."
    sentence = in_lines(outcome.sentence)
    if len(sentence) > LONGEST_SENTENCE:
        detail["sentence"] = f"Use at most {LONGEST_SENTENCE:,} letters. These are {len(sentence):,}."
    grades = dict(outcome.grades) if outcome.is_graded else {}
    if outcome.is_graded:
        faults = faults_of_grades(framework, week.called_on, grades)
        detail |= {f"area_{key}": said for key, said in faults.items()}
    elif not sentence:
        detail["sentence"] = "Write in a sentence what the inspectors said."
    if outcome.concern not in Concern.values:
        detail["concern"] = "Choose one of these."
    known = {key for key, _words in people_to_name(week.academy)}
    if not set(outcome.named) <= known:
        detail["named"] = "Choose people from the list."
    if detail:
        raise BadInput("Some of this is missing or does not fit.", detail=detail)
    return {
        "inspected_on": outcome.inspected_on,
        "framework": framework.key,
        "is_graded": outcome.is_graded,
        "grades": grades,
        "sentence": sentence,
        "concern": outcome.concern,
        "named": sorted(outcome.named),
    }


def _held(actor: Actor, academy_id: UUID) -> Academy:
    academy: Academy | None = Academy.objects.select_for_update(of=("self",)).filter(id=academy_id).first()
    if academy is None or not may(actor, Permission.INSPECTION_READ, academy):
        raise NotFound("There is no such academy.")
    check_may(actor, Permission.INSPECTION_CALL, academy)
    return academy


def _locked(actor: Actor, week_id: UUID) -> InspectionWeek:
    week: InspectionWeek | None = (
        InspectionWeek.objects.select_for_update(of=("self",)).select_related("academy").filter(id=week_id).first()
    )
    if week is None or not may(actor, Permission.INSPECTION_READ, week.academy):
        raise NotFound("There is no such inspection week.")
    check_may(actor, Permission.INSPECTION_CALL, week.academy)
    return week


def _record(
    actor: Actor, kind: str, subject_id: UUID, academy_id: UUID, verb: str, sentence: str, note: str = ""
) -> None:
    activity.record(
        actor=actor, kind=kind, subject_id=subject_id, academy_id=academy_id, verb=verb, sentence=sentence, note=note
    )
