"""When things are due, in groups and in words. The day is a parameter."""

import datetime as dt
from dataclasses import dataclass

from trust.policies.wording import span

LATE, THIS_WEEK, NEXT_WEEK, THIS_TERM, LATER = "late", "this_week", "next_week", "this_term", "later"
TITLES = {
    LATE: "Late",
    THIS_WEEK: "This week",
    NEXT_WEEK: "Next week",
    THIS_TERM: "Later this term",
    LATER: "Later",
}
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Calendar:
    """Today, and the last day of the term that today lies in; none in the holidays."""

    today: dt.date
    term_ends_on: dt.date | None = None

    @property
    def monday(self) -> dt.date:
        """Where this week begins. At the weekend people plan for the week that comes."""
        weekday = self.today.weekday()
        return self.today - dt.timedelta(days=weekday) + (WEEK if weekday >= 5 else dt.timedelta())

    def group_of(self, due_on: dt.date) -> str:
        """In which group of the list something stands."""
        if due_on < self.today:
            return LATE
        if due_on < self.monday + WEEK:
            return THIS_WEEK
        if due_on < self.monday + 2 * WEEK:
            return NEXT_WEEK
        return THIS_TERM if self.term_ends_on and due_on <= self.term_ends_on else LATER

    def days_of(self, group: str) -> str:
        """The school days of a group that is a week, as words; empty for any other."""
        if group not in (THIS_WEEK, NEXT_WEEK):
            return ""
        first = self.monday if group == THIS_WEEK else self.monday + WEEK
        return span(first, first + dt.timedelta(days=4))

    def in_short(self, due_on: dt.date) -> str:
        """4 days late, Today, Mon 23, Wed 2 Dec, Wed 6 Jan 2027: what stands before the thing itself."""
        if due_on < self.today:
            return how_late(due_on, self.today)
        if due_on == self.today:
            return "Today"
        if self.group_of(due_on) == THIS_WEEK:
            return f"{due_on:%a %-d}"
        return f"{due_on:%a %-d %b}" if due_on.year == self.today.year else f"{due_on:%a %-d %b %Y}"

    def in_full(self, day: dt.date) -> str:
        """18 November, with the year where it is another one."""
        return f"{day:%-d %B}" if day.year == self.today.year else f"{day:%-d %B %Y}"


def how_late(due_on: dt.date, on: dt.date) -> str:
    """4 days late, 1 day late; empty where it is not."""
    days = (on - due_on).days
    return f"{days} day{'' if days == 1 else 's'} late" if days > 0 else ""


def in_a_sentence(mine: int, late: int, others: int) -> str:
    """4 for you, 1 of them late. 3 more wait for other people."""
    if not mine:
        own = "Nothing for you."
    elif not late:
        own = f"{mine} for you."
    elif mine == late:
        own = "1 for you, and it is late." if mine == 1 else f"{mine} for you, all of them late."
    else:
        own = f"{mine} for you, {late} of them late."
    more = " more" if mine else ""
    rest = f" {others}{more} wait{'s' if others == 1 else ''} for other people." if others else ""
    return f"{own}{rest}"
