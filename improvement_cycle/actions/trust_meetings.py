"""Meetings of the trust: planned, changed, cancelled with a reason, and given their papers."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.models import Academy
from improvement_cycle.enums import ASKED, TrustMeetingKind
from improvement_cycle.models import BoardPack, MatrixSnapshot, TrustMeeting, TrustMeetingPaper
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may, may
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
    _fill(actor, meeting, given)
    _tell(actor, meeting, "plan", f"planned {_named(meeting)}")
    return meeting


@transaction.atomic
def change(*, actor: Actor, meeting_id: UUID, given: Given, seen_version: int) -> TrustMeeting:
    """Other words, another day, other papers."""
    meeting = _held(actor, meeting_id, seen_version)
    meeting.version += 1
    _fill(actor, meeting, given)
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


def _fill(actor: Actor, meeting: TrustMeeting, given: Given) -> None:
    kind = TrustMeetingKind(given.kind)
    if fault := fault_of_day(given.held_on):
        raise BadInput(fault, detail={"held_on": fault})
    academy = Academy.objects.members().filter(pk=given.academy_id).first() if given.academy_id else None
    if given.academy_id and academy is None:
        raise BadInput("Choose an academy of the list.", detail={"academy_id": "Choose an academy of the list."})
    if kind == TrustMeetingKind.LOCAL_GROUP and academy is None:
        raise BadInput(GROUP, detail={"academy_id": GROUP})
    papers = _papers(actor, given.papers) if given.papers is not None else None
    meeting.kind = kind
    meeting.title = one_line(given.title) or f"{kind.label[:1].upper()}{kind.label[1:]}"
    meeting.held_on = given.held_on
    meeting.starts_at = f"{given.starts_at:%H:%M}" if given.starts_at else ""
    meeting.place, meeting.academy = one_line(given.place), academy
    meeting.asked = sorted(given.asked) or sorted(ASKED[kind])
    meeting.about = given.about.strip()
    meeting.save()
    if papers is not None:
        _choose(actor, meeting, papers)


def _papers(actor: Actor, chosen: Collection[UUID]) -> dict[str, set[UUID]]:
    """Of each sort the ids of those chosen; only what the person reads can be chosen."""
    found: dict[str, set[UUID]] = {"snapshot_id": set(), "pack_id": set()}
    if may(actor, Permission.SNAPSHOT_READ):
        found["snapshot_id"] = set(MatrixSnapshot.objects.filter(pk__in=chosen).values_list("id", flat=True))
    found["pack_id"] = set(BoardPack.objects.visible_to(actor).filter(pk__in=chosen).values_list("id", flat=True))
    number = sum(map(len, found.values()))
    if number != len(set(chosen)) or number > MOST_PAPERS:
        fault = f"Choose at most {MOST_PAPERS} papers." if number > MOST_PAPERS else "Choose papers of the list."
        raise BadInput(fault, detail={"papers": fault})
    return found


def _choose(actor: Actor, meeting: TrustMeeting, papers: Mapping[str, Collection[UUID]]) -> None:
    # What this person does not read stays as it was.
    standing = TrustMeetingPaper.objects.visible_to(actor).filter(meeting=meeting)
    for column, ids in papers.items():
        standing.filter(**{f"{column}__isnull": False}).exclude(**{f"{column}__in": ids}).delete()
        kept = set(standing.values_list(column, flat=True))
        TrustMeetingPaper.objects.bulk_create(
            TrustMeetingPaper(meeting=meeting, **{column: each}) for each in ids if each not in kept
        )


def _named(meeting: TrustMeeting) -> str:
    return f"the meeting “{meeting.title}” on {full_day(meeting.held_on)}"


def _tell(actor: Actor, meeting: TrustMeeting, verb: str, sentence: str, note: str = "") -> None:
    activity.record(actor=actor, kind="trust_meeting", subject_id=meeting.id, verb=verb, sentence=sentence, note=note)
