"""Visits by week: the weeks of a page, what clashes, and how many days of a week somebody spends on visits."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from uuid import UUID

from trust.policies.school_calendar import DAY, WEEK, SchoolCalendar, monday_of

SCHOOL_WEEKS = 8
# A page goes no further than this, where a trust has set no terms and every week might be a holiday.
MOST_WEEKS = 20
# Whoever is on visits for more days than this has no time left in the week to write them up.
FULL_WEEK = Decimal(3)
HALF, WHOLE = Decimal("0.5"), Decimal(1)


@dataclass(frozen=True)
class Column:
    """A week of school, or a run of weeks without any. `under`: Autumn 12, Half term, Christmas holiday."""

    monday: dt.date
    until: dt.date  # its last Sunday
    under: str
    is_holiday: bool = False

    def has(self, day: dt.date) -> bool:
        """Whether the day lies in it."""
        return self.monday <= day <= self.until


def columns(calendar: SchoolCalendar, first: dt.date) -> list[Column]:
    """Eight weeks of school from this Monday on, with the holidays between them drawn together.

    Without terms that far nobody knows what is a holiday: then every week is one of school.
    """
    known_until = max((term.ends_on for term in calendar.terms), default=first - DAY)
    found: list[Column] = []
    monday, weeks = first, 0
    while weeks < SCHOOL_WEEKS and monday < first + WEEK * MOST_WEEKS:
        week, sunday = calendar.week_number(monday), monday + DAY * 6
        if week or monday > known_until:
            found.append(Column(monday, sunday, f"{week[0].name} {week[1]}" if week else ""))
            weeks += 1
        elif found and found[-1].is_holiday:
            found[-1] = Column(found[-1].monday, sunday, found[-1].under, is_holiday=True)
        else:
            pause = calendar.pause_on(monday + DAY * 2)
            found.append(Column(monday, sunday, pause.name if pause else "Holiday", is_holiday=True))
        monday += WEEK
    while found and found[-1].is_holiday:
        found.pop()
    return found


def earlier(first: dt.date) -> dt.date:
    """Where the page before begins."""
    return first - WEEK * SCHOOL_WEEKS


@dataclass(frozen=True)
class Going:
    """A visit as far as it matters here. `people`: who goes. `spent`: days it took, once it is held."""

    id: UUID
    academy_id: UUID
    day: dt.date
    until: dt.date
    begins_at: dt.time | None
    people: frozenset[UUID]
    spent: Decimal | None = None

    @property
    def days(self) -> list[dt.date]:
        """Its days, without weekends between them."""
        span = [self.day + DAY * n for n in range((self.until - self.day).days + 1)]
        return [day for day in span if day.weekday() < 5 or len(span) == 1]


SAME_DAY, TWO_PLACES, NO_SCHOOL = "same_day", "two_places", "no_school"


@dataclass(frozen=True)
class Clash:
    """What does not go together. `others`: the visit it clashes with, none where the day itself is wrong."""

    kind: str
    visit: Going
    other: Going | None = None
    person: UUID | None = None
    day: dt.date | None = None


def clashes(visits: Sequence[Going], is_school_day: Callable[[UUID, dt.date], bool]) -> list[Clash]:
    """Two at one academy on one day, somebody at two places at once, a day without school: by day.

    For those who plan, who see every visit. What stands in anybody's calendar at one academy, meetings too, is compared
    in trust/queries/clashes.py: by days alone, as that person may not read who goes.
    """
    found = []
    by_day: dict[dt.date, list[Going]] = defaultdict(list)
    for each in visits:
        for day in each.days:
            by_day[day].append(each)
            if not is_school_day(each.academy_id, day):
                found.append(Clash(NO_SCHOOL, each, day=day))
    for day, there in by_day.items():
        at: dict[UUID, list[Going]] = defaultdict(list)
        for each in there:
            at[each.academy_id].append(each)
        # Of several there is one less to move, and not each of them once for each other.
        found += [Clash(SAME_DAY, one, other, day=day) for here in at.values() for one, other in pairwise(here)]
        for one, other in combinations(there, 2):
            both = one.people & other.people if one.academy_id != other.academy_id else frozenset()
            if both and _at_once(one, other):
                found += [Clash(TWO_PLACES, one, other, person, day) for person in sorted(both)]
    return sorted(found, key=lambda each: (each.day or each.visit.day, str(each.visit.id)))


def _at_once(one: Going, other: Going) -> bool:
    """Two without a time, or with the same one. With different times there is a way from one to the other."""
    if one.begins_at is None or other.begins_at is None:
        return True
    return one.begins_at == other.begins_at


Load = dict[UUID, dict[dt.date, Decimal]]


def load(visits: Iterable[Going]) -> Load:
    """Days on visits of each person, by the Monday of the week.

    A visit with a time of day counts as half a day, one without as a whole one; one that was held as what it took.
    """
    found: Load = defaultdict(lambda: defaultdict(Decimal))
    for each in visits:
        days = each.days
        a_day = HALF if each.begins_at else WHOLE
        if each.spent is not None and days:
            a_day = each.spent / len(days)
        for day in days:
            for person in each.people:
                found[person][monday_of(day)] += a_day
    return {person: dict(weeks) for person, weeks in found.items()}
