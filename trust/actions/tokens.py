"""Personal access tokens for the REST interface."""

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust.actions import activity
from trust.actors import Actor
from trust.doors import hash_of
from trust.errors import BadInput, NotFound, Refused
from trust.models import ApiToken, Membership
from trust.permissions import Permission, check_may
from trust.policies.texts import one_line
from trust.scopes import DAYS, permissions_of, scopes_to_give

AT_MOST = 20
PREFIX = "ff_"


@transaction.atomic
def create(*, actor: Actor, label: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Make a token; the second value is the secret, told this once and kept only as a hash."""
    check_may(actor, Permission.OWN_TOKENS)
    now = timezone.now()
    faults = {}
    if not label.strip():
        faults["label"] = "Say what the token is for."
    if not scopes or set(scopes) - {scope.key for scope in scopes_to_give(actor)}:
        faults["scopes"] = "Choose what the token may do."
    if days not in DAYS:
        faults["days"] = "Choose how long the token holds."
    if faults:
        raise BadInput("The token was not made.", detail=faults)
    # Locked, so that two clicks cannot pass the limit together.
    Membership.objects.select_for_update(of=("self",)).get(pk=actor.membership_id)
    if _open_tokens(actor).filter(expires_at__gt=now).count() >= AT_MOST:
        raise Refused(f"You have {AT_MOST} tokens. Revoke one first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        membership_id=actor.membership_id,
        label=one_line(label),
        token_hash=hash_of(secret),
        scopes=permissions_of(scopes),
        expires_at=now + dt.timedelta(days=days),
    )
    _record(actor, token, "create", f"made the access token “{token.label}”")
    return token, secret


@transaction.atomic
def revoke(*, actor: Actor, token_id: UUID) -> ApiToken:
    """End one's own token at once. Doing it twice changes nothing."""
    check_may(actor, Permission.OWN_TOKENS)
    token = (
        ApiToken.objects.select_for_update(of=("self",)).filter(pk=token_id, membership_id=actor.membership_id).first()
    )
    if token is None:
        raise NotFound()
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        _record(actor, token, "revoke", f"revoked the access token “{token.label}”")
    return token


def _open_tokens(actor: Actor) -> Any:
    return ApiToken.objects.filter(membership_id=actor.membership_id, revoked_at__isnull=True)


def _record(actor: Actor, token: ApiToken, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind="token", subject_id=token.id, verb=verb, sentence=sentence)
