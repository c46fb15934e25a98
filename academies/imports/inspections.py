"""From a row of Ofsted's files to its inspections. Each regime stays what it is; nothing is converted."""

import datetime as dt
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from academies.enums import Regime
from academies.imports.cells import read_concern, read_optional_date, read_urn, read_yes_no
from academies.imports.dates import read_date
from academies.imports.layouts import Layout, presets
from academies.imports.rows import RowRefused
from academies.presets.frameworks import frameworks

AREAS_OF_2019 = ("quality_of_education", "behaviour_and_attitudes", "personal_development")
FROM_2019 = dt.date(2019, 9, 1)
# An ungraded inspection that became a graded one is listed a day or two later than the graded one.
CONVERSION_DAYS = 14
# Cells of one inspection besides its grades, in the order in which they are picked.
FACTS = (
    "number",
    "starts_on",
    "published_on",
    "kind",
    "outcome",
    "concern",
    "converted",
    "urn_at_time",
    "laestab_at_time",
    "name_at_time",
    "type_at_time",
    "relates",
)
# What the cells of a row's grades come to: regime, framework, all grades in one line.
Judged = tuple[str, str, str]
MOST_REMEMBERED = 50_000


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


class AreaColumn(NamedTuple):
    """An area, the column of its grade, and where grade and date stand among the cells picked for grades."""

    key: str
    column: str
    scale: str
    grade: int
    date: int | None


class Tier:
    """One inspection within a row. Cells come cleaned, with a None behind the last for columns the file lacks."""

    def __init__(self, layout: Layout, name: str) -> None:
        spec = presets()["inspections"]["tiers"][name]
        self.regime = spec["regime"]
        self.is_card = self.regime == Regime.REPORT_CARD
        self.own_row = layout.spec["rows"] == "inspections" and name != "previous"
        places = [layout.index(spec.get(fact, ())) for fact in FACTS]
        self.exists = places[FACTS.index("starts_on")] is not None
        self.pick = itemgetter(*(-1 if place is None else place for place in places))
        self.areas, graded = self._areas(layout, spec["areas"])
        self.dated = any(area.date is not None for area in self.areas)
        # Two more than needed, so that the getter gives a tuple for any number of areas.
        self.pick_grades = itemgetter(*graded, -1, -1)
        self.judged: dict[Any, Judged] = {}

    def _areas(self, layout: Layout, spec: dict[str, Any]) -> tuple[tuple[AreaColumn, ...], list[int]]:
        safeguarding = "safeguarding_standards" if self.is_card else "safeguarding_effective"
        scale = "ofsted_5pt" if self.is_card else "ofsted_4pt"
        areas: list[AreaColumn] = []
        picked: list[int] = []
        for key, columns in spec.items():
            if (grade := layout.index(columns["grade"])) is None:
                continue
            picked.append(grade)
            date = layout.index(columns.get("date", ()))
            place = len(picked) - 1
            if date is not None:
                picked.append(date)
            areas.append(
                AreaColumn(
                    key,
                    columns["grade"][0],
                    safeguarding if key == "safeguarding" else scale,
                    place,
                    None if date is None else place + 1,
                )
            )
        return tuple(areas), picked

    def read(self, urn: int, cells: list[str | None]) -> Staged | None:
        """The inspection of this tier, None where the school has none. Raises RowRefused."""
        number, starts, published, kind, outcome, concern, converted, urn_then, laestab, name, type_name, relates = (
            self.pick(cells)
        )
        if not starts:
            if number:
                raise RowRefused(f"Inspection {number} has no start date")
            return None
        try:
            starts_on = read_date(starts)
            if starts_on is None:
                raise ValueError(f"“{starts}” stands for no date")
            regime, framework, said = self._judge(cells, starts_on, kind)
            return Staged(
                urn,
                number or "",
                regime,
                framework,
                kind,
                starts_on,
                read_optional_date(published) if published else None,
                outcome,
                None if concern is None else read_concern(concern),
                None if converted is None else bool(read_yes_no(converted)),
                read_urn(urn_then) if urn_then else None,
                laestab,
                name,
                type_name,
                read_yes_no(relates) if relates else None,
                said,
            )
        except RowRefused:
            raise
        except ValueError as error:
            raise RowRefused(f"Inspection {number or starts}: {error}") from None

    def _judge(self, cells: list[str | None], starts_on: dt.date, kind: str | None) -> Judged:
        # The same grades stand in thousands of rows: what they come to is remembered.
        texts = self.pick_grades(cells)
        key = (starts_on if self.dated else starts_on >= FROM_2019, kind if self.own_row else None, texts)
        known = self.judged.get(key)
        if known is None:
            grades = self._grades(texts, starts_on)
            regime = self._regime(kind, grades)
            framework = self._framework(grades, starts_on)
            known = regime, framework, "" if regime == Regime.UNGRADED else _said(framework, grades, starts_on)
            if len(self.judged) < MOST_REMEMBERED:
                self.judged[key] = known
        return known

    def _grades(self, texts: tuple[str, ...], starts_on: dt.date) -> "Grades":
        """Area to word and date. Only what is a grade in its scale: 9, 8, 0, Not judged and the like are none."""
        found: Grades = {}
        all_readings = frameworks().readings
        for area in self.areas:
            text = texts[area.grade]
            readings = all_readings[area.scale]
            if (plain := text.casefold()) not in readings:
                raise RowRefused(f"{area.column}: “{text[:40]}” is no grade that we know")
            if (word := readings[plain]) is None:
                continue
            try:
                given = read_optional_date(texts[area.date]) if area.date is not None else None
            except ValueError as error:
                raise RowRefused(f"{area.column}, date of grade: {error}") from None
            found[area.key] = (word, given or starts_on)
        return found

    def _framework(self, grades: "Grades", starts_on: dt.date) -> str:
        if self.is_card:
            return "report_card_2025"
        if starts_on >= FROM_2019 or any(area in grades for area in AREAS_OF_2019):
            return "oeif_2019"
        return "before_2019"

    def _regime(self, kind: str | None, grades: "Grades") -> str:
        if self.regime == Regime.UNGRADED:
            return Regime.UNGRADED.value
        if self.own_row:
            is_visit = "monitoring" in (kind or "").casefold()
            judged = set(grades) - {"safeguarding"}
            if self.is_card and (is_visit or not judged):
                return Regime.MONITORING.value
            if not self.is_card and not judged:
                return (Regime.MONITORING if is_visit else Regime.UNGRADED).value
        if self.is_card:
            return Regime.REPORT_CARD.value
        return (Regime.GRADED_OVERALL if "overall_effectiveness" in grades else Regime.GRADED).value


Grades = dict[str, tuple[int, dt.date]]


def _said(framework: str, grades: Grades, starts_on: dt.date) -> str:
    """All grades in one line: area:word, with the date where it is not that of the inspection."""
    parts = []
    for area in frameworks().frameworks[framework].areas:
        if area.key in grades:
            word, graded_on = grades[area.key]
            parts.append(f"{area.id}:{word}" if graded_on == starts_on else f"{area.id}:{word}:{graded_on}")
    return " ".join(parts)


def tiers_of(layout: Layout) -> tuple[Tier, ...]:
    """The inspections a row of this layout may hold."""
    return tuple(tier for name in layout.spec["tiers"] if (tier := Tier(layout, name)).exists)


def covered_areas(tiers: tuple[Tier, ...]) -> list[int]:
    """Areas on which the file speaks in every inspection of their kind: no grade there means that there is none."""
    silent: set[int] = set()
    spoken: set[int] = set()
    for tier in tiers:
        if not tier.areas:
            continue
        known = {area.key for area in tier.areas}
        names = ("report_card_2025",) if tier.is_card else ("before_2019", "oeif_2019")
        for area in (a for name in names for a in frameworks().frameworks[name].areas):
            (spoken if area.key in known else silent).add(area.id)
    return sorted(spoken - silent)


def reader_of_inspections(layout: Layout) -> Callable[[int, list[str]], list[Staged]]:
    """A function from the school's URN and the cleaned cells to the inspections of the row."""
    tiers = tiers_of(layout)

    def read(urn: int, cells: list[str]) -> list[Staged]:
        found: list[Staged] = []
        with_nothing: list[str | None] = [*cells, None]
        for tier in tiers:
            if (inspection := tier.read(urn, with_nothing)) is not None:
                _add(found, inspection)
        return found

    return read


def _add(found: list[Staged], new: Staged) -> None:
    # A conversion is one inspection: the ungraded columns repeat the graded one.
    for position, known in enumerate(found):
        same_number = new.number == known.number and bool(new.number)
        if new.regime == Regime.UNGRADED and (same_number or (new.converted and not new.outcome and _near(new, known))):
            found[position] = known._replace(converted=True)
            return
        if same_number:
            return
    found.append(new)


def _near(one: Staged, other: Staged) -> bool:
    return abs((one.starts_on - other.starts_on).days) <= CONVERSION_DAYS
