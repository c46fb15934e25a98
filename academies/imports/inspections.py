"""From a row of Ofsted's files to its inspections. Each regime stays what it is; nothing is converted."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from academies.enums import Regime
from academies.imports.cells import read_concern, read_day, read_urn, read_yes_no
from academies.imports.layouts import Layout, presets
from academies.imports.rows import RowRefused
from academies.presets.frameworks import frameworks

AREAS_OF_2019 = ("quality_of_education", "behaviour_and_attitudes", "personal_development")
FROM_2019 = "2019-09-01"
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
# What the cells of a row's grades come to: regime, framework, each grade, all grades in one line.
Judged = tuple[str, str, tuple[str, ...], str]
# So many kinds of rows are remembered: more than a file holds, but for one made to fill the memory.
MOST_KEPT = 20_000


class Staged(NamedTuple):
    """An inspection as one row states it; None means that the row does not say. `grades`: as stored."""

    urn: int
    number: str
    regime: str
    framework_id: str
    kind: str | None
    starts_on: str
    published_on: str | None
    outcome: str | None
    concern: str | None
    converted: bool | None
    urn_at_time: int | None
    laestab_at_time: str | None
    name_at_time: str | None
    type_at_time: str | None
    relates_to_current: bool | None
    grades: str


class Words(dict[str, str]):
    """What a column of grades writes, to the word's id in its scale; empty for what is no grade: 9, 8, Not judged."""

    def __init__(self, column: str, scale: str) -> None:
        super().__init__()
        self.column, self.readings = column, frameworks().readings[scale]

    def __missing__(self, text: str) -> str:
        if (plain := text.casefold()) not in self.readings:
            raise RowRefused(f"{self.column}: “{text[:40]}” is no grade that we know")
        self[text] = str(self.readings[plain] or "")
        return self[text]


class AreaColumn(NamedTuple):
    """An area, and where its grade and the date of it stand in a row."""

    key: str
    words: Words
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
        self.areas = self._areas(layout, spec["areas"])
        self.words = [area.words for area in self.areas]
        self.pick_grades = itemgetter(*(area.grade for area in self.areas), -1, -1)
        # Schools are judged alike: the same cells of grades come again and again.
        self.judged_before: dict[tuple[Any, ...], Judged] = {}
        self.dates = [(n, area.date) for n, area in enumerate(self.areas) if area.date is not None]
        self.overall = self._places({"overall_effectiveness"})
        self.of_2019 = self._places(AREAS_OF_2019)
        self.judged = self._places({area.key for area in self.areas} - {"safeguarding"})
        # Per framework its areas in their order: where the grade stands among ours, and how it is written.
        self.order = {key: self._order(key) for key in frameworks().frameworks}

    def _areas(self, layout: Layout, spec: dict[str, Any]) -> tuple[AreaColumn, ...]:
        safeguarding = "safeguarding_standards" if self.is_card else "safeguarding_effective"
        scale = "ofsted_5pt" if self.is_card else "ofsted_4pt"
        return tuple(
            AreaColumn(
                key,
                Words(columns["grade"][0], safeguarding if key == "safeguarding" else scale),
                place,
                layout.index(columns.get("date", ())),
            )
            for key, columns in spec.items()
            if (place := layout.index(columns["grade"])) is not None
        )

    def _places(self, keys: Collection[str]) -> list[int]:
        return [place for place, area in enumerate(self.areas) if area.key in keys]

    def _order(self, framework: str) -> list[tuple[int, str]]:
        known = {area.key: place for place, area in enumerate(self.areas)}
        areas = frameworks().frameworks[framework].areas
        return [(known[area.key], f"{area.id}:") for area in areas if area.key in known]

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
            starts_on = read_day(starts)
            if starts_on is None:
                raise ValueError(f"“{starts}” stands for no date")
            regime, framework, grades = self._judge(cells, starts_on, kind)
            return Staged(
                urn,
                number or "",
                regime,
                framework,
                kind,
                starts_on,
                read_day(published) if published else None,
                outcome,
                None if concern is None else read_concern(concern),
                None if converted is None else bool(read_yes_no(converted)),
                read_urn(urn_then) if urn_then else None,
                laestab,
                name,
                type_name,
                read_yes_no(relates) if relates else None,
                grades,
            )
        except RowRefused:
            raise
        except ValueError as error:
            raise RowRefused(f"Inspection {number or starts}: {error}") from None

    def _judge(self, cells: list[str | None], starts_on: str, kind: str | None) -> tuple[str, str, str]:
        is_visit = self.own_row and kind is not None and "monitoring" in kind.casefold()
        key = self.pick_grades(cells), starts_on >= FROM_2019, is_visit
        if (judged := self.judged_before.get(key)) is None:
            judged = self._judge_anew(*key)
            if len(self.judged_before) < MOST_KEPT:
                self.judged_before[key] = judged
        regime, framework, grades, line = judged
        if self.dates and line:
            line = self._line(framework, self._with_dates(grades, cells, starts_on))
        return regime, framework, line

    def _judge_anew(self, cells: tuple[str, ...], is_of_2019: bool, is_visit: bool) -> Judged:
        grades = [words[cell] for words, cell in zip(self.words, cells, strict=False)]
        regime = self._regime(grades, is_visit=is_visit)
        framework = self._framework(grades, is_of_2019=is_of_2019)
        line = "" if regime == Regime.UNGRADED else self._line(framework, grades)
        return regime, framework, tuple(grades), line

    def _line(self, framework: str, grades: Sequence[str]) -> str:
        return " ".join([name + grades[n] for n, name in self.order[framework] if grades[n]])

    def _with_dates(self, plain: tuple[str, ...], cells: list[str | None], starts_on: str) -> list[str]:
        """A grade is written with its date where that is not the inspection's."""
        grades = list(plain)
        for n, place in self.dates:
            if not grades[n]:
                continue
            try:
                graded_on = read_day(cells[place] or "")
            except ValueError as error:
                raise RowRefused(f"{self.areas[n].words.column}, date of grade: {error}") from None
            if graded_on is not None and graded_on != starts_on:
                grades[n] += f":{graded_on}"
        return grades

    def _framework(self, grades: list[str], *, is_of_2019: bool) -> str:
        if self.is_card:
            return "report_card_2025"
        if is_of_2019 or any(grades[n] for n in self.of_2019):
            return "oeif_2019"
        return "before_2019"

    def _regime(self, grades: list[str], *, is_visit: bool) -> str:
        if self.regime == Regime.UNGRADED:
            return Regime.UNGRADED.value
        if self.own_row:
            is_judged = any(grades[n] for n in self.judged)
            if self.is_card and (is_visit or not is_judged):
                return Regime.MONITORING.value
            if not self.is_card and not is_judged:
                return (Regime.MONITORING if is_visit else Regime.UNGRADED).value
        if self.is_card:
            return Regime.REPORT_CARD.value
        return (Regime.GRADED_OVERALL if any(grades[n] for n in self.overall) else Regime.GRADED).value


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
    days = dt.date.fromisoformat(one.starts_on) - dt.date.fromisoformat(other.starts_on)
    return abs(days.days) <= CONVERSION_DAYS
