"""Meetings of the trust as each may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst

from academies.models import Academy
from improvement_cycle.models import MatrixSnapshot, TrustMeeting, TrustMeetingPaper
from trust.actors import Actor
from trust.deadlines import ROLE_WORDS
from trust.errors import NotFound
from trust.permissions import Permission, may
from trust.policies.wording import listed

PAST_SHOWN = 50


@dataclass(frozen=True)
class Meetings:
    """Those to come, the next first; and those that were, the latest first."""

    coming: Sequence[TrustMeeting]
    past: Sequence[TrustMeeting]


@dataclass(frozen=True)
class MeetingPage:
    """One meeting. `papers`: those that this person may read; `hidden`: how many there are beside them."""

    meeting: TrustMeeting
    asked: str
    papers: Sequence[MatrixSnapshot]
    hidden: int
    is_past: bool


def meetings(actor: Actor) -> Meetings:
    """In two questions."""
    today = timezone.localdate()
    found = TrustMeeting.objects.visible_to(actor).select_related("academy")
    past = found.filter(held_on__lt=today).order_by("-held_on", "-starts_at", "-id")[:PAST_SHOWN]
    return Meetings(list(found.filter(held_on__gte=today)), list(past))


def find_meeting(actor: Actor, trust_meeting: UUID) -> TrustMeeting:
    """The one of this address, else NotFound."""
    found: TrustMeeting | None = (
        TrustMeeting.objects.visible_to(actor).select_related("academy").filter(pk=trust_meeting).first()
    )
    if found is None:
        raise NotFound()
    return found


def meeting_page(actor: Actor, meeting: TrustMeeting) -> MeetingPage:
    """With its papers: a published matrix is for those who read what is published, here as everywhere."""
    chosen = [each.snapshot for each in TrustMeetingPaper.objects.filter(meeting=meeting).select_related(*_SNAPSHOT)]
    papers = chosen if may(actor, Permission.SNAPSHOT_READ) else []
    return MeetingPage(
        meeting=meeting,
        asked=capfirst(listed([ROLE_WORDS[role].lower() for role in meeting.asked if role in ROLE_WORDS])),
        papers=papers,
        hidden=len(chosen) - len(papers),
        is_past=meeting.held_on < timezone.localdate(),
    )


_SNAPSHOT = ("snapshot__cycle__school_year",)


def papers_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Published matrices, the newest first, for those who may read them."""
    if not may(actor, Permission.SNAPSHOT_READ):
        return []
    found = MatrixSnapshot.objects.select_related("cycle__school_year").defer("content").order_by("-published_at")
    return [(str(each.id), paper_words(each)) for each in found[:PAST_SHOWN]]


def paper_words(snapshot: Any) -> str:
    """Published matrix 2026/27, version 2, 14 November 2026"""
    day = timezone.localtime(snapshot.published_at)
    return f"Published matrix {snapshot.cycle.school_year.label}, version {snapshot.number}, {day:%-d %B %Y}"


def academies_to_choose() -> list[tuple[str, str]]:
    """Academies of the trust, by name."""
    return [(str(each.id), each.name) for each in Academy.objects.members().only("id", "name").order_by("name")]


def papers_of(meeting: TrustMeeting) -> list[str]:
    """Ids of the papers chosen."""
    return [
        str(each) for each in TrustMeetingPaper.objects.filter(meeting=meeting).values_list("snapshot_id", flat=True)
    ]
