"""Visits by week as the page draws them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from academies.models import Academy
from improvement_cycle.models import Promise, Visit
from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.planner import (
    FULL_WEEK,
    NO_SCHOOL,
    SAME_DAY,
    TWO_PLACES,
    Clash,
    Column,
)
from improvement_cycle.presenters.commitments import PRIVATE
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.presenters.visits import KINDS, who_words
from improvement_cycle.queries.planner import PlannedAcademy, Planner
from trust.policies.school_calendar import planned_from, term_name
from trust.policies.wording import count, listed

WORDS = dict(KINDS)
WHY = {SAME_DAY: "Same day", TWO_PLACES: "Two places", NO_SCHOOL: "No school"}
WIDTH = 100  # of a bar, in its own units
LONGEST_BAR = FULL_WEEK * 3 / 2


@dataclass(frozen=True)
class Week:
    """The head of a column."""

    title: str
    under: str
    is_now: bool
    is_holiday: bool
    words: str  # of a holiday
    monday: str  # of a week, for those who drag


@dataclass(frozen=True)
class Slot:
    """A visit, or a promise without one, in its week."""

    day: str
    title: str
    who: str
    why: str  # what it clashes with
    visit: Visit | None = None
    promise: Promise | None = None
    weekday: int = 0

    @property
    def is_fixed(self) -> bool:
        return self.visit is not None


@dataclass(frozen=True)
class Line:
    """An academy."""

    academy: Academy
    phase: str
    category: CategoryWord | None
    cells: tuple[tuple[Week, tuple[Slot, ...]], ...]


@dataclass(frozen=True)
class ClashLine:
    """A clash in words, with the visit that could be moved."""

    title: str
    under: str
    visit: Visit


@dataclass(frozen=True)
class LoadCell:
    """Days on visits in a week."""

    week: Week
    days: str
    is_over: bool
    bar: int  # of WIDTH


@dataclass(frozen=True)
class Shown:
    """The page."""

    status: str
    headline: str
    weeks: tuple[Week, ...]
    lines: tuple[Line, ...]
    clashes: tuple[ClashLine, ...]
    load: tuple[tuple[str, tuple[LoadCell, ...]], ...]


def shown(found: Planner) -> Shown:
    """All of it."""
    weeks = tuple(_week(each, found.today) for each in found.columns)
    load = tuple(
        (found.names.get(person, ""), _load(weeks, found.columns, by_week))
        for person, by_week in sorted(found.load.items(), key=lambda each: found.names.get(each[0], ""))
    )
    over = sum(any(cell.is_over for cell in cells) for _, cells in load)
    why = {each.visit.id: WHY[each.kind] for each in found.clashes}
    why |= {each.other.id: WHY[each.kind] for each in found.clashes if each.other}
    return Shown(
        status=_status(found),
        headline=_headline(len(found.clashes), over),
        weeks=weeks,
        lines=tuple(_line(each, weeks, found, why) for each in found.academies),
        clashes=tuple(_clash(each, found) for each in found.clashes),
        load=load,
    )


def _status(found: Planner) -> str:
    """23 November 2026 to 29 January 2027. Autumn term ends on 18 December, Spring term starts on 4 January."""
    if not found.columns:
        return ""
    first, last = found.columns[0].monday, found.columns[-1].until
    friday = last - dt.timedelta(days=2)
    said = f"{first:%-d %B %Y} to {friday:%-d %B %Y}."
    ends = [f"{term_name(each)} ends on {each.ends_on:%-d %B}" for each in found.terms if first <= each.ends_on <= last]
    begins = [
        f"{term_name(each)} starts on {each.starts_on:%-d %B}" for each in found.terms if first < each.starts_on <= last
    ]
    more = ", ".join([*ends, *begins])
    return f"{said} {more}." if more else said


def _headline(clashes: int, over: int) -> str:
    """Two clashes, and one person on visits for more than three days of a week."""
    told = [f"{count(clashes)} {'clash' if clashes == 1 else 'clashes'}"] if clashes else []
    if over:
        people = "person is" if over == 1 else "people are"
        told.append(f"{count(over)} {people} on visits for more than {count(int(FULL_WEEK))} days of a week")
    said = ", and ".join(told) or "nothing clashes"
    return said[0].upper() + said[1:]


def _week(column: Column, today: dt.date) -> Week:
    friday = column.until - dt.timedelta(days=2)
    words = f"{column.under}, {column.monday:%-d %B} to {friday:%-d %B}" if column.is_holiday else ""
    now = column.has(planned_from(today))
    title = f"{column.monday:%-d %b}"
    return Week(title, column.under, now, column.is_holiday, words, "" if column.is_holiday else str(column.monday))


def _line(each: PlannedAcademy, weeks: Sequence[Week], found: Planner, why: dict[UUID, str]) -> Line:
    cells = []
    for week, column in zip(weeks, found.columns, strict=True):
        slots = [_of_visit(visit, column, found, why) for visit in each.visits if _is_in(visit, column)]
        slots += [_of_promise(promise) for promise in each.promises if column.has(promise.expected_on)]
        cells.append((week, tuple(slots)))
    return Line(each.academy, phase_word(each.academy.phase), each.category, tuple(cells))


def _is_in(visit: Visit, column: Column) -> bool:
    return visit.day <= column.until and visit.last_day >= column.monday


def _of_visit(visit: Visit, column: Column, found: Planner, why: dict[UUID, str]) -> Slot:
    day = f"{visit.day:%a %-d}" if visit.until_on is None else f"{visit.day:%-d} to {visit.until_on:%-d}"
    if column.is_holiday:
        day = f"{visit.day:%a %-d %b}"
    if visit.id in found.private:
        return Slot(day, PRIVATE, "", "", visit=None)
    clash = why.get(visit.id, "") if visit.is_planned else ""
    return Slot(day, WORDS.get(visit.kind, ""), who_words(visit), clash, visit=visit, weekday=visit.day.weekday())


def _of_promise(promise: Promise) -> Slot:
    title = WORDS.get(promise.commitment.kind, promise.commitment.text)
    if promise.scheduled_on:
        return Slot(f"{promise.scheduled_on:%a %-d}", title, "No visit planned yet", "", promise=promise)
    return Slot("No date yet", title, f"By {promise.due_on:%-d %B}", "", promise=promise)


def _clash(each: Clash, found: Planner) -> ClashLine:
    visit = found.visits[each.visit.id]
    day = each.day or visit.day
    if each.kind == NO_SCHOOL:
        return ClashLine(f"{visit.academy.name}, {day:%A %-d %B}: no school", WORDS[visit.kind], visit)
    other = found.visits[each.other.id] if each.other else visit
    kinds = listed([WORDS[visit.kind], WORDS[other.kind]])
    if each.kind == SAME_DAY:
        return ClashLine(f"{visit.academy.name}, {day:%A %-d %B}: two visits on one day", kinds, visit)
    who = found.names.get(each.person, "") if each.person else ""
    places = listed([visit.academy.name, other.academy.name])
    return ClashLine(f"{who}, {day:%A %-d %B}: two places on one day", f"{kinds}, at {places}", visit)


def _load(weeks: Sequence[Week], columns: Sequence[Column], by_week: dict[dt.date, Decimal]) -> tuple[LoadCell, ...]:
    cells = []
    for week, column in zip(weeks, columns, strict=True):
        days = sum((spent for monday, spent in by_week.items() if column.has(monday)), Decimal(0))
        days = days.quantize(Decimal("0.1"))
        said = f"{days.normalize():f} day{'' if days == 1 else 's'}" if days else "0"
        is_over = days > FULL_WEEK and not column.is_holiday
        cells.append(LoadCell(week, said, is_over, int(min(days / LONGEST_BAR, Decimal(1)) * WIDTH)))
    return tuple(cells)
