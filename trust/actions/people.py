"""People of a trust: their role, for how long, and the end of their access."""

import datetime as dt
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from trust import places
from trust.actions import activity, delegations, memberships, reports
from trust.actors import Actor
from trust.enums import Remit, Role
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import ApiToken, Membership, MembershipIndex, Report, User
from trust.permissions import Permission, check_may, may_give
from trust.policies.roles import MANAGERS, faults_of_role
from trust.policies.texts import one_line

KIND = "person"


@transaction.atomic
def add(
    *,
    actor: Actor,
    user: User,
    role: str,
    remit: str = Remit.ALL,
    title: str = "",
    name: str = "",
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
) -> Membership:
    """Let a person with an account into the trust. Raises Refused where they have access already."""
    check_may(actor, Permission.PEOPLE_MANAGE)
    if role not in may_give(actor):
        raise NotPermitted("You cannot give this role.")
    memberships.lock_people()
    today = timezone.localdate()
    if Membership.objects.not_ended(today).filter(user=user).exists():
        raise Refused(f"{user.name} has access already.")
    member = memberships.write(
        Membership(
            user=user,
            name=name or user.name,
            email=user.email,
            role=role,
            remit=remit,
            title=title,
            from_on=from_on or today,
            until_on=until_on,
        )
    )
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=member.id,
        verb="add",
        sentence=f"gave {member.name} access as {Role(role).label}",
    )
    return member


@transaction.atomic
def change(
    *,
    actor: Actor,
    membership_id: UUID,
    name: str,
    role: str,
    remit: str,
    title: str,
    until_on: dt.date | None,
) -> Membership:
    """Change role, remit, title, name or last day. It holds from the person's next request on."""
    member = _to_change(actor, membership_id)
    today = timezone.localdate()
    # The appointment says what somebody is at an academy; it is changed on the academy's page.
    faults = faults_of_role(
        role=role,
        allowed=may_give(actor),
        remit=remit,
        place="headteacher",
        has_academy=True,
        until_on=until_on,
        today=today,
    )
    if not name.strip():
        faults["name"] = "Enter the person's name."
    if faults:
        raise BadInput("The changes were not saved.", detail=faults)
    before = member.role
    member.name, member.role, member.title = one_line(name), role, one_line(title)
    member.remit = remit if role == Role.DIRECTOR else Remit.ALL
    member.until_on = until_on
    memberships.write(member)
    _someone_must_manage(actor)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=member.id,
        verb="change",
        sentence=_changed(member, before),
        from_state=before,
        to_state=role,
    )
    return member


def _changed(member: Membership, before: str) -> str:
    if before != member.role:
        return f"made {member.name} {Role(member.role).label}"
    return f"changed the access of {member.name}"


@transaction.atomic
def end(*, actor: Actor, membership_id: UUID, reason: str = "") -> Membership:
    """End a person's access now: membership, index, appointments, tokens and, where this was all, sign-ins."""
    member = _to_change(actor, membership_id)
    today = timezone.localdate()
    if member.until_on is not None and member.until_on < today:
        return member
    member.until_on = memberships.last_day_before(today, member)
    member.ended_reason = reason.strip()
    memberships.write(member)
    _someone_must_manage(actor)
    ApiToken.objects.filter(membership=member, revoked_at__isnull=True).update(revoked_at=timezone.now())
    delegations.end_all(actor, member, member.until_on)
    for act in places.ended:
        act(actor, member, member.until_on)
    _end_sign_ins(member.user)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=member.id,
        verb="end",
        sentence=f"ended the access of {member.name}",
    )
    return member


@transaction.atomic
def bring_back(*, actor: Actor, membership_id: UUID) -> Membership:
    """Give a leaver access again in the role they had. Appointments at academies are given anew."""
    member = _to_change(actor, membership_id)
    today = timezone.localdate()
    if member.until_on is None or member.until_on >= today:
        return member
    if Membership.objects.on(today).filter(user_id=member.user_id).exists():
        raise Refused(f"{member.name} has access in another role already.")
    if member.role == Role.SPECIALIST:
        raise Refused("A specialist has access for a limited time: send an invitation with a last day instead.")
    member.until_on, member.ended_reason = None, ""
    memberships.write(member)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=member.id,
        verb="bring_back",
        sentence=f"gave {member.name} access again as {Role(member.role).label}",
    )
    return member


@transaction.atomic
def ask_review(*, actor: Actor) -> Report:
    """Ask for the list of who has access. It leaves the house as a file, so asking is noted."""
    made = reports.ask(actor=actor, kind="access_review", subject_id=actor.trust_id)
    activity.record(
        actor=actor, kind=KIND, subject_id=made.id, verb="export", sentence="asked for the list of who has access"
    )
    return made


def _to_change(actor: Actor, membership_id: UUID) -> Membership:
    """The locked membership, if the actor may change people of its role, themselves excepted."""
    check_may(actor, Permission.PEOPLE_MANAGE)
    memberships.lock_people()
    member = Membership.objects.select_for_update(of=("self",)).select_related("user").filter(pk=membership_id).first()
    if member is None:
        raise NotFound()
    if member.id == actor.membership_id:
        raise Refused("You cannot change your own access. Ask another administrator.")
    if member.role not in may_give(actor):
        raise NotPermitted("You cannot change people of this role.")
    return member


def _someone_must_manage(actor: Actor) -> None:
    if actor.role in MANAGERS:
        return  # whoever acts stays: nobody can change themselves
    if not Membership.objects.on(timezone.localdate()).filter(role__in=MANAGERS).exists():
        raise Refused("Nobody would be left who can manage people. Make somebody else administrator first.")


def _end_sign_ins(user: User) -> None:
    """Sign the person out everywhere, unless another trust (or the installation) is theirs too."""
    today = timezone.localdate()
    others = MembershipIndex.objects.not_ended(today).filter(user=user)
    if user.is_operator or others.exists():
        return
    for session in UserSession.objects.filter(user=user):
        session.end()
