"""What becomes of a promise: it gets a date, is delivered, is not needed, is missed; what is used is written down."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.commitments import check_open, fault_of_due, feed_kind, held, reason_of
from improvement_cycle.enums import WITHOUT_WORDS, PromiseState, VisitState
from improvement_cycle.models import AcademyCycle, Commitment, Promise
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.permissions import check_may_adjust, check_may_keep
from improvement_cycle.policies.commitments import WHEN_USED
from improvement_cycle.policies.visits import NO_WORDS
from improvement_cycle.workflow.promises import PROMISE
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.models import SubmittedVersion
from trust.policies.days import NOT_YET, fault_of_day
from trust.policies.texts import fault_of_text, one_line
from trust.policies.wording import full_day

CHANGED = "Somebody has changed this promise since you opened it. Nothing of yours was saved."
BY_DOCUMENT = "This promise is kept by handing in the document, so nobody records it here."
BY_VISIT = "A visit is planned for this promise: move, hold or cancel the visit, and the promise follows."
MOST_DAYS = Decimal(100)


@transaction.atomic
def schedule(
    *, actor: Actor, promise_id: UUID, on: dt.date | None, seen_version: int, by_visit: bool = False
) -> Promise:
    """Give it a date; another one where it has one. A date after the day until which it is promised is accepted.

    `by_visit`, here and below: as part of what becomes of its visit.
    """
    promise, commitment, row = _held(actor, promise_id, seen_version)
    check_may_keep(actor, commitment, row)
    _check_by_hand(promise, by_visit=by_visit)
    check_open(commitment)
    if on is None:
        raise BadInput("Enter the day.", detail={"day": "Enter the day."})
    if fault := fault_of_due(row, on):
        raise BadInput(fault, detail={"day": fault})
    promise.scheduled_on = on
    if promise.state != PromiseState.SCHEDULED:
        return _advance(actor, promise, commitment, row, "schedule")
    _keep(promise, actor)
    _tell(actor, promise, commitment, "schedule", f"moved a date at {row.academy.name}: {_what(commitment, promise)}")
    return promise


@transaction.atomic
def deliver(
    *,
    actor: Actor,
    promise_id: UUID,
    on: dt.date | None,
    days: Decimal | None,
    note: str,
    seen_version: int,
    by_visit: bool = False,
) -> Promise:
    """Record that it was delivered: when, how many days it took, what was done. Recorded again, the new words stand."""
    promise, commitment, row = _held(actor, promise_id, seen_version)
    check_may_keep(actor, commitment, row)
    _check_by_hand(promise, by_visit=by_visit)
    said = _clean_delivery(row, commitment, on, days, note)
    promise.delivered_on, promise.days, promise.note = on, days, said
    if promise.state != PromiseState.DELIVERED:
        return _advance(actor, promise, commitment, row, "deliver")
    _keep(promise, actor)
    what = _what(commitment, promise)
    _tell(actor, promise, commitment, "deliver", f"corrected what was delivered at {row.academy.name}: {what}")
    return promise


@transaction.atomic
def not_needed(*, actor: Actor, promise_id: UUID, note: str, seen_version: int) -> Promise:
    """It was not needed, with a reason."""
    return _without(actor, promise_id, "not_needed", note, seen_version)


@transaction.atomic
def miss(*, actor: Actor, promise_id: UUID, note: str, seen_version: int) -> Promise:
    """It was missed, with a reason. It can get another date."""
    return _without(actor, promise_id, "miss", note, seen_version)


@transaction.atomic
def open_again(*, actor: Actor, promise_id: UUID, note: str, seen_version: int, by_visit: bool = False) -> Promise:
    """Take back what was recorded by mistake, with a reason: it is promised again, without a date.

    Of a commitment that has ended nothing is promised again: it has ended with it.
    """
    promise, commitment, row = _held(actor, promise_id, seen_version)
    check_may_keep(actor, commitment, row)
    _check_by_hand(promise, by_visit=by_visit)
    why = reason_of(note, field="note")
    if commitment.cadence in WHEN_USED:
        # It had no day to be kept by: what was not used was never promised.
        return _advance(actor, promise, commitment, row, "take_back", why)
    # Its state goes first: delivered without a day there is none.
    verb = "open_again" if commitment.is_open else "take_back"
    _advance(actor, promise, commitment, row, verb, why, without_date=True)
    promise.delivered_on = promise.days = None
    promise.note = ""
    promise.save(update_fields=["delivered_on", "days", "note"])
    return promise


@transaction.atomic
def move(*, actor: Actor, promise_id: UUID, due_on: dt.date | None, why: str, seen_version: int) -> Promise:
    """Promise it for another day, with a reason: for those who change what is promised."""
    promise, commitment, row = _held(actor, promise_id, seen_version)
    check_may_adjust(actor, row, commitment.kind)
    _check_no_visit(promise)
    check_open(commitment)
    if due_on is None:
        raise BadInput("Enter the day.", detail={"day": "Enter the day."})
    if fault := fault_of_due(row, due_on):
        raise BadInput(fault, detail={"day": fault})
    promise.due_on, promise.moved_why = due_on, reason_of(why, field="note")
    # The date that it had goes: else the old one would still be the one that is late.
    return _advance(actor, promise, commitment, row, "move", promise.moved_why, without_date=True)


@transaction.atomic
def use(*, actor: Actor, commitment_id: UUID, on: dt.date | None, days: Decimal | None, note: str) -> Promise:
    """Write down that something was used that has no days of its own: as needed, throughout the year."""
    commitment, row = held(actor, commitment_id)
    check_may_keep(actor, commitment, row)
    check_open(commitment)
    if commitment.cadence not in WHEN_USED:
        raise Refused("This commitment has its own days: record it at one of them.")
    said = _clean_delivery(row, commitment, on, days, note)
    if on is None:
        raise BadInput("Enter the day.", detail={"day": "Enter the day."})
    made = Promise.objects.create(
        commitment=commitment,
        state=PromiseState.DELIVERED,
        due_on=on,
        delivered_on=on,
        days=days,
        note=said,
        by_name=actor.name,
        at=timezone.now(),
    )
    sentence = f"recorded what was delivered at {row.academy.name}: {_what(commitment, made)}"
    _tell(actor, made, commitment, "deliver", sentence, said)
    return made


def keep_by_document(version: SubmittedVersion) -> None:
    """What a document keeps is kept once it is handed in. Part of handing it in."""
    document = version.document
    verb = PROMISE.find("deliver")
    found = Promise.objects.filter(
        commitment__academy_cycle_id=document.subject_id, document=document.kind, state__in=verb.sources
    )
    found.update(state=verb.target, delivered_on=timezone.localdate(version.at), by_name=version.by_name, at=version.at)


def _without(actor: Actor, promise_id: UUID, verb: str, note: str, seen_version: int) -> Promise:
    promise, commitment, row = _held(actor, promise_id, seen_version)
    check_may_keep(actor, commitment, row)
    _check_no_visit(promise)
    if verb != "not_needed":
        _check_by_hand(promise)
    promise.note = reason_of(note, field="note")
    return _advance(actor, promise, commitment, row, verb, promise.note)


def _held(actor: Actor, promise_id: UUID, seen_version: int) -> tuple[Promise, Commitment, AcademyCycle]:
    """A promise with its commitment and its row, held in the order row, commitment, promise."""
    of: UUID | None = Promise.objects.filter(id=promise_id).values_list("commitment_id", flat=True).first()
    if of is None:
        raise NotFound("There is no such promise.")
    commitment, row = held(actor, of)
    promise: Promise | None = Promise.objects.select_for_update(of=("self",)).filter(id=promise_id).first()
    if promise is None:
        raise NotFound("There is no such promise.")
    promise.commitment = commitment
    if promise.version != seen_version:
        raise Conflict(CHANGED)
    return promise, commitment, row


def _check_by_hand(promise: Promise, *, by_visit: bool = False) -> None:
    if promise.document:
        raise Refused(BY_DOCUMENT)
    if not by_visit:
        _check_no_visit(promise)


def _check_no_visit(promise: Promise) -> None:
    if promise.visits.exclude(state=VisitState.CANCELLED).exists():
        raise Refused(BY_VISIT)


def _advance(
    actor: Actor,
    promise: Promise,
    commitment: Commitment,
    row: AcademyCycle,
    verb: str,
    note: str = "",
    *,
    without_date: bool = False,
) -> Promise:
    _keep(promise, actor)
    advance(
        actor=actor,
        workflow=PROMISE,
        object=promise,
        verb=verb,
        note=note,
        place=row,
        words={"academy": row.academy.name, "title": _what(commitment, promise)},
        told_as=feed_kind(commitment),
    )
    if without_date:
        promise.scheduled_on = None
        promise.save(update_fields=["scheduled_on"])
    return promise


def _keep(promise: Promise, actor: Actor) -> None:
    """Save what was recorded beside the state; who and when are those of the last word."""
    promise.version += 1
    promise.by_name, promise.at = actor.name, timezone.now()
    promise.save(
        update_fields=[
            "due_on",
            "moved_why",
            "scheduled_on",
            "delivered_on",
            "days",
            "note",
            "version",
            "by_name",
            "at",
        ]
    )


def _tell(actor: Actor, promise: Promise, commitment: Commitment, verb: str, sentence: str, note: str = "") -> None:
    activity.record(
        actor=actor,
        kind=feed_kind(commitment),
        subject_id=promise.id,
        verb=verb,
        sentence=sentence,
        note=note,
        academy_id=commitment.academy_id,
    )


def _what(commitment: Commitment, promise: Promise) -> str:
    day = promise.delivered_on or promise.expected_on
    return f"{commitment.text} ({full_day(day)})"


def _clean_delivery(
    row: AcademyCycle, commitment: Commitment, on: dt.date | None, days: Decimal | None, note: str
) -> str:
    """What was done, in one line. Raises BadInput with a sentence for each field that does not fit."""
    faults: dict[str, str] = {}
    said = one_line(note)
    if said and commitment.kind in WITHOUT_WORDS:
        faults["note"] = NO_WORDS
    elif fault := fault_of_text(said, LONGEST_NOTE):
        faults["note"] = fault
    if on is None:
        faults["day"] = "Enter the day."
    elif on > timezone.localdate():
        faults["day"] = NOT_YET
    elif fault := fault_of_day(on) or fault_of_due(row, on):
        faults["day"] = fault
    if days is not None and not 0 <= days <= MOST_DAYS:
        faults["days"] = f"Enter a number of days between 0 and {MOST_DAYS}."
    if faults:
        raise BadInput("Some of this is missing or does not fit.", detail=faults)
    return said
