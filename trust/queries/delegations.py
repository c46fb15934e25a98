"""Who stands in for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from trust import documents
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Delegation, Membership
from trust.permissions import DELEGABLE, MAY_STAND_IN, Permission, may, may_leave
from trust.policies.roles import role_in_words

SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One of them, as shown."""

    delegation: Delegation
    what: str
    holds: bool
    may_end: bool


@dataclass(frozen=True)
class DelegationPage:
    """Those that hold or come, and the last of those that are over."""

    open: Sequence[Line]
    over: Sequence[Line]


def delegations(actor: Actor) -> DelegationPage:
    """All of the trust: who approves in whose name is no secret among those who see the people."""
    today = timezone.localdate()
    manages = may(actor, Permission.PEOPLE_MANAGE)
    found = Delegation.objects.select_related("by", "to").order_by("-until_on", "-id")[:SHOWN]
    lines = [
        Line(
            each,
            what(each.kind),
            each.from_on <= today <= each.until_on,
            manages or each.by_id == actor.membership_id,
        )
        for each in found
    ]
    still = [line for line in lines if line.delegation.until_on >= max(today, line.delegation.from_on)]
    return DelegationPage(still, [line for line in lines if line not in still])


def what(kind: str) -> str:
    """What is approved, in words."""
    return documents.title_of(kind)


def kinds_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """What this person may leave to a delegate."""
    return [(kind, what(kind)) for kind in DELEGABLE if may_leave(actor.role, kind)]


def people_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Who may stand in for this person."""
    held = Membership.objects.not_ended(timezone.localdate()).filter(role__in=MAY_STAND_IN)
    people = held.exclude(pk=actor.membership_id).order_by("name")
    return [(str(each.pk), f"{each.name}, {role_in_words(each.role, each.remit)}") for each in people]


def find_delegation(actor: Actor, delegation: UUID) -> Delegation:
    """The one of this id."""
    found: Delegation | None = Delegation.objects.select_related("by", "to").filter(pk=delegation).first()
    if found is None:
        raise NotFound()
    return found
