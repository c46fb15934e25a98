"""Measures as frozen data, read once. The table is filled from here, so that labels need no query."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
ALL = "all"


def year_label(year: int) -> str:
    """A school year by the year it ends in: 2019 -> 2018/19"""
    return f"{year - 1}/{year % 100:02d}"


@dataclass(frozen=True)
class Theme:
    """Measures that are read together. `by_phase`: England's figure is that of the phase."""

    key: str
    label: str
    by_phase: bool
    phases: frozenset[str]  # of academies that have them; empty for every phase

    def is_of(self, phase: str) -> bool:
        """Whether academies of this phase have figures of the theme."""
        return not self.phases or phase in self.phases


@dataclass(frozen=True)
class MeasureWords:
    """A published measure."""

    id: int
    key: str
    theme: str
    label: str
    better: str
    lowest: float
    highest: float
    position: int
    unit: str = ""
    note: str = ""
    decimals: int = 1
    counts: bool = False
    ours: bool = False
    says: str = ""

    @property
    def subject(self) -> str:
        """How a sentence about it begins."""
        return self.says or self.label

    def rounded(self, value: Decimal) -> Decimal:
        """As it is shown."""
        return value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)


@dataclass(frozen=True)
class Measures:
    """Everything, with look-ups."""

    themes: dict[str, Theme]
    measures: dict[str, MeasureWords]
    breakdowns: dict[str, str]
    reasons: dict[str, str]
    codes: dict[str, dict[str, str]]
    gaps: dict[tuple[str, int], str]

    def by_id(self, measure_id: int) -> MeasureWords | None:
        """The measure of this number."""
        return next((measure for measure in self.measures.values() if measure.id == measure_id), None)


@lru_cache(maxsize=1)
def measures() -> Measures:
    """Read the preset."""
    raw: dict[str, Any] = yaml.safe_load((FOLDER / "measures.yaml").read_text(encoding="utf-8"))
    themes = [
        Theme(each["key"], each["label"], each.get("national") == "phase", frozenset(each.get("phases", ())))
        for each in raw["themes"]
    ]
    known = [_measure(dict(each), position) for position, each in enumerate(raw["measures"], 1)]
    return Measures(
        themes={theme.key: theme for theme in themes},
        measures={measure.key: measure for measure in known},
        breakdowns=raw["breakdowns"],
        reasons=raw["reasons"],
        codes=raw["codes"],
        gaps={(key, year): gap["why"] for gap in raw["gaps"] for key in gap["measures"] for year in gap["years"]},
    )


def _measure(each: dict[str, Any], position: int) -> MeasureWords:
    return MeasureWords(lowest=each.pop("from"), highest=each.pop("to"), position=position, **each)
