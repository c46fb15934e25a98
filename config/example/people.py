"""Invented people. All share one known password and one known secret, since they exist on this machine only."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from academies.enums import Headship
from academies.models import Academy, Appointment
from trust.actions import delegations
from trust.actions.memberships import write
from trust.actors import Actor, load_actor
from trust.enums import Place, Remit, Role
from trust.example import PASSWORD, TOTP_SECRET
from trust.models import Membership, Trust, User


def actor_of(trust: Trust, member: Membership) -> Actor:
    """The person as actions take them."""
    actor = load_actor(user=User.objects.get(pk=member.user_id), trust=trust, today=timezone.localdate())
    assert actor is not None
    return actor


def stand_ins(trust: Trust, said: dict[str, Any], members: dict[str, Membership]) -> None:
    """Delegates, named by those who approve."""
    today = timezone.localdate()
    for each in said.get("stand_ins", ()):
        actor = actor_of(trust, members[each["by"]])
        first, last = (today + dt.timedelta(days=days) for days in each["days"])
        delegations.name_delegate(
            actor=actor,
            membership_id=members[each["to"]].id,
            kind="self_evaluation",
            from_on=first,
            until_on=last,
        )


def account(said: dict[str, Any]) -> User:
    """The person's account, with a proven address and a second factor."""
    user, made = User.objects.get_or_create(
        email=said["email"],
        defaults={"name": said["name"], "is_example": True, "is_operator": bool(said.get("operator"))},
    )
    if made:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, TOTP_SECRET)
    return user


def member(said: dict[str, Any], since: dt.date) -> Membership:
    """The person in the open trust."""
    user = account(said)
    found: Membership | None = Membership.objects.filter(user_id=user.id, until_on=said.get("until")).first()
    return found or write(
        Membership(
            user=user,
            name=said["name"],
            email=said["email"],
            role=said.get("role", Role.ACADEMY_STAFF),
            remit=said.get("remit", Remit.ALL),
            title=said.get("title", ""),
            from_on=since,
            until_on=said.get("until"),
        )
    )


def appoint(academy: Academy, said: dict[str, Any], role: str, since: dt.date) -> Membership:
    """A person of the academy."""
    titles = {Place.HEADTEACHER: "Headteacher", Place.SENIOR_LEADER: "Deputy headteacher"}
    membership = member({**said, "title": titles.get(role, "Local governor")}, since)  # type: ignore[call-overload]
    is_head = role == Place.HEADTEACHER
    Appointment.objects.get_or_create(
        membership=membership,
        academy=academy,
        role=role,
        defaults={"from_on": since, "headship": Headship.SUBSTANTIVE if is_head else "", "agrees": is_head},
    )
    return membership
