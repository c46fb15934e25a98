"""From rows of text to rows of values, each with its fate: taken, skipped or refused with a reason."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from academies.imports.cells import READERS, Reader, Value
from academies.imports.layouts import Layout

KEPT_REASONS = 1_000


@dataclass
class Account:
    """What became of the rows so far. Read = taken + refused + skipped."""

    read: int = 0
    refused: int = 0
    skipped: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """Count a refused row; the first thousand reasons are kept."""
        self.refused += 1
        if len(self.reasons) < KEPT_REASONS:
            self.reasons.append((line, reason))


class RowRefused(ValueError):
    """This row is not taken in; the message says why."""


class RowSkipped(Exception):
    """A blank line or a line that is no school, such as a total."""


def reader_of(layout: Layout) -> Callable[[list[str]], tuple[Value, ...]]:
    """A function from cells to the values of the layout's fields, in their order."""
    steps: list[tuple[int, Reader, str, bool]] = [
        (f.index, READERS[f.type], f.column, f.type == "urn") for f in layout.fields
    ]

    def read(cells: list[str]) -> tuple[Value, ...]:
        values: list[Value] = []
        for index, reader, column, is_key in steps:
            try:
                values.append(reader(cells[index]))
            except ValueError as error:
                if is_key and not cells[index].strip().isdigit():
                    raise RowSkipped from None
                raise RowRefused(f"{column}: {error}") from None
        return tuple(values)

    return read


def padded(rows: Iterable[tuple[int, list[str]]], width: int, account: Account) -> Iterator[tuple[int, list[str]]]:
    """Rows brought to the header's width. Blank ones are counted and passed over."""
    for line, cells in rows:
        account.read += 1
        if not any(cells) or not any(cell.strip() for cell in cells):
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
        except RowSkipped:
            account.skipped += 1
        except RowRefused as refusal:
            account.refuse(line, str(refusal))
