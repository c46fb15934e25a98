"""Meetings of the trust: planned, changed, cancelled with a reason, and given their papers."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.models import Academy
from improvement_cycle.enums import ASKED, TrustMeetingKind
from improvement_cycle.models import MatrixSnapshot, TrustMeeting, TrustMeetingPaper
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.days import fault_of_day
from trust.policies.texts import one_line
from trust.policies.wording import full_day

CANCELLED = "This meeting is cancelled. Plan another one instead."
CHANGED = "Somebody has changed this meeting since you opened it. Nothing of yours was saved."
GROUP = "Choose whose local advisory group it is."
MOST_PAPERS = 20


@dataclass(frozen=True)
class Given:
    """A meeting as it is planned. `asked` empty: those who usually are at one of this kind.

    `papers`: none where they stay as they are, as for who may not read them.
    """

    kind: str
    held_on: dt.date
    title: str = ""
    starts_at: dt.time | None = None
    place: str = ""
    academy_id: UUID | None = None
    asked: Collection[str] = ()
    about: str = ""
    papers: Collection[UUID] | None = None


@transaction.atomic
def plan(*, actor: Actor, given: Given) -> TrustMeeting:
    """A new meeting. BadInput at the field."""
    check_may(actor, Permission.TRUST_MEETING_MANAGE)
    meeting = TrustMeeting(by_name=actor.name)
    _fill(meeting, given)
    _tell(actor, meeting, "plan", f"planned {_named(meeting)}")
    return meeting


@transaction.atomic
def change(*, actor: Actor, meeting_id: UUID, given: Given, seen_version: int) -> TrustMeeting:
    """Other words, another day, other papers."""
    meeting = _held(actor, meeting_id, seen_version)
    meeting.version += 1
    _fill(meeting, given)
    _tell(actor, meeting, "change", f"changed {_named(meeting)}")
    return meeting


@transaction.atomic
def cancel(*, actor: Actor, meeting_id: UUID, why: str, seen_version: int) -> TrustMeeting:
    """It does not take place, with a reason. It stays in the calendar as cancelled."""
    meeting = _held(actor, meeting_id, seen_version)
    if not (reason := one_line(why)):
        raise BadInput("Say why.", detail={"why": "Say why it does not take place."})
    meeting.version += 1
    meeting.cancelled_at, meeting.cancelled_why = timezone.now(), reason
    meeting.save(update_fields=["version", "cancelled_at", "cancelled_why"])
    _tell(actor, meeting, "cancel", f"cancelled {_named(meeting)}", note=reason)
    return meeting


def _held(actor: Actor, meeting_id: UUID, seen_version: int) -> TrustMeeting:
    found: TrustMeeting | None = (
        TrustMeeting.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=meeting_id).first()
    )
    if found is None:
        raise NotFound()
    check_may(actor, Permission.TRUST_MEETING_MANAGE)
    if found.is_cancelled:
        raise Refused(CANCELLED)
    if found.version != seen_version:
        raise Conflict(CHANGED)
    return found


def _fill(meeting: TrustMeeting, given: Given) -> None:
    kind = TrustMeetingKind(given.kind)
    if fault := fault_of_day(given.held_on):
        raise BadInput(fault, detail={"held_on": fault})
    academy = Academy.objects.members().filter(pk=given.academy_id).first() if given.academy_id else None
    if given.academy_id and academy is None:
        raise BadInput("Choose an academy of the list.", detail={"academy_id": "Choose an academy of the list."})
    if kind == TrustMeetingKind.LOCAL_GROUP and academy is None:
        raise BadInput(GROUP, detail={"academy_id": GROUP})
    papers = _papers(given.papers) if given.papers is not None else None
    meeting.kind = kind
    meeting.title = one_line(given.title) or f"{kind.label[:1].upper()}{kind.label[1:]}"
    meeting.held_on = given.held_on
    meeting.starts_at = f"{given.starts_at:%H:%M}" if given.starts_at else ""
    meeting.place, meeting.academy = one_line(given.place), academy
    meeting.asked = sorted(given.asked) or sorted(ASKED[kind])
    meeting.about = given.about.strip()
    meeting.save()
    if papers is not None:
        _choose(meeting, papers)


def _papers(chosen: Collection[UUID]) -> list[UUID]:
    found = list(MatrixSnapshot.objects.filter(pk__in=chosen).values_list("id", flat=True))
    if len(found) != len(set(chosen)) or len(found) > MOST_PAPERS:
        raise BadInput("Choose papers of the list.", detail={"papers": "Choose papers of the list."})
    return found


def _choose(meeting: TrustMeeting, papers: Collection[UUID]) -> None:
    TrustMeetingPaper.objects.filter(meeting=meeting).exclude(snapshot_id__in=papers).delete()
    kept = set(TrustMeetingPaper.objects.filter(meeting=meeting).values_list("snapshot_id", flat=True))
    TrustMeetingPaper.objects.bulk_create(
        TrustMeetingPaper(meeting=meeting, snapshot_id=each) for each in papers if each not in kept
    )


def _named(meeting: TrustMeeting) -> str:
    return f"the meeting “{meeting.title}” on {full_day(meeting.held_on)}"


def _tell(actor: Actor, meeting: TrustMeeting, verb: str, sentence: str, note: str = "") -> None:
    activity.record(actor=actor, kind="trust_meeting", subject_id=meeting.id, verb=verb, sentence=sentence, note=note)
