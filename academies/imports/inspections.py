"""From a row of Ofsted's files to its inspections. Each regime stays what it is; nothing is converted."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from academies.enums import Regime
from academies.imports.cells import read_concern, read_optional_date, read_text, read_urn, read_yes_no
from academies.imports.dates import read_date
from academies.imports.layouts import Layout, presets
from academies.imports.rows import RowRefused
from academies.presets.frameworks import frameworks

AREAS_OF_2019 = ("quality_of_education", "behaviour_and_attitudes", "personal_development")
FROM_2019 = dt.date(2019, 9, 1)
# An ungraded inspection that became a graded one is listed a day or two later than the graded one.
CONVERSION_DAYS = 14


class Staged(NamedTuple):
    """An inspection as one row states it; None means that the row does not say. `said` holds all grades."""

    urn: int
    number: str
    regime: str
    framework: str
    kind: str | None
    starts_on: dt.date
    published_on: dt.date | None
    outcome: str | None
    concern: str | None
    converted: bool | None
    urn_at_time: int | None
    laestab_at_time: str | None
    name_at_time: str | None
    type_at_time: str | None
    relates: bool | None
    said: str


@dataclass(frozen=True)
class AreaColumn:
    """Where the grade of an area stands, and its date if the file has one."""

    key: str
    column: str
    grade: int
    date: int | None
    date_column: str


@dataclass(frozen=True)
class Tier:
    """One inspection within a row."""

    regime: str
    columns: dict[str, int]
    areas: tuple[AreaColumn, ...]
    own_row: bool

    def cell(self, cells: list[str], field: str) -> str | None:
        """Text of a field; None where the file has no such column."""
        index = self.columns.get(field)
        if index is None:
            return None
        found = cells[index].strip()
        return "" if found in ("NULL", "Not recorded") else found


def tiers_of(layout: Layout) -> tuple[Tier, ...]:
    """The inspections a row of this layout may hold."""
    own_row = layout.spec["rows"] == "inspections"
    found = []
    for name in layout.spec["tiers"]:
        spec = presets()["inspections"]["tiers"][name]
        columns = {
            field: index
            for field, names in spec.items()
            if isinstance(names, list) and (index := layout.index(names)) is not None
        }
        if "starts_on" in columns:
            areas = tuple(_areas(layout, spec["areas"]))
            found.append(Tier(spec["regime"], columns, areas, own_row and name != "previous"))
    return tuple(found)


def _areas(layout: Layout, spec: dict[str, Any]) -> list[AreaColumn]:
    found = []
    for key, columns in spec.items():
        grade = layout.index(columns["grade"])
        if grade is not None:
            dates = columns.get("date", [])
            found.append(AreaColumn(key, columns["grade"][0], grade, layout.index(dates), (dates or [""])[0]))
    return found


def covered_areas(tiers: tuple[Tier, ...]) -> list[int]:
    """Areas on which the file speaks in every inspection of their kind: no grade there means that there is none."""
    silent: set[int] = set()
    spoken: set[int] = set()
    for tier in tiers:
        if not tier.areas:
            continue
        known = {area.key for area in tier.areas}
        names = ("report_card_2025",) if tier.regime == Regime.REPORT_CARD else ("before_2019", "oeif_2019")
        for area in (a for name in names for a in frameworks().frameworks[name].areas):
            (spoken if area.key in known else silent).add(area.id)
    return sorted(spoken - silent)


def reader_of_inspections(layout: Layout) -> Callable[[int, list[str]], list[Staged]]:
    """A function from the school's URN and the cells to the inspections of the row."""
    tiers = tiers_of(layout)

    def read(urn: int, cells: list[str]) -> list[Staged]:
        found: list[Staged] = []
        for tier in tiers:
            if (inspection := _read(tier, urn, cells)) is not None:
                _add(found, inspection)
        return found

    return read


def _add(found: list[Staged], new: Staged) -> None:
    # A conversion is one inspection: the ungraded columns repeat the graded one.
    for position, known in enumerate(found):
        same_number = bool(new.number) and new.number == known.number
        near = abs((new.starts_on - known.starts_on).days) <= CONVERSION_DAYS
        if new.regime == Regime.UNGRADED and (same_number or (new.converted and near and not new.outcome)):
            found[position] = known._replace(converted=True)
            return
        if same_number:
            return
    found.append(new)


def _read(tier: Tier, urn: int, cells: list[str]) -> Staged | None:
    number = tier.cell(cells, "number") or ""
    starts_text = tier.cell(cells, "starts_on") or ""
    if not starts_text:
        if number:
            raise RowRefused(f"Inspection {number} has no start date")
        return None
    try:
        starts_on = read_date(starts_text)
        if starts_on is None:
            raise ValueError(f"“{starts_text}” stands for no date")
        at_time = tier.cell(cells, "urn_at_time")
        grades = _grades(tier, cells, starts_on)
        framework = _framework(tier, grades, starts_on)
        regime = _regime(tier, cells, grades)
        if regime == Regime.UNGRADED:
            grades = {}
        return Staged(
            urn=urn,
            number=_limited(number) or "",
            regime=regime,
            framework=framework,
            kind=_limited(tier.cell(cells, "kind")),
            starts_on=starts_on,
            published_on=read_optional_date(tier.cell(cells, "published_on") or ""),
            outcome=_limited(tier.cell(cells, "outcome")),
            concern=None if (code := tier.cell(cells, "concern")) is None else read_concern(code),
            converted=None if (answer := tier.cell(cells, "converted")) is None else bool(read_yes_no(answer)),
            urn_at_time=read_urn(at_time) if at_time else None,
            laestab_at_time=_limited(tier.cell(cells, "laestab_at_time")),
            name_at_time=_limited(tier.cell(cells, "name_at_time")),
            type_at_time=_limited(tier.cell(cells, "type_at_time")),
            relates=read_yes_no(tier.cell(cells, "relates") or ""),
            said=_said(framework, grades, starts_on),
        )
    except RowRefused:
        raise
    except ValueError as error:
        raise RowRefused(f"Inspection {number or starts_text}: {error}") from None


def _limited(text: str | None) -> str | None:
    return None if text is None else read_text(text)


Grades = dict[str, tuple[int, dt.date]]


def _grades(tier: Tier, cells: list[str], starts_on: dt.date) -> Grades:
    """Area to word and date. Only what is a grade in its scale: 9, 8, 0, Not judged and the like are none."""
    found: Grades = {}
    report_card = tier.regime == Regime.REPORT_CARD
    for area in tier.areas:
        text = cells[area.grade].strip()
        if area.key == "safeguarding":
            scale = "safeguarding_standards" if report_card else "safeguarding_effective"
        else:
            scale = "ofsted_5pt" if report_card else "ofsted_4pt"
        readings = frameworks().readings[scale]
        plain = text.casefold()
        if plain not in readings:
            raise RowRefused(f"{area.column}: “{text[:40]}” is no grade that we know")
        word = readings[plain]
        if word is not None:
            given = None
            if area.date is not None:
                try:
                    given = read_optional_date(cells[area.date])
                except ValueError as error:
                    raise RowRefused(f"{area.date_column}: {error}") from None
            found[area.key] = (word, given or starts_on)
    return found


def _framework(tier: Tier, grades: Grades, starts_on: dt.date) -> str:
    if tier.regime == Regime.REPORT_CARD:
        return "report_card_2025"
    if starts_on >= FROM_2019 or any(area in grades for area in AREAS_OF_2019):
        return "oeif_2019"
    return "before_2019"


def _regime(tier: Tier, cells: list[str], grades: Grades) -> str:
    if tier.regime == Regime.UNGRADED:
        return Regime.UNGRADED
    if tier.own_row:
        is_visit = "monitoring" in (tier.cell(cells, "kind") or "").casefold()
        judged = set(grades) - {"safeguarding"}
        if tier.regime == Regime.REPORT_CARD and (is_visit or not judged):
            return Regime.MONITORING
        if tier.regime == Regime.GRADED and not judged:
            return Regime.MONITORING if is_visit else Regime.UNGRADED
    if tier.regime == Regime.REPORT_CARD:
        return Regime.REPORT_CARD
    return Regime.GRADED_OVERALL if "overall_effectiveness" in grades else Regime.GRADED


def _said(framework: str, grades: Grades, starts_on: dt.date) -> str:
    """All grades in one line: area:word, with the date where it is not that of the inspection."""
    parts = []
    for area in frameworks().frameworks[framework].areas:
        if area.key in grades:
            word, graded_on = grades[area.key]
            parts.append(f"{area.id}:{word}" if graded_on == starts_on else f"{area.id}:{word}:{graded_on}")
    return " ".join(parts)
