"""Workbooks from plain rows. Text stays text: no cell of ours is ever a formula."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from trust.reports.packing import same_bytes, xml_text

Value = str | int | float | bool | dt.date | dt.datetime | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell beginning with one of these is taken for a formula by some program that reads the file later.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%")
NOT_IN_A_TAB = re.compile(r"[\\/?*\[\]:]")
LONGEST_CELL = 32_767
LONGEST_TAB = 31
HEAD = Font(bold=True)
HEAD_FILL = PatternFill("solid", fgColor="EFEDE8")
WRAP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Column:
    """One column: its header, and its width in letters."""

    header: str
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """One tab."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = field(default_factory=tuple)


def workbook(*, title: str, trust_name: str, as_at: dt.datetime, sheets: Sequence[Sheet]) -> bytes:
    """The file: a first tab saying what it is and as at when, then the sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    front = book.create_sheet("About")
    front.column_dimensions["A"].width = 24
    front.column_dimensions["B"].width = 60
    facts: list[tuple[str, Value]] = [
        ("Title", title),
        ("Trust", trust_name),
        ("As at", f"{as_at:%-d %B %Y, %H:%M}"),
        *(("Sheet", sheet.title) for sheet in sheets),
        *(("Note", note) for sheet in sheets for note in sheet.notes),
    ]
    for number, (name, value) in enumerate(facts, start=1):
        write(front.cell(number, 1), name).font = HEAD
        write(front.cell(number, 2), value).alignment = WRAP
    taken = {"about"}
    for sheet in sheets:
        _add(book, sheet, taken)
    book.properties.title = xml_text(title)
    book.properties.creator = xml_text(trust_name)
    raw = io.BytesIO()
    book.save(raw)
    return same_bytes(raw.getvalue(), as_at)


def _add(book: Workbook, sheet: Sheet, taken: set[str]) -> None:
    tab = book.create_sheet(_tab_name(sheet.title, taken))
    for number, column in enumerate(sheet.columns, start=1):
        cell = write(tab.cell(1, number), column.header)
        cell.font, cell.fill, cell.alignment = HEAD, HEAD_FILL, WRAP
        tab.column_dimensions[get_column_letter(number)].width = column.width
    for row_number, row in enumerate(sheet.rows, start=2):
        for number, value in enumerate(row, start=1):
            write(tab.cell(row_number, number), value)
    tab.freeze_panes = "B2"
    tab.print_title_rows = "1:1"
    tab.page_setup.orientation = "landscape"
    tab.page_setup.fitToHeight = 0
    tab.sheet_properties.pageSetUpPr.fitToPage = True


def write(cell: Any, value: Value) -> Any:
    """Put the value in as what it is: numbers as numbers, dates as dates, text always as text."""
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=None)
    if not isinstance(value, str):
        cell.value = value
        return cell
    text = xml_text(value)[:LONGEST_CELL]
    cell.value = text
    cell.data_type = "s"
    if value.startswith(FORMULA_STARTS):
        # The mark that a spreadsheet itself puts before text that looks like a formula.
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = WRAP
    return cell


def _tab_name(title: str, taken: set[str]) -> str:
    base = NOT_IN_A_TAB.sub(" ", xml_text(title)).strip(" '")[:LONGEST_TAB] or "Sheet"
    name, number = base, 2
    while name.lower() in taken:
        name, number = f"{base[: LONGEST_TAB - 4]} ({number})", number + 1
    taken.add(name.lower())
    return name
