"""School weeks, holidays and months, as a calendar shows them. Days and terms are parameters."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from trust.policies.wording import span
from trust.policies.years import TermDates, TermDays

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
SATURDAY = 5
AUGUST = 8
EASTER = (3, 4)  # months in which a holiday between terms is the one at Easter
HALF_TERM = "Half term"


@dataclass(frozen=True)
class Pause:
    """A half term, or the holiday between two terms, from its first school day off to its last."""

    name: str
    first: dt.date
    last: dt.date
    before: TermDates | None = None  # the term that begins after it, where it lies between two

    @property
    def words(self) -> str:
        """Christmas holiday, 21 December to 1 January. Spring term starts on Monday 4 January; half term is …"""
        said = f"{self.name}, {span(self.first, self.last)}."
        if self.before is None:
            return said
        term = self.before
        starts = f"{term_name(term)} starts on {term.starts_on:%A %-d %B}"
        if term.break_starts_on is None or term.break_ends_on is None:
            return f"{said} {starts}."
        return f"{said} {starts}; half term is {span(term.break_starts_on, term.break_ends_on)}."


def monday_of(day: dt.date) -> dt.date:
    """Where the week of this day begins."""
    return day - dt.timedelta(days=day.weekday())


def planned_from(today: dt.date) -> dt.date:
    """Where people look from: at the weekend at the week that comes."""
    return monday_of(today) + (WEEK if today.weekday() >= SATURDAY else dt.timedelta())


def term_name(term: TermDates) -> str:
    """Autumn term, also where the trust calls it only Autumn."""
    return term.name if term.name.casefold().endswith("term") else f"{term.name} term"


def _school_day(day: dt.date, step: dt.timedelta) -> dt.date:
    """The nearest Monday to Friday from this day on, forwards or backwards."""
    while day.weekday() >= SATURDAY:
        day += step
    return day


def is_school_day(day: dt.date, terms: Iterable[TermDays]) -> bool:
    """In one of the terms, outside its half term, no weekend and no bank holiday."""
    if day.weekday() >= SATURDAY or day in bank_holidays(day.year):
        return False
    return any(
        first <= day <= last and not (away and back and away <= day <= back) for first, last, away, back in terms
    )


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[dt.date]:
    """Those of England that may lie in a term: of Easter and of May. The others lie in every school's holidays."""
    easter = _easter(year)
    first_of_may, last_of_may = dt.date(year, 5, 1), dt.date(year, 5, 31)
    early = first_of_may + (-first_of_may.weekday() % 7) * DAY
    return frozenset({easter - 2 * DAY, easter + DAY, early, monday_of(last_of_may)})


def _easter(year: int) -> dt.date:
    """The anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


@dataclass(frozen=True)
class SchoolCalendar:
    """The terms of a trust, or of one of its academies, in their order. Without any, nothing is known of holidays."""

    terms: Sequence[TermDates]

    def term_of(self, day: dt.date) -> TermDates | None:
        """The term in which this day lies, half term included."""
        return next((term for term in self.terms if term.starts_on <= day <= term.ends_on), None)

    def pauses(self) -> Iterator[Pause]:
        """All half terms and holidays between terms, in their order."""
        for term, after in zip_longest(self.terms, self.terms[1:]):
            if term.break_starts_on is not None and term.break_ends_on is not None:
                yield Pause(HALF_TERM, term.break_starts_on, term.break_ends_on)
            if after is not None:
                first, last = _school_day(term.ends_on + DAY, DAY), _school_day(after.starts_on - DAY, -DAY)
                if first <= last:
                    yield Pause(holiday_name(first, last), first, last, after)

    def pause_on(self, day: dt.date) -> Pause | None:
        """The half term or holiday of this day. The weekends at its ends belong to it."""
        term = self.term_of(day)
        for pause in self.pauses():
            if pause.first - 2 * DAY <= day <= pause.last + 2 * DAY:
                is_inside = pause.first <= day <= pause.last
                if is_inside or (day.weekday() >= SATURDAY and (term is None or pause.before is None)):
                    return pause
        return None

    def pauses_in(self, first: dt.date, last: dt.date) -> list[Pause]:
        """Those that begin between two days."""
        return [pause for pause in self.pauses() if first <= pause.first <= last]

    def week_number(self, monday: dt.date) -> tuple[TermDates, int] | None:
        """Which week of its term the week is; weeks that are half term throughout do not count. None in holidays."""
        term = self._term_of_week(monday)
        if term is None or self._is_off(term, monday):
            return None
        first = monday_of(term.starts_on)
        weeks = [first + n * WEEK for n in range((monday - first).days // 7 + 1)]
        return term, sum(not self._is_off(term, week) for week in weeks)

    def week_words(self, monday: dt.date, *, is_first: bool) -> str:
        """Week 12 of the autumn term; Week 13; Week 15, last of term; Half term; Christmas holiday; or nothing."""
        found = self.week_number(monday)
        if found is None:
            pause = self.pause_on(monday + 2 * DAY)
            return pause.name if pause else ""
        term, number = found
        words = f"Week {number}{_of_the(term) if is_first or number == 1 else ''}"
        return f"{words}, last of term" if monday <= term.ends_on < monday + WEEK else words

    def week_of_term(self, day: dt.date) -> str:
        """week 13 of the autumn term, in a sentence; nothing where the week is in no term."""
        found = self.week_number(monday_of(day))
        return f"week {found[1]}{_of_the(found[0])}" if found else ""

    def _term_of_week(self, monday: dt.date) -> TermDates | None:
        friday = monday + 4 * DAY
        return next((term for term in self.terms if term.starts_on <= friday and monday <= term.ends_on), None)

    @staticmethod
    def _is_off(term: TermDates, monday: dt.date) -> bool:
        first, last = term.break_starts_on, term.break_ends_on
        return first is not None and last is not None and first <= monday and monday + 4 * DAY <= last

    def where(self, today: dt.date) -> str:
        """Autumn term 2026, second half; Christmas holiday; or nothing where no terms are set."""
        if pause := self.pause_on(today):
            return pause.name
        term = self.term_of(today)
        if term is None:
            return ""
        words = f"{term_name(term)} {term.starts_on.year}"
        if term.break_starts_on is None:
            return words
        return f"{words}, {'first' if today < term.break_starts_on else 'second'} half"

    def ends_words(self, today: dt.date) -> str:
        """Term ends on Friday 18 December; in a holiday, when the next one starts."""
        if (term := self.term_of(today)) is not None:
            return f"Term ends on {term.ends_on:%A %-d %B}."
        coming = next((term for term in self.terms if term.starts_on > today), None)
        return f"{term_name(coming)} starts on {coming.starts_on:%A %-d %B}." if coming else ""


def _of_the(term: TermDates) -> str:
    name = term_name(term)
    return f" of the {name[:1].lower()}{name[1:]}"


def holiday_name(first: dt.date, last: dt.date) -> str:
    """What the holiday between two terms is called: by the feast or the month in it."""
    christmases = (dt.date(year, 12, 25) for year in {first.year, last.year})
    if any(first <= day <= last for day in christmases):
        return "Christmas holiday"
    if first.month <= AUGUST <= last.month:
        return "Summer holiday"
    return "Easter holiday" if first.month in EASTER or last.month in EASTER else "Holiday"


def weeks_of_month(first: dt.date) -> list[list[dt.date | None]]:
    """The days of the month that begins on this day, in weeks from Monday to Sunday; None beside it."""
    last = end_of_month(first)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    filled: list[dt.date | None] = [*([None] * first.weekday()), *days, *([None] * (6 - last.weekday()))]
    return [filled[n : n + 7] for n in range(0, len(filled), 7)]


def end_of_month(day: dt.date) -> dt.date:
    """The last day of its month."""
    return next_month(day) - DAY


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after its own."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
