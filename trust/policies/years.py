"""Pure rules on school years and terms."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trust.policies.wording import full_day

SHORTEST, LONGEST = 300, 400
# A year is addressed by the calendar year it starts in, such as 2026: no two may share one.
ADDRESSED = range(2000, 2100)
# First and last day of a term, and of the half-term holiday in it where it has one.
TermDays = tuple[dt.date, dt.date, dt.date | None, dt.date | None]


@dataclass(frozen=True)
class TermDates:
    """A term as typed or stored; the break is the half-term holiday."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    break_starts_on: dt.date | None = None
    break_ends_on: dt.date | None = None

    @property
    def days(self) -> TermDays:
        """Without its name."""
        return self.starts_on, self.ends_on, self.break_starts_on, self.break_ends_on


@dataclass(frozen=True)
class YearDates:
    """A school year."""

    label: str
    starts_on: dt.date
    ends_on: dt.date


def faults_of_year(starts_on: dt.date, ends_on: dt.date, others: Sequence[YearDates]) -> dict[str, str]:
    """What is wrong with the dates of a year, by field."""
    if starts_on.year not in ADDRESSED:
        return {"starts_on": f"Enter a year from {ADDRESSED[0]} to {ADDRESSED[-1]}."}
    days = (ends_on - starts_on).days + 1
    if days <= 0:
        return {"ends_on": "The year must end after it starts."}
    if not SHORTEST <= days <= LONGEST:
        return {"ends_on": f"These dates make a year of {days} days. A school year has about 365."}
    for other in others:
        if starts_on.year == other.starts_on.year:
            return {"starts_on": f"{other.label} starts in {starts_on.year} already. Change its dates instead."}
        if starts_on <= other.ends_on and other.starts_on <= ends_on:
            return {
                "starts_on": f"These dates overlap {other.label}, which runs from {full_day(other.starts_on)} "
                f"to {full_day(other.ends_on)}."
            }
    return {}


def faults_of_terms(starts_on: dt.date, ends_on: dt.date, terms: Sequence[TermDates]) -> dict[int, dict[str, str]]:
    """What is wrong with the terms of a year: by place in the list, then by field."""
    faults: dict[int, dict[str, str]] = {}
    for number, term in enumerate(terms):
        if wrong := _faults_of_term(starts_on, ends_on, term, terms[:number]):
            faults[number] = wrong
    return faults


def _faults_of_term(
    starts_on: dt.date, ends_on: dt.date, term: TermDates, earlier: Sequence[TermDates]
) -> dict[str, str]:
    if term.ends_on <= term.starts_on:
        return {"ends_on": f"{term.name} must end after it starts."}
    if term.starts_on < starts_on or term.ends_on > ends_on:
        return {"starts_on": f"{term.name} must lie inside the school year."}
    for other in earlier:
        if other.name.casefold() == term.name.casefold():
            return {"name": f"There are two terms called {term.name}."}
        if term.starts_on <= other.ends_on and other.starts_on <= term.ends_on:
            return {"starts_on": f"{term.name} overlaps {other.name}, which ends on {full_day(other.ends_on)}."}
    return _faults_of_break(term)


def _faults_of_break(term: TermDates) -> dict[str, str]:
    first, last = term.break_starts_on, term.break_ends_on
    if first is None and last is None:
        return {}
    if first is None or last is None:
        field = "break_starts_on" if first is None else "break_ends_on"
        return {field: "Give both days of half term, or neither."}
    if last < first:
        return {"break_ends_on": "Half term must end after it starts."}
    if first <= term.starts_on or last >= term.ends_on:
        return {"break_starts_on": f"Half term must lie inside {term.name}."}
    return {}
