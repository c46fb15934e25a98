"""A person's own account, across all their trusts; and the operators of the installation."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from trust import doors
from trust.errors import BadInput
from trust.history import say_who
from trust.models import Membership, MembershipIndex, User
from trust.policies.texts import one_line
from trust.tenancy import tenant

LONGEST_NAME = 200


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


def follow_address(*, user: User) -> None:
    """After a change of address: in every trust the person is or was in, the new one stands."""
    trusts = MembershipIndex.objects.filter(user=user).order_by("trust_id").values_list("trust_id", flat=True)
    for trust_id in trusts.distinct():
        with tenant(trust_id), transaction.atomic():
            say_who(name=user.name, user_id=str(user.id), reason="own e-mail address changed")
            Membership.objects.filter(user=user).update(email=user.email)


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
