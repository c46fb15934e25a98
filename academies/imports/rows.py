"""From rows of text to rows of values, each with its fate: taken or refused with a reason. Blank rows are skipped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from academies.imports.cells import READERS, Value
from academies.imports.layouts import Layout

KEPT_REASONS = 1_000
LONGEST_TEXT = 2_000
BETWEEN = "\3\2"
# White space at the edge of a cell, and any but the blank anywhere.
TO_STRIP = ("\2 ", " \3", *"\t\n\v\f\r\x1c\x1d\x1e\x1f")


@dataclass
class Account:
    """What became of the rows so far. Read = taken + refused + skipped."""

    read: int = 0
    refused: int = 0
    skipped: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)
    passed_over: set[str] = field(default_factory=set)

    def refuse(self, line: int, reason: str) -> None:
        """Count a refused row; the first thousand reasons are kept."""
        self.refused += 1
        if len(self.reasons) < KEPT_REASONS:
            self.reasons.append((line, reason))

    def pass_over(self, line: int, reason: str) -> None:
        """Count a skipped row. There may be thousands of a sort, so each reason is kept once, with its first line."""
        self.skipped += 1
        if reason not in self.passed_over and len(self.passed_over) < KEPT_REASONS:
            self.passed_over.add(reason)
            self.reasons.append((line, f"{reason} It and others like it were skipped."))


class RowRefused(ValueError):
    """This row is not taken in; the message says why."""


class RowPassedOver(ValueError):
    """This row is right, and not what is kept; the message says why."""


def reader_of(layout: Layout) -> Callable[[list[str]], tuple[Value, ...]]:
    """A function from cells to the values of the layout's fields, in their order."""
    pick = itemgetter(*(f.index for f in layout.fields), 0)  # one more, so that it always gives a tuple
    read = reader_of_clean(layout)
    return lambda cells: read(clean(pick(cells)))


def reader_of_clean(layout: Layout) -> Callable[[list[str]], tuple[Value, ...]]:
    """A function from the cleaned cells of the layout's fields, and one more, to their values."""
    steps = [(place, READERS[f.type], f) for place, f in enumerate(layout.fields) if f.type != "text"]

    def read(values: list[Any]) -> tuple[Value, ...]:
        values.pop()
        for place, reader, known in steps:
            try:
                values[place] = reader(values[place])
            except ValueError as error:
                raise RowRefused(f"{known.column}: {error}") from None
        return tuple(values)

    return read


def clean(cells: Sequence[str]) -> list[str]:
    """Text without blanks around it; words for missing are empty. Raises RowRefused for what no register holds."""
    row = "\2" + BETWEEN.join(cells) + "\3"
    if len(row) > LONGEST_TEXT and len(longest := max(cells, key=len).strip()) > LONGEST_TEXT:
        raise RowRefused(f"“{longest[:40]}” … is longer than {LONGEST_TEXT} characters")
    # Most rows have nothing to strip: then all their cells at once, in a third of the time of one by one.
    # Not where a cell holds one of the marks that stand around it.
    is_marked = row.count("\2") == row.count("\3") == len(cells)
    if is_marked and row.isascii() and not any(map(row.__contains__, TO_STRIP)):
        return row.replace("\2NULL\3", "\2\3").replace("\2Not recorded\3", "\2\3")[1:-1].split(BETWEEN)
    # Compared one by one: to look texts up in a set takes longer, and there are millions.
    return ["" if (text := cell.strip()) == "NULL" or text == "Not recorded" else text for cell in cells]


def padded(rows: Iterable[tuple[int, list[str]]], width: int, account: Account) -> Iterator[tuple[int, list[str]]]:
    """Rows brought to the header's width. Blank ones are counted and passed over."""
    for line, cells in rows:
        account.read += 1
        if not any(map(str.strip, cells)):
            account.skipped += 1
            continue
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        yield line, cells


def taken(
    rows: Iterable[tuple[int, list[str]]], read: Callable[[list[str]], Any], account: Account
) -> Iterator[tuple[int, Any]]:
    """Values of the rows that can be read; the others end in the account."""
    for line, cells in rows:
        try:
            yield line, read(cells)
        except RowRefused as refusal:
            account.refuse(line, str(refusal))
