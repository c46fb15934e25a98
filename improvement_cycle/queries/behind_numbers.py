"""The academies behind a number of the dashboard: whatever is counted there can be opened as a list here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from improvement_cycle.models import Cycle
from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.year_so_far import Thing
from improvement_cycle.queries.matrix import Cell, Matrix, Row, matrix
from improvement_cycle.queries.year_so_far import things
from trust.actors import Actor

CATEGORY, MOVED, AREA, AGREED, OPEN = "category", "moved", "area", "agreed", "open"
KINDS = (AGREED, OPEN, CATEGORY, MOVED, AREA, *(thing.value for thing in Thing))
UNSET, NOT_APPLICABLE = "unset", "na"
DONE, LEFT, LATE = "done", "left", "late"
# What a category did since last year, as policies.overview names it.
MOVES = {
    "less": "less support than last year",
    "more": "more support than last year",
    "same": "the same category as last year",
    "new": "their first category",
    "new_scale": "a category of a new scale, not comparable with last year’s",
}


@dataclass(frozen=True)
class Behind:
    """A list: its title, and each academy with a word on it."""

    title: str
    lines: tuple[tuple[Any, str], ...]  # of rows of the matrix, or of academies in the year


def in_category(page: Matrix, number: int, year: str) -> list[Row]:
    """Rows that were in this category in a year, by its label: only where the categories are the same as now."""
    return [
        row
        for row in page.rows
        for step in row.trail
        if step.year == year and step.comparable and step.category and step.category.number == number
    ]


def moved(page: Matrix, how: str) -> list[Row]:
    """Rows whose category moved like this since last year."""
    return [row for row in page.rows if row.category_movement == how]


def in_area(page: Matrix, column: str, grade: str) -> list[tuple[Row, Cell]]:
    """Rows with this grade in a column; `unset` for those not agreed there yet, `na` where it does not apply."""
    return [(row, cell) for row in page.rows for cell in row.cells if cell.column == column and _stands(cell) == grade]


def _stands(cell: Cell) -> str:
    if not cell.applies:
        return NOT_APPLICABLE
    return cell.grade.key if cell.grade else UNSET


def agreed(page: Matrix, *, is_agreed: bool) -> list[Row]:
    """Rows that the three have agreed, or have not."""
    return [row for row in page.rows if row.is_agreed is is_agreed]


def behind(actor: Actor, cycle: Cycle, phase: str, of: str, asked: Mapping[str, Any]) -> Behind:
    """The list of one number. `asked`: what narrows it, as the address said it."""
    if of in Thing.__members__.values():
        return _of_thing(actor, cycle, phase, Thing(of), asked.get("show") or DONE)
    page = matrix(actor, cycle, phase)
    made: dict[str, Callable[[], Behind]] = {
        AGREED: lambda: _plain("Rows that are agreed", agreed(page, is_agreed=True)),
        OPEN: lambda: _plain("Rows that are not agreed yet", agreed(page, is_agreed=False)),
        CATEGORY: lambda: _of_category(page, asked),
        MOVED: lambda: _of_moves(page, asked.get("how") or "less"),
        AREA: lambda: _of_area(page, asked),
    }
    return made[of]()


def _plain(title: str, rows: list[Row]) -> Behind:
    return Behind(title, tuple((row, row.completeness.words) for row in rows))


def _of_category(page: Matrix, asked: Mapping[str, Any]) -> Behind:
    year = asked.get("year") or page.year.label
    categories = {each.number: each for each in page.definition.categories}
    category = categories.get(int(asked.get("number") or 0))
    rows = in_category(page, category.number, year) if category else []
    title = f"Category {category.number}: {category.label}" if category else "No such category"
    told = tuple((row, _now(row.category) if year != page.year.label else "") for row in rows)
    return Behind(f"{title}, {year}", told)


def _now(category: CategoryWord | None) -> str:
    return f"Now category {category.number}" if category else "Not decided yet this year"


def _of_moves(page: Matrix, how: str) -> Behind:
    rows = moved(page, how)
    return Behind(f"{page.place.capitalize()} with {MOVES[how]}", tuple((row, trail_words(row)) for row in rows))


def trail_words(row: Row) -> str:
    """2024/25: 2, 2025/26: 2, 2026/27: 3; a year with other categories says so."""
    return ", ".join(
        f"{step.year}: "
        + ("none" if not step.category else str(step.category.number) if step.comparable else "new scale since")
        for step in row.trail
    )


def _of_area(page: Matrix, asked: Mapping[str, Any]) -> Behind:
    columns = page.definition.column_of
    column = columns.get(asked.get("column") or "") or page.definition.judged_columns[0]
    grade = asked.get("grade") or UNSET
    words = {each.key: each.label for each in page.definition.scale_of[column.scale].grades}
    words |= {UNSET: "Not agreed yet", NOT_APPLICABLE: "Not applicable"}
    found = in_area(page, column.key, grade)
    moves = {"up": "Improved", "down": "Declined", "new_scale": "New scale, not comparable"}
    lines = tuple((row, moves.get(str(cell.movement), "")) for row, cell in found)
    return Behind(f"{column.label}: {words.get(grade, 'no such grade')}", lines)


def _of_thing(actor: Actor, cycle: Cycle, phase: str, thing: Thing, show: str) -> Behind:
    rows, counted = things(actor, cycle, phase)
    found = next((each for each in counted if each.thing is thing), None)
    titles = {DONE: "", LEFT: ": still to come", LATE: ": late"}
    if found is None:
        return Behind(f"{thing.value.capitalize()}{titles[show]}", ())
    wanted = {DONE: found.done, LEFT: found.left, LATE: found.late}[show]
    due = f"Due {found.due_on:%-d %B}" if found.due_on and show != DONE else ""
    return Behind(f"{found.words}{titles[show]}", tuple((rows[each], due) for each in wanted))
