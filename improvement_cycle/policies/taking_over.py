"""Rules for taking over last year's matrix from a spreadsheet: which column is which, which cell is a judgement."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from improvement_cycle.policies.columns import Provision
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition, GradeWord

T = TypeVar("T")
ACADEMY, URN, CATEGORY = "academy", "urn", "category"
HEADS_WITHIN = 20  # rows in which the headings are looked for
NOTHING = {"", "-", "–", "—", "n/a", "na", "not applicable", "none", "tbc", "."}
# Facts of inspections come from official files alone.
OFFICIAL = ("ofsted", "inspect", "hmi")
NAMES_OF_ACADEMY = {"academy", "school", "name", "academyname", "schoolname", "nameofacademy", "nameofschool"}
NAMES_OF_URN = {"urn", "academyurn", "schoolurn"}
NAMES_OF_CATEGORY = {"category", "currentstatus", "status", "currentstatusjudgement", "supportcategory"}
# What changes a grade where it stands beside it. A dash within a word is none.
SIGNS = re.compile(r"[+?*]|(?<!\w)[-–—−]|[-–—−](?!\w)")
SIGNED = "a sign stands beside the grade: write the grade alone"
REASONS = {
    "formula": "it holds a formula without a saved result: open the file, save it, and choose it again",
    "error": "it holds an error of the spreadsheet",
    "date": "it is a date",
    "long": "the text is too long for a grade",
}


def plain(text: str) -> str:
    """Letters and digits alone, so that The Behaviour & Attitudes is behaviour and attitudes."""
    words = re.sub(r"[^\w]+", "", text.casefold().replace("&", " and "))
    return words.removeprefix("the").replace("_", "")


def reference(row: int, column: int) -> str:
    """Where a cell stands, as spreadsheets say it: both count from nothing."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its text, and what is special about it."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A visible sheet."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def at(self, row: int, column: int) -> Cell:
        """The cell, empty where there is none."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else Cell("")


def tables_in(content: Mapping[str, Any]) -> list[Table]:
    """The visible sheets of what trust.sheet_cells says."""
    return [
        Table(sheet["title"], tuple(tuple(Cell(*cell) for cell in row) for row in sheet["rows"]))
        for sheet in content["sheets"]
    ]


@dataclass(frozen=True)
class Matching:
    """In which row the headings stand, and what each column holds: a column of the model, academy, number, category."""

    header: int
    columns: Mapping[int, str]

    @property
    def fault(self) -> str:
        """What is wrong with it, as a sentence."""
        chosen = list(self.columns.values())
        if ACADEMY not in chosen and URN not in chosen:
            return "Say which column holds the academies: their names, or their numbers (URN)."
        if len(set(chosen)) < len(chosen):
            return "Two columns of the file are matched with the same thing. Leave one of them out."
        if not set(chosen) - {ACADEMY, URN}:
            return "Match at least one column of the file with a column of the matrix."
        return ""


@dataclass(frozen=True)
class Place:
    """A row of the year: the academy with its names, and what stands agreed."""

    row_id: Any
    name: str
    names: frozenset[str]
    urn: int | None
    provision: Provision
    is_frozen: bool
    grades: Mapping[str, GradeWord] = field(default_factory=dict)
    category: CategoryWord | None = None


@dataclass(frozen=True)
class Take:
    """A cell that can be taken over. `before`: what stands already, where it is something else."""

    ref: str
    place: Place
    column: str
    label: str
    word: str
    key: str
    before: str = ""


@dataclass(frozen=True)
class NotTaken:
    """A cell that cannot, and why."""

    ref: str
    text: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """Everything that was found in a sheet."""

    takes: tuple[Take, ...]
    refused: tuple[NotTaken, ...]
    same: int
    blank: int

    @property
    def new(self) -> tuple[Take, ...]:
        return tuple(take for take in self.takes if not take.before)

    @property
    def clashes(self) -> tuple[Take, ...]:
        return tuple(take for take in self.takes if take.before)


def is_official(header: str) -> bool:
    """Whether a column speaks of inspections: those are not taken over."""
    return any(word in header.casefold() for word in OFFICIAL)


def guess_sheet(tables: Sequence[Table], definition: Definition) -> int:
    """The sheet in which most is recognised."""
    found = [len(guess(table, definition).columns) for table in tables]
    return found.index(max(found)) if found else 0


def guess(table: Table, definition: Definition) -> Matching:
    """The row in which most headings are recognised, and what they are. Nothing is matched twice."""
    best = Matching(0, {})
    for number in range(min(HEADS_WITHIN, len(table.rows))):
        found: dict[int, str] = {}
        for column, cell in enumerate(table.rows[number]):
            meant = _meant(cell, definition)
            if meant and meant not in found.values():
                found[column] = meant
        if len(found) > len(best.columns):
            best = Matching(number, found)
    return best


def _meant(cell: Cell, definition: Definition) -> str:
    if cell.kind or is_official(cell.text):
        return ""
    word = plain(cell.text)
    for names, meaning in ((NAMES_OF_ACADEMY, ACADEMY), (NAMES_OF_URN, URN), (NAMES_OF_CATEGORY, CATEGORY)):
        if word in names and (meaning != CATEGORY or definition.categories):
            return meaning
    for column in definition.judged_columns:
        if word and word in {plain(column.label), plain(column.short_label), plain(column.key)}:
            return column.key
    return ""


def check(table: Table, matching: Matching, definition: Definition, places: Iterable[Place]) -> Checked:
    """Every matched cell against the scale of its column. Nothing is converted: only the scale's own words count."""
    reader = _Reader(table, matching, definition, list(places))
    for row in range(matching.header + 1, len(table.rows)):
        reader.row(row)
    return Checked(tuple(reader.takes), tuple(reader.refused), reader.same, reader.blank)


def _said_by(wanted: str, text: str, choices: Iterable[T], words_of: Callable[[T], tuple[str, ...]]) -> T | str:
    """Which of these a cell names, else why none. Good? is not Good, 2- is not 2, and a sign alone is no word."""
    same = [(choice, word) for choice in choices for word in words_of(choice) if wanted and plain(word) == wanted]
    signs = SIGNS.findall(text)
    return next((choice for choice, word in same if SIGNS.findall(word) == signs), SIGNED if same else "")


class _Reader:
    def __init__(self, table: Table, matching: Matching, definition: Definition, places: list[Place]) -> None:
        self.table, self.definition = table, definition
        self.columns = {column: meant for column, meant in matching.columns.items() if meant not in (ACADEMY, URN)}
        self.names = {meant: column for column, meant in matching.columns.items()}
        self.by_urn = {str(place.urn): place for place in places if place.urn}
        self.by_name: dict[str, list[Place]] = {}
        for place in places:
            for name in place.names:
                self.by_name.setdefault(name, []).append(place)
        self.met: dict[Any, int] = {}
        self.takes: list[Take] = []
        self.refused: list[NotTaken] = []
        self.same = self.blank = 0

    def row(self, row: int) -> None:
        wanted = [column for column in self.columns if self._said(row, column)]
        ref, text, place, reason = self._place(row)
        if not text and not wanted:
            return
        if place is None and wanted:
            self.refused.append(NotTaken(ref, text, reason))
        if place is None:
            return
        if place.row_id in self.met:
            self.refused.append(NotTaken(ref, text, f"{place.name} stands in row {self.met[place.row_id] + 1} already"))
            return
        self.met[place.row_id] = row
        for column, meant in self.columns.items():
            self._cell(row, column, meant, place)

    def _said(self, row: int, column: int) -> bool:
        cell = self.table.at(row, column)
        return bool(cell.kind) or cell.text.casefold() not in NOTHING

    def _place(self, row: int) -> tuple[str, str, Place | None, str]:
        """The academy of a line: by its number where there is one, else by its name."""
        for meant in (URN, ACADEMY):
            if meant not in self.names:
                continue
            cell, ref = self.table.at(row, self.names[meant]), reference(row, self.names[meant])
            if cell.kind == "merged":
                return (
                    ref,
                    cell.text,
                    None,
                    f"it is part of the merged cell {cell.text}: write the academy in each line",
                )
            if not cell.text and meant == URN and ACADEMY in self.names:
                continue
            found = [self.by_urn[cell.text]] if cell.text in self.by_urn else []
            if meant == ACADEMY:
                found = self.by_name.get(plain(cell.text), [])
            if len(found) == 1:
                return ref, cell.text, found[0], ""
            if found:
                return ref, cell.text, None, "more than one academy has this name: add a column with their URN"
            known = "has a row in that year that you may fill"
            return ref, cell.text, None, f"no academy of this {'number' if meant == URN else 'name'} {known}"
        return reference(row, 0), "", None, "no academy is named in this line"

    def _cell(self, row: int, column: int, meant: str, place: Place) -> None:
        cell, ref = self.table.at(row, column), reference(row, column)
        if not self._said(row, column):
            self.blank += 1
            return
        if cell.kind:
            part = f"it is part of the merged cell {cell.text}: write the grade in each cell"
            self.refused.append(NotTaken(ref, cell.text, REASONS.get(cell.kind, part)))
            return
        found = (
            self._category(place, cell.text, ref) if meant == CATEGORY else self._grade(place, meant, cell.text, ref)
        )
        if isinstance(found, str):
            self.refused.append(NotTaken(ref, cell.text, found))
        elif found is None:
            self.same += 1
        elif place.is_frozen:
            self.refused.append(NotTaken(ref, cell.text, f"the row of {place.name} is agreed and frozen"))
        else:
            self.takes.append(found)

    def _grade(self, place: Place, key: str, text: str, ref: str) -> Take | str | None:
        column: ColumnWord = self.definition.column_of[key]
        if not column.applies_to_academy(place.provision):
            return f"{place.name} is not judged in {column.label}"
        grades = self.definition.scale_of[column.scale].grades
        grade = _said_by(plain(text), text, grades, lambda each: (each.label, each.short_label, each.key))
        if isinstance(grade, str):
            return grade or f"it is none of: {', '.join(g.label for g in grades)}"
        standing = place.grades.get(key)
        if standing is not None and standing.key == grade.key:
            return None
        return Take(ref, place, key, column.label, grade.label, grade.key, standing.label if standing else "")

    def _category(self, place: Place, text: str, ref: str) -> Take | str | None:
        category = _said_by(
            plain(text).removeprefix("category"),
            text,
            self.definition.categories,
            lambda each: (str(each.number), each.label, each.short_label),
        )
        if isinstance(category, str):
            known = ", ".join(f"{each.number} ({each.label})" for each in self.definition.categories)
            return category or f"it is none of: {known}"
        standing = place.category
        if standing is not None and standing.number == category.number:
            return None
        before = f"{standing.number}: {standing.label}" if standing else ""
        word = f"{category.number}: {category.label}"
        return Take(ref, place, CATEGORY, "Current status", word, str(category.number), before)
