"""Reads a spreadsheet under the limits of trust.limited: `python -m trust.sheet_cells`, a file in, JSON out.

Cells come as text with what is special about them: a formula without a saved result, an error, a date, a part of a
merged cell, a text cut short. A share comes as it is shown. Hidden sheets are named and not read. No program of the
file runs, no link is followed.
"""

import csv
import datetime as dt
import io
import json
import sys
import zipfile
from typing import Any

from trust.limited import AT_FAULT, limit

MOST_ROWS = 600
MOST_COLUMNS = 80
MOST_SHEETS = 30
LONGEST_TEXT = 1000
SEPARATORS = ",;\t"


def cell(value: Any, kind: str = "") -> list[str]:
    """Text and kind."""
    if value is None:
        return ["", kind]
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return [value.isoformat(), "date"]
    if isinstance(value, float):
        # What a calculation leaves far behind the point is no part of the number.
        value = int(value) if value.is_integer() else round(value, 9)
    text = " ".join(str(value).split())
    if len(text) > LONGEST_TEXT:
        return [text[:LONGEST_TEXT], "long"]
    return [text, kind]


def workbook(content: bytes) -> dict[str, Any]:
    """Every visible sheet. The file is read twice: for results of formulas, and for where formulas stand."""
    from openpyxl import load_workbook  # noqa: PLC0415 - after the limits are set

    values = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(content), keep_links=False)
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
    hidden = [sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible"]
    return {
        "sheets": [_sheet(sheet, formulas[sheet.title]) for sheet in visible],
        "hidden": [cell(title)[0] for title in hidden[:MOST_SHEETS]],
    }


def _sheet(values: Any, formulas: Any) -> dict[str, Any]:
    merged = {}
    for area in values.merged_cells.ranges:
        if area.min_row <= MOST_ROWS and area.min_col <= MOST_COLUMNS:
            for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1):
                for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                    if (row, column) != (area.min_row, area.min_col):
                        merged[row, column] = str(area)
    width, height = min(values.max_column, MOST_COLUMNS), min(values.max_row, MOST_ROWS)
    rows = [
        [_cell(values, formulas, merged, row, column) for column in range(1, width + 1)] for row in range(1, height + 1)
    ]
    is_cut = values.max_row > MOST_ROWS or values.max_column > MOST_COLUMNS
    return {"title": cell(values.title)[0], "rows": rows, "cut": is_cut}


def _cell(values: Any, formulas: Any, merged: dict[tuple[int, int], str], row: int, column: int) -> list[str]:
    if area := merged.get((row, column)):
        return [area, "merged"]
    known = values._cells.get((row, column))
    if known is None:
        return ["", ""]
    written = formulas._cells.get((row, column))
    if known.data_type == "e":
        return cell(known.value, "error")
    if written is not None and written.data_type == "f" and known.value is None:
        return ["", "formula"]
    if isinstance(known.value, int | float) and str(known.number_format).endswith("%"):
        # 35% is kept as 0.35.
        return cell(f"{round(known.value * 100, 6):g}%")
    return cell(known.value)


def table(content: bytes) -> dict[str, Any]:
    """A text file with separators."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[list[str]]] = []
    is_cut = False
    for row in found:
        if len(rows) == MOST_ROWS:
            is_cut = True
            break
        is_cut = is_cut or len(row) > MOST_COLUMNS
        rows.append([cell(value) for value in row[:MOST_COLUMNS]])
    return {"sheets": [{"title": "", "rows": rows, "cut": is_cut}], "hidden": []}


def main() -> int:
    """Read, answer; the file's own faults end with the code that says so."""
    limit()
    content = sys.stdin.buffer.read()
    is_book = content.startswith(b"PK\x03\x04")
    try:
        said = workbook(content) if is_book else table(content)
    # What is wrong with a workbook comes out of openpyxl in many forms, and all of them mean the same.
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, csv.Error, SyntaxError):
        return AT_FAULT
    json.dump(said, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
