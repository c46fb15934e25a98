"""Meetings of the trust as each may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import capfirst

from academies.models import Academy
from improvement_cycle.models import BoardPack, BoardPackWithdrawal, MatrixSnapshot, TrustMeeting, TrustMeetingPaper
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
    papers: Sequence[TrustMeetingPaper]
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
    """With its papers: each is for those who read it anyway, here as everywhere."""
    chosen = TrustMeetingPaper.objects.filter(meeting=meeting)
    papers = list(_with_words(chosen.visible_to(actor)))
    return MeetingPage(
        meeting=meeting,
        asked=capfirst(listed([ROLE_WORDS[role].lower() for role in meeting.asked if role in ROLE_WORDS])),
        papers=papers,
        hidden=chosen.count() - len(papers),
        is_past=meeting.held_on < timezone.localdate(),
    )


def _with_words(papers: Any) -> Any:
    """With all that their words need, without what stands in them."""
    withdrawn = Exists(BoardPackWithdrawal.objects.filter(pack=OuterRef("pack_id")))
    found = papers.select_related("snapshot__cycle__school_year", "pack__cycle__school_year")
    return found.defer("snapshot__content", "pack__content").annotate(is_withdrawn=withdrawn)


def papers_to_choose(actor: Actor, meeting: TrustMeeting | None) -> list[tuple[str, str]]:
    """What this person reads: board packs and published matrices, the newest first, and what is chosen already."""
    found: list[tuple[str, str]] = []
    standing = BoardPack.objects.visible_to(actor).filter(withdrawals=None)
    packs = standing.select_related("cycle__school_year").defer("content").order_by("-frozen_at", "-number")
    found += [(str(each.id), pack_words(each)) for each in packs[:PAST_SHOWN]]
    if may(actor, Permission.SNAPSHOT_READ):
        published = MatrixSnapshot.objects.select_related("cycle__school_year").defer("content")
        found += [(str(each.id), paper_words(each)) for each in published.order_by("-published_at")[:PAST_SHOWN]]
    if meeting is not None:
        listed_already = {key for key, _ in found}
        chosen = _with_words(TrustMeetingPaper.objects.visible_to(actor).filter(meeting=meeting))
        found += [(str(each.paper_id), words_of(each)) for each in chosen if str(each.paper_id) not in listed_already]
    return found


def words_of(paper: Any) -> str:
    """What a paper is called on the page of its meeting."""
    if not paper.pack_id:
        return paper_words(paper.snapshot)
    return f"{pack_words(paper.pack)}{', withdrawn' if paper.is_withdrawn else ''}"


def pack_words(pack: Any) -> str:
    """Board pack 2026/27, number 2: For the December meeting, 4 December 2026"""
    day = timezone.localtime(pack.frozen_at)
    return f"Board pack {pack.cycle.school_year.label}, number {pack.number}: {pack.title}, {day:%-d %B %Y}"


def paper_words(snapshot: Any) -> str:
    """Published matrix 2026/27, version 2, 14 November 2026"""
    day = timezone.localtime(snapshot.published_at)
    return f"Published matrix {snapshot.cycle.school_year.label}, version {snapshot.number}, {day:%-d %B %Y}"


def academies_to_choose() -> list[tuple[str, str]]:
    """Academies of the trust, by name."""
    return [(str(each.id), each.name) for each in Academy.objects.members().only("id", "name").order_by("name")]


def papers_of(actor: Actor, meeting: TrustMeeting) -> list[str]:
    """Ids of the papers chosen, of those that this person reads."""
    found = TrustMeetingPaper.objects.visible_to(actor).filter(meeting=meeting)
    return [str(snapshot or pack) for snapshot, pack in found.values_list("snapshot_id", "pack_id")]
