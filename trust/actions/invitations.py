"""Invitations: the only way to a new account. One use, seven days, and the mailbox is proven by the link."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from trust import emails, places
from trust.actions import activity, mail, memberships
from trust.actors import Actor, load_actor, system_actor
from trust.doors import hash_of, trust_by_slug
from trust.enums import Remit, Role
from trust.errors import BadInput, NotFound, Refused, TooMany
from trust.models import Invitation, Membership, Trust, User
from trust.permissions import Permission, check_may, may_give
from trust.policies.roles import faults_of_role, role_in_words
from trust.policies.texts import one_line
from trust.queries.invitations import owns
from trust.tenancy import tenant

KIND = "invitation"
HOLDS = dt.timedelta(days=7)
PER_HOUR = 20
LONGEST_NAME = 200
LONGEST_EMAIL = 254
# A second click within this time finds what the first one did.
SECOND_CLICK = dt.timedelta(minutes=10)
UNUSABLE = "This link cannot be used."


@dataclass(frozen=True)
class Invited:
    """Who is asked to be what."""

    name: str
    email: str
    role: str
    remit: str = Remit.ALL
    title: str = ""
    place: str = ""
    academy_id: UUID | None = None
    until_on: dt.date | None = None


@transaction.atomic
def invite(*, actor: Actor, invited: Invited) -> Invitation:
    """Send an invitation; an unanswered one to the same address is void from now on.

    Raises BadInput with the fields, TooMany over the hourly limit.
    """
    check_may(actor, Permission.PEOPLE_MANAGE)
    memberships.lock_people()
    _refuse_faults(actor, invited)
    now = timezone.now()
    if actor.membership_id is not None:
        sent = Invitation.objects.filter(invited_by_id=actor.membership_id, invited_at__gt=now - dt.timedelta(hours=1))
        if sent.count() >= PER_HOUR:
            raise TooMany(f"You have sent {PER_HOUR} invitations within an hour. Please go on a little later.")
    _unanswered(invited.email).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        email=invited.email.strip().lower(),
        name=one_line(invited.name),
        role=invited.role,
        remit=invited.remit if invited.role == Role.DIRECTOR else Remit.ALL,
        title=one_line(invited.title),
        place=invited.place if invited.role == Role.ACADEMY_STAFF else "",
        academy_id=invited.academy_id if invited.role == Role.ACADEMY_STAFF else None,
        until_on=invited.until_on,
        token_hash=hash_of(token),
        invited_by_id=actor.membership_id,
        invited_by_name=actor.name,
        expires_at=now + HOLDS,
    )
    _send(actor, row, token)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=row.id,
        verb="invite",
        sentence=f"invited {row.name} as {role_in_words(row.role, row.remit, row.place)}",
        academy_id=row.academy_id,
    )
    return row


@transaction.atomic
def send_again(*, actor: Actor, invitation_id: UUID) -> Invitation:
    """A new link for an unanswered invitation; the old link is void."""
    row = _to_change(actor, invitation_id)
    return invite(
        actor=actor,
        invited=Invited(
            name=row.name,
            email=row.email,
            role=row.role,
            remit=row.remit,
            title=row.title,
            place=row.place,
            academy_id=row.academy_id,
            until_on=row.until_on,
        ),
    )


@transaction.atomic
def withdraw(*, actor: Actor, invitation_id: UUID) -> Invitation:
    """The link stops working at once."""
    row = _to_change(actor, invitation_id)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=row.id,
        verb="withdraw",
        sentence=f"withdrew the invitation of {row.name}",
        academy_id=row.academy_id,
    )
    return row


@dataclass(frozen=True)
class Accepted:
    """Who came in, and where."""

    user: User
    trust: Trust


def accept_as_new(*, slug: str, token: str, name: str, password: str) -> Accepted:
    """Make the account of an invited person and let them in. The second click of a pair gets the first one's answer.

    Raises NotFound for every link that cannot be used, BadInput for name and password.
    """
    trust = _trust(slug)
    with tenant(trust.id), transaction.atomic():
        row = _locked(token)
        user = User.objects.filter(email__iexact=row.email).first()
        if row.accepted_at is not None:
            return Accepted(_second_click(row, user, password), trust)
        _refuse_unusable(row)
        if user is not None:
            raise Refused("There is an account with this address already. Sign in, then open the link again.")
        user = _make_account(row.email, name, password)
        _join(trust, row, user)
        return Accepted(user, trust)


def accept_as(*, user: User, slug: str, token: str) -> Accepted:
    """Let a signed-in person with the invited address in. Doing it twice changes nothing."""
    trust = _trust(slug)
    with tenant(trust.id), transaction.atomic():
        row = _locked(token)
        if not owns(user, row.email):
            raise NotFound(UNUSABLE)
        if row.accepted_at is None:
            _refuse_unusable(row)
            _join(trust, row, user)
        return Accepted(user, trust)


def _trust(slug: str) -> Trust:
    trust = trust_by_slug(slug)
    if trust is None:
        raise NotFound(UNUSABLE)
    return trust


def _locked(token: str) -> Invitation:
    row = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
    if row is None:
        raise NotFound(UNUSABLE)
    return row


def _refuse_unusable(row: Invitation) -> None:
    if row.withdrawn_at is not None or row.expires_at <= timezone.now():
        raise NotFound(UNUSABLE)


def _second_click(row: Invitation, user: User | None, password: str) -> User:
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415 - needs the apps loaded

    recent = row.accepted_at is not None and timezone.now() - row.accepted_at < SECOND_CLICK
    # Never past a second factor: once there is one, signing in is the only way.
    if user is None or not recent or is_mfa_enabled(user) or not user.check_password(password):
        raise NotFound(UNUSABLE)
    return user


def _make_account(email: str, name: str, password: str) -> User:
    user = User(email=email, name=one_line(name))
    faults: dict[str, str] = {}
    if not user.name:
        faults["name"] = "Enter your name."
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults["password"] = " ".join(error.messages)
    if faults:
        raise BadInput("Your account was not made yet.", detail=faults)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _join(trust: Trust, row: Invitation, user: User) -> None:
    today = timezone.localdate()
    member = Membership.objects.on(today).filter(user=user).first()
    if member is None:
        member = memberships.write(
            Membership(
                user=user,
                name=user.name,
                email=user.email,
                role=row.role,
                remit=row.remit,
                title=row.title,
                from_on=today,
                until_on=row.until_on,
            )
        )
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    actor = load_actor(user=user, trust=trust, today=today)
    assert actor is not None
    # In the inviter's name: the appointment is theirs to give, not the newcomer's to take.
    giver = system_actor(trust, row.invited_by_name)
    for act in places.accepted if row.academy_id else ():
        act(giver, row, member)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=row.id,
        verb="accept",
        sentence=f"accepted the invitation as {role_in_words(row.role, row.remit, row.place)}",
        academy_id=row.academy_id,
    )


def _refuse_faults(actor: Actor, invited: Invited) -> None:
    today = timezone.localdate()
    faults = faults_of_role(
        role=invited.role,
        allowed=may_give(actor),
        remit=invited.remit,
        place=invited.place,
        has_academy=invited.academy_id in {academy_id for academy_id, _ in places.academies()},
        until_on=invited.until_on,
        today=today,
    )
    if not invited.name.strip():
        faults["name"] = "Enter the person's name."
    if len(one_line(invited.name)) > LONGEST_NAME:
        faults["name"] = f"Use at most {LONGEST_NAME} characters."
    try:
        validate_email(invited.email.strip())
        if len(invited.email.strip()) > LONGEST_EMAIL:
            raise ValidationError("too long")
    except ValidationError:
        faults["email"] = "Enter an e-mail address such as jo.whitlock@school.example."
    if Membership.objects.on(today).filter(user__email__iexact=invited.email.strip()).exists():
        faults["email"] = "This person has access already. Change their role on the people page."
    if faults:
        raise BadInput("The invitation was not sent.", detail=faults)


def _unanswered(email: str) -> Any:
    return Invitation.objects.unanswered().filter(email__iexact=email.strip())


def _to_change(actor: Actor, invitation_id: UUID) -> Invitation:
    check_may(actor, Permission.PEOPLE_MANAGE)
    # As everywhere, people first and the row second: the other order would wait crosswise with an invitation.
    memberships.lock_people()
    row = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if row is None:
        raise NotFound()
    if row.accepted_at is not None:
        raise Refused(f"{row.name} has accepted already.")
    if row.withdrawn_at is not None:
        raise Refused("This invitation was withdrawn or replaced already.")
    return row


def _send(actor: Actor, row: Invitation, token: str) -> None:
    said = emails.invitation(
        trust_name=actor.trust_name,
        trust_slug=actor.trust_slug,
        token=token,
        name=row.name,
        role=role_in_words(row.role, row.remit, row.place),
        academy=dict(places.academies()).get(row.academy_id, "") if row.academy_id else "",
        invited_by=row.invited_by_name,
        expires_at=row.expires_at,
    )
    mail.send(actor=actor, kind=KIND, key=str(row.id), to=row.email, subject=said.subject, text=said.text)
