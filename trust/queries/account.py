"""A person's own account: trusts, second factor, tokens."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from trust import doors
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import ApiToken, Membership, TrustSettings, User
from trust.policies.roles import role_in_words
from trust.queries.people import FACTORS
from trust.scopes import words_of
from trust.tenancy import tenant


@dataclass(frozen=True)
class OwnTrust:
    """A trust one may open, and as what."""

    slug: str
    name: str
    kind: str
    role: str
    until_on: dt.date | None


@dataclass(frozen=True)
class TokenRow:
    """A token of one's own as shown."""

    id: UUID
    label: str
    scopes: Sequence[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    state: str  # open, ended, revoked


def own_trusts(user: User) -> list[OwnTrust]:
    """Each trust in turn: roles are behind its door."""
    today = timezone.localdate()
    found = []
    for trust in doors.trusts_of(user, today):
        with tenant(trust.id), transaction.atomic():
            member = Membership.objects.on(today).filter(user=user).first()
        if member is not None:
            role = role_in_words(member.role, member.remit)
            found.append(
                OwnTrust(trust.slug, trust.name, trust.get_kind_display(), member.title or role, member.until_on)
            )
    return found


@dataclass(frozen=True)
class Contact:
    """Whom a trust names for questions and complaints."""

    name: str
    contact_name: str = ""
    contact_email: str = ""
    complaint_url: str = ""


def own_contacts(user: Any) -> list[Contact]:
    """Of each trust one may open today, in turn."""
    found = []
    for trust in doors.trusts_of(user, timezone.localdate()):
        with tenant(trust.id), transaction.atomic():
            row = TrustSettings.objects.values("contact_name", "contact_email", "complaint_url").first()
        found.append(Contact(trust.name, **(row or {})))
    return found


def own_factors(user: User) -> list[str]:
    """The second factors that are set up, in words."""
    kinds = Authenticator.objects.filter(user=user, type__in=FACTORS).values_list("type", flat=True)
    return sorted({FACTORS[kind] for kind in kinds}, reverse=True)


def count_of_sign_ins(user: User) -> int:
    """Devices noted as signed in."""
    return UserSession.objects.filter(user=user).count()


def own_tokens(actor: Actor) -> list[TokenRow]:
    """The actor's tokens, the newest first."""
    now = timezone.now()
    rows = ApiToken.objects.filter(membership_id=actor.membership_id)
    return [
        TokenRow(
            id=row.id,
            label=row.label,
            scopes=words_of(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            state="revoked" if row.revoked_at else "open" if row.expires_at > now else "ended",
        )
        for row in rows
    ]


def find_own_token(actor: Actor, token: UUID) -> ApiToken:
    """A token of the actor's own."""
    row = ApiToken.objects.filter(pk=token, membership_id=actor.membership_id).first()
    if row is None:
        raise NotFound()
    return row


def has_another(step: Authenticator) -> bool:
    """Whether the person could do without this second step. Recovery codes are none by themselves."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=step.user_id, type__in=kinds).exclude(pk=step.pk).exists())
