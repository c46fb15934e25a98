"""Promised against delivered by person: private to each, and to whom they work for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from academies.models import Appointment
from improvement_cycle.enums import VisitState
from improvement_cycle.models import Cycle, Promise, VisitMember
from improvement_cycle.models.commitments import known_to
from improvement_cycle.policies.commitments import ROLE_OF
from improvement_cycle.policies.promised import Sum, Told, days_used, summed
from improvement_cycle.queries.promised_sums import told_with
from trust.actors import Actor
from trust.enums import Place, Role
from trust.models import Membership
from trust.permissions import remit_covers

# Which promise it is, who sees to it, and where.
READ = (
    "id",
    "commitment__responsible",
    "commitment__academy_cycle__academy_id",
    "commitment__academy_cycle__academy__phase",
)


@dataclass(frozen=True)
class PersonSum:
    """What fell to one person until today, and what of it was kept; without `id` what fell to nobody."""

    id: UUID | None
    name: str
    does: str
    kept: Sum
    days: Decimal


def sees_everybody(actor: Actor) -> bool:
    """How much somebody kept, and what it took, is between them and whom they work for."""
    return actor.role == Role.CHIEF_EXECUTIVE


def sums_of_people(actor: Actor, cycle: Cycle) -> list[PersonSum]:
    """To the chief executive everybody's, to others their own alone.

    A promise falls to those who go on its visit; without one to whoever holds the role that sees to it, and to each
    of them where several do. Who holds a role is asked of today, or of the last day of a year that is over. One's own
    line is the one that the chief executive reads, of visits at other academies too, but for what is private to one.
    """
    today = timezone.localdate()
    people = _People(actor, cycle, min(today, cycle.school_year.ends_on))
    own = Q(id__in=people.going_of(actor.membership_id))
    found = Promise.objects.filter(known_to(actor, "commitment__") | own, commitment__academy_cycle__cycle=cycle)
    owed: dict[UUID | None, list[Told]] = defaultdict(list)
    used: dict[UUID | None, list[Told]] = defaultdict(list)
    for (promise, responsible, academy, phase), is_owed, told in told_with(found, today, *READ):
        for person in people.of(promise, ROLE_OF.get(responsible, ""), academy, phase):
            used[person].append(told)
            if is_owed:
                owed[person].append(told)
    made = [
        PersonSum(person, *people.words(person), summed(owed[person], today), days_used(theirs))
        for person, theirs in used.items()
        if people.shows(person)
    ]
    shown = [each for each in made if each.kept.counted or each.days]
    # Those of the trust first, and last what fell to nobody.
    return sorted(shown, key=lambda each: (each.id is None, each.id in people.at_academies, each.name))


class _People:
    """Who holds which role on a day, and who goes on the visits of the year."""

    def __init__(self, actor: Actor, cycle: Cycle, day: dt.date) -> None:
        self.own, self.sees_all = actor.membership_id, sees_everybody(actor)
        goes = VisitMember.objects.filter(visit__promise__commitment__academy_cycle__cycle=cycle)
        self.going: dict[UUID, set[UUID]] = defaultdict(set)
        self.names: dict[UUID, tuple[str, str]] = {}
        for promise, person, name in goes.exclude(visit__state=VisitState.CANCELLED).values_list(
            "visit__promise_id", "membership_id", "name"
        ):
            self.going[promise].add(person)
            self.names[person] = (name, "")
        self.in_trust: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
        held = Membership.objects.on(day).filter(role__in=(Role.CHIEF_EXECUTIVE, Role.DIRECTOR))
        for person, name, role, remit, title in held.values_list("id", "name", "role", "remit", "title"):
            self.in_trust[role].append((person, remit))
            self.names[person] = (name, capfirst(title or str(Role(role).label)))
        self.at_academy: Mapping[tuple[str, UUID], set[UUID]] = self._appointed(day)
        self.at_academies = frozenset().union(*self.at_academy.values())

    def _appointed(self, day: dt.date) -> Mapping[tuple[str, UUID], set[UUID]]:
        found: dict[tuple[str, UUID], set[UUID]] = defaultdict(set)
        held = Appointment.objects.on(day).filter(role__in=(Place.HEADTEACHER, Place.SENIOR_LEADER))
        for person, name, role, academy, at in held.values_list(
            "membership_id", "membership__name", "role", "academy_id", "academy__name"
        ):
            found[role, academy].add(person)
            self.names[person] = (name, f"{capfirst(str(Place(role).label))}, {at}")
        return found

    def going_of(self, person: UUID | None) -> list[UUID]:
        """The promises on whose visits somebody goes."""
        return [promise for promise, going in self.going.items() if person in going]

    def of(self, promise: UUID, role: str, academy: UUID, phase: str) -> Iterable[UUID | None]:
        """Those to whom it falls, or nobody."""
        if going := self.going.get(promise):
            return going
        if role in self.in_trust:
            covers = role == Role.CHIEF_EXECUTIVE
            return [person for person, remit in self.in_trust[role] if covers or remit_covers(remit, phase)] or (None,)
        return self.at_academy.get((role, academy)) or (None,)

    def shows(self, person: UUID | None) -> bool:
        """Whether whoever asks reads it."""
        return self.sees_all or (person is not None and person == self.own)

    def words(self, person: UUID | None) -> tuple[str, str]:
        """The name and what they do."""
        return self.names[person] if person else ("Nobody", "No one holds the role now")
