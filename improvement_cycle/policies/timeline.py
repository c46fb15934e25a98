"""A school year in six half terms and twenty-four places: where days, actions and today stand on the timeline."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from improvement_cycle.enums import TermOfYear
from trust.policies.years import TermDays

IN_HALF = 4  # places of one half term
PLACES = 6 * IN_HALF


@dataclass(frozen=True)
class HalfTerm:
    """One of the six, counted from one."""

    number: int
    label: str
    first: dt.date
    last: dt.date

    @property
    def starts_at(self) -> int:
        """Its first place."""
        return (self.number - 1) * IN_HALF + 1

    @property
    def ends_at(self) -> int:
        """Its last place."""
        return self.number * IN_HALF


def halves(terms: Sequence[TermDays]) -> tuple[HalfTerm, ...]:
    """Each term (first day, last day, first and last day of its break) in two; none where there are not three terms.

    A term without a break is cut in the middle.
    """
    if len(terms) != len(TermOfYear):
        return ()
    made: list[HalfTerm] = []
    day = dt.timedelta(days=1)
    for name, (first, last, away, back) in zip(TermOfYear, terms, strict=True):
        middle = first + (last - first) / 2
        # An academy's own dates may lie on the other side of the trust's break.
        is_sound = away is not None and back is not None and first < away and back < last
        pieces = (
            ((first, away - day), (back + day, last))
            if is_sound and away and back
            else ((first, middle), (middle + day, last))
        )
        for half, (begins, ends) in enumerate(pieces, start=1):
            made.append(HalfTerm(len(made) + 1, f"{name.label} {half}", begins, ends))
    return tuple(made)


def place_of(day: dt.date, terms: Sequence[HalfTerm]) -> int:
    """Where a day stands, from 1 to 24; a day in a holiday stands at the end of the half term before it."""
    place = 1
    for each in terms:
        if day < each.first:
            break
        length = (each.last - each.first).days + 1
        gone = min((day - each.first).days, length - 1)
        place = each.starts_at + gone * IN_HALF // length
    return place


def half_term_of(day: dt.date, terms: Sequence[HalfTerm]) -> HalfTerm | None:
    """The half term of a day, or the one before a holiday; none before the year begins."""
    found = [each for each in terms if each.first <= day]
    return found[-1] if found else None


def is_within(day: dt.date, terms: Sequence[HalfTerm]) -> bool:
    """Whether a day can stand on the timeline at all."""
    return bool(terms) and terms[0].first <= day <= terms[-1].last
