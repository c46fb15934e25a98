"""Our decisions on django-allauth: no open sign-up, one account per address, mail through our own queue."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.http import HttpRequest

from trust.actions import accounts, leases
from trust.jobs import Lease, handler
from trust.models import User
from trust.queries.account import has_another

# In the session, as seconds since 1970: the sign-in, and when the person was last seen working, every few minutes.
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


@receiver(user_logged_in)
def note_seen(request: HttpRequest, **_more: Any) -> None:
    """From here count the hour after which somebody away is asked who is there, and the longest a session lasts."""
    request.session[SEEN_AT] = request.session[SIGNED_IN_AT] = int(time.time())


class SignInBackend(AuthenticationBackend):
    """Signs in as allauth does; each request then asks for the account and its second step at once."""

    def get_user(self, user_id: object) -> User | None:
        steps = Authenticator.objects.filter(user=OuterRef("pk"))
        return User.objects.filter(pk=user_id, is_active=True).annotate(has_second_step=Exists(steps)).first()


@receiver(email_changed)
def follow_address(user: User, to_email_address: EmailAddress, **_more: Any) -> None:
    """The account has proven a new address: its memberships follow, one trust after the other, in the background."""
    accounts.ask_to_follow(user=user, occurrence=str(to_email_address.pk))


@handler(accounts.FOLLOW)
def follow_in_trust(lease: Lease, payload: Mapping[str, Any]) -> None:
    """One trust follows. Tried again where a row is locked just now."""
    with leases.finishing(lease):
        accounts.follow_address(user_id=UUID(payload["user"]))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail address or password is wrong.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FactorAdapter(DefaultMFAAdapter):
    """What a passkey or code is labelled with, and that one of them always stays."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return has_another(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Fourfold"}
