"""When reminders go out, and which. The day is a parameter; days are those of the trust or of one academy.

What is said of a deadline follows from the day and from what was said before, not from a list that was once planned:
whoever was away for a day, and whoever changes the term dates, is neither told twice nor told what is long over.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from trust.policies.school_calendar import DAY, WEEK, is_school_day, monday_of
from trust.policies.years import TermDates

LONDON = ZoneInfo("Europe/London")
# Mail goes out on the morning of a school day, and what was held up until the evening.
FROM_TIME, UNTIL_TIME = dt.time(7), dt.time(19)
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
        """As school_calendar.is_school_day."""
        return is_school_day(day, (each.days for each in self.terms))

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
