"""The minutes of a judgement meeting: what was agreed, never a single view and never what was to be discussed.

They say how things stood when the meeting was closed. What was added since stands by itself, with its day.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.models import OpenPoint
from improvement_cycle.queries import meetings as reading
from improvement_cycle.queries.snapshots import fingerprint
from trust.actors import Actor
from trust.errors import NotFound, Refused
from trust.models import Activity
from trust.permissions import Permission
from trust.policies.wording import full_day
from trust.reports import About, ReportKind


@dataclass(frozen=True)
class Decided:
    """A line of the table."""

    what: str
    word: str
    reason: str
    by: str


@dataclass(frozen=True)
class PointShown:
    """An open point."""

    text: str
    academy: str
    owner: str
    due_on: dt.date
    settled: str
    made: str  # its day


@dataclass(frozen=True)
class AcademyShown:
    """One academy of the agenda."""

    name: str
    decisions: tuple[Decided, ...]
    category: str
    reason: str
    by: str  # who recorded the category
    frozen: bool


@dataclass(frozen=True)
class Minutes:
    """Everything that the template prints."""

    year: str
    day: str
    times: str  # opened and closed
    planned: str  # the day it was planned for, where it was held on another
    present: tuple[str, ...]
    also_present: str
    academies: tuple[AcademyShown, ...]
    points: tuple[PointShown, ...]
    since: tuple[PointShown, ...]  # added after the meeting was closed
    whole: bool


def describe(actor: Actor, meeting_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what is on the page. Refused before the meeting is closed."""
    made = build(actor, meeting_id, parameters)
    return About(
        f"Minutes of the judgement meeting of {made.day}",
        f"{fingerprint({'content': repr(made)})[:40]}:{_seats(actor, meeting_id)}",
    )


def _check(actor: Actor, meeting_id: UUID, version: str) -> None:
    """What was made tells of the academies at whose table this person sat then: not once those are others."""
    reading.find(actor, meeting_id)
    if version.rpartition(":")[2] != _seats(actor, meeting_id):
        raise NotFound("There are no such minutes.")


def _seats(actor: Actor, meeting_id: UUID) -> str:
    """Which academies of its agenda they are."""
    return fingerprint({"items": sorted(str(each) for each in reading.seats_in(actor, meeting_id))})[:16]


def build(actor: Actor, meeting_id: UUID, parameters: Mapping[str, Any]) -> Minutes:
    """The minutes as far as the person who asks sat in the meeting."""
    meeting = reading.find(actor, meeting_id)
    closed_at = meeting.closed_at
    if closed_at is None:
        raise Refused("Close the meeting first: minutes are made of what was decided in it.")
    shown = reading.page(actor, meeting)
    rows = _stood(workflow.ROW.kind, ("agree", "reopen"), [item.row.id for item in shown.items], closed_at)
    settled = _stood(workflow.POINT.kind, ("settle", "open_again"), [point.id for point in shown.points], closed_at)
    return Minutes(
        year=meeting.cycle.school_year.label,
        day=full_day(meeting.day),
        times=_times(meeting.opened_at, closed_at),
        planned="" if meeting.day == meeting.held_on else full_day(meeting.held_on),
        present=shown.attendees,
        also_present=meeting.also_present,
        academies=tuple(_academy(item, rows.get(item.row.id)) for item in shown.items),
        points=tuple(_point(each, settled.get(each.id)) for each in shown.points if each.at <= closed_at),
        since=tuple(_point(each, None) for each in shown.points if each.at > closed_at),
        whole=shown.leads,
    )


def _times(opened_at: dt.datetime | None, closed_at: dt.datetime) -> str:
    """When it was opened and closed; both days where it went beyond midnight."""
    closed = timezone.localtime(closed_at)
    if opened_at is None:
        return f"Closed on {full_day(closed.date())} at {closed:%H:%M}"
    opened = timezone.localtime(opened_at)
    day = "" if closed.date() == opened.date() else f" on {full_day(closed.date())}"
    return f"Opened at {opened:%H:%M}, closed{day} at {closed:%H:%M}"


def _stood(kind: str, verbs: tuple[str, ...], ids: list[UUID], moment: dt.datetime) -> dict[UUID, Activity]:
    """The last of these steps that each had taken by then."""
    steps = Activity.objects.filter(kind=kind, verb__in=verbs, subject_id__in=ids, at__lte=moment).order_by("at")
    return {each.subject_id: each for each in steps}


def _point(point: OpenPoint, step: Activity | None) -> PointShown:
    return PointShown(
        text=point.text,
        academy=point.academy.name if point.academy else "",
        owner=point.owner_words,
        due_on=point.due_on,
        settled=f"Settled by {step.by_name}" if step and step.verb == "settle" else "",
        made=full_day(timezone.localdate(point.at)),
    )


def _academy(item: reading.Item, step: Activity | None) -> AcademyShown:
    category = item.category
    status = category.category if category else None
    return AcademyShown(
        name=item.row.academy.name,
        decisions=tuple(
            Decided(each.column.label, each.grade.label, each.reason, each.by_name)
            for each in item.judgements
            if each.column and each.grade
        ),
        category=f"{status.number}: {status.label}" if status else "",
        reason=category.reason if category else "",
        by=category.by_name if category else "",
        frozen=step is not None and step.verb == "agree",
    )


PDF = ReportKind(
    kind=reading.MINUTES,
    title="Minutes of a judgement meeting",
    # Who may read which meeting is asked of the meeting itself.
    permission=Permission.MATRIX_READ,
    build=build,
    describe=describe,
    check=_check,
    template="reports/minutes.html",
)
