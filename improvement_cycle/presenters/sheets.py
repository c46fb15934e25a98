"""A spreadsheet as the page shows it on which its columns are matched."""

import datetime as dt
from collections.abc import Mapping

from improvement_cycle.policies.taking_over import Cell, Table, reference
from trust.policies.wording import full_day

SAMPLES = 3


def headings_of(table: Table, header: int) -> Mapping[int, str]:
    """The columns that hold anything, each by its heading or its letter."""
    used = [n for n in range(table.width) if any(_said(table.at(row, n)) for row in range(len(table.rows)))]
    return {n: _said(table.at(header, n))[:60] or f"Column {reference(0, n)[:-1]}" for n in used}


def samples(table: Table, header: int, column: int) -> str:
    """What stands below its heading, in short."""
    texts = [_said(table.at(row, column)) for row in range(header + 1, len(table.rows))]
    different = list(dict.fromkeys(text[:40] for text in texts if text))
    return ", ".join(different[:SAMPLES]) + (", …" if len(different) > SAMPLES else "")


def _said(cell: Cell) -> str:
    """What one sees in it: of a merged area only its first cell says anything, and a day is written as a day."""
    if cell.kind == "merged":
        return ""
    if cell.kind == "date":
        try:
            return full_day(dt.date.fromisoformat(cell.text[:10]))
        except ValueError:
            return cell.text
    return cell.text
