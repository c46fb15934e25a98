"""What floors above know of a person's place. The table of academies is above this floor, so it registers here."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trust.actors import Actor
from trust.models import Invitation, Membership, Trust


@dataclass(frozen=True)
class PlaceLine:
    """One academy of a person as the people page shows it: "Headteacher", "Beckside Primary"."""

    role: str
    academy: str
    academy_id: UUID | None = None
    note: str = ""
    # The page where it is changed: name of the address, and the academy's word in it.
    url_name: str = ""
    slug: str = ""


# Membership ids -> lines, in one go for a page of people. The trust is open.
Describer = Callable[[Collection[UUID]], Mapping[UUID, Sequence[PlaceLine]]]
describers: list[Describer] = []

# The academies that an invitation or a filter may name, by name.
Choices = Callable[[], Sequence[tuple[UUID, str]]]
academy_choices: list[Choices] = []

# The academies that this person sees, by name: what a filter offers.
Seen = Callable[[Actor], Sequence[tuple[UUID, str]]]
academies_seen: list[Seen] = []

# First and last day of each term (by the id of the trust's own), of every academy that has its own.
OwnTerms = Callable[[], Mapping[UUID, Mapping[UUID, tuple[dt.date, dt.date]]]]
own_terms: list[OwnTerms] = []

# Memberships that hold an appointment at this academy today.
AtAcademy = Callable[[UUID, dt.date], Collection[UUID]]
members_at: list[AtAcademy] = []

# Ids of the academies of these phases, as a question that stands within another.
OfPhases = Callable[[Collection[str]], Any]
academies_of_phases: list[OfPhases] = []

# Called inside the transaction of the act: an invitation with an academy was accepted (by the system, in the name of
# the inviter), or access ended (by whoever ended it, with the last day).
Accepted = Callable[[Actor, Invitation, Membership], None]
Ended = Callable[[Actor, Membership, dt.date], None]
accepted: list[Accepted] = []
ended: list[Ended] = []


@dataclass(frozen=True)
class Founding:
    """What a new trust begins with: the schools of a group or of a list, and a ready-made improvement model."""

    group_uid: int | None = None
    urns: tuple[int, ...] = ()
    preset: str = ""


# Fills a new trust: a sentence of what was done, empty where this is not asked for. Refuses at the field of Founding.
Founder = Callable[[Actor, Trust, Founding], str]
founders: list[Founder] = []

# Ready-made improvement models that a trust may begin with: key and label.
Presets = Callable[[], Sequence[tuple[str, str]]]
presets: list[Presets] = []


def lines_of(membership_ids: Collection[UUID]) -> dict[UUID, list[PlaceLine]]:
    """What all describers say, by membership."""
    found: dict[UUID, list[PlaceLine]] = {}
    for describe in describers if membership_ids else ():
        for membership_id, lines in describe(membership_ids).items():
            found.setdefault(membership_id, []).extend(lines)
    return found


def academies() -> list[tuple[UUID, str]]:
    """Academies to choose from."""
    return [choice for source in academy_choices for choice in source()]


def academies_seen_by(actor: Actor) -> list[tuple[UUID, str]]:
    """Academies that this person may choose in a filter."""
    return [choice for source in academies_seen for choice in source(actor)]


def own_term_dates() -> dict[UUID, dict[UUID, tuple[dt.date, dt.date]]]:
    """The terms that academies begin or end on days of their own, by academy."""
    found: dict[UUID, dict[UUID, tuple[dt.date, dt.date]]] = {}
    for source in own_terms:
        for academy_id, terms in source().items():
            found.setdefault(academy_id, {}).update(terms)
    return found


def ready_models() -> list[tuple[str, str]]:
    """Improvement models to begin with, by key and label."""
    return [choice for source in presets for choice in source()]


def memberships_at(academy_id: UUID, day: dt.date) -> set[UUID]:
    """Who holds an appointment at the academy."""
    return {membership_id for source in members_at for membership_id in source(academy_id, day)}
