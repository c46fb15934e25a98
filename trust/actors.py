"""Who acts: loaded once per request, frozen, and handed to every action and query."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from trust.db.prepared import Prepared
from trust.enums import Remit
from trust.models import Delegation, Membership, Trust, TrustSettings, User
from trust.models.people import holds_on
from trust.permissions import DELEGABLE, ROLES, Grant, Permission, Reach, may_stand_in


@dataclass(frozen=True)
class Appointment:
    """A role at an academy, held today."""

    academy_id: UUID
    role: str


@dataclass(frozen=True)
class StandIn:
    """Whom the actor stands in for today: for which kind of document, and as what the other approves."""

    kind: str
    name: str
    role: str
    remit: str
    until_on: str  # as the database writes a day: 2026-12-18

    @property
    def until_day(self) -> dt.date:
        """The last day."""
        return dt.date.fromisoformat(self.until_on)


@dataclass(frozen=True)
class HeldGrant:
    """A permission as held: through which role and how far; held for somebody else, with their name and remit."""

    role: str
    reach: Reach
    remit: str = ""
    for_name: str = ""


# Upper floors tell which appointments a membership has: the table of academies is above this floor. Each gives a query
# for the membership around it, of JSON with academy_id and roles, so that all is read in one question.
AppointmentSource = Callable[[dt.date], QuerySet[Any, Any]]
appointment_sources: list[AppointmentSource] = []

# The policies of TrustSettings that grants ask for (trust.permissions).
POLICIES = ("centre_sees_drafts", "heads_see_whole_matrix", "senior_leaders_see_own_row")


@dataclass(frozen=True)
class Actor:
    """A person in a trust, with all that decides what they may do."""

    user_id: UUID | None
    membership_id: UUID | None
    name: str
    email: str
    trust_id: UUID
    trust_slug: str
    trust_name: str
    trust_kind: str
    role: str
    remit: str = Remit.ALL
    title: str = ""
    appointments: tuple[Appointment, ...] = ()
    stands_in: tuple[StandIn, ...] = ()
    policies: frozenset[str] = frozenset()
    # Narrows what the roles bring: the scopes of an API token. None means all.
    scopes: frozenset[str] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    brand_colour: str = ""
    # Id of the logo's file; empty where the trust has none.
    logo: str = ""

    # The REST framework puts the actor where Django keeps the user.
    is_authenticated: ClassVar[bool] = True

    @cached_property
    def roles(self) -> frozenset[str]:
        """Role in the trust and roles at academies."""
        return frozenset({self.role, *(appointment.role for appointment in self.appointments)})

    @cached_property
    def grants(self) -> dict[Permission, tuple[HeldGrant, ...]]:
        """What is held, by permission."""
        held: dict[Permission, tuple[HeldGrant, ...]] = {}
        for role in self.roles:
            for grant in ROLES[role].grants if role in ROLES else ():
                if self._brings(grant):
                    held[grant.permission] = (*held.get(grant.permission, ()), HeldGrant(role, grant.reach))
        for other in self.stands_in:
            for grant in ROLES[other.role].grants:
                if grant.permission in DELEGABLE.get(other.kind, ()) and self._brings(grant):
                    left = HeldGrant(other.role, grant.reach, other.remit, other.name)
                    held[grant.permission] = (*held.get(grant.permission, ()), left)
        return held

    def _brings(self, grant: Grant) -> bool:
        if grant.when and grant.when not in self.policies:
            return False
        return self.scopes is None or grant.permission in self.scopes

    def without_scopes(self) -> "Actor":
        """The person behind a token: as whom they speak, whatever the token is narrowed to."""
        return replace(self, scopes=None) if self.scopes is not None else self

    def academies_of(self, role: str) -> frozenset[UUID]:
        """Academies at which this role is held."""
        return frozenset(a.academy_id for a in self.appointments if a.role == role)

    @cached_property
    def academy_ids(self) -> frozenset[UUID]:
        """Academies of all appointments."""
        return frozenset(appointment.academy_id for appointment in self.appointments)


@dataclass(frozen=True)
class SystemActor(Actor):
    """A named process that works unattended. It holds every permission in the whole trust."""

    @cached_property
    def grants(self) -> dict[Permission, tuple[HeldGrant, ...]]:
        return {permission: (HeldGrant("system", Reach.TRUST),) for permission in Permission}


def system_actor(trust: Trust, name: str) -> SystemActor:
    """The named process, in this trust."""
    return SystemActor(
        user_id=None,
        membership_id=None,
        name=name,
        email="",
        trust_id=trust.id,
        trust_slug=trust.slug,
        trust_name=trust.name,
        trust_kind=trust.kind,
        role="system",
    )


def load_actor(*, user: User, trust: Trust, today: dt.date, scopes: frozenset[str] | None = None) -> Actor | None:
    """The person in this trust, or None where no membership holds today. The trust must be open."""
    membership: Any = next(iter(memberships.rows(user_id=user.id, today=today)), None)
    if membership is None:
        return None
    settings = membership.told or {}
    return Actor(
        user_id=user.id,
        membership_id=membership.id,
        name=membership.name,
        email=user.email,
        trust_id=trust.id,
        trust_slug=trust.slug,
        trust_name=trust.name,
        trust_kind=trust.kind,
        role=membership.role,
        remit=membership.remit,
        title=membership.title,
        appointments=tuple(
            Appointment(UUID(each["academy_id"]), role)
            for source in range(len(appointment_sources))
            for each in getattr(membership, _held(source))
            for role in each["roles"]
        ),
        stands_in=tuple(
            StandIn(**each) for each in membership.standing_in if may_stand_in(membership.role, each["kind"])
        ),
        policies=frozenset(name for name in POLICIES if settings.get(name)),
        scopes=scopes,
        words=settings.get("words", {}),
        brand_colour=settings.get("brand_colour", ""),
        logo=settings.get("logo") or "",
    )


def memberships_with_all(user_id: UUID, today: dt.date) -> QuerySet[Any, Any]:
    """The membership of a person on a day, with all that decides what they may do."""
    told = TrustSettings.objects.values(
        told=JSONObject(logo="logo_id", **{name: name for name in ("words", "brand_colour", *POLICIES)})
    )
    left = Delegation.objects.on(today).filter(holds_on(today, "by__"), to_id=OuterRef("id")).order_by("from_on", "id")
    standing = left.values(
        left=JSONObject(
            kind=F("kind"), name=F("by__name"), role=F("by__role"), remit=F("by__remit"), until_on=F("until_on")
        )
    )
    held = {_held(n): ArraySubquery(source(today)) for n, source in enumerate(appointment_sources)}
    found = Membership.objects.on(today).filter(user_id=user_id).order_by("id")
    return found.annotate(told=Subquery(told[:1]), standing_in=ArraySubquery(standing), **held)[:1]  # type: ignore[no-any-return]


def _held(source: int) -> str:
    return f"held_{source}"


memberships: Prepared[Membership] = Prepared(
    memberships_with_all, like={"user_id": UUID("f0000000-0000-4000-8000-000000000002"), "today": dt.date(1, 2, 3)}
)
