"""The report of a visit: written, sent to the head, answered; and what follows from it until it is done."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from improvement_cycle.actions import visits
from improvement_cycle.models import Visit, VisitAnswer, VisitFollowUp
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.models.visits import LONGEST_ANSWER, LONGEST_FOLLOW_UP
from improvement_cycle.permissions import SETTLES, may_carry_out, may_settle_follow_up
from improvement_cycle.queries.visit_reports import section_of
from improvement_cycle.queries.visits import people_to_own
from improvement_cycle.workflow.visits import VISIT
from trust import documents
from trust.actions import activity, sections
from trust.actions import documents as document_actions
from trust.actions.advance import advance
from trust.actions.sections import Saving
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Document, Section
from trust.permissions import Permission, check_may
from trust.policies.contents import gaps
from trust.policies.days import fault_of_day
from trust.policies.documents import Edit
from trust.policies.merging import Began
from trust.policies.texts import GIVE_A_REASON, fault_of_text, in_lines, one_line
from trust.policies.wording import full_day

DOES_NOT_FIT = visits.DOES_NOT_FIT
MOST_FOLLOW_UPS = 30
TOLD = "The head was sent this, and whoever owns it was told. It stays; say that it is done, or what came of it."
AS_SENT = "The report was sent as it stands. Take it up again to change it."


def save(
    *,
    actor: Actor,
    visit: Visit,
    given: Mapping[str, Any],
    edit: Edit,
    keeps_standing: bool = False,
    began: Began | None = None,
) -> Saving:
    """Save what was typed, as in any document. Nobody says that it is finished: sending says so."""
    return sections.save(
        actor=actor,
        section_id=_section(visit).id,
        given=given,
        edit=edit,
        is_finished=True,
        keeps_standing=keeps_standing,
        subject=visit,
        began=began,
    )


@transaction.atomic
def send(*, actor: Actor, visit_id: UUID, seen_version: int, seen_beside: str = "") -> Visit:
    """Send the report to the head as it stands. Raises Refused with what is missing.

    `seen_version`, `seen_beside`: what stood on the screen, as for any document. Raises Conflict where it has changed.
    """
    visit = visits.held(actor, visit_id)
    section = _section(visit)
    document = section.document
    if section.version != seen_version:
        raise Conflict("The report has changed since you opened this page. Read it again before you send it.")
    if visit.is_held and visit.held_on is not None:
        # By the day on which it was held: two visits of a year are told apart by it.
        document.title = f"{visit.title}, {full_day(visit.held_on)}"
        document.save(update_fields=["title"])
    number = document.number + 1
    visit.sent_at, visit.answered_at = timezone.now(), None
    visit.version += 1
    visit.save(update_fields=["sent_at", "answered_at", "version"])
    advance(
        actor=actor,
        workflow=VISIT,
        object=visit,
        verb="send",
        place=visit,
        facts={"hindrances": hindrances(section)},
        words={"title": _what(visit), "number": str(number)},
        told_as=visits.feed_kind(visit),
    )
    document_actions.submit(
        actor=actor, document_id=document.id, seen={section.key: seen_version}, seen_beside=seen_beside
    )
    return visit


def hindrances(section: Section) -> list[str]:
    """What the report still lacks."""
    lacking = gaps(documents.part_of(section), section.content)
    return [f"Still empty: {', '.join(f'“{label}”' for label in lacking)}."] if lacking else []


@transaction.atomic
def correct(*, actor: Actor, visit_id: UUID, note: str) -> Visit:
    """Take a report up again that was sent, with a reason: what was sent stays, and is sent anew as another version."""
    visit = visits.held(actor, visit_id)
    said = in_lines(note)
    if fault := fault_of_text(said, LONGEST_NOTE, GIVE_A_REASON):
        raise BadInput(fault, detail={"note": fault})
    advance(
        actor=actor,
        workflow=VISIT,
        object=visit,
        verb="correct",
        note=said,
        place=visit,
        words={"title": _what(visit)},
        told_as=visits.feed_kind(visit),
    )
    document = _section(visit).document
    if document.state == DocumentState.SUBMITTED:
        document_actions.give_back(actor=actor, document_id=document.id, note=said, seen_number=document.number)
    visit.version += 1
    visit.save(update_fields=["version"])
    return visit


@transaction.atomic
def answer(*, actor: Actor, visit_id: UUID, is_accurate: bool, note: str, seen_number: int) -> Visit:
    """What the head says of the version that was read: accurate, or not and why. Both stand."""
    visit = visits.locked(actor, visit_id)
    check_may(actor, Permission.VISIT_REPLY, visit)
    document = Document.objects.get(id=_section(visit).document_id)
    if document.number != seen_number:
        raise Conflict("Another version was sent since you opened this page. Read it first.")
    said = in_lines(note)
    if fault := fault_of_text(said, LONGEST_ANSWER, "" if is_accurate else "Say what is not accurate."):
        raise BadInput(DOES_NOT_FIT, detail={"note": fault})
    advance(
        actor=actor,
        workflow=VISIT,
        object=visit,
        verb="answer",
        place=visit,
        words={"title": _what(visit)},
        told_as=visits.feed_kind(visit),
    )
    VisitAnswer.objects.create(
        visit=visit,
        number=document.number,
        is_accurate=is_accurate,
        note=said,
        by_membership_id=actor.membership_id,
        by_name=actor.name,
        at=timezone.now(),
    )
    visit.answered_at = timezone.now()
    visit.version += 1
    visit.save(update_fields=["answered_at", "version"])
    return visit


@transaction.atomic
def add_follow_up(*, actor: Actor, visit_id: UUID, text: str, owner_id: UUID, due_on: dt.date | None) -> VisitFollowUp:
    """Who does what by when. Part of the report, so only until that is sent."""
    visit = visits.held(actor, visit_id)
    _check_draft(visit)
    said, faults = one_line(text), {}
    if fault := fault_of_text(said, LONGEST_FOLLOW_UP, "Say what follows."):
        faults["text"] = fault
    if due_on is None:
        faults["due_on"] = "Enter the day by which it is done."
    elif fault := fault_of_day(due_on):
        faults["due_on"] = fault
    owner = next((each for each in people_to_own(visit) if each.id == owner_id), None)
    if owner is None:
        faults["owner"] = "Choose somebody of the academy, or one of those who go."
    if faults:
        raise BadInput(DOES_NOT_FIT, detail=faults)
    assert owner is not None
    assert due_on is not None
    if visit.follow_ups.count() >= MOST_FOLLOW_UPS:
        raise Refused(f"At most {MOST_FOLLOW_UPS} follow from one visit. Put what belongs together into one.")
    last = visit.follow_ups.aggregate(last=Max("number"))["last"] or 0
    made: VisitFollowUp = VisitFollowUp.objects.create(
        visit=visit,
        number=last + 1,
        text=said,
        owner=owner,
        owner_name=owner.name,
        due_on=due_on,
        by_name=actor.name,
        at=timezone.now(),
    )
    return made


@transaction.atomic
def take_follow_up_away(*, actor: Actor, visit_id: UUID, follow_up_id: UUID) -> None:
    """Take one out of the report. Sent twice it is gone once."""
    visit = visits.held(actor, visit_id)
    _check_draft(visit)
    found = visit.follow_ups.filter(id=follow_up_id).first()
    if found is None:
        return
    if not found.can_be_taken_out:
        raise Refused(TOLD)
    found.delete()


@transaction.atomic
def follow_up_done(*, actor: Actor, follow_up_id: UUID, on: dt.date | None, note: str) -> VisitFollowUp:
    """What follows is done, says who owns it, or who carried the visit out. Once more, the new words stand."""
    found = _follow_up(actor, follow_up_id)
    faults = {}
    if on is None:
        faults["day"] = "Enter the day."
    elif on > timezone.localdate():
        faults["day"] = "This day has not come yet."
    elif fault := fault_of_day(on):
        faults["day"] = fault
    said = one_line(note)
    if fault := fault_of_text(said, LONGEST_NOTE):
        faults["note"] = fault
    if faults:
        raise BadInput(DOES_NOT_FIT, detail=faults)
    found.done_on, found.note, found.done_by_name = on, said, actor.name
    found.save(update_fields=["done_on", "note", "done_by_name"])
    _tell(actor, found, "follow_up_done", f"did what followed from a visit at {found.visit.academy.name}: {found.text}")
    return found


@transaction.atomic
def follow_up_open_again(*, actor: Actor, follow_up_id: UUID) -> VisitFollowUp:
    """It is not done after all."""
    found = _follow_up(actor, follow_up_id)
    found.done_on, found.note, found.done_by_name = None, "", ""
    found.save(update_fields=["done_on", "note", "done_by_name"])
    _tell(
        actor,
        found,
        "follow_up_open",
        f"opened again what follows from a visit at {found.visit.academy.name}: {found.text}",
    )
    return found


def _follow_up(actor: Actor, follow_up_id: UUID) -> VisitFollowUp:
    """One whose report was sent, held, for who owns it or carried the visit out."""
    found: VisitFollowUp | None = (
        VisitFollowUp.objects.select_for_update(of=("self",))
        .select_related("visit__academy", "owner")
        .filter(id=follow_up_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such follow-up.")
    if not found.was_sent:
        raise Refused("The report is not sent yet.") if may_carry_out(actor, found.visit) else NotFound()
    if not may_settle_follow_up(actor, found):
        raise NotPermitted(SETTLES)
    return found


def _section(visit: Visit) -> Section:
    found = section_of(visit)
    if found is None:
        raise Refused("Of coaching a day and hours are kept, and no words.")
    return found


def _check_draft(visit: Visit) -> None:
    if not _section(visit).document.is_open:
        raise Refused(AS_SENT)


def _what(visit: Visit) -> str:
    return f"{visit.get_kind_display()} at {visit.academy.name}"


def _tell(actor: Actor, found: VisitFollowUp, verb: str, sentence: str) -> None:
    activity.record(
        actor=actor,
        kind=visits.feed_kind(found.visit),
        subject_id=found.visit_id,
        verb=verb,
        sentence=sentence,
        academy_id=found.visit.academy_id,
    )
