"""What a decided category brings, and what somebody adds to it or ends of it with a reason."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Subquery
from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import check_year_open, hold, locked_row
from improvement_cycle.enums import Cadence, Capability, CommitmentKind, OwedBy, PromiseState, Responsible, VisitState
from improvement_cycle.models import AcademyCycle, Commitment, Cycle, Promise, Visit
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.permissions import check_may_adjust, check_may_read_commitment
from improvement_cycle.policies.commitments import WHEN_USED, Changes, Slot
from improvement_cycle.policies.definition import CommitmentWord, Definition
from improvement_cycle.queries.commitments import (
    behind_in_year,
    changes_of,
    entries_of,
    first_handed_in,
    standing_status,
)
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.workflow.promises import PROMISE
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission
from trust.policies.days import fault_of_day
from trust.policies.texts import GIVE_A_REASON, fault_of_text, one_line

KIND, PRIVATE_KIND = "commitment", "private_commitment"
LONGEST_TEXT, LONGEST_PROVIDER = 400, 200


def feed_kind(commitment: Commitment) -> str:
    """As what its lines stand in the feed."""
    return PRIVATE_KIND if commitment.is_private else KIND


@transaction.atomic
def bring_up_to_date(*, actor: Actor, academy_cycle_id: UUID) -> Changes:
    """Promise what the standing category brings by the dates that the year has now. Raises Refused without a category.

    For years whose terms or due dates were changed after the category was decided, or set only then.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.COMMITMENT_MANAGE)
    standing = standing_status(row)
    if standing is None:
        raise Refused("The current status is not decided yet: first the category, then what it brings.")
    found = bring_about(
        actor=actor,
        row=row,
        definition=definition_of(row.cycle.model),
        number=standing.category.number,
        effective_from=standing.effective_from,
    )
    if not found.is_nothing:
        activity.record(
            actor=actor,
            kind=KIND,
            subject_id=row.id,
            verb="bring_up_to_date",
            sentence=f"brought what is promised to {row.academy.name} up to date",
            academy_id=row.academy_id,
        )
    return found


@transaction.atomic
def bring_all_up_to_date(*, actor: Actor, cycle: Cycle) -> list[AcademyCycle]:
    """The same for every academy of a year that is behind, as far as this person manages them; those that were."""
    found = behind_in_year(actor, cycle)
    # In one order, so that two who do it at once do not wait for each other.
    for row in sorted(found, key=lambda each: each.id):
        bring_up_to_date(actor=actor, academy_cycle_id=row.id)
    return found


def bring_about(
    *,
    actor: Actor,
    row: AcademyCycle,
    definition: Definition,
    number: int,
    effective_from: dt.date,
    today: dt.date | None = None,
) -> Changes:
    """From what stands to what this category brings. Part of deciding the status: the row is held.

    A year whose model knows no commitments has none.
    """
    if Capability.COMMITMENTS not in definition.capabilities:
        return Changes()
    today = today or timezone.localdate()
    found = changes_of(row, definition, number, effective_from=effective_from, today=today)
    if found.is_nothing:
        return found
    entries = entries_of(definition, number)
    begun = {
        each.key: _begun(actor, row, each.key, entries[each.key], place, effective_from)
        for place, each in enumerate(found.begin, start=1)
    }
    Commitment.objects.bulk_create(begun.values())
    handed_in = first_handed_in(row)
    slots = [(begun[each.key].id, slot) for each in found.begin for slot in each.slots]
    slots += [(UUID(str(id_)), slot) for id_, slot in found.add]
    Promise.objects.bulk_create(_promise(actor, id_, slot, handed_in) for id_, slot in slots)
    Commitment.objects.filter(id__in=found.resume).update(ended_on=None)
    Commitment.objects.filter(id__in=found.end).update(ended_on=effective_from)
    end, resume = PROMISE.find("end"), PROMISE.find("resume")
    word = {"by_name": actor.name, "at": timezone.now(), "version": F("version") + 1}
    Promise.objects.filter(id__in=found.drop, state__in=end.sources).update(state=end.target, **word)
    for id_, day in found.revive:
        Promise.objects.filter(id=id_, state__in=resume.sources).update(state=resume.target, due_on=day, **word)
    # A date that it had, and that is still to come, stands again.
    back = Promise.objects.filter(id__in=[id_ for id_, _ in found.revive], state=resume.target)
    back.filter(scheduled_on__lt=today).update(scheduled_on=None)
    _follow_visits(Promise.objects.filter(id__in=[id_ for id_, _ in found.revive]))
    _follow_visits(Promise.objects.filter(commitment_id__in=found.resume), is_held=True)
    for kind, day in handed_in.items():
        back.filter(document=kind).update(state=PromiseState.DELIVERED, delivered_on=day)
    back.filter(scheduled_on__isnull=False).update(state=PromiseState.SCHEDULED)
    for id_, day in found.redate:
        Promise.objects.filter(id=id_).update(due_on=day)
    return found


def _follow_visits(promises: Any, *, is_held: bool = False) -> None:
    """What is taken up again stands as its visit does, which went its way meanwhile: delivered once that was held.

    `is_held`: only these, as with promises whose day has passed.
    """
    word = PROMISE.find("deliver")
    visits = Visit.objects.filter(promise=OuterRef("id")).exclude(state=VisitState.CANCELLED)
    held, planned = visits.filter(held_on__isnull=False), visits.filter(state=VisitState.PLANNED)
    promises.filter(Exists(held), state__in=(*word.sources, PromiseState.ENDED)).update(
        state=word.target,
        delivered_on=Subquery(held.values("held_on")[:1]),
        days=Subquery(held.values("days")[:1]),
        version=F("version") + 1,
    )
    if not is_held:
        promises.filter(Exists(planned), state=PromiseState.PROMISED).update(
            state=PromiseState.SCHEDULED, scheduled_on=Subquery(planned.values("day")[:1])
        )


def _begun(
    actor: Actor, row: AcademyCycle, key: str, entry: tuple[int, CommitmentWord], place: int, since: dt.date
) -> Commitment:
    category, word = entry
    return Commitment(
        academy_cycle=row,
        key=key,
        category=category,
        order=place,
        text=word.text,
        kind=word.kind,
        cadence=word.cadence,
        responsible=word.responsible,
        owed_by=word.owed_by,
        provider=word.provider,
        since=since,
        by_name=actor.name,
        at=timezone.now(),
    )


def _promise(actor: Actor, commitment_id: UUID, slot: Slot, handed_in: dict[str, dt.date]) -> Promise:
    """What was handed in before it was promised is kept from the start."""
    kept = handed_in.get(slot.document) if slot.document else None
    return Promise(
        commitment_id=commitment_id,
        slot=slot.key,
        document=slot.document,
        due_on=slot.day,
        state=PromiseState.DELIVERED if kept else PromiseState.PROMISED,
        delivered_on=kept,
        by_name=actor.name,
        at=timezone.now(),
    )


@dataclass(frozen=True)
class Words:
    """What is added beside what the category brings. `due_on`: until when it is promised once; None for when used."""

    text: str
    kind: str
    owed_by: str
    responsible: str
    provider: str
    due_on: dt.date | None
    reason: str


@transaction.atomic
def add(*, actor: Actor, academy_cycle_id: UUID, words: Words) -> Commitment:
    """Add one with a reason: support varies from academy to academy.

    Raises BadInput with a sentence for each field that does not fit.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.COMMITMENT_READ)
    check_may_adjust(actor, row, words.kind)
    kept = _clean(row, words)
    last = row.commitments.aggregate(last=Max("order"))["last"] or 0
    made = Commitment.objects.create(
        academy_cycle=row,
        order=last + 1,
        text=kept.text,
        kind=kept.kind,
        cadence=Cadence.ONCE if kept.due_on else Cadence.AS_REQUIRED,
        responsible=kept.responsible,
        owed_by=kept.owed_by,
        provider=kept.provider,
        since=timezone.localdate(),
        reason=kept.reason,
        by_name=actor.name,
        at=timezone.now(),
    )
    if kept.due_on:
        Promise.objects.create(commitment=made, due_on=kept.due_on, by_name=actor.name, at=timezone.now())
    _record(actor, made, "add", f"added a commitment at {row.academy.name}: {kept.text}", kept.reason)
    return made


def _clean(row: AcademyCycle, words: Words) -> Words:
    text, provider, reason = (one_line(each) for each in (words.text, words.provider, words.reason))
    faults: dict[str, str] = {}
    for field, said, most, missing in (
        ("text", text, LONGEST_TEXT, "Say what is promised."),
        ("provider", provider, LONGEST_PROVIDER, ""),
        ("reason", reason, LONGEST_NOTE, GIVE_A_REASON),
    ):
        if fault := fault_of_text(said, most, missing):
            faults[field] = fault
    for field, value, known in (
        ("kind", words.kind, CommitmentKind.values),
        ("owed_by", words.owed_by, OwedBy.values),
        ("responsible", words.responsible, Responsible.values),
    ):
        if value not in known:
            faults[field] = "Choose one of the list."
    if words.due_on and (fault := fault_of_due(row, words.due_on)):
        faults["due_on"] = fault
    if faults:
        raise BadInput("Some of this is missing or does not fit.", detail=faults)
    return Words(text, words.kind, words.owed_by, words.responsible, provider, words.due_on, reason)


def fault_of_due(row: AcademyCycle, day: dt.date) -> str:
    """What to say of a day that is not one of the academy's year."""
    year = row.cycle.school_year
    return fault_of_day(day) or ("" if year.starts_on <= day <= year.ends_on else f"Enter a day of {year.label}.")


@transaction.atomic
def end(*, actor: Actor, commitment_id: UUID, reason: str) -> Commitment:
    """End one with a reason; what was delivered stays. Raises Refused where it has ended already."""
    commitment, row = held(actor, commitment_id)
    check_may_adjust(actor, row, commitment.kind)
    said = reason_of(reason)
    check_open(commitment)
    commitment.ended_on, commitment.ended_why = timezone.localdate(), said
    commitment.save(update_fields=["ended_on", "ended_why"])
    stop = PROMISE.find("end")
    commitment.promises.filter(state__in=stop.sources).update(state=stop.target)
    _record(actor, commitment, "end", f"ended a commitment at {row.academy.name}: {commitment.text}", said)
    return commitment


@transaction.atomic
def swap(*, actor: Actor, commitment_id: UUID, words: Words) -> Commitment:
    """End one and put another in its place, for one reason: both or neither. Returns the new one."""
    ended = end(actor=actor, commitment_id=commitment_id, reason=words.reason)
    return add(actor=actor, academy_cycle_id=ended.academy_cycle_id, words=words)


@transaction.atomic
def take_up(*, actor: Actor, commitment_id: UUID, reason: str) -> Commitment:
    """Take up one again that somebody ended, with a reason: what was still to be kept from today on is promised again.

    Raises Refused where it stands, or where a category ended it: then deciding the category brings it back.
    """
    commitment, row = held(actor, commitment_id)
    check_may_adjust(actor, row, commitment.kind)
    said = reason_of(reason)
    if commitment.is_open or not commitment.ended_why:
        raise Refused("Nobody ended this commitment, so there is nothing to take up again.")
    commitment.ended_on, commitment.ended_why = None, ""
    commitment.save(update_fields=["ended_on", "ended_why"])
    resume = PROMISE.find("resume")
    back = commitment.promises.filter(state__in=resume.sources, due_on__gte=timezone.localdate())
    word = {"by_name": actor.name, "at": timezone.now(), "version": F("version") + 1, "scheduled_on": None}
    # What is there when needed had no day to be kept by.
    ids = [] if commitment.cadence in WHEN_USED else list(back.values_list("id", flat=True))
    commitment.promises.filter(id__in=ids).update(state=resume.target, **word)
    _follow_visits(commitment.promises.filter(id__in=ids))
    _follow_visits(commitment.promises.all(), is_held=True)
    _record(actor, commitment, "take_up", f"took up a commitment at {row.academy.name} again: {commitment.text}", said)
    return commitment


def reason_of(words: str, *, field: str = "reason") -> str:
    """A reason in one line. Raises BadInput where it is missing or too long."""
    said = one_line(words)
    if fault := fault_of_text(said, LONGEST_NOTE, GIVE_A_REASON):
        raise BadInput(fault, detail={field: fault})
    return said


def held(actor: Actor, commitment_id: UUID) -> tuple[Commitment, AcademyCycle]:
    """A commitment with its row, both held, the row first. Raises NotFound, and Refused in a closed year."""
    found: Commitment | None = Commitment.objects.visible_to(actor).filter(id=commitment_id).first()
    if found is None:
        raise NotFound("There is no such commitment.")
    hold(found.academy_cycle_id)
    row = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model").get(
        id=found.academy_cycle_id
    )
    check_may_read_commitment(actor, found.kind, row)
    check_year_open(row.cycle)
    commitment: Commitment = Commitment.objects.select_for_update(of=("self",)).get(id=commitment_id)
    commitment.academy_cycle = row
    return commitment, row


def check_open(commitment: Commitment) -> None:
    """Raises Refused where it has ended."""
    if not commitment.is_open:
        raise Refused("This commitment has ended: what was delivered stands, nothing is added to it.")


def _record(actor: Actor, commitment: Commitment, verb: str, sentence: str, note: str) -> None:
    activity.record(
        actor=actor,
        kind=feed_kind(commitment),
        subject_id=commitment.id,
        verb=verb,
        sentence=sentence,
        note=note,
        academy_id=commitment.academy_id,
    )
