"""Promised against delivered: what is late, what counts, and in which term a promise stands."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from improvement_cycle.enums import OwedBy, PromiseState
from improvement_cycle.policies.commitments import OPEN
from trust.policies.wording import count

# What ended, or was not needed, was never owed in the end.
UNCOUNTED = frozenset({PromiseState.ENDED, PromiseState.NOT_NEEDED})


@dataclass(frozen=True)
class Told:
    """A promise as far as the sums need it."""

    state: str
    owed_by: str
    due_on: dt.date
    scheduled_on: dt.date | None = None
    delivered_on: dt.date | None = None
    days: Decimal | None = None

    @property
    def day(self) -> dt.date:
        """When it was, or is to be."""
        return self.delivered_on or self.scheduled_on or self.due_on


def days_late(told: Told, today: dt.date) -> int:
    """How many days an open promise is past its date, or past the day until which it was promised; else none."""
    expected = told.scheduled_on or told.due_on
    return max((today - expected).days, 0) if told.state in OPEN else 0


@dataclass(frozen=True)
class Sum:
    """Promises of one side, or of both, in a term or a year."""

    delivered: int = 0
    counted: int = 0
    late: int = 0
    missed: int = 0
    scheduled: int = 0
    undated: int = 0

    @property
    def words(self) -> str:
        """3 of 9."""
        return f"{self.delivered} of {self.counted}"

    @property
    def wrong(self) -> str:
        """2 late, 1 missed."""
        told = ((self.late, "late"), (self.missed, "missed"))
        return ", ".join(f"{number} {words}" for number, words in told if number)


def summed(promises: Iterable[Told], today: dt.date) -> Sum:
    """How many of these were kept. What is late is neither scheduled nor without a date."""
    counted = [each for each in promises if each.state not in UNCOUNTED]
    ahead = [each for each in counted if not days_late(each, today)]
    return Sum(
        delivered=_of(counted, PromiseState.DELIVERED),
        counted=len(counted),
        late=len(counted) - len(ahead),
        missed=_of(counted, PromiseState.MISSED),
        scheduled=_of(ahead, PromiseState.SCHEDULED),
        undated=_of(ahead, PromiseState.PROMISED),
    )


def together(sums: Iterable[Sum]) -> Sum:
    """Several as one."""
    found = list(sums)
    return Sum(**{each.name: sum(getattr(one, each.name) for one in found) for each in fields(Sum)})


def _of(promises: Iterable[Told], state: PromiseState) -> int:
    return sum(each.state == state for each in promises)


def of_side(promises: Iterable[Told], owed_by: OwedBy) -> list[Told]:
    """Those that the trust owes, or the academy: the two are counted apart."""
    return [each for each in promises if each.owed_by == owed_by]


def days_used(promises: Iterable[Told]) -> Decimal:
    """Days spent on what was delivered."""
    return sum((each.days for each in promises if each.days is not None), Decimal(0))


def term_at(day: dt.date, ends: Sequence[dt.date]) -> int:
    """The place of the term in which a day falls, by the terms' last days; what comes after is of the last."""
    return next((place for place, last in enumerate(ends) if day <= last), max(len(ends) - 1, 0))


def sentence(trust: Sum, academy: Sum, when: str) -> str:
    """In the autumn term the trust has kept 3 of 9 promises, the academy 2 of 5. One is late and one was missed.

    `when`: "In the autumn term"; of a side that owes nothing nothing is said.
    """
    sides = [(name, each) for name, each in (("the trust", trust), ("the academy", academy)) if each.counted]
    if not sides:
        return f"{when} nothing is promised."
    (first, kept), *others = sides
    told = [f"{first} has kept {kept.words} promises", *(f"{name} {each.words}" for name, each in others)]
    late, missed = trust.late + academy.late, trust.missed + academy.missed
    wrong = [f"{count(late)} {'is' if late == 1 else 'are'} late"] if late else []
    wrong += [f"{count(missed)} {'was' if missed == 1 else 'were'} missed"] if missed else []
    more = " and ".join(wrong)
    return f"{when} {', '.join(told)}." + (f" {more[0].upper()}{more[1:]}." if more else "")
