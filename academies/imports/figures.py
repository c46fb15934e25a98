"""From a row of figures to numbers, each with the reason where there is none. Layouts: presets/figure_files.yaml."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from academies.enums import FigureGroup, FigureLevel, FigureStatus
from academies.errors import FileRefused
from academies.imports.cells import read_urn
from academies.imports.dates import begins_with_day
from academies.imports.layouts import Layout, presets, refuse_twice
from academies.imports.rows import RowPassedOver, RowRefused, clean
from academies.presets.measures import ALL, MeasureWords, measures, year_label

NUMBER = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,12})?|\.\d{1,12})", re.ASCII)
LA_CODE = re.compile(r"\d{3}", re.ASCII)
PERIOD = re.compile(r"(20\d{2}|19\d{2})[/_-]?(?:20)?(\d{2})", re.ASCII)
YEAR_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_-]?(?:20)?(\d{2})(?!\d)", re.ASCII)
FIRST_YEAR = 1995
MOST_KEPT = 20_000
TOPIC = ("breakdown_topic", "breakdown")
STATUSES = {status.label: status for status in FigureStatus}


class Place(NamedTuple):
    """Of what a row is: a school by its URN, an authority by its number, or a group of England's schools."""

    level: int
    place: int


class Figure(NamedTuple):
    """A figure as a cell states it."""

    measure_id: int
    breakdown: str
    code: str
    number: str | None
    lower: str | None
    upper: str | None
    missing: str


class RowOfFigures(NamedTuple):
    """What one row states."""

    place: Place
    year: int
    status: int
    breakdown: str  # with the subject: of each the file has one row
    figures: list[Figure]


@dataclass(frozen=True)
class Told:
    """What a file does not say of itself: the year its columns are of, and how final it is."""

    year: int | None = None
    status: int | None = None


class Readings(dict[str, tuple[str | None, str]]):
    """What a cell of a measure says: the number, or the reason why there is none. Cells come again and again."""

    def __init__(self, measure: MeasureWords, codes: dict[str, str]) -> None:
        super().__init__()
        self.measure, self.codes = measure, codes

    def __missing__(self, text: str) -> tuple[str | None, str]:
        found = self._read(text)
        if len(self) < MOST_KEPT:
            self[text] = found
        return found

    def _read(self, text: str) -> tuple[str | None, str]:
        plain = text.removesuffix("%").rstrip() if self.measure.unit == "%" else text
        if NUMBER.fullmatch(plain):
            if not self.measure.lowest <= float(plain) <= self.measure.highest:
                raise RowRefused(f"“{text[:40]}” lies outside what {self.measure.label} can be")
            return plain, ""
        if (reason := self.codes.get(text.casefold())) is None:
            raise RowRefused(f"“{text[:40]}” is no number, and no code that we know")
        return None, reason


@dataclass(frozen=True)
class FigureColumn:
    """A column that holds figures; where it and its limits stand among the picked cells."""

    column: str
    measure: MeasureWords
    breakdown: str
    readings: Readings
    index: int
    lower: int | None
    upper: int | None

    def read(self, cells: Sequence[str], breakdown: str) -> Figure:
        """The figure in this row. Raises RowRefused with the column."""
        text = cells[self.index]
        try:
            number, missing = self.readings[text]
            lower, upper = (
                None if place is None else self.readings[cells[place]][0] for place in (self.lower, self.upper)
            )
        except RowRefused as refusal:
            raise RowRefused(f"{self.column}: {refusal}") from None
        return Figure(self.measure.id, breakdown, text, number, lower, upper, missing)


def year_in(text: str) -> int | None:
    """The year in which a period ends: 201819, 2018-19, 2018/19 or 2018-2019. None where it is no school year."""
    found = PERIOD.fullmatch(text)
    return _ends_in(found) if found else None


def years_in_name(name: str) -> list[tuple[str, int]]:
    """The school years in a file's name, each as it stands there. 2025-03-20 is a day and none of them."""
    found = YEAR_IN_NAME.finditer(name)
    return [(each[0], year) for each in found if (year := _ends_in(each)) and not begins_with_day(name[each.start() :])]


def _ends_in(found: re.Match[str]) -> int | None:
    begins = int(found[1])
    return begins + 1 if (begins + 1) % 100 == int(found[2]) and begins >= FIRST_YEAR else None


def told_by(layout: Layout, names: Sequence[str], given: Told, this_year: int) -> Told:
    """Year and status as given, or as the file's name or its folder's says. Raises FileRefused where they are needed.

    Only of wide layouts the year is needed: rows of the long ones say theirs.
    """
    year = None
    if layout.spec["shape"] == "wide":
        year = given.year or next((found for name in names for _text, found in years_in_name(name)), None)
        if year is None:
            raise FileRefused("The file does not say which school year it is of. Say it: --year 2018/19.")
        if not FIRST_YEAR < year <= this_year:
            raise FileRefused(f"{year_label(year)} lies in the future or too far back. Say the year: --year 2018/19.")
    by_name = (STATUSES[word] for name in names for word in STATUSES if word in name.casefold())
    stated = layout.spec.get("status")
    status = given.status or next(by_name, STATUSES[stated] if stated else None)
    if status is None and "status_in" not in layout.spec:
        words = " or ".join(f"--status {word}" for word in STATUSES)
        raise FileRefused(f"The file does not say how final its figures are. Say it: {words}.")
    return Told(year, status)


def reader_of_figures(layout: Layout, told: Told, this_year: int) -> Callable[[list[str]], RowOfFigures | None]:
    """A function from the cells of a row to its figures; None for rows that are passed over. Raises RowRefused."""
    return (_Wide if layout.spec["shape"] == "wide" else _Long)(layout, told, this_year).read


class _Rows:
    """What wide and long rows have in common: only the cells that are needed are looked at."""

    def __init__(self, layout: Layout, told: Told, this_year: int) -> None:
        self.layout, self.told, self.this_year = layout, told, this_year
        self.picked: list[int] = []
        self.readings: dict[str, Readings] = {}
        codes = measures().codes[layout.spec["codes"]]
        self.codes = {code.casefold(): reason for code, reason in codes.items()}

    def place_of(self, column: str) -> int | None:
        """Where the column stands among the picked cells; picks it."""
        index = self.layout.index([column])
        if index is None:
            return None
        refuse_twice(column, self.layout.twice)
        if index not in self.picked:
            self.picked.append(index)
        return self.picked.index(index)

    def need(self, column: str) -> int:
        """The same for a column that the layout is known by."""
        place = self.place_of(column)
        assert place is not None, column
        return place

    def columns_of(self, figures: dict[str, Any]) -> list[FigureColumn]:
        """The columns of figures that the file has."""
        made = []
        for column, said in figures.items():
            about = said if isinstance(said, dict) else {"measure": said}
            if (place := self.place_of(column)) is None:
                continue
            measure = measures().measures[about["measure"]]
            readings = self.readings.setdefault(measure.key, Readings(measure, self.codes))
            limits = [self.place_of(about[limit]) if limit in about else None for limit in ("lower", "upper")]
            made.append(FigureColumn(column, measure, about.get("breakdown", ALL), readings, place, *limits))
        return made

    def cells_of(self, row: list[str]) -> list[str]:
        """The picked cells, cleaned."""
        return clean([row[index] for index in self.picked])

    def checked(self, column: FigureColumn, figure: Figure, level: int, year: int) -> Figure:
        """The figure, unless it was published for no school that year."""
        if figure.number is not None and level == FigureLevel.SCHOOL:
            why = measures().gaps.get((column.measure.key, year))
            if why:
                raise RowRefused(
                    f"{column.column}: {column.measure.label} was published for no school in {year_label(year)}. {why} "
                    "A number there is wrong data"
                )
        return figure


class _Wide(_Rows):
    def __init__(self, layout: Layout, told: Told, this_year: int) -> None:
        super().__init__(layout, told, this_year)
        spec = layout.spec
        self.urn = self.need("URN")
        self.kinds = presets()["figures"]["places"].get(spec.get("places"), {})
        self.kind = self.need("RECTYPE") if self.kinds else None
        self.authority = self.place_of("LEA")
        self.national = self.need(spec["national"]) if "national" in spec else None
        self.group = self.place_of("ESTAB")
        self.columns = self.columns_of(spec["figures"])
        assert told.year is not None
        assert told.status is not None
        self.year, self.status = told.year, told.status

    def read(self, row: list[str]) -> RowOfFigures | None:
        cells = self.cells_of(row)
        place = self._place(cells)
        figures = [
            self.checked(column, column.read(cells, column.breakdown), place.level, self.year)
            for column in self.columns
        ]
        return RowOfFigures(place, self.year, self.status, "", figures)

    def _place(self, cells: list[str]) -> Place:
        if self.national is not None and cells[self.national] == "NAT":
            words = presets()["figures"]["groups"]
            beside = cells[self.group] if self.group is not None else ""
            if beside not in words:
                raise RowRefused(f"ESTAB: “{beside[:40]}” is no group of England's schools that we know")
            return Place(FigureLevel.ENGLAND, FigureGroup[words[beside].upper()])
        if self.kind is None:
            return _school(cells[self.urn], "URN")
        kind = self.kinds.get(cells[self.kind].upper())
        if kind is None:
            raise RowRefused(f"RECTYPE: “{cells[self.kind][:40]}” is no kind of row that we know")
        if kind == "school":
            return _school(cells[self.urn], "URN")
        if kind == "la":
            return _authority(cells[self.authority] if self.authority is not None else "", "LEA")
        return Place(FigureLevel.ENGLAND, FigureGroup[kind.upper()])


class _Long(_Rows):
    def __init__(self, layout: Layout, told: Told, this_year: int) -> None:
        super().__init__(layout, told, this_year)
        spec, known = layout.spec, presets()["figures"]
        self.urn, self.period, self.level = (self.need(c) for c in ("school_urn", "time_period", "geographic_level"))
        self.levels, self.england = known["levels"], known["england"]
        self.authority = next((p for c in known["la_codes"] if (p := self.place_of(c)) is not None), None)
        self.phase = self.place_of("education_phase")
        self.part = self.place_of("time_identifier")
        self.whole_year = {word.casefold() for word in known["whole_year"]}
        self.version = self.place_of(spec["status_in"]) if "status_in" in spec else None
        self.by = self.place_of(spec["by"]) if "by" in spec else None
        figures = spec["figures"] if "by" in spec else {"": spec["figures"]}
        self.columns = {key.casefold(): self.columns_of(said) for key, said in figures.items()}
        told_apart = {key: self._conditions(key, said) for key, said in spec.get("breakdowns", {ALL: {}}).items()}
        self.breakdowns = {key: conditions for key, conditions in told_apart.items() if conditions is not None}
        places = sorted({place for conditions in self.breakdowns.values() for place, _ in conditions})
        self.about_pupils = itemgetter(*places) if places else None
        self.places = places
        self.breakdown_of: dict[Any, str | None] = {}

    def _conditions(self, key: str, said: dict[str, list[str]]) -> list[tuple[int, set[str]]] | None:
        """By which cells rows of these pupils are known. None where a column is missing: others would pass for them."""
        places = {column: self.place_of(column) for column in said}
        missing = [column for column, place in places.items() if place is None]
        # The topic and its group tell all pupils from others without the rest.
        if missing and (key != ALL or any(places.get(column) is None for column in TOPIC)):
            if key == ALL:
                raise FileRefused(
                    f"The file lacks {', '.join(missing)}, so its rows of all pupils cannot be told from those of some."
                )
            return None
        return [(place, {w.casefold() for w in said[column]}) for column, place in places.items() if place is not None]

    def read(self, row: list[str]) -> RowOfFigures | None:
        cells = self.cells_of(row)
        columns = self.columns.get("" if self.by is None else cells[self.by].casefold())
        breakdown = self._breakdown(cells)
        level = self.levels.get(cells[self.level].casefold())
        if columns is None or breakdown is None or level is None:
            return None
        if self.part is not None and cells[self.part].casefold() not in self.whole_year:
            raise RowPassedOver(f"time_identifier: “{cells[self.part][:40]}” is not the whole school year.")
        year = year_in(cells[self.period])
        if year is None or year > self.this_year:
            raise RowRefused(f"time_period: “{cells[self.period][:40]}” is no school year that has begun")
        place = self._place(level, cells)
        figures = [self.checked(c, c.read(cells, breakdown), place.level, year) for c in columns]
        by = cells[self.by].casefold() if self.by is not None else ""
        return RowOfFigures(place, year, self._status(cells), f"{breakdown} {by}", figures)

    def _breakdown(self, cells: list[str]) -> str | None:
        if self.about_pupils is None:
            return ALL
        key = self.about_pupils(cells)
        if key not in self.breakdown_of:
            if len(self.breakdown_of) > MOST_KEPT:
                self.breakdown_of.clear()
            self.breakdown_of[key] = next(
                (
                    name
                    for name, conditions in self.breakdowns.items()
                    if all(cells[place].casefold() in words for place, words in conditions)
                ),
                None,
            )
        return self.breakdown_of[key]

    def _status(self, cells: list[str]) -> int:
        if self.version is not None:
            said = cells[self.version].casefold()
            found = next((status for word, status in STATUSES.items() if word in said), self.told.status)
            if found is None:
                raise RowRefused(f"{self.layout.spec['status_in']}: “{said[:40]}” does not say how final it is")
            return found
        assert self.told.status is not None
        return self.told.status

    def _place(self, level: str, cells: list[str]) -> Place:
        if level == "school":
            return _school(cells[self.urn], "school_urn")
        phase = cells[self.phase].casefold() if self.phase is not None else ""
        if level == "la":
            if self.england.get(phase) != "state":
                raise RowPassedOver(f"education_phase: an authority is kept for all phases, not for “{phase[:40]}”.")
            return _authority(cells[self.authority] if self.authority is not None else "", "old_la_code")
        if phase not in self.england:
            raise RowRefused(f"education_phase: “{phase[:40]}” is no group of England's schools that we know")
        return Place(FigureLevel.ENGLAND, FigureGroup[self.england[phase].upper()])


def _school(text: str, column: str) -> Place:
    try:
        return Place(FigureLevel.SCHOOL, read_urn(text))
    except ValueError as error:
        raise RowRefused(f"{column}: {error}") from None


def _authority(text: str, column: str) -> Place:
    if not LA_CODE.fullmatch(text):
        raise RowRefused(f"{column}: “{text[:40]}” is no number of a local authority")
    return Place(FigureLevel.AUTHORITY, int(text))


def staged(line: int, row: RowOfFigures) -> Iterator[tuple[Any, ...]]:
    """The figures of a row as the temporary table takes them."""
    place, year, status = row.place, row.year, row.status
    for figure in row.figures:
        yield (line, place.place, place.level, year, status, *figure)
