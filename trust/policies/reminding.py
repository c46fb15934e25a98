"""When reminders go out, and which. The day is a parameter; days are those of the trust or of one academy.

What is said of a deadline follows from the day and from what was said before, not from a list that was once planned:
whoever was away for a day, and whoever changes the term dates, is neither told twice nor told what is long over.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from trust.policies.school_calendar import monday_of
from trust.policies.years import TermDates

LONDON = ZoneInfo("Europe/London")
# Mail goes out on the morning of a school day, and what was held up until the evening.
FROM_TIME, UNTIL_TIME = dt.time(7), dt.time(19)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
# No holiday is longer: so far back or ahead a school day is looked for.
FAR = 100
# On so many school days of a week its digest may still go out, where the first could not be used.
DIGEST_DAYS = 3

OPENS, IN_TWO_WEEKS, IN_THREE_DAYS, LATE, TWO_WEEKS_LATE = "opens", "in_14", "in_3", "late", "late_14"
AHEAD = ((IN_THREE_DAYS, dt.timedelta(days=3)), (IN_TWO_WEEKS, dt.timedelta(days=14)))
DIGEST, REMINDERS = "digest", "reminders"  # the two sorts of mail; the first is also a key of what was said


@dataclass(frozen=True)
class Days:
    """The school days of the trust, of one academy, or of several together: what lies in one of the terms."""

    terms: tuple[TermDates, ...] = ()

    def is_school_day(self, day: dt.date) -> bool:
        """In term, outside half term, no weekend and no bank holiday."""
        if day.weekday() >= 5 or day in bank_holidays(day.year):
            return False
        return any(_holds(term, day) for term in self.terms)

    def last_until(self, day: dt.date) -> dt.date | None:
        """The last school day until this one."""
        return next((each for each in (day - n * DAY for n in range(FAR)) if self.is_school_day(each)), None)

    def first_from(self, day: dt.date) -> dt.date | None:
        """The first school day from this one on."""
        return next((each for each in (day + n * DAY for n in range(FAR)) if self.is_school_day(each)), None)

    def term_of(self, day: dt.date) -> TermDates | None:
        """The term that this day lies in."""
        return next((term for term in self.terms if term.starts_on <= day <= term.ends_on), None)

    def takes_digest(self, today: dt.date) -> bool:
        """On the first school day of the week, and the two after it where that one could not be used."""
        so_far = sum(self.is_school_day(monday_of(today) + n * DAY) for n in range(today.weekday() + 1))
        return self.is_school_day(today) and so_far <= DIGEST_DAYS


def _holds(term: TermDates, day: dt.date) -> bool:
    if not term.starts_on <= day <= term.ends_on:
        return False
    first, last = term.break_starts_on, term.break_ends_on
    return first is None or last is None or not first <= day <= last


def own_days(terms: Iterable[tuple[TermDates, tuple[dt.date, dt.date] | None]]) -> Days:
    """Those of an academy: each term of the trust, with the academy's own first and last day where it has them.

    Half term is the trust's: an academy has none of its own.
    """
    made = []
    for term, own in terms:
        first, last = own or (term.starts_on, term.ends_on)
        made.append(TermDates(term.name, first, last, term.break_starts_on, term.break_ends_on))
    return Days(tuple(made))


def together(days: Sequence[Days]) -> Days:
    """Of somebody who works at several academies: a school day of one of them."""
    return Days(tuple(term for each in days for term in each.terms))


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


def occasion_of(*, due_on: dt.date, opens: bool, days: Days, today: dt.date) -> str:
    """What is to be said of it today to whoever owes it; empty for nothing. Said once: it is a key.

    `opens`: something that can be begun only from the first day of its term on, such as a termly review. What would
    be said in the holidays is said on the last school day before them; of what is late, on the first one after.
    """
    if not days.is_school_day(today):
        return ""
    if due_on < today:
        # Once a week, in the Monday's mail where there is one; the first time on the first school day after.
        return f"{LATE}:{monday_of(today):%Y-%m-%d}"
    for name, ahead in AHEAD:
        if today >= (days.last_until(due_on - ahead) or due_on - ahead):
            return name
    if opens and (term := days.term_of(due_on)) and today >= term.starts_on:
        return OPENS
    return ""


def escalates(*, due_on: dt.date, days: Days, today: dt.date) -> bool:
    """Whether whoever looks after the place is told: from the first school day on when it is two weeks late."""
    return days.is_school_day(today) and today >= due_on + 2 * WEEK


def horizon(today: dt.date) -> dt.date:
    """Nothing that is due later can be an occasion today, but for what opens: two weeks after the longest holiday."""
    return today + dt.timedelta(days=14 + FAR)


def may_go_out(moment: dt.datetime) -> bool:
    """Whether a mail may leave at this moment: never at night."""
    return FROM_TIME <= moment.astimezone(LONDON).time() < UNTIL_TIME


def goes_out_at(day: dt.date) -> dt.datetime:
    """The moment from which the mail of this day leaves, by the clock on the wall in summer and winter."""
    return dt.datetime.combine(day, FROM_TIME, LONDON)


def key_of_mail(day: dt.date, membership_id: object) -> str:
    """One mail a person and day, whatever is in it."""
    return f"{day:%Y-%m-%d}:{membership_id}"
