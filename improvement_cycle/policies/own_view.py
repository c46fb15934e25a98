"""The academy's own view: the grades of its self-evaluation as a profile. Never one grade for all of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class OwnState(StrEnum):
    """How far what was handed in has come."""

    SUBMITTED = "submitted"
    RETURNED = "comments to answer"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class OwnGrade:
    """The grade of one area, on the scale of its year. `rank` counts from the best."""

    area: str
    title: str
    grade: str
    label: str
    short_label: str
    tone: str
    shape: str
    scale: str
    rank: int


@dataclass(frozen=True, slots=True)
class OwnView:
    """The latest self-evaluation that was handed in, as far as somebody reads it."""

    year: str  # its label
    year_key: str
    number: int
    state: OwnState
    on: dt.date
    grades: tuple[OwnGrade, ...]

    def of_area(self, area: str) -> OwnGrade | None:
        """What it says of one area."""
        return next((each for each in self.grades if each.area == area), None)

    @property
    def counts(self) -> tuple[tuple[OwnGrade, int], ...]:
        """How often each grade stands, best first, each scale for itself."""
        found: dict[tuple[str, int], list[OwnGrade]] = {}
        for each in self.grades:
            found.setdefault((each.scale, each.rank), []).append(each)
        return tuple((each[0], len(each)) for _, each in sorted(found.items(), key=lambda pair: _order(self, *pair)))

    @property
    def words(self) -> str:
        """Good: 6, Requires improvement: 2. Approved 9 November 2026"""
        return f"{self.said}. {self.when}"

    @property
    def said(self) -> str:
        """Good: 6, Requires improvement: 2"""
        return ", ".join(f"{grade.label}: {number}" for grade, number in self.counts) or "Without grades"

    @property
    def when_short(self) -> str:
        """The same where space is short: Approved, Nov 2026"""
        return f"{'Approved' if self.state is OwnState.APPROVED else 'Submitted'}, {self.on:%b %Y}"

    @property
    def when(self) -> str:
        """Its state with the day."""
        day = f"{self.on.day} {self.on:%B %Y}"
        if self.state is OwnState.RETURNED:
            return f"Submitted {day}, comments to answer"
        return f"{str(self.state).capitalize()} {day}"


def _order(view: OwnView, key: tuple[str, int], grades: Sequence[OwnGrade]) -> tuple[int, int]:
    """Scales as the areas bring them, grades best first."""
    scales = list(dict.fromkeys(each.scale for each in view.grades))
    return scales.index(key[0]), key[1]
