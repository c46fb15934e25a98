"""A judgement meeting from its plan to its close: agenda, screen, open points."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions import meetings as row_meetings
from improvement_cycle.actions.rows_at_hand import check_year_open
from improvement_cycle.enums import Responsible
from improvement_cycle.models import (
    AcademyCycle,
    Cycle,
    JudgementMeeting,
    MeetingAttendee,
    MeetingDecision,
    MeetingItem,
    OpenPoint,
)
from improvement_cycle.queries import meetings as reading
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import Membership
from trust.permissions import Permission, check_may, may
from trust.policies.wording import full_day, listed

KIND = workflow.MEETING.kind
CLOSED = "This meeting is closed. Its agenda and its minutes stay as they are."
MADE = "The minutes of this meeting were made: who was there stays as it says in them."
MOST = 60  # academies on one agenda


@dataclass(frozen=True)
class Plan:
    """Day, academies in their order, and who is there."""

    held_on: dt.date
    row_ids: Sequence[UUID]
    attendee_ids: Sequence[UUID] = ()
    also_present: str = ""


@transaction.atomic
def plan(*, actor: Actor, cycle_id: UUID, given: Plan) -> JudgementMeeting:
    """A new meeting. NotPermitted for academies outside the actor's phases, BadInput without any."""
    check_may(actor, Permission.MEETING_OPEN)
    cycle = Cycle.objects.select_related("school_year").filter(id=cycle_id).first()
    if cycle is None:
        raise NotFound("There is no matrix for that year.")
    check_year_open(cycle)
    meeting = JudgementMeeting.objects.create(
        cycle=cycle, held_on=given.held_on, by_membership_id=actor.membership_id, by_name=actor.name, at=timezone.now()
    )
    _fill(actor, meeting, given)
    _record(actor, meeting, "plan", f"planned a judgement meeting for {full_day(given.held_on)}")
    return meeting


@transaction.atomic
def change(*, actor: Actor, meeting_id: UUID, given: Plan) -> JudgementMeeting:
    """Another day, other people, another agenda. What was decided already keeps its academy on it."""
    meeting = _led(actor, meeting_id)
    if meeting.is_closed:
        raise Refused(CLOSED)
    check_year_open(meeting.cycle)
    meeting.held_on = given.held_on
    _fill(actor, meeting, given)
    _record(actor, meeting, "change", f"changed the judgement meeting of {full_day(given.held_on)}")
    return meeting


@transaction.atomic
def note_attendance(
    *, actor: Actor, meeting_id: UUID, attendee_ids: Sequence[UUID], also_present: str = ""
) -> JudgementMeeting:
    """Who is there, or was. Also of a closed meeting, as long as no minutes say it and its year is not closed."""
    meeting = _led(actor, meeting_id)
    check_year_open(meeting.cycle)
    if reading.minutes_made(meeting):
        raise Refused(MADE)
    _attendees(meeting, attendee_ids, meeting.day)
    meeting.also_present = also_present.strip()[:300]
    meeting.save(update_fields=["also_present"])
    _record(actor, meeting, "attendance", f"noted who was at the judgement meeting of {full_day(meeting.day)}")
    return meeting


@transaction.atomic
def open_it(*, actor: Actor, meeting_id: UUID) -> JudgementMeeting:
    """Begin: the first academy comes on screen."""
    meeting = _led(actor, meeting_id)
    check_year_open(meeting.cycle)
    _advance(actor, meeting, "open")
    meeting.opened_at = timezone.now()
    meeting.save(update_fields=["opened_at"])
    first = meeting.items.select_related("academy_cycle__academy").first()
    if first is not None:
        _show(actor, first)
    return meeting


@transaction.atomic
def turn_to(*, actor: Actor, meeting_id: UUID, academy_cycle_id: UUID) -> MeetingItem:
    """Put another academy on screen. The meeting about the one before it closes, so its views are blind again."""
    meeting = _led(actor, meeting_id)
    if not meeting.is_open:
        raise Refused("Open the meeting first.")
    item = meeting.items.select_related("academy_cycle__academy").filter(academy_cycle_id=academy_cycle_id).first()
    if item is None:
        raise NotFound("That academy is not on the agenda.")
    if not item.is_on_screen:
        _clear(actor, meeting)
        _show(actor, item)
    return item  # type: ignore[no-any-return]


@transaction.atomic
def close(*, actor: Actor, meeting_id: UUID) -> JudgementMeeting:
    """End it: nothing is on screen any more, the minutes can be made."""
    meeting = _led(actor, meeting_id)
    _clear(actor, meeting)
    _advance(actor, meeting, "close")
    meeting.closed_at = timezone.now()
    meeting.save(update_fields=["closed_at"])
    return meeting


@transaction.atomic
def add_point(
    *, actor: Actor, meeting_id: UUID, text: str, owner: str, due_on: dt.date, academy_id: UUID | None = None
) -> OpenPoint:
    """Something stays open. `owner` is the id of a membership, or one of the roles."""
    meeting = _led(actor, meeting_id)
    if not text.strip():
        raise BadInput("Say what stays open.", detail={"text": "Say what stays open."})
    if due_on < meeting.day:
        raise BadInput("The day lies before the meeting.", detail={"due_on": "Choose a day after the meeting."})
    if academy_id is not None and not meeting.items.filter(academy_cycle__academy_id=academy_id).exists():
        raise BadInput("Choose an academy of the agenda.", detail={"academy": "Choose an academy of the agenda."})
    role, person = (owner, None) if owner in Responsible.values else ("", _person(owner))
    if role == Responsible.HEAD and academy_id is None:
        sentence = "Say of which academy it is the head."
        raise BadInput(sentence, detail={"academy": sentence})
    point: OpenPoint = OpenPoint.objects.create(
        meeting=meeting,
        academy_id=academy_id,
        text=text.strip()[:300],
        owner=person,
        owner_name=person.name if person else "",
        owner_role=role,
        due_on=due_on,
        by_name=actor.name,
        at=timezone.now(),
    )
    return point


@transaction.atomic
def settle_point(*, actor: Actor, point_id: UUID, settled: bool) -> OpenPoint:
    """Its owner, or whoever leads the meeting, says that it is done, or that it is not."""
    point: OpenPoint = OpenPoint.objects.select_for_update(of=("self",)).get(id=reading.find_point(actor, point_id).id)
    if not reading.owns(actor, point) and not _leads(actor, point.meeting):
        raise NotPermitted("Its owner, or who leads the meeting, settles an open point.")
    if point.is_open != settled:
        return point
    advance(
        actor=actor,
        workflow=workflow.POINT,
        object=point,
        verb="settle" if settled else "open_again",
        words={"day": full_day(point.meeting.day)},
    )
    point.settled_at = timezone.now() if settled else None
    point.settled_by_name = actor.name if settled else ""
    point.save(update_fields=["settled_at", "settled_by_name"])
    return point


def _person(owner: str) -> Membership:
    found = next((each for each in reading.people_to_own() if str(each.id) == owner), None)
    if found is None:
        raise BadInput("Say who sees to it.", detail={"owner": "Choose a person or a role."})
    return found


def _led(actor: Actor, meeting_id: UUID) -> JudgementMeeting:
    """The meeting, locked. Raises NotPermitted for whoever does not lead at every academy of its agenda."""
    found: JudgementMeeting = (
        JudgementMeeting.objects.select_for_update(of=("self",))
        .select_related("cycle__school_year")
        .get(id=reading.find(actor, meeting_id).id)
    )
    if not _leads(actor, found):
        raise NotPermitted("This meeting is also about academies of another phase: whoever leads those, leads it.")
    return found


def _leads(actor: Actor, meeting: JudgementMeeting) -> bool:
    items = meeting.items.select_related("academy_cycle__academy")
    return all(may(actor, Permission.MEETING_OPEN, each.academy_cycle) for each in items)


def _fill(actor: Actor, meeting: JudgementMeeting, given: Plan) -> None:
    year = meeting.cycle.school_year
    if not year.starts_on <= given.held_on <= year.ends_on:
        sentence = f"Choose a day of the year {year.label}: {full_day(year.starts_on)} to {full_day(year.ends_on)}."
        raise BadInput(sentence, detail={"held_on": sentence})
    wanted = list(dict.fromkeys(given.row_ids))
    if not wanted:
        sentence = "Put at least one academy on the agenda."
        raise BadInput(sentence, detail={"agenda": sentence})
    if len(wanted) > MOST:
        sentence = f"At most {MOST} academies fit on one agenda."
        raise BadInput(sentence, detail={"agenda": sentence})
    allowed = {row.id for row in reading.rows_to_discuss(actor, meeting.cycle)}
    if not set(wanted) <= allowed:
        raise NotPermitted("Only academies of your phases go on the agenda.")
    _agenda(meeting, wanted)
    _attendees(meeting, given.attendee_ids)
    meeting.also_present = given.also_present.strip()[:300]
    meeting.save(update_fields=["held_on", "also_present"])


def _agenda(meeting: JudgementMeeting, wanted: list[UUID]) -> None:
    standing = {item.academy_cycle_id: item for item in meeting.items.select_related("academy_cycle__academy")}
    gone = [item for row_id, item in standing.items() if row_id not in wanted]
    decided = set(MeetingDecision.objects.filter(item__in=gone).values_list("item_id", flat=True))
    kept = [item.academy_cycle.academy.name for item in gone if item.is_on_screen or item.id in decided]
    if kept:
        raise Refused(f"{listed(sorted(kept))} stays on the agenda: it is on screen, or something was decided.")
    MeetingItem.objects.filter(id__in=[item.id for item in gone]).delete()
    for order, row_id in enumerate(wanted, start=1):
        if row_id in standing:
            MeetingItem.objects.filter(id=standing[row_id].id).update(order=order)
        else:
            MeetingItem.objects.create(meeting=meeting, academy_cycle_id=row_id, order=order)


def _attendees(meeting: JudgementMeeting, wanted: Sequence[UUID], day: dt.date | None = None) -> None:
    """Of those who could be there on that day, or today, and of those who are noted."""
    rows = [item.academy_cycle for item in meeting.items.select_related("academy_cycle")]
    known = {each.membership.id: each.membership for each in reading.who_may_attend(rows, day, meeting)}
    standing = set(meeting.attendees.values_list("membership_id", flat=True))
    if unknown := set(wanted) - set(known):
        sentence = "Choose people of the list." if len(unknown) > 1 else "Choose somebody of the list."
        raise BadInput(sentence, detail={"attendees": sentence})
    meeting.attendees.exclude(membership_id__in=list(wanted)).delete()
    for membership_id in set(wanted) - standing:
        MeetingAttendee.objects.create(meeting=meeting, membership_id=membership_id, name=known[membership_id].name)


def _show(actor: Actor, item: MeetingItem) -> None:
    row: AcademyCycle = item.academy_cycle
    item.is_on_screen = True
    try:
        with transaction.atomic():
            item.save(update_fields=["is_on_screen"])
    except IntegrityError as error:
        raise Refused(f"Another meeting talks about {row.academy.name} just now.") from error
    if not row.is_agreed and not item.meeting.cycle.is_closed:
        row_meetings.open_meeting(actor=actor, academy_cycle_id=row.id)


def _clear(actor: Actor, meeting: JudgementMeeting) -> None:
    for item in meeting.items.filter(is_on_screen=True):
        item.is_on_screen = False
        item.save(update_fields=["is_on_screen"])
        # Whatever became of the row and its year meanwhile: a meeting can always be ended.
        rows = AcademyCycle.objects.select_for_update(of=("self",)).select_related("academy")
        row_meetings.end(actor=actor, row=rows.get(id=item.academy_cycle_id))


def _advance(actor: Actor, meeting: JudgementMeeting, verb: str) -> None:
    advance(
        actor=actor,
        workflow=workflow.MEETING,
        object=meeting,
        verb=verb,
        words={"day": full_day(meeting.day)},
    )


def _record(actor: Actor, meeting: JudgementMeeting, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind=KIND, subject_id=meeting.id, verb=verb, sentence=sentence)
