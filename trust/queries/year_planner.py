"""A whole school year of the calendar, month by month: as a page, and on paper."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils import timezone

from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission
from trust.places import academies_seen_by
from trust.policies.days import day_of
from trust.policies.school_calendar import DAY, next_month
from trust.policies.wording import span
from trust.queries.calendar import KEY, Filters, Frame, Item, Month, Reading
from trust.reports import About, ReportKind

SEPTEMBER = 9
MONTHS = 12


@dataclass(frozen=True)
class Entry:
    """What begins on a day, as a line under its month."""

    days: str
    item: Item

    @property
    def words(self) -> str:
        """What it is called; of many their number."""
        return f"{self.item.title} ({len(self.item.entries)})" if self.item.title else self.item.entry.title


@dataclass(frozen=True)
class MonthOfYear:
    """A month, and what begins in it."""

    month: Month
    entries: Sequence[Entry]


@dataclass(frozen=True)
class YearPlanner:
    """From September to August."""

    frame: Frame
    title: str
    first: dt.date
    months: Sequence[MonthOfYear]
    pauses: Sequence[str]
    count: int
    whose: str

    @property
    def earlier(self) -> dt.date:
        """Where the year before begins."""
        return self.first.replace(year=self.first.year - 1)

    @property
    def later(self) -> dt.date:
        """Where the year after begins."""
        return self.first.replace(year=self.first.year + 1)


def year_of(day: dt.date) -> dt.date:
    """The first of September before a day, or that day."""
    return dt.date(day.year if day.month >= SEPTEMBER else day.year - 1, SEPTEMBER, 1)


def year_planner(actor: Actor, asked: dt.date | None, filters: Filters) -> YearPlanner:
    """The school year of this day; without one the year that is on."""
    today = timezone.localdate()
    first = year_of(asked or today)
    last = first.replace(year=first.year + 1) - DAY
    read = Reading(actor, first, last, filters, today)
    months, begins = [], first
    for _ in range(MONTHS):
        months.append(_month(read.month(begins)))
        begins = next_month(begins)
    academies = dict(academies_seen_by(actor))
    return YearPlanner(
        frame=read.frame(today),
        title=f"{first.year}/{last.year % 100:02}",
        first=first,
        months=months,
        pauses=[f"{pause.name}, {span(pause.first, pause.last)}." for pause in read.terms.pauses_in(first, last)],
        count=len(read.entries),
        whose=actor.name if filters.mine else academies.get(filters.academy, "") if filters.academy else "",
    )


def _month(month: Month) -> MonthOfYear:
    found = []
    for day in month.days:
        for item in day.items:
            # What lasts for days stands under the first of them, or where the month begins.
            if day.day in (max(item.entry.first, month.first), item.entry.first):
                found.append(Entry(_days(day.day, item), item))
    return MonthOfYear(month, found)


def _days(day: dt.date, item: Item) -> str:
    last = item.entry.last
    return f"{day:%-d}" if item.title or last <= day else span(day, last)


@dataclass(frozen=True)
class Printed:
    """What the template prints."""

    planner: YearPlanner
    key: Sequence[tuple[str, str]]


def _filters(actor: Actor, parameters: Mapping[str, Any]) -> tuple[dt.date | None, Filters]:
    """As they were asked for. Raises NotFound where they name what there is not any more."""
    day = day_of(str(parameters.get("from", "")))
    academy = str(parameters.get("academy", ""))
    if academy and academy not in {str(each) for each, _ in academies_seen_by(actor)}:
        raise NotFound
    return day, Filters(
        UUID(academy) if academy else None, str(parameters.get("kind", "")), bool(parameters.get("whose", ""))
    )


def build(actor: Actor, subject_id: UUID, parameters: Mapping[str, Any]) -> Printed:
    """As the person who asks sees it. Raises NotFound as `_filters`, and for another trust."""
    if subject_id != actor.trust_id:
        raise NotFound
    return Printed(year_planner(actor, *_filters(actor, parameters)), KEY)


def describe(actor: Actor, subject_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what stands in it."""
    made = build(actor, subject_id, parameters).planner
    told = [(each.days, each.words, each.item.under) for month in made.months for each in month.entries]
    version = sha256(repr((made.first, told, made.pauses)).encode()).hexdigest()[:40]
    return About(f"Year planner {made.title}" + (f", {made.whose}" if made.whose else ""), version)


PDF = ReportKind(
    kind="year_planner",
    title="Year planner",
    permission=Permission.TRUST_ENTER,
    build=build,
    describe=describe,
    template="reports/year_planner.html",
)
