"""The calendar of a person: what the registry of deadlines tells them, by week and by month, among the terms.

What is done is shown as done: a calendar says what was, too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone

from trust import deadlines, places
from trust.actors import Actor
from trust.deadlines import Deadline
from trust.enums import CalendarMark
from trust.models import Term
from trust.policies.due import how_late
from trust.policies.school_calendar import (
    DAY,
    SATURDAY,
    WEEK,
    Pause,
    SchoolCalendar,
    end_of_month,
    monday_of,
    next_month,
    planned_from,
    weeks_of_month,
)
from trust.policies.wording import count, listed, span
from trust.policies.years import TermDates
from trust.queries.clashes import CLASHING, clashes_of, side_by_side

WEEKS = 4
# More than this many of a kind on one day are folded into one line.
SIDE_BY_SIDE = 3
IN_A_CELL = 4
MOST = 1500
AROUND = dt.timedelta(days=200)
MARKS = {
    CalendarMark.DEADLINE: "dia",
    CalendarMark.VISIT: "dot",
    CalendarMark.MEETING: "ring",
    CalendarMark.TRAINING: "plus",
}
PLURALS = {mark: f"{mark.label.lower()}{'' if mark == CalendarMark.TRAINING else 's'}" for mark in CalendarMark}
KEY = [(MARKS[mark], mark.label) for mark in CalendarMark]
MINE = "mine"


@dataclass(frozen=True)
class Filters:
    """What the person wants to see: of one academy, of one kind of mark, only their own."""

    academy: UUID | None = None
    mark: str = ""
    mine: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.academy or self.mark or self.mine)

    def wanted(self, actor: Actor) -> Q:
        """What is shown beside the choice of an academy, on which the terms hang too."""
        wanted = deadlines.ALL
        if self.mark:
            wanted &= deadlines.of_marks(self.mark)
        return wanted & deadlines.mine(actor) if self.mine else wanted


@dataclass(frozen=True)
class Entry:
    """One thing in the calendar. `url` is empty where the person learns only that there is something private."""

    title: str
    url: str
    mark: str
    first: dt.date
    last: dt.date
    at: str
    under: str
    clash: str
    is_mine: bool
    is_private: bool
    done_on: dt.date | None
    late: str

    @property
    def shape(self) -> str:
        """The shape of its mark."""
        return MARKS[CalendarMark(self.mark)]

    @property
    def mark_words(self) -> str:
        """Visit"""
        return CalendarMark(self.mark).label

    @property
    def is_deadline(self) -> bool:
        """Something to be ready by a day."""
        return self.mark == CalendarMark.DEADLINE

    @property
    def when(self) -> str:
        """15:45; to Wed 25; all day; nothing for a deadline."""
        if self.last > self.first:
            return f"to {self.last:%a %-d %b}" if self.last.month != self.first.month else f"to {self.last:%a %-d}"
        return self.at or ("" if self.is_deadline else "all day")


@dataclass(frozen=True)
class Item:
    """A line of the list: one entry, or many of a kind that are folded. `day` is empty under another of the same."""

    day: str
    entries: Sequence[Entry]
    title: str = ""
    under: str = ""

    @property
    def entry(self) -> Entry:
        """The one, or the first of them."""
        return self.entries[0]


@dataclass(frozen=True)
class Week:
    """A week of the list. `pauses`: what is said before it."""

    words: str
    term: str
    items: Sequence[Item]
    pauses: Sequence[Pause]
    is_now: bool


@dataclass(frozen=True)
class Day:
    """A day of a month. `marks`: shapes in it; `words`: the same for those who do not see them."""

    day: dt.date
    is_today: bool
    is_weekend: bool
    is_off: bool
    marks: Sequence[str]
    words: str
    items: Sequence[Item]
    pause: str = ""

    @property
    def shown(self) -> Sequence[Item]:
        """Those for which there is room."""
        return self.items if len(self.items) <= IN_A_CELL else self.items[: IN_A_CELL - 1]

    @property
    def more(self) -> int:
        """How many there is no room for."""
        return len(self.items) - len(self.shown)

    @property
    def monday(self) -> dt.date:
        """Where its week begins."""
        return monday_of(self.day)


@dataclass(frozen=True)
class Month:
    """A month in weeks; None where a week reaches beyond it."""

    first: dt.date
    weeks: Sequence[Sequence[Day | None]]

    @property
    def title(self) -> str:
        """November 2026"""
        return f"{self.first:%B %Y}"

    @property
    def days(self) -> list[Day]:
        """One after the other."""
        return [day for week in self.weeks for day in week if day is not None]


@dataclass(frozen=True)
class Frame:
    """What stands around every view of the calendar."""

    today: dt.date
    eyebrow: str
    filters: Filters
    has_terms: bool
    is_cut: bool


@dataclass(frozen=True)
class List:
    """Four weeks as a list, and the months beside them."""

    frame: Frame
    first: dt.date
    status: str
    headline: str
    weeks: Sequence[Week]
    months: Sequence[Month]
    after: Sequence[Pause]
    earlier: tuple[dt.date, str]
    later: tuple[dt.date, str]
    is_now: bool
    count: int


@dataclass(frozen=True)
class MonthPage:
    """One month as a page of its own."""

    frame: Frame
    month: Month
    status: str
    earlier: dt.date
    later: dt.date
    count: int


def four_weeks(actor: Actor, asked: dt.date | None, filters: Filters) -> List:
    """The list from the week of this day on; without one from the week that is on."""
    today = timezone.localdate()
    now = planned_from(today)
    first = monday_of(asked) if asked else now
    last = first + WEEKS * WEEK - DAY
    begin = first.replace(day=1)
    end = end_of_month(next_month(begin))
    read = Reading(actor, begin, max(end, last), filters, today)
    weeks = [read.week(first + n * WEEK, is_first=n == 0) for n in range(WEEKS)]
    is_now = first == now
    words = "The next four weeks." if is_now else f"{span(first, last)} {last.year}."
    return List(
        frame=read.frame(today),
        first=first,
        status=" ".join(each for each in (words, read.terms.ends_words(first if not is_now else today)) if each),
        headline=_headline(read, first, last, is_now=is_now),
        weeks=weeks,
        months=[read.month(begin), read.month(next_month(begin))],
        after=read.terms.pauses_in(last + DAY, last + DAY),
        earlier=(first - WEEKS * WEEK, _beside(first, first - WEEKS * WEEK, "earlier", today)),
        later=(first + WEEKS * WEEK, _beside(first, first + WEEKS * WEEK, "later", today)),
        is_now=is_now,
        count=sum(len(item.entries) for week in weeks for item in week.items),
    )


def one_month(actor: Actor, asked: dt.date | None, filters: Filters) -> MonthPage:
    """The month of this day; without one the month that is on."""
    today = timezone.localdate()
    first = (asked or today).replace(day=1)
    read = Reading(actor, first, end_of_month(first), filters, today)
    day = today if first <= today <= end_of_month(first) else first
    return MonthPage(
        frame=read.frame(day),
        month=read.month(first),
        status=read.terms.ends_words(day),
        earlier=(first - DAY).replace(day=1),
        later=next_month(first),
        count=len(read.entries),
    )


def terms_between(first: dt.date, last: dt.date, academy: UUID | None = None) -> SchoolCalendar:
    """The terms of these days and of those around them, with an academy's own days where it has some."""
    own = places.own_term_dates().get(academy, {}) if academy else {}
    found = Term.objects.filter(starts_on__lte=last + AROUND, ends_on__gte=first - AROUND).order_by("starts_on")
    return SchoolCalendar([_term(each, *own.get(each.id, (each.starts_on, each.ends_on))) for each in found])


def _term(term: Term, starts_on: dt.date, ends_on: dt.date) -> TermDates:
    rest = term.break_starts_on, term.break_ends_on
    is_inside = rest[0] is not None and rest[1] is not None and starts_on < rest[0] and rest[1] < ends_on
    return TermDates(term.name, starts_on, ends_on, *(rest if is_inside else (None, None)))


class Reading:
    """What stands on some days, read in one question, and put into weeks and months."""

    def __init__(self, actor: Actor, first: dt.date, last: dt.date, filters: Filters, today: dt.date) -> None:
        self.actor, self.filters, self.today = actor, filters, today
        self.terms = terms_between(first, last, filters.academy)
        wanted = deadlines.between(first, last)
        if filters.academy:
            wanted &= deadlines.at_academy(filters.academy)
        asked = self._rows(wanted & filters.wanted(actor))
        self.is_cut = len(asked) > MOST
        rows = asked[:MOST]
        shown = {line.thing for line, _ in rows}
        told = side_by_side(rows, self._beside(wanted, rows))
        own_ones = {line.thing for line, is_mine in told if is_mine}
        once = deadlines.each_once([line for line, _ in told])
        clashes = clashes_of(once)
        self.lines = [(line, line.thing in own_ones) for line in once if line.thing in shown]
        self.entries = {id(line): self._entry(line, is_mine, clashes.get(id(line), "")) for line, is_mine in self.lines}

    def _rows(self, wanted: Q) -> list[tuple[Deadline, bool]]:
        """One more than there is room for tells that there are more."""
        own = Case(When(deadlines.mine(self.actor), then=Value(value=True)), default=False, output_field=BooleanField())
        found: Any = deadlines.in_calendar(self.actor, wanted, is_mine=own)[: MOST + 1]
        return [(deadlines.deadline_of(row), row["is_mine"]) for row in found]

    def _beside(self, wanted: Q, rows: Sequence[tuple[Deadline, bool]]) -> list[tuple[Deadline, bool]]:
        """What the choice leaves out and those in it need: with whom one goes, and what they clash with."""
        if not (self.filters.mine or self.filters.mark) or not rows:
            return []
        needed = deadlines.of_subjects({line.subject_id for line, _ in rows}) if self.filters.mine else None
        if at := {line.academy_id for line, _ in rows if line.mark in CLASHING and line.academy_id}:
            clashing = deadlines.of_marks(*CLASHING) & deadlines.at_academies(at)
            needed = clashing if needed is None else needed | clashing
        return [] if needed is None else self._rows(wanted & needed)[:MOST]

    def _entry(self, line: Deadline, is_mine: bool, clash: str) -> Entry:
        source = deadlines.source_of(line)
        where = line.academy if line.academy and line.academy not in line.title else ""
        # What was cancelled is over, and still nobody held it.
        done_on = None if line.is_cancelled else line.done_on
        return Entry(
            title=line.title,
            url="" if line.is_shut else source.url(self.actor.trust_slug, line),
            mark=line.mark,
            first=line.due_on,
            last=line.last_on,
            at=line.at,
            under=", ".join(each for each in (where, "" if line.is_shut else line.whose) if each),
            clash=clash,
            is_mine=is_mine,
            is_private=line.is_private,
            done_on=done_on,
            late="" if line.done_on or line.is_shut else how_late(line.last_on, self.today),
        )

    def frame(self, day: dt.date) -> Frame:
        return Frame(
            today=self.today,
            eyebrow=self.terms.where(day),
            filters=self.filters,
            has_terms=bool(self.terms.terms),
            is_cut=self.is_cut,
        )

    def deadlines_open(self, first: dt.date, last: dt.date) -> int:
        """How many are still to be met between two days."""
        return sum(
            line.mark == CalendarMark.DEADLINE and line.done_on is None and first <= line.due_on <= last
            for line, _ in self.lines
        )

    def of_mark(self, mark: str, first: dt.date, last: dt.date) -> int:
        """How many of this kind there are between two days."""
        return sum(line.mark == mark and line.due_on <= last and line.last_on >= first for line, _ in self.lines)

    def week(self, monday: dt.date, *, is_first: bool) -> Week:
        sunday = monday + WEEK - DAY
        return Week(
            words=span(monday, monday + 4 * DAY),
            term=self.terms.week_words(monday, is_first=is_first),
            items=list(self._items(monday, sunday, is_first=is_first)),
            pauses=self.terms.pauses_in(monday, sunday),
            is_now=monday <= self.today <= sunday,
        )

    def _items(self, monday: dt.date, sunday: dt.date, *, is_first: bool) -> Iterator[Item]:
        """By day. What began before the list does stands on the first day of it."""
        begins = lambda line: max(line.due_on, monday) if is_first else line.due_on
        before: dt.date | None = None
        here = [(begins(line), line) for line, _ in self.lines if line.last_on >= monday]
        for day in sorted({day for day, _ in here if monday <= day <= sunday}):
            for item in self._folded([line for on, line in here if on == day]):
                yield replace(item, day="" if day == before else f"{day:%a %-d %b}")
                before = day

    def _folded(self, lines: Sequence[Deadline]) -> Iterator[Item]:
        """What stands on one day, by its time; many that are called alike are one item, in the place of the first."""
        groups: dict[Any, list[Deadline]] = {}
        for line in sorted(lines, key=lambda line: (line.at or "~", _called(line), line.title)):
            groups.setdefault((_called(line), line.mark) if not line.is_private else id(line), []).append(line)
        for found in groups.values():
            entries = [self.entries[id(line)] for line in found]
            if len(found) > SIDE_BY_SIDE:
                words = deadlines.source_of(found[0]).many or _called(found[0])
                yield Item("", entries, words, _of_many(entries))
            else:
                yield from (Item("", [entry]) for entry in entries)

    def month(self, first: dt.date) -> Month:
        by_day: dict[dt.date, list[Deadline]] = {}
        for line, _ in self.lines:
            begins, ends = max(line.due_on, first), min(line.last_on, end_of_month(first))
            for n in range((ends - begins).days + 1):
                by_day.setdefault(begins + n * DAY, []).append(line)
        begun: set[Pause] = set()
        weeks = [[self._day(day, by_day, begun) if day else None for day in week] for week in weeks_of_month(first)]
        return Month(first, weeks)

    def _day(self, day: dt.date, by_day: Mapping[dt.date, list[Deadline]], begun: set[Pause]) -> Day:
        items = list(self._folded(by_day.get(day, ())))
        entries = [entry for item in items for entry in item.entries]
        pause = self.terms.pause_on(day)
        is_new = pause is not None and pause not in begun and day.weekday() < SATURDAY
        if pause and is_new:
            begun.add(pause)
        return Day(
            day=day,
            is_today=day == self.today,
            is_weekend=day.weekday() >= SATURDAY,
            is_off=pause is not None,
            marks=[MARKS[mark] for mark in CalendarMark if any(each.mark == mark for each in entries)],
            words=_counted(entries),
            items=items,
            pause=pause.name if pause and is_new else "",
        )


def _called(line: Deadline) -> str:
    """What lines of one kind at several academies have in common in their names."""
    if many := deadlines.source_of(line).many:
        return many
    return line.title.replace(line.academy, "").strip(" ,:") if line.academy else line.title


def _of_many(entries: Sequence[Entry]) -> str:
    """8 of 12 done, 4 late"""
    done = sum(each.done_on is not None for each in entries)
    told = [f"{done} of {len(entries)} done" if done or entries[0].is_deadline else ""]
    for number, words in ((sum(bool(each.late) for each in entries), "late"), (_clashing(entries), "clash")):
        told += [f"{number} {words}"] if number else []
    return ", ".join(each for each in told if each)


def _clashing(entries: Sequence[Entry]) -> int:
    return sum(bool(each.clash) for each in entries)


def _counted(entries: Sequence[Entry]) -> str:
    """2 deadlines and 1 visit"""
    sums = Counter(each.mark for each in entries)
    return listed(
        [
            f"{sums[mark]} {mark.label.lower() if sums[mark] == 1 else PLURALS[mark]}"
            for mark in CalendarMark
            if sums[mark]
        ]
    )


def _headline(read: Reading, first: dt.date, last: dt.date, *, is_now: bool) -> str:
    """Five deadlines before the end of term; two visits in these four weeks."""
    mark = read.filters.mark
    term = read.terms.term_of(read.today)
    if mark and mark != CalendarMark.DEADLINE:
        number, when = read.of_mark(mark, first, last), "in these four weeks"
    elif is_now and term is not None and term.ends_on <= last:
        number, when = read.deadlines_open(read.today, term.ends_on), "before the end of term"
    else:
        number, when = read.deadlines_open(max(first, read.today) if is_now else first, last), "in these four weeks"
    kind = CalendarMark(mark) if mark else CalendarMark.DEADLINE
    words = count(number)
    return f"{words[:1].upper()}{words[1:]} {kind.label.lower() if number == 1 else PLURALS[kind]} {when}"


def _beside(first: dt.date, other: dt.date, way: str, today: dt.date) -> str:
    """Show January; where both lie in one month, show later in January."""
    here, there = (day + (WEEKS * WEEK) / 2 for day in (first, other))
    month = f"{there:%B}" if there.year == today.year or abs((there - today).days) < AROUND.days else f"{there:%B %Y}"
    return f"Show {way} in {month}" if here.month == there.month else f"Show {month}"
