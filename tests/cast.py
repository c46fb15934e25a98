"""The cast: two trusts and a three-school partnership, with every role, a consultant in two trusts, and a stranger.

`cast` gives people and trusts by name. Upper floors add their own rows through the functions in `extras`.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.utils import timezone

from trust.actors import Actor, load_actor
from trust.enums import Remit, Role, TrustKind
from trust.models import Membership, MembershipIndex, Trust, TrustSettings, User
from trust.tenancy import tenant

# (key, role, remit) of the people of each trust. "{t}" is the trust's letter.
PEOPLE = [
    ("chief", Role.CHIEF_EXECUTIVE, Remit.ALL),
    ("director", Role.DIRECTOR, Remit.ALL),
    ("primary_director", Role.DIRECTOR, Remit.PRIMARY),
    ("secondary_director", Role.DIRECTOR, Remit.SECONDARY),
    ("officer", Role.TRUST_OFFICER, Remit.ALL),
    ("trustee", Role.TRUSTEE, Remit.ALL),
    ("specialist", Role.SPECIALIST, Remit.ALL),
    ("administrator", Role.ADMINISTRATOR, Remit.ALL),
    ("head", Role.ACADEMY_STAFF, Remit.ALL),
    ("other_head", Role.ACADEMY_STAFF, Remit.ALL),
    ("senior_leader", Role.ACADEMY_STAFF, Remit.ALL),
    ("governor", Role.ACADEMY_STAFF, Remit.ALL),
]
PARTNERSHIP_PEOPLE = [
    ("coordinator", Role.COORDINATOR, Remit.ALL),
    ("cluster_lead", Role.CLUSTER_LEAD, Remit.ALL),
    ("member_head", Role.ACADEMY_STAFF, Remit.ALL),
]
PASSWORD = "three random words here"
HASH = make_password(PASSWORD)
SECRET = encrypt("JBSWY3DPEHPK3PXP")


@dataclass
class Troupe:
    """One trust of the cast. `canary` stands in every text of this trust and must never show elsewhere."""

    trust: Trust
    canary: str
    members: dict[str, Membership] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)  # what upper floors add, by name

    @contextmanager
    def open(self) -> Iterator[None]:
        """Inside this trust, in a transaction."""
        with tenant(self.trust.id), transaction.atomic():
            yield

    def actor(self, key: str) -> Actor:
        """The person as actions take them. The trust must be open."""
        found = load_actor(user=self.users[key], trust=self.trust, today=timezone.localdate())
        assert found is not None
        return found

    def url(self, path: str = "") -> str:
        """Address inside this trust."""
        return f"/t/{self.trust.slug}/{path}"


@dataclass
class Cast:
    """Everybody."""

    a: Troupe
    b: Troupe
    p: Troupe
    stranger: User
    operator: User
    suspended: User

    def client(self, user: User) -> Client:
        """A browser in which this person is signed in with both factors."""
        client = Client()
        client.force_login(user, backend="trust.accounts.SignInBackend")
        signed_in(client, ago=0)
        return client


Extra = Callable[[Troupe], None]
extras: list[Extra] = []


def signed_in(client: Client, *, ago: float) -> None:
    """Let the browser's sign-in with both factors have happened so many seconds ago."""
    session = client.session
    session["account_authentication_methods_user"] = user_id_to_str(User.objects.get(pk=session["_auth_user_id"]))
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time() - ago} for method in ("password", "mfa")
    ]
    session.save()


def make_users(people: list[tuple[str, str]], **more: Any) -> list[User]:
    """Accounts by address and name, each with a proven address and a second factor."""
    users = [User(email=email, name=name, password=HASH, **more) for email, name in people]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET}) for user in users
    )
    return users


def make_user(email: str, name: str, **more: Any) -> User:
    """One such account."""
    return make_users([(email, name)], **more)[0]


def make_troupe(letter: str, kind: str, people: list[tuple[str, str, str]], accounts: dict[str, User]) -> Troupe:
    """A trust with its people, whose accounts are there. Names carry the trust's canary."""
    canary = canary_of(letter)
    trust = Trust.objects.create(slug=f"trust-{letter}", name=f"Trust {letter.upper()} {canary}", kind=kind)
    troupe = Troupe(trust=trust, canary=canary)
    members = [(key, accounts[f"{key}@{letter}.example"], role, remit) for key, role, remit in people]
    consultant = ("consultant", accounts["consultant@elsewhere.example"], Role.SPECIALIST, Remit.ALL)
    with troupe.open():
        TrustSettings.objects.create(contact_name=canary)
        join(troupe, members if kind == TrustKind.PARTNERSHIP else [*members, consultant])
    return troupe


def canary_of(letter: str) -> str:
    """The word that must not show in another trust."""
    return f"canary{letter}qz"


def join(troupe: Troupe, people: list[tuple[str, User, str, str]]) -> None:
    """Make them members of the open trust: key in the cast, account, role, phases."""
    start = dt.date(2020, 9, 1)
    members = [
        Membership(
            user=user, name=f"{user.name} {troupe.canary}", email=user.email, role=role, remit=remit, from_on=start
        )
        for _key, user, role, remit in people
    ]
    Membership.objects.bulk_create(members)
    MembershipIndex.objects.bulk_create(
        MembershipIndex(membership_id=member.id, user=member.user, trust=troupe.trust, from_on=start)
        for member in members
    )
    for (key, user, _role, _remit), member in zip(people, members, strict=True):
        troupe.members[key], troupe.users[key] = member, user


TROUPES = {
    "a": (TrustKind.MULTI_ACADEMY_TRUST, PEOPLE),
    "b": (TrustKind.MULTI_ACADEMY_TRUST, PEOPLE),
    "p": (TrustKind.PARTNERSHIP, PARTNERSHIP_PEOPLE),
}


def build_cast() -> Cast:
    """Make everybody. Extras of upper floors run for each trust."""
    names = [
        (f"{key}@{letter}.example", f"{key.replace('_', ' ').title()} {canary_of(letter)}")
        for letter, (_kind, people) in TROUPES.items()
        for key, _role, _remit in people
    ]
    outside = [("consultant@elsewhere.example", "Consultant"), ("stranger@nowhere.example", "Stranger")]
    accounts = {user.email: user for user in make_users([*names, *outside])}
    a, b, p = (make_troupe(letter, kind, people, accounts) for letter, (kind, people) in TROUPES.items())
    for troupe in (a, b, p):
        with troupe.open():
            for extra in extras:
                extra(troupe)
    return Cast(
        a=a,
        b=b,
        p=p,
        stranger=accounts["stranger@nowhere.example"],
        operator=make_user("operator@host.example", "Operator", is_operator=True),
        suspended=make_user("suspended@nowhere.example", "Suspended", is_active=False),
    )
