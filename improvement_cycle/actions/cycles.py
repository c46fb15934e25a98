"""Years: open one for the academies of the trust, add one that joined, say until when what is due, close it."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.enums import AcademyState
from academies.models import Academy
from academies.policies import had_joined
from improvement_cycle import workflow
from improvement_cycle.actions.rows_at_hand import check_year_open
from improvement_cycle.enums import Capability, MeetingState, ModelState, RowState
from improvement_cycle.models import AcademyCycle, Cycle, ImprovementModel, JudgementMeeting
from improvement_cycle.permissions import check_may_date
from improvement_cycle.policies.due_dates import DUE, faults_of_due_dates
from improvement_cycle.queries.improvement_models import latest_published
from improvement_cycle.queries.year_end import undecided_words
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.models import SchoolYear
from trust.permissions import Permission, check_may
from trust.policies.wording import full_day, listed

KIND = workflow.CYCLE.kind


@transaction.atomic
def open_year(*, actor: Actor, school_year_id: UUID, model_id: UUID | None = None) -> Cycle:
    """Begin a year, judged by the latest published version or the one named.

    Every academy that joined before its end gets a row.
    """
    check_may(actor, Permission.CYCLE_MANAGE)
    year = SchoolYear.objects.select_for_update().filter(id=school_year_id).first()
    if year is None:
        raise NotFound("There is no such school year.")
    if Cycle.objects.filter(school_year=year).exists():
        raise Refused(f"{year.label} is open already.")
    model = _model(model_id)
    cycle = Cycle.objects.create(school_year=year, model=model)
    academies = Academy.objects.members_by(year.ends_on)
    AcademyCycle.objects.bulk_create(AcademyCycle(cycle=cycle, academy=academy) for academy in academies)
    _record(actor, cycle, "open", f"opened {year.label} with version {model.number} of the improvement model")
    return cycle


@transaction.atomic
def add_academy(*, actor: Actor, cycle_id: UUID, academy_id: UUID) -> AcademyCycle:
    """An academy that joined during the year gets its row."""
    check_may(actor, Permission.CYCLE_MANAGE)
    cycle = _locked(cycle_id)
    check_year_open(cycle)
    # Held, so that it does not leave meanwhile.
    academy = Academy.objects.select_for_update(of=("self",)).filter(id=academy_id).first()
    if academy is None:
        raise NotFound("There is no such academy.")
    if academy.state != AcademyState.MEMBER:
        raise Refused("Only academies that have joined have a row in the matrix.")
    year = cycle.school_year
    if not had_joined(academy.joined_on, year.ends_on):
        raise Refused(f"{academy.name} joined after {year.label} had ended, so it has no row in it.")
    row, is_new = AcademyCycle.objects.get_or_create(cycle=cycle, academy=academy)
    if is_new:
        _record(actor, cycle, "add_academy", f"added {academy.name} to {year.label}")
    return row


@transaction.atomic
def set_dates(*, actor: Actor, cycle_id: UUID, dates: Mapping[str, dt.date | None]) -> Cycle:
    """Say until when self-evaluations, priorities and plans are due: by the fields of DUE, none where there is none."""
    check_may_date(actor)
    cycle = _locked(cycle_id)
    check_year_open(cycle)
    wanted = {field: dates.get(field) for field in DUE}
    year = cycle.school_year
    if faults := faults_of_due_dates(year.label, year.starts_on, year.ends_on, wanted):
        raise BadInput(next(iter(faults.values())), detail=faults)
    changed = [field for field, day in wanted.items() if getattr(cycle, field) != day]
    if not changed:
        return cycle
    for field in changed:
        setattr(cycle, field, wanted[field])
    cycle.save(update_fields=changed)
    said = listed([f"{DUE[each]} {_until(wanted[each])}" for each in changed])
    _record(actor, cycle, "set_dates", f"set dates of {year.label}: {said}")
    return cycle


@transaction.atomic
def start_closing(*, actor: Actor, cycle_id: UUID) -> Cycle:
    """Announce the end of the year; `unfinished` lists what is left."""
    return _advance(actor, _locked(cycle_id), "start_closing")


@transaction.atomic
def keep_open(*, actor: Actor, cycle_id: UUID) -> Cycle:
    """Take the announcement back."""
    return _advance(actor, _locked(cycle_id), "keep_open")


@transaction.atomic
def close(*, actor: Actor, cycle_id: UUID, note: str = "") -> Cycle:
    """Freeze the year. With rows that are not agreed, a note must say why it closes all the same.

    Raises Refused while a judgement meeting of it is open: its minutes would never be made; and while nobody has
    decided what becomes of a priority that is in a plan.
    """
    # The year first, as where an academy is added: no row comes to it any more. Then its rows, in one order:
    # whoever is writing in a row finishes, whoever comes later finds the year closed.
    cycle = _locked(cycle_id)
    rows = list(
        AcademyCycle.objects.select_for_update(of=("self",))
        .select_related("academy")
        .filter(cycle=cycle)
        .order_by("id")
    )
    open_rows = sorted(row.academy.name for row in rows if row.state == RowState.OPEN)
    if open_rows and not note.strip():
        hindrances = [f"Not agreed yet: {listed(open_rows)}. Say why the year closes all the same."]
    else:
        hindrances = []
    hindrances += [
        f"The judgement meeting of {full_day(meeting.day)} is open. Close it first."
        for meeting in JudgementMeeting.objects.filter(cycle=cycle, state=MeetingState.OPEN)
    ]
    hindrances += [undecided] if (undecided := undecided_words(cycle)) else []
    _advance(actor, cycle, "close", note=note, hindrances=hindrances)
    cycle.closed_at = timezone.now()
    cycle.save(update_fields=["closed_at"])
    return cycle


def _model(model_id: UUID | None) -> ImprovementModel:
    if model_id is None:
        model = latest_published()
        if model is None:
            raise Refused("Publish an improvement model first.")
    else:
        model = ImprovementModel.objects.filter(id=model_id, state=ModelState.PUBLISHED).first()
        if model is None:
            raise BadInput("Choose a published version.", detail={"model": "Choose a published version."})
    if not model.has(Capability.MATRIX):
        raise Refused("This improvement model has no matrix, so there is no year to open.")
    return model


def _locked(cycle_id: UUID) -> Cycle:
    cycle: Cycle | None = (
        Cycle.objects.select_for_update(of=("self",)).select_related("school_year").filter(id=cycle_id).first()
    )
    if cycle is None:
        raise NotFound("There is no such year.")
    return cycle


def _advance(actor: Actor, cycle: Cycle, verb: str, *, note: str = "", hindrances: list[str] | None = None) -> Cycle:
    advance(
        actor=actor,
        workflow=workflow.CYCLE,
        object=cycle,
        verb=verb,
        note=note,
        facts={"hindrances": hindrances or []},
        words={"year": cycle.school_year.label},
    )
    return cycle


def _until(day: dt.date | None) -> str:
    return f"by {full_day(day)}" if day else "without a date"


def _record(actor: Actor, cycle: Cycle, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind=KIND, subject_id=cycle.id, verb=verb, sentence=sentence)
