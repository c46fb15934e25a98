"""Inspection weeks: whom nobody reminds, what stands on their page, and who knows an outcome."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from academies.enums import AcademyState
from academies.models import Academy, Appointment, Inspection
from academies.queries.inspections import inspection_history
from improvement_cycle.models import InspectionDeadline, InspectionOutcome, InspectionWeek
from improvement_cycle.workflow import PLAN, SEF
from trust import documents
from trust.actors import Actor
from trust.enums import Place, Role
from trust.errors import NotFound, Refused
from trust.models import Document, Membership, SubmittedVersion
from trust.permissions import Permission, may


def paused_on(days: Collection[dt.date]) -> dict[dt.date, set[UUID]]:
    """The academies at which nobody is reminded on each of these days, in one question."""
    found = InspectionWeek.objects.filter(called_on__lte=max(days), paused_until__gte=min(days)).values_list(
        "academy_id", "called_on", "paused_until", "ended_on"
    )
    weeks = list(found)
    return {
        day: {
            academy_id
            for academy_id, called_on, until, ended_on in weeks
            if called_on <= day <= until and (ended_on is None or ended_on > day)
        }
        for day in days
    }


def paused_academies(day: dt.date | None = None) -> frozenset[UUID]:
    """The academies at which nobody is reminded on this day, today where none is given."""
    on = day or timezone.localdate()
    return frozenset(paused_on([on])[on])


def academy_where(actor: Actor, academy: str, **_: Any) -> Academy:
    """The academy of an address, for those who read of its inspections. Raises NotFound elsewhere."""
    found: Academy | None = Academy.objects.visible_to(actor, Permission.INSPECTION_READ).filter(slug=academy).first()
    if found is None:
        raise NotFound("There is no such academy.")
    return found


def week_where(actor: Actor, academy: str, week: UUID, **_: Any) -> InspectionWeek:
    """One week of an academy. Raises as `academy_where`."""
    place = academy_where(actor, academy)
    found: InspectionWeek | None = (
        InspectionWeek.objects.filter(academy=place, id=week).select_related("academy").first()
    )
    if found is None:
        raise NotFound("There is no such inspection week.")
    return found


def deadline_where(actor: Actor, academy: str, deadline: UUID, **_: Any) -> InspectionDeadline:
    """One day that was set. Raises as `academy_where`."""
    place = academy_where(actor, academy)
    found: InspectionDeadline | None = (
        InspectionDeadline.objects.filter(academy=place, id=deadline).select_related("academy").first()
    )
    if found is None:
        raise NotFound("There is no such day.")
    return found


def outcome_where(actor: Actor, academy: str, week: UUID, **_: Any) -> InspectionOutcome:
    """The outcome of a week, for those who know it. Raises NotFound for everybody else, as if there were none."""
    found: InspectionOutcome | None = (
        InspectionOutcome.objects.filter(week_id=week, week__academy__slug=academy)
        .select_related("week__academy")
        .first()
    )
    if found is None or not knows(actor, found):
        raise NotFound("There is no such outcome.")
    return found


def knows(actor: Actor, outcome: InspectionOutcome, official: Collection[dt.date] | None = None) -> bool:
    """Whether this person knows the outcome: under embargo only those who are named, the head and the chief executive.

    Once it is open, or Ofsted's file has it, all who read of the academy's inspections. `official`: the days of which
    the file has an inspection of the academy, for who has asked already.
    """
    if knows_anyway(actor, outcome) or str(actor.membership_id) in outcome.named:
        return True
    if not may(actor, Permission.INSPECTION_READ, outcome.week.academy):
        return False
    if not outcome.is_under_embargo:
        return True
    return official_of(outcome) is not None if official is None else outcome.inspected_on in official


def weeks_told_to(actor: Actor, academy: Academy) -> list[UUID]:
    """The weeks of an academy whose outcome this person is named to know, while it is under embargo; newest first."""
    if actor.membership_id is None:
        return []
    named = InspectionOutcome.objects.filter(week__academy=academy, opened_at__isnull=True)
    return list(named.filter(named__contains=[str(actor.membership_id)]).values_list("week_id", flat=True))


def outcome_to_write(actor: Actor, week: InspectionWeek) -> InspectionOutcome | None:
    """What was written down already, for who may correct it. Raises Refused for who does not know it, or too late."""
    found: InspectionOutcome | None = InspectionOutcome.objects.filter(week=week).first()
    if found is None:
        return None
    found.week = week
    if not knows(actor, found):
        raise Refused("The outcome has been written down already, and is known to named people until it is open.")
    if official_of(found) is not None:
        raise Refused("Ofsted’s file has this inspection: what was written by hand has stepped back.")
    return found


def knows_anyway(actor: Actor, outcome: InspectionOutcome) -> bool:
    """The chief executive, the head of the academy, and who wrote it down."""
    place = outcome.week.academy
    if actor.membership_id is not None and actor.membership_id == outcome.by_membership:
        return True
    if actor.role == Role.CHIEF_EXECUTIVE:
        return True
    return place.id in actor.academies_of(Place.HEADTEACHER)


def official_of(outcome: InspectionOutcome) -> Inspection | None:
    """The inspection of this academy and day in Ofsted's file, before which what was written by hand steps back."""
    urn = outcome.week.academy.urn
    if urn is None:
        return None
    return Inspection.objects.filter(urn=urn, starts_on=outcome.inspected_on).order_by("-id").first()


def official_record(outcome: InspectionOutcome) -> Any:
    """The same as pages of the academy show it; None where the file has none of that day."""
    academy = outcome.week.academy
    if academy.urn is None:
        return None
    found = inspection_history(academy.urn, academy.joined_on)
    return next((each for each in found if each.starts_on == outcome.inspected_on), None)


def people_to_name(academy: Academy) -> list[tuple[str, str]]:
    """Who can be told beside the head and the chief executive: people of the trust who come in today."""
    found = Membership.objects.on(timezone.localdate()).exclude(role=Role.CHIEF_EXECUTIVE).order_by("name")
    heads = set(
        Appointment.objects.on(timezone.localdate())
        .filter(academy=academy, role=Place.HEADTEACHER)
        .values_list("membership_id", flat=True)
    )
    return [(str(each.id), f"{each.name}, {each.get_role_display()}") for each in found if each.id not in heads]


def names_of(ids: Sequence[str]) -> list[str]:
    """The people of a list, by name."""
    return list(Membership.objects.filter(id__in=ids).order_by("name").values_list("name", flat=True))


def approved(academy_id: UUID) -> dict[str, SubmittedVersion]:
    """By kind, the newest self-evaluation and plan of an academy that all who approve it approved.

    `has_newer`: whether one was handed in after it.
    """
    newest = Document.objects.filter(kind__in=(SEF, PLAN), academy_id=academy_id, approved_number__gt=0)
    newest = newest.order_by("kind", "-opened_at").distinct("kind")
    later = SubmittedVersion.objects.filter(
        document__kind=OuterRef("document__kind"), document__academy_id=academy_id, at__gt=OuterRef("at")
    )
    found = SubmittedVersion.objects.filter(document__in=newest.values("id"), number=F("document__approved_number"))
    return {each.document.kind: each for each in found.select_related("document").annotate(has_newer=Exists(later))}


@dataclass(frozen=True)
class Paperwork:
    """A document of the pack: where it stands, in words. `is_there`: whether the pack has it."""

    title: str
    words: str
    is_there: bool


def paperwork(academy_id: UUID) -> tuple[Paperwork, ...]:
    """What the pack has, and what it lacks. Whether there is a draft is not told."""
    found = approved(academy_id)
    return tuple(_paperwork(kind, found.get(kind)) for kind in (SEF, PLAN))


def _paperwork(kind: str, found: Any) -> Paperwork:
    title = documents.kind_named(kind).title
    if found is None:
        return Paperwork(title, "No approved version: the pack goes without it.", is_there=False)
    newer = " A newer one has been handed in and is not approved yet." if found.has_newer else ""
    words = f"{found.content['title']}, version {found.number}, handed in on {timezone.localtime(found.at):%-d %B %Y}."
    return Paperwork(title, f"{words}{newer}", is_there=True)


@dataclass(frozen=True)
class WeekPage:
    """What the page of an academy's inspections shows."""

    academy: Academy
    current: InspectionWeek | None
    earlier: tuple[InspectionWeek, ...]
    told: frozenset[UUID]  # the weeks whose outcome this person knows
    paperwork: tuple[Paperwork, ...]
    outcome: InspectionOutcome | None  # of the current or else the newest week, where this person knows it
    is_kept: bool  # there is one that this person does not know
    deadlines: tuple[InspectionDeadline, ...]
    may_call: bool
    may_follow: bool

    @property
    def newest(self) -> InspectionWeek | None:
        """The week that the page is about."""
        return self.current or next(iter(self.earlier), None)


def week_page(actor: Actor, academy: Academy) -> WeekPage:
    """The page as this person may see it."""
    weeks = list(InspectionWeek.objects.filter(academy=academy).select_related("academy"))
    current = next((each for each in weeks if each.is_open), None)
    newest = current or next(iter(weeks), None)
    outcomes = _outcomes(weeks)
    outcome = outcomes.get(newest.id) if newest else None
    days = [each.inspected_on for each in outcomes.values()]
    file: Any = Inspection.objects.filter(urn=academy.urn, starts_on__in=days) if academy.urn and days else ()
    official = {each.starts_on for each in file}
    told = frozenset(week for week, each in outcomes.items() if knows(actor, each, official))
    known = outcome is not None and outcome.week_id in told
    return WeekPage(
        academy=academy,
        current=current,
        earlier=tuple(each for each in weeks if not each.is_open),
        told=told,
        paperwork=paperwork(academy.id) if newest else (),
        outcome=outcome if known else None,
        is_kept=outcome is not None and not known and may(actor, Permission.INSPECTION_CALL, academy),
        deadlines=tuple(InspectionDeadline.objects.filter(academy=academy)),
        may_call=may(actor, Permission.INSPECTION_CALL, academy) and academy.state == AcademyState.MEMBER,
        may_follow=may(actor, Permission.INSPECTION_FOLLOW, academy) and academy.state == AcademyState.MEMBER,
    )


def _outcomes(weeks: Sequence[InspectionWeek]) -> dict[UUID, InspectionOutcome]:
    """What was written down, by week."""
    of_week = {week.id: week for week in weeks}
    found = {each.week_id: each for each in InspectionOutcome.objects.filter(week__in=list(of_week))}
    for week_id, each in found.items():
        each.week = of_week[week_id]
    return found
