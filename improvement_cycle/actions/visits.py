"""A visit is planned, moved, cancelled, held. What it fulfils follows: a promise gets its date and is delivered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from academies.models import Academy
from improvement_cycle.actions import promises
from improvement_cycle.actions.commitments import fault_of_due
from improvement_cycle.actions.rows_at_hand import check_year_open, hold
from improvement_cycle.enums import Capability, PromiseState, VisitState
from improvement_cycle.models import AcademyCycle, Commitment, Promise, Visit, VisitMember
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.permissions import (
    check_may_carry_out,
    check_may_plan_visits,
    may_open_visit,
    may_read_commitment,
)
from improvement_cycle.policies.commitments import WHEN_USED
from improvement_cycle.policies.visits import Plan, faults_of_days, faults_of_holding, faults_of_plan, parts_of
from improvement_cycle.queries.visits import can_be_visited
from improvement_cycle.workflow.promises import PROMISE
from improvement_cycle.workflow.visits import REPORT, VISIT
from trust.actions import activity
from trust.actions.advance import advance
from trust.actions.documents import open_document
from trust.actors import Actor, SystemActor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.models import Document, Membership
from trust.policies.texts import GIVE_A_REASON, fault_of_text, one_line
from trust.policies.wording import full_day

KIND, PRIVATE_KIND = "visit", "private_visit"
CHANGED = "Somebody has changed this visit since you opened it. Nothing of yours was saved."
DOES_NOT_FIT = "Some of this is missing or does not fit."
NO_SUCH = "There is no such visit."
KEEPS_ALREADY = "This visit is for something that was promised already. Nothing else was changed."
NOT_OPEN = "This promise is not still to be kept, so no visit keeps it."
ANOTHER_YEAR = "This visit was held outside the year in which that is promised."
CANCELLED, BY_MISTAKE = "The visit was cancelled.", "It was recorded by mistake that the visit was held."


def feed_kind(visit: Visit) -> str:
    """As what its lines stand in the feed."""
    return PRIVATE_KIND if visit.is_private else KIND


@transaction.atomic
def plan(
    *,
    actor: Actor,
    academy_id: UUID,
    given: Plan,
    commitment_id: UUID | None = None,
    promise_id: UUID | None = None,
) -> Visit:
    """Plan one. A promise that it fulfils gets its date; what is used when needed is recorded once it was held.

    Raises BadInput with a sentence for each field that does not fit.
    """
    academy = Academy.objects.filter(id=academy_id).first()
    if academy is None:
        raise NotFound("There is no such academy.")
    check_may_plan_visits(actor, academy, given.kind)
    commitment, promise = _fulfils(actor, academy, given, commitment_id, promise_id)
    row = _row_of(academy, given, commitment)
    if faults := _fault_of_year(commitment, row, given.day) | faults_of_plan(given, timezone.localdate()):
        raise BadInput(DOES_NOT_FIT, detail=faults)
    assert given.day is not None
    people = _people(given.people)
    made: Visit = Visit.objects.create(
        academy=academy,
        academy_cycle=row,
        commitment=commitment,
        promise=promise,
        kind=given.kind,
        day=given.day,
        until_on=given.until_on,
        begins_at=given.begins_at,
        focus=one_line(given.focus),
        by_name=actor.name,
        at=timezone.now(),
    )
    VisitMember.objects.bulk_create(VisitMember(visit=made, membership=each, name=each.name) for each in people)
    _follow(actor, made)
    if made.has_words:
        open_document(
            actor=actor,
            kind=REPORT,
            subject_id=made.id,
            title=made.title,
            academy_id=academy.id,
            parts=parts_of(made.kind),
        )
    _tell(actor, made, "plan", f"planned {_what(made)} for {full_day(made.day)}")
    return made


def _fulfils(
    actor: Actor, academy: Academy, given: Plan, commitment_id: UUID | None, promise_id: UUID | None
) -> tuple[Commitment | None, Promise | None]:
    """What it fulfils, with its row held. Raises NotFound where it is not one of this academy that the actor reads."""
    if commitment_id is None:
        return None, None
    commitment = Commitment.objects.select_related("academy_cycle__academy").filter(id=commitment_id).first()
    if commitment is None or not may_read_commitment(actor, commitment.kind, commitment.academy_cycle):
        raise NotFound("There is no such commitment.")
    hold(commitment.academy_cycle_id)
    if commitment.academy_id != academy.id or commitment.kind != given.kind:
        raise Refused("This commitment asks for something else. Plan the visit from its own page.")
    if promise_id is None:
        if commitment.cadence not in WHEN_USED:
            raise Refused("This commitment has its own days: plan the visit from one of them.")
        if not commitment.is_open:
            raise Refused("This commitment has ended, so nothing more is planned for it.")
        return commitment, None
    promise = Promise.objects.filter(id=promise_id, commitment=commitment).first()
    if promise is None:
        raise NotFound("There is no such promise.")
    if promise.visits.exclude(state=VisitState.CANCELLED).exists():
        raise Refused("A visit is planned for this promise already.")
    return commitment, promise


def _row_of(academy: Academy, given: Plan, commitment: Commitment | None) -> AcademyCycle | None:
    """The academy's year that it belongs to, held: that of what it fulfils, or else of its day. There may be none."""
    rows = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
    if commitment is not None:
        row = rows.get(id=commitment.academy_cycle_id)
    else:
        day = given.day or timezone.localdate()
        year = Q(cycle__school_year__starts_on__lte=day, cycle__school_year__ends_on__gte=day)
        row = rows.filter(year, academy=academy).first()
    if row is None:
        return None
    if Capability.VISITS not in row.cycle.model.capabilities:
        raise Refused("The improvement model of that year knows no visits.")
    hold(row.id)
    check_year_open(row.cycle)
    return row


def _fault_of_year(commitment: Commitment | None, row: AcademyCycle | None, day: dt.date | None) -> dict[str, str]:
    """What fulfils something is held in its year: else nobody could ever record it."""
    fault = fault_of_due(row, day) if commitment and row and day else ""
    return {"day": fault} if fault else {}


def _people(wanted: Sequence[UUID]) -> list[Membership]:
    found = list(Membership.objects.on(timezone.localdate()).filter(id__in=wanted))
    if len(found) < len(set(wanted)):
        fault = "Choose from the people of the trust."
        raise BadInput(fault, detail={"people": fault})
    return found


@transaction.atomic
def move(
    *,
    actor: Actor,
    visit_id: UUID,
    day: dt.date | None,
    until_on: dt.date | None,
    begins_at: dt.time | None,
    people: Sequence[UUID],
    reason: str,
    seen_version: int,
) -> Visit:
    """Another day, another time, others who go. Another day takes a reason, but for coaching, which keeps no words."""
    visit = held(actor, visit_id, seen_version)
    faults = faults_of_days(day, until_on, timezone.localdate())
    said, is_other_day = one_line(reason), (day, until_on) != (visit.day, visit.until_on)
    if is_other_day:
        faults = _fault_of_year(visit.commitment, visit.academy_cycle, day) | faults | _faults_of_reason(visit, said)
    if not people:
        faults["people"] = "Choose who goes."
    if faults:
        raise BadInput(DOES_NOT_FIT, detail=faults)
    assert day is not None
    _replace_people(visit, _people(people))
    visit.day, visit.until_on, visit.begins_at = day, until_on, begins_at
    if is_other_day:
        visit.reason = said
        _find_year(visit)
    _keep(actor, visit)
    if not is_other_day:
        if not visit.is_planned:
            raise Refused("Only a visit that is planned can be changed.")
        _tell(actor, visit, "change", f"changed who goes, or when: {_what(visit)}")
        return visit
    # One that ended with its commitment has no date; it gets that of its visit once it is taken up again.
    if visit.promise is not None and visit.promise.state != PromiseState.ENDED:
        _give_date(actor, visit.promise, day)
    return _advance(actor, visit, "move", said)


def _find_year(visit: Visit) -> None:
    """A visit that fulfils something stays in its year; any other belongs to the year of its day."""
    if visit.commitment_id is None:
        plan_ = Plan(kind=visit.kind, day=visit.day)
        visit.academy_cycle = _row_of(visit.academy, plan_, None)


def _replace_people(visit: Visit, people: Sequence[Membership]) -> None:
    wanted = {each.id for each in people}
    visit.people.exclude(membership_id__in=wanted).delete()
    known = set(visit.people.values_list("membership_id", flat=True))
    VisitMember.objects.bulk_create(
        VisitMember(visit=visit, membership=each, name=each.name) for each in people if each.id not in known
    )
    # Who went was read before.
    visit.refresh_from_db(fields=["people"])


@transaction.atomic
def cancel(*, actor: Actor, visit_id: UUID, reason: str, seen_version: int) -> Visit:
    """Cancel it, with a reason. A promise that it was to fulfil is promised again, without a date."""
    visit = held(actor, visit_id, seen_version)
    said = one_line(reason)
    if faults := _faults_of_reason(visit, said):
        raise BadInput(DOES_NOT_FIT, detail=faults)
    visit.reason = said
    _keep(actor, visit)
    made = _advance(actor, visit, "cancel", said)
    promise = visit.promise
    if promise is not None and promise.state == PromiseState.SCHEDULED:
        promises.open_again(
            actor=_keeper(actor),
            promise_id=promise.id,
            note=said or CANCELLED,
            seen_version=promise.version,
            by_visit=True,
        )
    return made


@transaction.atomic
def record_held(
    *,
    actor: Actor,
    visit_id: UUID,
    on: dt.date | None,
    days: Decimal | None,
    hours: Decimal | None,
    seen_version: int,
) -> Visit:
    """Record that it was held: when, and how many days it took; of coaching how many hours. Its promise is kept."""
    visit = held(actor, visit_id, seen_version)
    if faults := faults_of_holding(visit.kind, on, days, hours, timezone.localdate()):
        raise BadInput(DOES_NOT_FIT, detail=faults)
    visit.held_on, visit.days, visit.hours = on, days, hours
    _keep(actor, visit)
    made = _advance(actor, visit, "hold")
    _follow(actor, visit)
    return made


def _keep_promise(actor: Actor, visit: Visit) -> None:
    keeper = _keeper(actor)
    said: dict[str, Any] = {"on": visit.held_on, "days": visit.days, "note": ""}
    if visit.promise is not None:
        # One that ended with a change of category is not taken up again by a visit.
        if visit.promise.state in PROMISE.find("deliver").sources:
            known: dict[str, Any] = {"promise_id": visit.promise.id, "seen_version": visit.promise.version}
            promises.deliver(actor=keeper, by_visit=True, **known, **said)
    elif visit.commitment is not None and visit.commitment.is_open:
        visit.promise = promises.use(actor=keeper, commitment_id=visit.commitment.id, **said)
        visit.save(update_fields=["promise"])


@transaction.atomic
def take_promise(*, actor: Actor, visit_id: UUID, promise_id: UUID) -> Visit:
    """Say which promise a visit keeps that was planned without one: it follows as if planned from that promise.

    Raises NotFound, NotPermitted as for planning, and Refused where the visit, the promise or the year does not allow.
    """
    visit = locked(actor, visit_id)
    check_may_plan_visits(actor, visit, visit.kind)
    if visit.is_cancelled:
        raise Refused(visit.closed_words)
    if visit.commitment_id is not None:
        raise Refused(KEEPS_ALREADY)
    in_year = Promise.objects.filter(id=promise_id, commitment__academy_cycle_id=visit.academy_cycle_id)
    of: UUID | None = in_year.values_list("commitment_id", flat=True).first()
    if of is None:
        raise NotFound("There is no such promise.")
    given = Plan(kind=visit.kind, day=visit.held_on or visit.day)
    commitment, promise = _fulfils(actor, visit.academy, given, of, promise_id)
    assert commitment is not None
    if not can_be_visited(commitment, promise):
        raise Refused(NOT_OPEN)
    if _fault_of_year(commitment, commitment.academy_cycle, given.day):
        raise Refused(ANOTHER_YEAR)
    visit.commitment, visit.promise = commitment, promise
    _keep(actor, visit)
    _tell(actor, visit, "keep", f"said which promise this keeps: {_what(visit)}")
    _follow(actor, visit)
    return visit


def _follow(actor: Actor, visit: Visit) -> None:
    """What it fulfils follows: a promise gets its date, or is kept once it was held."""
    if visit.held_on is not None:
        _keep_promise(actor, visit)
    elif visit.promise is not None:
        _give_date(actor, visit.promise, visit.day)


@transaction.atomic
def not_held(*, actor: Actor, visit_id: UUID, seen_version: int) -> Visit:
    """It was recorded by mistake that it was held: it is planned again. Not once its report was sent."""
    visit = held(actor, visit_id, seen_version)
    sent = visit.answers.exists() or Document.objects.filter(kind=REPORT, subject_id=visit.id, number__gt=0).exists()
    visit.held_on = visit.days = visit.hours = None
    hindrances = ["Its report was sent to the head, so it stands that it was held."] if sent else []
    made = _advance(actor, visit, "not_held", hindrances=hindrances)
    promise = visit.promise
    if promise is not None and promise.state == PromiseState.DELIVERED:
        opened = promises.open_again(
            actor=_keeper(actor),
            promise_id=promise.id,
            note=BY_MISTAKE,
            seen_version=promise.version,
            by_visit=True,
        )
        if opened.state == PromiseState.PROMISED:
            _give_date(actor, opened, visit.day)
        elif opened.commitment.cadence in WHEN_USED:
            visit.promise = None
    _keep(actor, visit)
    return made


def held(actor: Actor, visit_id: UUID, seen_version: int | None = None) -> Visit:
    """A visit that this person carries out, held after its year.

    Raises NotFound, NotPermitted, Refused in a closed year, and Conflict where it has changed since.
    """
    visit = locked(actor, visit_id)
    check_may_carry_out(actor, visit)
    if seen_version is not None and visit.version != seen_version:
        raise Conflict(CHANGED)
    return visit


def locked(actor: Actor, visit_id: UUID) -> Visit:
    """A visit that this person reads, held after its year. Raises as `held`."""
    of = Visit.objects.filter(id=visit_id).values_list("academy_cycle_id", flat=True).first()
    if of is not None:
        hold(of)
    list(Visit.objects.select_for_update(of=("self",)).filter(id=visit_id).values_list("id"))
    visit: Visit | None = (
        Visit.objects.select_related("academy", "academy_cycle__cycle__school_year", "commitment", "promise")
        .prefetch_related("people")
        .filter(id=visit_id)
        .first()
    )
    if visit is None or not may_open_visit(actor, visit):
        raise NotFound(NO_SUCH)
    if visit.academy_cycle is not None:
        check_year_open(visit.academy_cycle.cycle)
    return visit


def _keeper(actor: Actor) -> SystemActor:
    """The same person, as whom the promise behind a visit follows it: who carries it out need not manage promises."""
    return SystemActor(**{each.name: getattr(actor, each.name) for each in fields(actor)})


def _give_date(actor: Actor, promise: Promise, day: dt.date) -> None:
    promises.schedule(actor=_keeper(actor), promise_id=promise.id, on=day, seen_version=promise.version, by_visit=True)


def _faults_of_reason(visit: Visit, said: str) -> dict[str, str]:
    if not visit.has_words:
        return {"reason": "Of coaching no words are kept. Leave this empty."} if said else {}
    fault = fault_of_text(said, LONGEST_NOTE, GIVE_A_REASON)
    return {"reason": fault} if fault else {}


def _keep(actor: Actor, visit: Visit) -> None:
    """Save what was recorded beside the state; who and when are those of the last word."""
    visit.version += 1
    visit.by_name, visit.at = actor.name, timezone.now()
    visit.save()


def _advance(actor: Actor, visit: Visit, verb: str, note: str = "", *, hindrances: Sequence[str] = ()) -> Visit:
    advance(
        actor=actor,
        workflow=VISIT,
        object=visit,
        verb=verb,
        note=note,
        place=visit,
        facts={"hindrances": hindrances},
        words={"title": _what(visit), "day": full_day(visit.day)},
        told_as=feed_kind(visit),
    )
    return visit


def _what(visit: Visit) -> str:
    """A quality assurance visit at Beckside Primary: as sentences of the feed call it."""
    return f"{visit.get_kind_display()} at {visit.academy.name}"


def _tell(actor: Actor, visit: Visit, verb: str, sentence: str) -> None:
    activity.record(
        actor=actor,
        kind=feed_kind(visit),
        subject_id=visit.id,
        verb=verb,
        sentence=sentence,
        academy_id=visit.academy_id,
    )
