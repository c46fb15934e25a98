"""Results of a survey as a small table: read cell by cell, never of so few people that somebody is recognised."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from improvement_cycle.enums import SurveyUnit

PERCENT, COUNT = SurveyUnit.PERCENT.value, SurveyUnit.COUNT.value
UNITS = SurveyUnit.choices
YEAR_BEFORE = "Year before"  # where the column has no name of its own
COLUMNS = ("statement", "value", "answers", "before")
MOST_LINES = 40
LONGEST = 300
LARGEST = 1_000_000
NUMBER = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?")

Cells = Sequence[str]  # of one line, as typed


@dataclass(frozen=True)
class SurveyLine:
    """One question or statement. `value`: how many agreed; `before`: the same the year before."""

    statement: str
    value: float
    answers: int
    before: float | None = None

    def share(self, unit: str) -> float:
        """Of a hundred."""
        return self.value if unit == PERCENT else round(100 * self.value / self.answers, 1)

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True)
class SurveyWords:
    """A table as it is read: for each line the statement, how many agree, of how many answers, and the year before."""

    agree: str  # head of the second column
    before: str  # and of the last
    lines: tuple[tuple[str, str, str, str], ...]


def in_words(lines: Sequence[SurveyLine], unit: str, before_label: str) -> SurveyWords:
    """The same in words."""
    sign = "%" if unit == PERCENT else ""
    return SurveyWords(
        agree="Agree, per cent" if unit == PERCENT else "Agree, people",
        before=before_label or YEAR_BEFORE,
        lines=tuple(
            (
                line.statement,
                f"{number_in_words(line.value)}{sign}",
                str(line.answers),
                "–" if line.before is None else f"{number_in_words(line.before)}{sign}",
            )
            for line in lines
        ),
    )


def number_in_words(value: float) -> str:
    """92, 91.5."""
    return f"{value:g}" if value < 100_000 else str(int(value))


@dataclass(frozen=True)
class Read:
    """What was read; a sentence for each cell that does not fit, by line and column; and gentle words."""

    lines: tuple[SurveyLine, ...]
    faults: Mapping[tuple[int, str], str]
    careful: tuple[str, ...]


def pasted(text: str) -> tuple[list[list[str]], list[str]]:
    """Cells of what was copied from a spreadsheet, and sentences for lines that have too many."""
    rows: list[list[str]] = []
    faults: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        is_head = not rows and len(cells) > 1 and not NUMBER.match(cells[1])
        if is_head:
            continue
        if len(cells) > len(COLUMNS):
            faults.append(
                f"Line {number} has {len(cells)} columns. Keep four: statement, result, answers, year before."
            )
        rows.append([*cells, *[""] * len(COLUMNS)][: len(COLUMNS)])
    if len(rows) > MOST_LINES:
        faults.append(f"That is {len(rows)} lines. A table takes at most {MOST_LINES}: choose those that matter.")
    return rows[:MOST_LINES], faults


def read(rows: Sequence[Cells], unit: str, threshold: int) -> Read:
    """The table as typed; empty lines are passed over."""
    lines: list[SurveyLine] = []
    faults: dict[tuple[int, str], str] = {}
    careful: list[str] = []
    for place, cells in enumerate(rows):
        if not any(cell.strip() for cell in cells):
            continue
        line, wrong = _line(cells, unit, threshold)
        faults |= {(place, column): sentence for column, sentence in wrong.items()}
        if line is not None:
            lines.append(line)
            if word := _careful(line, unit, threshold):
                careful.append(word)
    if not lines and not faults:
        faults[0, "statement"] = "Give at least one question or statement."
    return Read(tuple(lines), faults, tuple(careful))


def _line(cells: Cells, unit: str, threshold: int) -> tuple[SurveyLine | None, dict[str, str]]:
    statement = " ".join(cells[0].split())
    wrong: dict[str, str] = {}
    if not statement:
        wrong["statement"] = "Say what was asked."
    elif len(statement) > LONGEST or "\x00" in statement:
        wrong["statement"] = f"At most {LONGEST} characters."
    answers = _number(cells[2])
    if answers is None or answers != int(answers):
        wrong["answers"] = "Give the number of answers, a whole number."
    elif answers < threshold:
        wrong["answers"] = f"Fewer than {threshold} people: leave this group out, somebody could be recognised."
    value = _value(cells[1], unit, wrong, "value", answers)
    before = _value(cells[3], unit, wrong, "before", None) if cells[3].strip() else None
    if wrong or value is None or answers is None:
        return None, wrong
    return SurveyLine(statement, value, int(answers), before), {}


def _value(cell: str, unit: str, wrong: dict[str, str], column: str, answers: float | None) -> float | None:
    found = _number(cell)
    if unit == PERCENT and (found is None or found > 100):
        wrong[column] = "Give a percentage from 0 to 100."
    elif unit == COUNT and (found is None or found != int(found)):
        wrong[column] = "Give a number of people, a whole number."
    elif unit == COUNT and answers is not None and found is not None and found > answers:
        wrong[column] = "More people than answered."
    return found


def _number(cell: str) -> float | None:
    text = cell.strip().removesuffix("%").strip()
    if not NUMBER.fullmatch(text):
        return None
    found = float(text.replace(",", "."))
    return found if found <= LARGEST else None


def _careful(line: SurveyLine, unit: str, threshold: int) -> str:
    people = round(line.value if unit == COUNT else line.value * line.answers / 100)
    for number, words in ((people, "say so"), (line.answers - people, "do not")):
        if 0 < number < threshold:
            return f"“{line.statement}”: about {number} people {words}. Could somebody be recognised?"
    return ""
