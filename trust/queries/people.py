"""The people page: who has access, as what, and who was asked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from trust import places
from trust.actors import Actor
from trust.enums import Remit, Role
from trust.errors import NotFound
from trust.models import Activity, Invitation, Membership, MembershipIndex
from trust.permissions import MAY_INVITE, Permission, may, may_give
from trust.places import PlaceLine
from trust.policies.roles import FIRST_ROLE, role_in_words
from trust.queries.reminding import refused_now

PER_PAGE = 50
ACCESS = {"now": "Now", "ended": "Ended", "all": "Everybody"}
FACTORS = {"webauthn": "Passkey", "totp": "App code"}
# What a role reaches where no appointment says it.
REACH = {
    Role.CHIEF_EXECUTIVE: "Every academy",
    Role.TRUST_OFFICER: "Assigned work only",
    Role.TRUSTEE: "Agreed and published only",
    Role.SPECIALIST: "Assigned work only",
    Role.ADMINISTRATOR: "No judgements",
    Role.COORDINATOR: "Every school",
    Role.CLUSTER_LEAD: "Own cluster",
}


@dataclass(frozen=True)
class Wanted:
    """The filter of the page."""

    text: str = ""
    role: str = ""
    academy_id: UUID | None = None
    access: str = "now"

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.text or self.role or self.academy_id or self.access != "now")


@dataclass(frozen=True)
class PersonRow:
    """One person as shown."""

    id: UUID
    name: str
    email: str  # of a leaver, the one they left with
    role: str
    title: str
    lines: Sequence[PlaceLine]
    reach: str
    until_on: dt.date | None
    days_left: int | None
    has_ended: bool
    last_seen_at: dt.datetime | None
    factor: str
    may_change: bool
    is_refused: bool = False  # the mail server refuses the address


@dataclass(frozen=True)
class InvitationRow:
    """One unanswered invitation as shown."""

    id: UUID
    name: str
    email: str
    role: str
    academy: str
    reach: str
    until_on: dt.date | None
    invited_at: dt.datetime
    invited_by: str
    expires_at: dt.datetime
    is_over: bool


@dataclass(frozen=True)
class PeoplePage:
    """The whole page."""

    page: Page
    rows: Sequence[PersonRow]
    invitations: Sequence[InvitationRow]
    holding: int
    without_factor: int
    wanted: Wanted = field(default_factory=Wanted)


def people_page(actor: Actor, wanted: Wanted, number: int | str = 1) -> PeoplePage:
    """One page of people, with every unanswered invitation above. The same number of queries for 1 and for 50."""
    today = timezone.localdate()
    page = Paginator(_people(wanted, today), PER_PAGE).get_page(number)
    members = list(page.object_list)
    has_factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=FACTORS)
    counted = Membership.objects.on(today).aggregate(
        holding=Count("id"), without_factor=Count("id", filter=~Exists(has_factor))
    )
    return PeoplePage(
        page=page,
        rows=person_rows(actor, members, today),
        invitations=invitation_rows(PER_PAGE, wanted) if wanted.access == "now" else [],
        holding=counted["holding"],
        without_factor=counted["without_factor"],
        wanted=wanted,
    )


def find_person(actor: Actor, person: UUID) -> Membership:
    """The membership of this id."""
    found = Membership.objects.annotate(is_refused=refused_now())
    member: Membership | None = found.select_related("user").filter(pk=person).first()
    if member is None:
        raise NotFound()
    return member


def find_invitation(actor: Actor, invitation: UUID) -> Invitation:
    """The unanswered invitation of this id."""
    row = Invitation.objects.unanswered().filter(pk=invitation).first()
    if row is None:
        raise NotFound()
    return row


def person_row(actor: Actor, member: Membership) -> PersonRow:
    """One person, as on the list."""
    return person_rows(actor, [member], timezone.localdate())[0]


def roles_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """The roles the actor may give, in the order of the list, with the first letter large."""
    given = may_give(actor)
    return [(role.value, capfirst(role.label)) for role in Role if role in given and role != Role.ACADEMY_STAFF]


def roles_to_filter(actor: Actor) -> list[tuple[str, str]]:
    """The roles somebody may have in this kind of trust, in the words of the invitation."""
    # What those who keep such a trust running may give.
    there = MAY_INVITE[FIRST_ROLE[actor.trust_kind]] - {Role.ACADEMY_STAFF}
    held = [(role.value, capfirst(role.label)) for role in Role if role in there]
    return [("", "All roles"), *held, (Role.ACADEMY_STAFF.value, "At an academy")]


def _people(wanted: Wanted, today: dt.date) -> QuerySet[Membership]:
    rows: Any = Membership.objects.annotate(is_refused=refused_now()).order_by("name", "id")
    ended = Q(until_on__lt=today)
    if wanted.access == "now":
        rows = rows.exclude(ended)
    elif wanted.access == "ended":
        rows = rows.filter(ended)
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(email__icontains=wanted.text))
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.academy_id:
        rows = rows.filter(pk__in=places.memberships_at(wanted.academy_id, today))
    return rows


def person_rows(actor: Actor, members: Sequence[Membership], today: dt.date) -> list[PersonRow]:
    """These memberships as shown, in their order."""
    ids = [member.id for member in members]
    lines = places.lines_of(ids)
    seen = dict(MembershipIndex.objects.filter(membership_id__in=ids).values_list("membership_id", "last_seen_at"))
    # What a leaver signs in with elsewhere is no longer this trust's business.
    factors = _factors([member.user_id for member in members if not _has_ended(member, today)])
    given = may_give(actor)
    manages = may(actor, Permission.PEOPLE_MANAGE)
    ended = _ended_by_hand([member for member in members if _has_ended(member, today)])
    return [
        PersonRow(
            id=member.id,
            name=member.name,
            email=member.email,
            role=capfirst(_main_role(member, lines.get(member.id, ()))),
            title=member.title,
            lines=lines.get(member.id, ()),
            reach=_reach(member.role, member.remit),
            until_on=ended.get(member.id, member.until_on),
            days_left=(member.until_on - today).days if member.until_on else None,
            has_ended=_has_ended(member, today),
            last_seen_at=seen.get(member.id),
            factor=factors.get(member.user_id, ""),
            may_change=manages and member.role in given and member.id != actor.membership_id,
            is_refused=getattr(member, "is_refused", False),
        )
        for member in members
    ]


def _has_ended(member: Membership, today: dt.date) -> bool:
    return member.until_on is not None and member.until_on < today


def _ended_by_hand(left: Sequence[Membership]) -> dict[UUID, dt.date]:
    """The day on which somebody ended the access of these, where it was not their last day that did.

    The day stored is the one before, so that their very next request is refused: it was not their last day of access.
    """
    stored = {member.id: member.until_on for member in left}
    acts = Activity.objects.filter(subject_id__in=stored, kind="person", verb="end") if left else ()
    days = ((act.subject_id, timezone.localtime(act.at).date()) for act in acts)
    return {key: day for key, day in days if stored[key] == day - dt.timedelta(days=1)}


def _main_role(member: Membership, lines: Sequence[PlaceLine]) -> str:
    if member.role == Role.ACADEMY_STAFF and lines:
        return lines[0].role
    return role_in_words(member.role, member.remit)


def _reach(role: str, remit: str) -> str:
    if role == Role.DIRECTOR:
        return "Every academy" if remit == Remit.ALL else f"{capfirst(Remit(remit).label)} academies"
    return REACH.get(role, "No academy yet")  # type: ignore[call-overload]


def _factors(user_ids: Sequence[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=FACTORS).values_list("user_id", "type")
    for user_id, kind in rows:
        # A passkey is the stronger of the two.
        if found.get(user_id) != FACTORS["webauthn"]:
            found[user_id] = FACTORS[kind]
    return found


def invitation_rows(most: int | None = None, wanted: Wanted | None = None) -> list[InvitationRow]:
    """The unanswered invitations as shown, the newest first."""
    now = timezone.now()
    found = Invitation.objects.unanswered().order_by("-invited_at")
    if wanted and wanted.text:
        found = found.filter(Q(name__icontains=wanted.text) | Q(email__icontains=wanted.text))
    if wanted and wanted.role:
        found = found.filter(role=wanted.role)
    if wanted and wanted.academy_id:
        found = found.filter(academy_id=wanted.academy_id)
    rows = list(found[:most])
    names = dict(places.academies()) if any(row.academy_id for row in rows) else {}
    return [
        InvitationRow(
            id=row.id,
            name=row.name,
            email=row.email,
            role=capfirst(role_in_words(row.role, row.remit, row.place)),
            academy=names.get(row.academy_id, ""),
            reach=_reach(row.role, row.remit),
            until_on=row.until_on,
            invited_at=row.invited_at,
            invited_by=row.invited_by_name,
            expires_at=row.expires_at,
            is_over=row.expires_at <= now,
        )
        for row in rows
    ]
