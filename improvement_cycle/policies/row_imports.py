"""Rules for taking rows of a plan over from a spreadsheet: which column is which field, and what each line comes to.

Whether a row fits, policies.plan_rows says, as for what is typed. Here cells are read: days as they are written in
Britain, names of people and of half terms. Nothing is guessed: what a cell does not say clearly is refused at the cell.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from improvement_cycle.policies.plan_rows import (
    ACTIONS,
    CHECKS,
    KINDS,
    MILESTONES,
    MOST_ROWS,
    OBJECTIVES,
    RowField,
    RowKind,
    Within,
    clean,
    in_words,
)
from improvement_cycle.policies.taking_over import HEADS_WITHIN, NOTHING, REASONS, Cell, Table, plain, reference
from improvement_cycle.presets.plan_headings import headings
from trust.policies.texts import same_words
from trust.policies.wording import full_day, listed

# Where two kinds recognise as much, the first is taken.
ORDER = (ACTIONS, OBJECTIVES, CHECKS, MILESTONES)
DAYS = ("%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
NO_DAY = "Enter a day such as 26/03/2027."
NO_OBJECTIVE = "No objective of this page says this. Take the objectives over first, or leave the column out."
IN_LIST = "This stands beside the page already."
CUT = "The text is too long."
BY_NAME = "by name only"


@dataclass(frozen=True)
class Matched:
    """Which kind of rows, in which row the headings stand, and which field each column holds."""

    kind: RowKind
    header: int
    columns: Mapping[int, str]

    @property
    def fault(self) -> str:
        """What is wrong with it, as a sentence."""
        chosen = list(self.columns.values())
        lacking = [field.label for field in fields_of(self.kind) if _is_needed(field) and field.key not in chosen]
        if lacking:
            return f"Say which column holds: {listed(lacking)}."
        if len(set(chosen)) < len(chosen):
            return "Two columns of the file are matched with the same thing. Leave one of them out."
        return ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, and in which cell."""

    ref: str
    label: str
    text: str
    reason: str


@dataclass(frozen=True)
class Line:
    """A line of the sheet: what would be added, or why it cannot be."""

    number: int  # of its row, as the spreadsheet counts
    text: str
    said: tuple[tuple[str, str], ...]  # the other fields with their words
    given: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    there: str = ""  # where the same stands already, as a sentence

    @property
    def is_proposed(self) -> bool:
        """Whether it is new and in order."""
        return not self.faults and not self.there


@dataclass(frozen=True)
class Found:
    """Everything that was found in a sheet. `room`: how many more rows of the kind the page takes."""

    lines: tuple[Line, ...]
    room: int

    @property
    def sound(self) -> tuple[Line, ...]:
        """Those that can be added."""
        return tuple(line for line in self.lines if not line.faults)

    @property
    def proposed(self) -> frozenset[int]:
        """The numbers of those that are ticked unless somebody says otherwise: no more than the page takes."""
        return frozenset([line.number for line in self.sound if line.is_proposed][: self.room])

    @property
    def leaves_some(self) -> bool:
        """Whether more is new than the page takes."""
        return sum(line.is_proposed for line in self.sound) > self.room

    @property
    def refused(self) -> tuple[Line, ...]:
        """Those that cannot."""
        return tuple(line for line in self.lines if line.faults)


def fields_of(kind: RowKind) -> tuple[RowField, ...]:
    """The fields that a column may hold. Somebody else's name stands in the column of who leads it."""
    return tuple(field for field in kind.planned if field.key != "lead_name")


def _is_needed(field: RowField) -> bool:
    return bool(field.missing) or field.key == "lead"


def guess_all(
    tables: Sequence[Table], skip: Collection[str] = (), kinds: Collection[str] = ORDER
) -> tuple[int, Matched]:
    """The sheet and the kind, one of `kinds`, of which most is recognised."""
    wanted = [KINDS[key] for key in ORDER if key in kinds]
    found = [(number, guess(table, kind, skip)) for number, table in enumerate(tables) for kind in wanted]
    return max(found, key=lambda each: _worth(each[1]), default=(0, Matched(KINDS[ACTIONS], 0, {})))


def _worth(matched: Matched) -> tuple[int, bool]:
    return len(matched.columns), not matched.fault


def guess(table: Table, kind: RowKind, skip: Collection[str] = ()) -> Matched:
    """The row in which most headings are recognised, and what they are. Nothing is matched twice. `skip`: fields."""
    best = Matched(kind, 0, {})
    for number in range(min(HEADS_WITHIN, len(table.rows))):
        found = Matched(kind, number, _meant(table.rows[number], kind, skip))
        if _worth(found) > _worth(best):
            best = found
    return best


def _meant(cells: Sequence[Cell], kind: RowKind, skip: Collection[str]) -> dict[int, str]:
    """Fields in their order, each with the likeliest of its headings that is there."""
    words = {column: plain(cell.text) for column, cell in enumerate(cells) if not cell.kind}
    known = headings().of_fields[kind.key]
    found: dict[int, str] = {}
    for field in fields_of(kind):
        names = [plain(name) for name in (field.label, *known.get(field.key, ()))]
        at = next((at for name in names for at, word in words.items() if word == name and at not in found), None)
        if at is not None and field.key not in skip:
            found[at] = field.key
    return dict(sorted(found.items()))


def check(table: Table, matched: Matched, within: Within, standing: Iterable[tuple[str, str]], count: int) -> Found:
    """Every line below the headings. `standing`: what is there already, as `same_as` says it; `count`: how much."""
    reader = _Reader(table, matched, within, dict.fromkeys(standing, IN_LIST))
    lines = [reader.line(row) for row in range(matched.header + 1, len(table.rows))]
    return Found(tuple(line for line in lines if line is not None), max(MOST_ROWS - count, 0))


def same_as(kind: RowKind, of_row: Mapping[str, Any]) -> tuple[str, str]:
    """By what two rows are taken for the same: the text, and when it is due where the same text may stand often."""
    when = {MILESTONES: "half_term", CHECKS: "due_on"}.get(kind.key, "")
    return same_words(str(of_row["text"])), str(of_row[when]) if when else ""


class _Reader:
    def __init__(self, table: Table, matched: Matched, within: Within, standing: dict[tuple[str, str], str]) -> None:
        self.table, self.kind, self.within, self.met = table, matched.kind, within, standing
        self.at = {key: column for column, key in matched.columns.items()}
        self.fields = [field for field in fields_of(matched.kind) if field.key in self.at]
        self.people = _by_words(within.offered.get("lead", {}))
        self.objectives = _by_words(within.offered.get("objective", {}))
        self.training = _by_words(within.offered.get("training", {}))
        self.training |= {plain(key): [key] for key in within.offered.get("training", {})}
        self.halves = {plain(word): key for key, words in headings().half_terms.items() for word in words}

    def line(self, row: int) -> Line | None:
        cells = {field.key: self._cell(row, field) for field in self.fields}
        if not any(self._says(row, field) for field in self.fields):
            return None
        given: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for field in self.fields:
            try:
                given |= self._read(field, cells[field.key])
            except ValueError as fault:
                faults[field.key] = str(fault)
        kept, unfit = clean(self.kind, given, self.within)
        # What a cell does not say clearly comes before what lacks because of it.
        wrong = dict(faults)
        for key in sorted(unfit, key=lambda key: key == "lead"):
            # Of a name that does not fit it is said why, not that there is none.
            wrong.setdefault(self._column_of(key), unfit[key])
        told = tuple(
            Fault(reference(row, self.at[field.key]), field.label, cells[field.key].text[:200], wrong[field.key])
            for field in self.fields
            if field.key in wrong
        )
        if told:
            return Line(row + 1, cells["text"].text[:200], (), {}, told)
        same = same_as(self.kind, kept)
        there = self.met.get(same, "")
        self.met.setdefault(same, f"Row {row + 1} of the file says the same.")
        return Line(row + 1, str(kept["text"]), self._words(kept), given, there=there)

    def _column_of(self, key: str) -> str:
        """Somebody else's name stands in the column of who leads it; what no column holds is said at the text."""
        key = "lead" if key == "lead_name" else key
        return key if key in self.at else "text"

    def _says(self, row: int, field: RowField) -> bool:
        """Whether something stands in this very cell."""
        cell = self.table.at(row, self.at[field.key])
        return cell.kind != "merged" and (bool(cell.kind) or cell.text.casefold() not in NOTHING)

    def _cell(self, row: int, field: RowField) -> Cell:
        """The cell. One that is merged with those above it says what the first of them says, unless it is the text."""
        column = self.at[field.key]
        cell = self.table.at(row, column)
        if cell.kind != "merged" or field.key == "text":
            return cell
        first, letters = cell.text.partition(":")[0], reference(0, column)[:-1]
        number = first.removeprefix(letters)
        if not number.isdecimal():
            return cell
        return self.table.at(int(number) - 1, column)

    def _read(self, field: RowField, cell: Cell) -> dict[str, Any]:
        if fault := _illegible(cell):
            raise ValueError(fault)
        if not cell.kind and cell.text.casefold() in NOTHING:
            return {}
        if field.kind == "day":
            return {field.key: day_of(cell)}
        return self._of_text(field, _as_text(field, cell))

    def _of_text(self, field: RowField, text: str) -> dict[str, Any]:
        """What the text means in this field."""
        if field.key == "lead":
            found = self.people.get(plain(text), [])
            return {"lead": found[0]} if len(found) == 1 else {"lead_name": text}
        if field.key == "objective":
            return {"objective": _one(self.objectives, text, NO_OBJECTIVE)}
        if field.key == "training":
            known = listed(list(self.within.offered.get("training", {}).values()))
            return {"training": _one(self.training, text, f"It is none of: {known}. Or leave the column out.")}
        if field.key == "half_term":
            if plain(text) not in self.halves:
                raise ValueError(f"It is none of: {listed([label for _, label in field.choices])}.")
            return {"half_term": self.halves[plain(text)]}
        return {field.key: text}

    def _words(self, kept: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        said = []
        for field in fields_of(self.kind):
            if field.key == "text":
                continue
            words = in_words(field, kept[field.key], self.within.offered.get(field.key))
            if field.key == "lead" and not words:
                words = f"{kept['lead_name']} ({BY_NAME})"
            if words:
                said.append((field.label, words))
        return tuple(said)


def _illegible(cell: Cell) -> str:
    """Why a cell cannot be read, whatever it is to be; empty for any other."""
    if cell.kind == "merged":
        return f"It is part of the merged cell {cell.text}: write it in each cell."
    if cell.kind == "long":
        return CUT
    reason = REASONS[cell.kind] if cell.kind in ("formula", "error") else ""
    return f"{reason[:1].upper()}{reason[1:]}." if reason else ""


def day_of(cell: Cell) -> dt.date:
    """The day that a cell says, the day before the month. ValueError with a sentence where it says none."""
    text = cell.text
    if cell.kind == "date":
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError as slip:
            raise ValueError(NO_DAY) from slip
    words = re.sub(r"(?<=\d)[.\-](?=\d)", "/", text) if not re.match(r"\d{4}-", text) else text
    words = ORDINAL.sub("", words).replace(",", " ")
    for form in DAYS:
        try:
            return dt.datetime.strptime(" ".join(words.split()), form).date()  # noqa: DTZ007 - a day without a time
        except ValueError:
            continue
    raise ValueError(NO_DAY)


def _as_text(field: RowField, cell: Cell) -> str:
    if cell.kind != "date":
        return cell.text
    if field.kind == "money":
        raise ValueError("It is a date.")
    try:
        return full_day(dt.date.fromisoformat(cell.text[:10]))
    except ValueError:
        return cell.text


def _by_words(offered: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, words in offered.items():
        found.setdefault(plain(words), []).append(key)
    return found


def _one(known: Mapping[str, list[str]], text: str, fault: str) -> str:
    found = known.get(plain(text), [])
    if len(found) != 1:
        raise ValueError(fault)
    return found[0]
