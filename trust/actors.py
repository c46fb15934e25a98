"""Who acts: loaded once per request, frozen, and handed to every action and query."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from django.db.models import Subquery
from django.db.models.functions import JSONObject

from trust.enums import Remit
from trust.models import Membership, Trust, TrustSettings, User
from trust.permissions import ROLES, Permission, Reach


@dataclass(frozen=True)
class Appointment:
    """A role at an academy, held today."""

    academy_id: UUID
    role: str


@dataclass(frozen=True)
class HeldGrant:
    """A permission as held: through which role, and how far."""

    role: str
    reach: Reach


# Upper floors tell which appointments a membership has: the table of academies is above this floor.
AppointmentSource = Callable[[UUID, dt.date], Iterable[Appointment]]
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
    policies: frozenset[str] = frozenset()
    # Narrows what the roles bring: the scopes of an API token. None means all.
    scopes: frozenset[str] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    brand_colour: str = ""

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
                if grant.when and grant.when not in self.policies:
                    continue
                if self.scopes is not None and grant.permission not in self.scopes:
                    continue
                held[grant.permission] = (*held.get(grant.permission, ()), HeldGrant(role, grant.reach))
        return held

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
    told = TrustSettings.objects.values(
        told=JSONObject(**{name: name for name in ("words", "brand_colour", *POLICIES)})
    )
    membership = Membership.objects.on(today).filter(user_id=user.id).annotate(told=Subquery(told[:1])).first()
    if membership is None:
        return None
    settings = membership.told or {}
    found = [a for source in appointment_sources for a in source(membership.id, today)]
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
        appointments=tuple(found),
        policies=frozenset(name for name in POLICIES if settings.get(name)),
        scopes=scopes,
        words=settings.get("words", {}),
        brand_colour=settings.get("brand_colour", ""),
    )
