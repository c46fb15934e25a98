"""What an invitation link shows to whoever holds it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from trust.doors import hash_of, trust_by_slug
from trust.errors import NotFound
from trust.models import Invitation, User
from trust.policies.roles import role_in_words
from trust.tenancy import tenant


@dataclass(frozen=True)
class Invite:
    """A link that holds, for the person who opened it."""

    trust_name: str
    trust_slug: str
    name: str
    email: str
    role: str
    invited_by: str
    expires_at: dt.datetime
    has_account: bool
    is_own: bool  # the signed-in person has proven this address
    was_accepted: bool


def owns(user: User, email: str) -> bool:
    """Whether the address is one that this person has proven to be theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def find_invite(slug: str, token: str, user: Any) -> Invite:
    """The invitation behind a link. Every link that cannot be used raises the same NotFound."""
    trust = trust_by_slug(slug)
    if trust is None:
        raise NotFound()
    with tenant(trust.id), transaction.atomic():
        row = Invitation.objects.filter(token_hash=hash_of(token)).first()
        if row is None or row.withdrawn_at is not None:
            raise NotFound()
        is_own = user.is_authenticated and owns(user, row.email)
        # One's own used link leads in; for everybody else it is used up.
        if (row.accepted_at is not None and not is_own) or (
            row.accepted_at is None and row.expires_at <= timezone.now()
        ):
            raise NotFound()
        return Invite(
            trust_name=trust.name,
            trust_slug=trust.slug,
            name=row.name,
            email=row.email,
            role=role_in_words(row.role, row.remit, row.place),
            invited_by=row.invited_by_name,
            expires_at=row.expires_at,
            has_account=User.objects.filter(email__iexact=row.email).exists(),
            is_own=is_own,
            was_accepted=row.accepted_at is not None,
        )
