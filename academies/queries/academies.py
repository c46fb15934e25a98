"""The list of academies and the page of one: what the trust says, and what is officially known."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst

from academies.enums import AcademyState
from academies.models import Academy, Appointment, Establishment, EstablishmentLink, GroupMembership
from academies.policies import InspectionProfile, InspectionRecord
from academies.queries.inspections import SourceOfFacts, facts_of, profiles, sources_of_facts
from trust.actors import Actor
from trust.enums import Place
from trust.errors import NotFound
from trust.models import Membership
from trust.policies.wording import count, full_day


@dataclass(frozen=True)
class AcademyRow:
    """One line of the list."""

    academy: Academy
    head: str
    pupils: int | None
    profile: InspectionProfile | None

    @property
    def ages(self) -> str:
        """4 to 11, or as much of it as was published."""
        return _ages(self.academy.establishment)


def _ages(school: Establishment | None) -> str:
    low, high = (school.low_age, school.high_age) if school else (None, None)
    if low is None or high is None:
        return f"from {low}" if low is not None else f"to {high}" if high is not None else ""
    return f"{low} to {high}"


@dataclass(frozen=True)
class AcademyList:
    """The list page: members, those joining, those that left; and the filter."""

    members: list[AcademyRow]
    joining: list[AcademyRow]
    left: list[AcademyRow]
    phases: list[tuple[str, str]]
    is_filtered: bool
    total: int


@dataclass(frozen=True)
class Person:
    """A role at the academy as shown."""

    id: UUID
    name: str
    role: str
    agrees: bool
    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class Stretch:
    """A line of the register: which establishment, in which time."""

    when: str
    name: str
    urn: int
    note: str = ""


@dataclass(frozen=True)
class AcademyRecord:
    """The page of one academy."""

    academy: Academy
    school: Establishment | None
    profile: InspectionProfile | None
    since: list[InspectionRecord]
    before: list[InspectionRecord]
    undated: list[InspectionRecord]
    people: list[Person]
    former: list[Person]
    register: list[Stretch]
    sources: tuple[SourceOfFacts, ...] = field(default=())

    @property
    def ages(self) -> str:
        """4 to 11, or as much of it as was published."""
        return _ages(self.school)

    @property
    def headline(self) -> str:
        """ "Four inspections, three ways of judging"."""
        shown = [*self.since, *self.before, *self.undated]
        if not shown:
            return "No inspection is known"
        ways = len({record.regime_label for record in shown})
        said = capfirst(f"{count(len(shown))} inspection{'s' if len(shown) > 1 else ''}")
        return said if ways == 1 else f"{said}, {count(ways)} ways of judging"


def academy_list(actor: Actor, *, text: str = "", phase: str = "") -> AcademyList:
    """All academies the actor may read: a constant number of queries for any number of them."""
    visible = Academy.objects.visible_to(actor).select_related("establishment").order_by("name")
    everything = list(visible)
    wanted = [
        academy
        for academy in everything
        if (not phase or academy.phase == phase) and text.casefold() in f"{academy.name} {academy.urn}".casefold()
    ]
    heads = _heads([academy.id for academy in wanted])
    known = profiles(wanted)
    rows: dict[str, list[AcademyRow]] = {state: [] for state in AcademyState.values}
    for academy in wanted:
        school = academy.establishment
        rows[academy.state].append(
            AcademyRow(academy, heads.get(academy.id, ""), school.pupils if school else None, known.get(academy.id))
        )
    return AcademyList(
        members=rows[AcademyState.MEMBER],
        joining=rows[AcademyState.PIPELINE],
        left=rows[AcademyState.LEFT],
        phases=sorted({(academy.phase, academy.get_phase_display()) for academy in everything}),
        is_filtered=bool(text or phase),
        total=len(everything),
    )


def find_academy(actor: Actor, academy: str) -> Academy:
    """The academy of this address. Raises NotFound where the actor may not read it."""
    found: Academy | None = (
        Academy.objects.visible_to(actor).select_related("establishment").filter(slug=academy).first()
    )
    if found is None:
        raise NotFound()
    return found


def find_appointment(actor: Actor, academy: str, appointment: UUID) -> Appointment:
    """An appointment at the academy of this address."""
    place = find_academy(actor, academy)
    found: Appointment | None = (
        Appointment.objects.select_related("membership", "academy").filter(academy=place, id=appointment).first()
    )
    if found is None:
        raise NotFound()
    return found


def academy_record(actor: Actor, academy: Academy) -> AcademyRecord:
    """Everything on the page of one academy."""
    facts = facts_of(academy.urn, academy.joined_on) if academy.urn else None
    history = facts.history if facts else ()
    today = timezone.localdate()
    people = [_person(each) for each in Appointment.objects.filter(academy=academy).select_related("membership")]
    return AcademyRecord(
        academy=academy,
        school=academy.establishment,
        profile=facts.profile if facts else None,
        since=[record for record in history if record.joined == "since"],
        before=[record for record in history if record.joined == "before"],
        undated=[record for record in history if not record.joined],
        people=sorted((p for p in people if p.until_on is None or p.until_on >= today), key=lambda p: ORDER[p.role]),
        former=[p for p in people if p.until_on is not None and p.until_on < today],
        register=_register(academy, facts.earlier) if facts else [],
        sources=sources_of_facts(),
    )


def people_to_appoint(actor: Actor) -> list[tuple[str, str]]:
    """Members of the trust who hold today, by name."""
    held = Membership.objects.on(timezone.localdate()).order_by("name").values_list("id", "name", "email")
    return [(str(key), f"{name} ({email})") for key, name, email in held]


def schools_of_group(group_uid: int) -> dict[int, dt.date | None]:
    """The open schools of a trust in the loaded facts, with the day each joined where it is known.

    The register and Ofsted's list say which trust a school is in now; the list of groups adds 16-19 colleges, which
    Ofsted's schools file does not have, and the day of joining.
    """
    linked: dict[int, dt.date | None] = dict(
        GroupMembership.objects.filter(group_uid=group_uid, gone_by__isnull=True).values_list("urn", "joined_on")
    )
    known = Establishment.objects.filter(closed_on__isnull=True).exclude(status__istartswith="closed")
    stated = set(known.filter(trust_uid=group_uid).values_list("urn", flat=True))
    unstated = set(known.filter(urn__in=linked, trust_uid__isnull=True).values_list("urn", flat=True))
    return {urn: linked.get(urn) for urn in sorted(stated | unstated)}


ROLE_WORDS = {place: capfirst(str(label)) for place, label in Place.choices}
ORDER = {word: n for n, word in enumerate(ROLE_WORDS.values())}


def _person(appointment: Any) -> Person:
    return Person(
        id=appointment.id,
        name=appointment.membership.name,
        role=ROLE_WORDS[appointment.role],
        agrees=appointment.agrees,
        from_on=appointment.from_on,
        until_on=appointment.until_on,
    )


def _heads(academy_ids: list[UUID]) -> dict[UUID, str]:
    held = Appointment.objects.filter(academy_id__in=academy_ids, role=Place.HEADTEACHER).on(timezone.localdate())
    # The agreeing head comes last, so that its name is the one that stays.
    return dict(held.order_by("agrees").values_list("academy_id", "membership__name"))


def _register(academy: Academy, earlier: Sequence[int]) -> list[Stretch]:
    school = academy.establishment
    lines = []
    if school is not None:
        opened = f"Opened on {full_day(school.opened_on)}" if school.opened_on else ""
        lines.append(Stretch("Now", f"{school.name}, {school.type_name}".rstrip(", "), school.urn, opened))
    known = Establishment.objects.in_bulk(earlier)
    names = dict(EstablishmentLink.objects.filter(link_urn__in=earlier).values_list("link_urn", "link_name"))
    for urn in earlier:
        before = known.get(urn)
        closed = f"Closed on {full_day(before.closed_on)}" if before and before.closed_on else ""
        lines.append(Stretch("Before", before.name if before else names.get(urn, "Predecessor"), urn, closed))
    return lines
