"""A person's own account, across all their trusts; and the operators of the installation."""

from collections.abc import Callable
from uuid import UUID

import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from trust import doors
from trust.actions import jobs
from trust.actors import system_actor
from trust.errors import BadInput, Refused
from trust.history import say_who
from trust.models import Membership, MembershipIndex, Trust, User
from trust.policies.texts import one_line
from trust.queries.account import has_another
from trust.tenancy import tenant

log = structlog.get_logger(__name__)
LONGEST_NAME = 200
FOLLOW = "follow_address"


@transaction.atomic
def remove_passkey(*, user: User, step: Authenticator, remove: Callable[[], None]) -> None:
    """Take a passkey away with `remove`, unless it is the only second step. One removal of a person at a time."""
    User.objects.select_for_update().get(pk=user.pk)
    if not has_another(step):
        raise Refused("This passkey is your only second step. Add another passkey or the app before you remove it.")
    remove()


def choose_writing(*, user: User, writes_plain: bool) -> None:
    """The editor, or a plain box, on all one's pages."""
    User.objects.filter(pk=user.pk).update(writes_plain=writes_plain)


def rename(*, user: User, name: str) -> User:
    """Change one's own name, in the account and in each trust in turn."""
    name = one_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("Your name was not changed.", detail={"name": "Enter your name, at most 200 letters."})
    user.name = name
    user.save(update_fields=["name"])
    for trust in doors.trusts_of(user, timezone.localdate()):
        with tenant(trust.id), transaction.atomic():
            say_who(name=name, user_id=str(user.id), reason="own name changed")
            for member in Membership.objects.filter(user=user):
                member.name = name
                member.save(update_fields=["name"])
    return user


def ask_to_follow(*, user: User, occurrence: str) -> None:
    """After a change of address: each trust where the person has access, or will have, follows by a job of its own.

    The address stands already and the old one must still be warned, so this never raises: neither does a trust in
    trouble hold up the others. `occurrence` tells this change of the person's from every other.
    """
    index = MembershipIndex.objects.not_ended(timezone.localdate()).filter(user=user)
    for trust in Trust.objects.filter(pk__in=index.values("trust_id")).order_by("pk"):
        try:
            with tenant(trust.id), transaction.atomic():
                jobs.enqueue(
                    actor=system_actor(trust, user.name),
                    kind=FOLLOW,
                    key=f"{user.pk} {occurrence}",
                    payload={"user": str(user.pk)},
                )
        except Exception:
            log.exception("address not followed", trust=str(trust.id), user=str(user.pk))


def follow_address(*, user_id: UUID) -> None:
    """In the open trust the address of the account stands, as it is by now. A trust that was left learns nothing."""
    user = User.objects.get(pk=user_id)
    say_who(name=user.name, user_id=str(user.id), reason="own e-mail address changed")
    Membership.objects.not_ended(timezone.localdate()).filter(user=user).update(email=user.email)


@transaction.atomic
def make_operator(*, email: str, name: str) -> tuple[User, bool]:
    """Make the account of an operator, or make an existing account one. The second value tells if it is new."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(f"{email} is no e-mail address.") from None
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        user.is_operator = True
        user.save(update_fields=["is_operator"])
        return user, False
    if not name.strip():
        raise BadInput("Give the operator's name with --name.")
    user = User(email=email, name=one_line(name), is_operator=True)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user, True
