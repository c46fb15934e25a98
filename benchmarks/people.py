"""A trust with a signed-in person, to ask for pages as."""

import datetime as dt
import time
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from trust.accounts import SEEN_AT, SIGNED_IN_AT
from trust.actions import memberships
from trust.enums import Role, TrustKind
from trust.models import Membership, Trust, TrustSettings, User
from trust.tenancy import tenant

BACKEND = "trust.accounts.SignInBackend"


@dataclass(frozen=True)
class Person:
    """Somebody signed in to a trust."""

    trust: Trust
    user: User
    membership: Membership
    session: str

    def url(self, path: str) -> str:
        """An address inside the trust."""
        return f"/t/{self.trust.slug}/{path}"


def trust(slug: str) -> Trust:
    """An empty trust with its settings."""
    made = Trust.objects.create(slug=slug, name=f"Trust {slug}", kind=TrustKind.MULTI_ACADEMY_TRUST)
    with tenant(made.id), transaction.atomic():
        TrustSettings.objects.create()
    return made


def join(made: Trust, role: str = Role.CHIEF_EXECUTIVE) -> Person:
    """A new person with both factors, a membership and an open session."""
    email = f"{role}@{made.slug}.example"
    user = User.objects.create(email=email, name=f"Person of {made.slug}")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    start = dt.date(2020, 9, 1)
    with tenant(made.id), transaction.atomic():
        membership = memberships.write(Membership(user=user, name=user.name, email=email, role=role, from_on=start))
    return Person(made, user, membership, sign_in(user))


def sign_in(user: User) -> str:
    """The key of an open session."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SEEN_AT] = session[SIGNED_IN_AT] = int(time.time())
    session.save()
    return str(session.session_key)


def find(slug: str) -> Trust:
    """A trust made before."""
    return Trust.objects.get(slug=slug)
