"""Judgement meetings: who may look at which, what stands on the agenda, and which points are whose."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.enums import MeetingState, Party, PointState, Responsible
from improvement_cycle.models import AcademyCycle, Cycle, JudgementMeeting, MeetingDecision, MeetingItem, OpenPoint
from improvement_cycle.models.meetings import seats_of
from trust.actors import Actor
from trust.enums import Place, ReportState, Role
from trust.errors import NotFound
from trust.models import Membership, Report
from trust.permissions import Permission, Placed, may, remit_covers
from trust.policies.wording import full_day
from trust.waiting import Waits

MINUTES = "meeting_minutes"  # the kind of their report
PARTY_OF = {Role.DIRECTOR: Party.DIRECTOR, Role.CHIEF_EXECUTIVE: Party.CHIEF_EXECUTIVE}
# Which permission makes somebody the holder of a role at a place.
HOLDS = {
    Responsible.CHIEF_EXECUTIVE: Permission.VIEW_CHIEF_EXECUTIVE,
    Responsible.DIRECTOR: Permission.VIEW_DIRECTOR,
    Responsible.HEAD: Permission.VIEW_HEAD,
}


def find(actor: Actor, meeting: UUID, **_: Any) -> JudgementMeeting:
    """The meeting of this id. Raises NotFound for whoever has no seat in it."""
    found: JudgementMeeting | None = (
        JudgementMeeting.objects.visible_to(actor).select_related("cycle__school_year").filter(id=meeting).first()
    )
    if found is None:
        raise NotFound("There is no such meeting.")
    return found


def find_point(actor: Actor, point: UUID, **_: Any) -> OpenPoint:
    """The point of this id, for its owner and for those at the table of its academy."""
    found = OpenPoint.objects.select_related("academy", "meeting").filter(id=point).first()
    if found is None or not (owns(actor, found) or _sees(actor, found, _led_wholly(actor, [found.meeting_id]))):
        raise NotFound("There is no such open point.")
    return found  # type: ignore[no-any-return]


def minutes_made(meeting: JudgementMeeting) -> bool:
    """Whether anybody has asked for its minutes. Those that could not be made say nothing of it."""
    asked = Report.objects.filter(kind=MINUTES, subject_id=meeting.id)
    return asked.exclude(state=ReportState.FAILED).exists()


def open_items(row: Any) -> Any:
    """The places of a row, or of OuterRef, on agendas of open meetings: first the one that what is decided belongs to.

    On screen before any other: what is decided before its turn, or after it, belongs into the minutes as well.
    """
    found = MeetingItem.objects.filter(academy_cycle=row, meeting__state=MeetingState.OPEN)
    return found.order_by("-is_on_screen", "-meeting__opened_at", "id")


def has_seat(actor: Actor, row: Placed) -> bool:
    """Whether this person sits at the table when this academy is on screen."""
    return may(actor, Permission.MEETING_OPEN, row) or may(actor, Permission.VIEW_HEAD, row)


def seats_in(actor: Actor, meeting_id: UUID) -> list[UUID]:
    """The places on its agenda at which this person sits at the table."""
    found = MeetingItem.objects.filter(meeting_id=meeting_id, academy_cycle__in=seats_of(actor))
    return list(found.values_list("id", flat=True))


@dataclass(frozen=True)
class Item:
    """An academy on the agenda."""

    id: UUID
    row: AcademyCycle
    position: int
    is_on_screen: bool
    decisions: tuple[MeetingDecision, ...]

    @property
    def judgements(self) -> tuple[MeetingDecision, ...]:
        return tuple(each for each in self.decisions if each.column)

    @property
    def category(self) -> MeetingDecision | None:
        return next((each for each in self.decisions if each.category), None)


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as far as this person sits in it."""

    meeting: JudgementMeeting
    items: tuple[Item, ...]
    points: tuple[OpenPoint, ...]
    attendees: tuple[str, ...]
    leads: bool

    @property
    def on_screen(self) -> Item | None:
        """The academy that is talked about, for those who sit at its table."""
        return next((item for item in self.items if item.is_on_screen), None)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The academies about which nothing was decided."""
        return tuple(item.row.academy.name for item in self.items if not item.decisions)

    @property
    def nobody_noted(self) -> bool:
        return not self.attendees and not self.meeting.also_present

    @property
    def next(self) -> Item | None:
        """The one after it, or the first."""
        now = self.on_screen
        return next((item for item in self.items if now is None or item.position > now.position), None)


def page(actor: Actor, meeting: JudgementMeeting) -> MeetingPage:
    """Everything on the page, in a fixed number of questions. A head finds the own academy only."""
    decisions = MeetingDecision.objects.select_related("column", "grade", "category")
    everything = list(
        MeetingItem.objects.filter(meeting=meeting)
        .select_related("academy_cycle__academy")
        .prefetch_related(Prefetch("decisions", decisions))
    )
    # Numbered within what this person sees: a gap would tell how many others there are.
    seen = [each for each in everything if has_seat(actor, each.academy_cycle)]
    items = tuple(
        Item(each.id, each.academy_cycle, number, each.is_on_screen, tuple(each.decisions.all()))
        for number, each in enumerate(seen, start=1)
    )
    leads = all(may(actor, Permission.MEETING_OPEN, each.academy_cycle) for each in everything)
    mine = {item.row.academy_id for item in items}
    points = tuple(
        point
        for point in OpenPoint.objects.filter(meeting=meeting).select_related("academy")
        if (leads if point.academy_id is None else point.academy_id in mine) or owns(actor, point)
    )
    attendees = tuple(meeting.attendees.values_list("name", flat=True))
    return MeetingPage(meeting, items, points, attendees, leads)


@dataclass(frozen=True)
class Listed:
    """A line of the list of meetings."""

    meeting: JudgementMeeting
    academies: tuple[str, ...]
    open_points: int


def listed(actor: Actor) -> list[Listed]:
    """Meetings in which this person has a seat, newest first, each with the academies they see there."""
    mine = MeetingItem.objects.filter(academy_cycle__in=seats_of(actor)).select_related("academy_cycle__academy")
    found = (
        JudgementMeeting.objects.visible_to(actor)
        .select_related("cycle__school_year")
        .prefetch_related(Prefetch("items", mine))
    )
    # By the day that is shown: a meeting may be opened on another than it was planned for.
    meetings = sorted(found, key=lambda each: (each.day, each.at), reverse=True)
    points = OpenPoint.objects.filter(meeting__in=meetings, state=PointState.OPEN).select_related("academy")
    wholly = _led_wholly(actor, [each.id for each in meetings])
    open_points = [point.meeting_id for point in points if owns(actor, point) or _sees(actor, point, wholly)]
    return [
        Listed(each, tuple(item.academy_cycle.academy.name for item in each.items.all()), open_points.count(each.id))
        for each in meetings
    ]


def _led_wholly(actor: Actor, meeting_ids: Iterable[UUID]) -> set[UUID]:
    """Those meetings whose every academy this person leads: points of no academy are theirs to see."""
    led = AcademyCycle.objects.reached_by(actor, Permission.MEETING_OPEN)
    counted = (
        JudgementMeeting.objects.filter(id__in=list(meeting_ids))
        .annotate(all_items=Count("items"), led_items=Count("items", filter=Q(items__academy_cycle__in=led)))
        .values_list("id", "all_items", "led_items")
    )
    return {meeting_id for meeting_id, every, mine in counted if every == mine}


def _sees(actor: Actor, point: OpenPoint, led_wholly: set[UUID]) -> bool:
    if point.academy is None:
        return point.meeting_id in led_wholly
    return has_seat(actor, point.academy)


def owns(actor: Actor, point: OpenPoint) -> bool:
    """Whether the point is this person's to see to."""
    if point.owner_id is not None:
        return point.owner_id == actor.membership_id
    if permission := HOLDS.get(Responsible(point.owner_role)):
        return may(actor, permission, point.academy)
    if point.owner_role == Responsible.TRUST_OFFICER:
        return actor.role == Role.TRUST_OFFICER
    leads_at = actor.academies_of(Place.SENIOR_LEADER)
    return bool(leads_at) if point.academy_id is None else point.academy_id in leads_at


def own_points(actor: Actor, *, settled: bool = False) -> list[OpenPoint]:
    """The points of this person, the first due first."""
    found = OpenPoint.objects.select_related("academy", "meeting")
    if not settled:
        found = found.filter(state=PointState.OPEN)
    return [point for point in found.filter(Q(owner_id=actor.membership_id) | ~Q(owner_role="")) if owns(actor, point)]


def points_waiting(actor: Actor) -> list[Waits]:
    """The same for the queue of what waits: one question. Each leads to the list where it is settled."""
    url = reverse("improvement_cycle:points", args=[actor.trust_slug])
    return [
        Waits(
            point.at,
            point.text,
            f"Open point of a judgement meeting, by {full_day(point.due_on)}"
            + (f". {point.academy.name}" if point.academy else ""),
            url,
            act="Open",
            academy_id=point.academy_id,
        )
        for point in own_points(actor)
    ]


@dataclass(frozen=True)
class Sitting:
    """The open meeting in which a row is on screen."""

    meeting: JudgementMeeting
    position: int
    all: int
    next: AcademyCycle | None
    leads: bool


def sitting_about(actor: Actor, row_id: UUID) -> Sitting | None:
    """The meeting that talks about this row just now. Who does not lead it learns nothing of the other academies."""
    now = MeetingItem.objects.filter(
        academy_cycle_id=row_id, is_on_screen=True, meeting=OuterRef("meeting"), meeting__state=MeetingState.OPEN
    )
    items = list(MeetingItem.objects.filter(Exists(now)).select_related("meeting", "academy_cycle__academy"))
    if not items:
        return None
    position = next(n for n, each in enumerate(items) if each.academy_cycle_id == row_id)
    after = items[position + 1].academy_cycle if position + 1 < len(items) else None
    leads = all(may(actor, Permission.MEETING_OPEN, each.academy_cycle) for each in items)
    return Sitting(items[position].meeting, position + 1, len(items), after if leads else None, leads)


def present(row: AcademyCycle) -> dict[str, Any]:
    """Who of the three is noted in the open meeting with this row on its agenda, and who else is there."""
    item = open_items(row).select_related("meeting").first()
    if item is None:
        return {}
    there = Membership.objects.filter(id__in=item.meeting.attendees.values("membership_id"))
    heads = Appointment.objects.on(timezone.localdate()).filter(role=Place.HEADTEACHER, academy_id=row.academy_id)
    roles = {each.role for each in there if each.role != Role.DIRECTOR or remit_covers(each.remit, row.academy.phase)}
    parties = [party for role, party in PARTY_OF.items() if role in roles]
    if heads.filter(membership__in=there).exists():
        parties.insert(0, Party.HEAD)
    return {"took_part": [party.value for party in parties], "also_present": item.meeting.also_present}


def rows_to_discuss(actor: Actor, cycle: Cycle) -> list[AcademyCycle]:
    """The rows of a year that this person may put on an agenda."""
    found = AcademyCycle.objects.filter(cycle=cycle).reached_by(actor, Permission.MEETING_OPEN)
    return sorted(found.select_related("academy"), key=lambda row: row.academy.name)


@dataclass(frozen=True)
class Invitee:
    """Somebody who may be there."""

    membership: Membership
    what: str


def who_may_attend(
    rows: Iterable[AcademyCycle], day: dt.date | None = None, meeting: JudgementMeeting | None = None
) -> list[Invitee]:
    """Chief executive and directors, then the heads of these academies, then who is noted in the meeting already."""
    day = day or timezone.localdate()
    words = {Role.CHIEF_EXECUTIVE.value: "Chief executive", Role.DIRECTOR.value: "Director"}
    centre = Membership.objects.on(day).filter(role__in=words).order_by("role", "name")
    made = [Invitee(each, words[each.role]) for each in centre]
    heads = (
        Appointment.objects.on(day)
        .filter(role=Place.HEADTEACHER, academy_id__in=[row.academy_id for row in rows])
        .select_related("membership", "academy")
        .order_by("academy__name")
    )
    known = {each.membership.id for each in made}
    for each in heads:
        if each.membership_id not in known:
            known.add(each.membership_id)
            made.append(Invitee(each.membership, f"Head, {each.academy.name}"))
    noted = meeting.attendees.select_related("membership") if meeting else ()
    made += [Invitee(each.membership, "noted before") for each in noted if each.membership_id not in known]
    return made


def may_own(actor: Actor) -> bool:
    """Whether a point can be this person's. Trustees and governors only read."""
    return bool(actor.roles - {Role.TRUSTEE, Role.ACADEMY_STAFF, Place.LOCAL_GOVERNOR})


def people_to_own() -> list[Membership]:
    """Everybody of the trust who may be given a point."""
    today = timezone.localdate()
    works = Appointment.objects.on(today).filter(membership=OuterRef("id")).exclude(role=Place.LOCAL_GOVERNOR)
    of_trust = ~Q(role__in=[Role.TRUSTEE, Role.ACADEMY_STAFF])
    return list(Membership.objects.on(today).filter(of_trust | Exists(works)).order_by("name"))
