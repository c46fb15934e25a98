"""The access review: who may come in, as what, until when. A workbook, looked through once a term."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from trust.actors import Actor
from trust.enums import Remit, Role
from trust.errors import NotFound
from trust.models import ApiToken, Membership
from trust.permissions import Permission
from trust.queries.people import InvitationRow, PersonRow, invitation_rows, person_rows
from trust.reports import ReportKind
from trust.reports.sheets import Column, Sheet

# Leavers of the last year are shown too: whether each end was right is part of the review.
LEFT_WITHIN = dt.timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One person, with what the people page does not show."""

    row: PersonRow
    phases: str
    from_on: dt.date
    tokens: int
    ended_reason: str


@dataclass(frozen=True)
class Review:
    """Everything on the sheets."""

    holding: Sequence[Line]
    left: Sequence[Line]
    invitations: Sequence[InvitationRow]


def build(actor: Actor, subject_id: UUID, _parameters: Any) -> Review:
    """Of the open trust; the subject is the trust itself."""
    if subject_id != actor.trust_id:
        raise NotFound()
    today = timezone.localdate()
    members = list(Membership.objects.exclude(until_on__lt=today - LEFT_WITHIN).order_by("name", "id"))
    tokens = Counter(
        ApiToken.objects.filter(revoked_at__isnull=True, expires_at__gt=timezone.now()).values_list(
            "membership_id", flat=True
        )
    )
    lines = [
        Line(row, _phases(member), member.from_on, tokens[member.id], member.ended_reason)
        for member, row in zip(members, person_rows(actor, members, today), strict=True)
    ]
    return Review(
        holding=[line for line in lines if not line.row.has_ended],
        left=[line for line in lines if line.row.has_ended],
        invitations=invitation_rows(),
    )


def _phases(member: Membership) -> str:
    return str(Remit(member.remit).label) if member.role == Role.DIRECTOR else ""


PERSON = [
    Column("Name", 28),
    Column("E-mail address", 34),
    Column("Role", 26),
    Column("Job title", 26),
    Column("Phases", 14),
    Column("Academies", 44),
    Column("Since", 12),
    Column("Last day", 12),
    Column("Last seen", 18),
    Column("Second factor", 14),
    Column("Access tokens", 14),
]
INVITED = [
    Column("Name", 28),
    Column("E-mail address", 34),
    Column("Role", 26),
    Column("Academy", 30),
    Column("Invited by", 28),
    Column("Link ends", 12),
]


def sheets(review: Review) -> list[Sheet]:
    """Three tabs."""
    return [
        Sheet("Has access", PERSON, [_person(line) for line in review.holding]),
        Sheet(
            "Left within a year",
            [*PERSON, Column("Reason", 40)],
            [[*_person(line), line.ended_reason] for line in review.left],
        ),
        Sheet(
            "Invited",
            INVITED,
            [
                [each.name, each.email, each.role, each.academy, each.invited_by, _day(each.expires_at)]
                for each in review.invitations
            ],
        ),
    ]


def _person(line: Line) -> list[Any]:
    row = line.row
    places = "; ".join(f"{each.academy} ({each.role})" for each in row.lines)
    seen = timezone.localtime(row.last_seen_at).replace(tzinfo=None) if row.last_seen_at else "Never"
    return [
        row.name,
        row.email,
        row.role,
        row.title,
        line.phases,
        places or row.reach,
        line.from_on,
        row.until_on or "No end",
        seen,
        "" if row.has_ended else row.factor or "None yet",
        line.tokens,
    ]


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


KIND = ReportKind(
    kind="access_review",
    title="Access review",
    permission=Permission.EXPORT_MAKE,
    build=build,
    sheets=sheets,
)
