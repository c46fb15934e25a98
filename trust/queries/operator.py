"""What the operator sees: which trusts there are, whose turn it is, whether the house is well. No trust's content."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from trust.enums import JobState, TrustState
from trust.errors import NotFound
from trust.jobs import is_at_most_once
from trust.models import Due, MembershipIndex, Trust
from trust.models.people import holds_on

PER_PAGE = 50
WAITING = (JobState.DUE, JobState.LEASED, JobState.HANDING_OVER)
# Finished work older than this is no news.
RECENT = dt.timedelta(days=7)


@dataclass(frozen=True)
class TrustRow:
    """A trust as the operator sees it."""

    id: UUID
    slug: str
    name: str
    kind: str
    is_open: bool
    created_at: dt.datetime
    people: int
    last_seen_at: dt.datetime | None


@dataclass(frozen=True)
class WorkRow:
    """All work of one kind in one state."""

    queue: str
    kind: str
    state: str
    words: str
    count: int
    oldest: dt.datetime
    most_attempts: int
    is_late: bool


@dataclass(frozen=True)
class FailedRow:
    """One piece of work that failed or is uncertain."""

    id: UUID
    kind: str
    queue: str
    trust: str
    words: str
    attempts: int
    due_at: dt.datetime
    may_be_tried: bool


@dataclass(frozen=True)
class Work:
    """The work page."""

    rows: Sequence[WorkRow]
    failed: Sequence[FailedRow]


def trusts_page(number: int | str = 1) -> tuple[Page, list[TrustRow]]:
    """One page of trusts, with how many people may enter each and when somebody last did."""
    page = Paginator(Trust.objects.order_by("name", "id"), PER_PAGE).get_page(number)
    trusts = list(page.object_list)
    today = timezone.localdate()
    counts = {
        row["trust_id"]: row
        for row in MembershipIndex.objects.filter(trust__in=[trust.id for trust in trusts])
        .values("trust_id")
        .annotate(
            people=Count("user_id", filter=holds_on(today), distinct=True),
            seen=Max("last_seen_at"),
        )
    }
    return page, [_trust_row(trust, counts.get(trust.id, {})) for trust in trusts]


def _trust_row(trust: Trust, counted: Any) -> TrustRow:
    return TrustRow(
        id=trust.id,
        slug=trust.slug,
        name=trust.name,
        kind=trust.get_kind_display(),
        is_open=trust.state == TrustState.ACTIVE,
        created_at=trust.created_at,
        people=int(counted.get("people") or 0),  # type: ignore[call-overload]
        last_seen_at=counted.get("seen"),  # type: ignore[arg-type]
    )


def find_trust(trust_id: UUID) -> Trust:
    """The trust of this id."""
    trust = Trust.objects.filter(pk=trust_id).first()
    if trust is None:
        raise NotFound()
    return trust


def work() -> Work:
    """Work by queue, kind and state, with the age of the oldest; and what failed, by itself."""
    now = timezone.now()
    grouped = (
        Due.objects.filter(Q(state__in=WAITING) | Q(due_at__gt=now - RECENT))
        .values("queue", "kind", "state")
        .annotate(count=Count("id"), oldest=Min("due_at"), attempts=Max("attempts"))
        .order_by("queue", "kind", "state")
    )
    return Work(
        rows=[
            WorkRow(
                queue=row["queue"],
                kind=row["kind"],
                state=row["state"],
                words=str(JobState(row["state"]).label),
                count=row["count"],
                oldest=row["oldest"],
                most_attempts=row["attempts"],
                is_late=row["state"] in WAITING and now - row["oldest"] > dt.timedelta(minutes=5),
            )
            for row in grouped
        ],
        failed=_failed(),
    )


def _failed() -> list[FailedRow]:
    rows = Due.objects.filter(state__in=(JobState.FAILED, JobState.UNKNOWN)).select_related("trust")
    return [
        FailedRow(
            id=row.id,
            kind=row.kind,
            queue=row.queue,
            trust=row.trust.name if row.trust else "no trust",
            words=str(JobState(row.state).label),
            attempts=row.attempts,
            due_at=row.due_at,
            may_be_tried=row.state == JobState.FAILED or not is_at_most_once(row.kind),
        )
        for row in rows.order_by("-due_at")[:PER_PAGE]
    ]


def find_failed(work_id: UUID) -> Due:
    """Work that failed or is uncertain."""
    row = Due.objects.filter(pk=work_id, state__in=(JobState.FAILED, JobState.UNKNOWN)).first()
    if row is None:
        raise NotFound()
    return row
