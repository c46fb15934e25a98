"""The heat map as head and rows of a table, made from prepared cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from academies.enums import Regime
from improvement_cycle.cells import (
    NOT_APPLICABLE,
    HeatCells,
    TrailPoint,
    beside_line,
    beside_own,
    breakable,
    joined,
    own_line,
    ring,
)
from improvement_cycle.enums import ColumnKind
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition
from improvement_cycle.presenters.inspections import date_cell, inspection_words, profile_cell
from improvement_cycle.presenters.model_words import category_name
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries.inspections import concern_shown
from improvement_cycle.queries.matrix import Matrix, Row
from improvement_cycle.queries.snapshots import own_view_heading
from trust.policies.wording import count
from trust.words import counted

WIDTHS = {
    ColumnKind.INSPECTION_PROFILE: "col-hist c-of",
    ColumnKind.INSPECTION_DATE: "col-hist c-of",
    ColumnKind.SELF_EVALUATION: "col-hist c-sef",
    ColumnKind.GRADE: "col-area",
    ColumnKind.CATEGORY: "col-trail",
}


@dataclass(frozen=True)
class HeatMap:
    """What the table prints."""

    head: SafeString
    body: SafeString
    legend: tuple[Any, ...]
    has_new_scale: bool
    has_drafts: bool
    has_report_cards: bool
    is_empty: bool
    is_wide: bool  # many columns: the short words are used


MANY = 7


def shown_columns(definition: Definition) -> tuple[ColumnWord, ...]:
    """Columns of the table: the date stands under the profile where there is one."""
    kinds = {column.kind for column in definition.columns}
    both = {ColumnKind.INSPECTION_PROFILE, ColumnKind.INSPECTION_DATE} <= kinds
    return tuple(column for column in definition.columns if not (both and column.kind == ColumnKind.INSPECTION_DATE))


def legend_of(definition: Definition) -> tuple[Any, ...]:
    """Grades that the judged columns use, each look once."""
    used = {column.scale for column in definition.judged_columns}
    found: dict[tuple[str, str], Any] = {}
    for scale in definition.scales:
        if scale.key in used:
            for grade in scale.grades:
                found.setdefault((grade.tone, grade.label), grade)
    return tuple(found.values())


def heat_map(matrix: Matrix, address: Callable[[Any], str]) -> HeatMap:
    """The table of a year. `address` gives the page of an academy's row."""
    columns = shown_columns(matrix.definition)
    cells = HeatCells(matrix.definition, matrix.before.label if matrix.before else "")
    body = joined(
        piece
        for group in matrix.groups
        for piece in (
            group_head(group.category, len(group.rows), matrix.place),
            _rows(group.rows, columns, cells, address),
        )
    )
    rows = list(matrix.rows)
    return HeatMap(
        head=head(columns, new_scale_columns(rows)),
        body=body,
        legend=legend_of(matrix.definition),
        has_new_scale=bool(new_scale_columns(rows)),
        has_drafts=any(not row.is_agreed for row in rows),
        has_report_cards=any(_has_card(row) for row in rows),
        is_empty=not rows,
        is_wide=len(matrix.definition.judged_columns) > MANY,
    )


def _has_card(row: Row) -> bool:
    return bool(row.profile and row.profile.latest and row.profile.latest.regime == Regime.REPORT_CARD)


def new_scale_columns(rows: Iterable[Row]) -> frozenset[str]:
    """Columns in which nothing may be compared with last year."""
    return frozenset(cell.column for row in rows for cell in row.cells if cell.movement == "new_scale")


def head(columns: Sequence[ColumnWord], new_scale: frozenset[str] = frozenset()) -> SafeString:
    """Widths and headings."""
    widths = format_html_join(
        "", '<col class="{}">', [("col-name",), *((WIDTHS[ColumnKind(c.kind)],) for c in columns)]
    )
    headings = format_html_join(
        "",
        '<th scope="col" class="{}">{}{}</th>',
        (
            (
                WIDTHS[ColumnKind(column.kind)],
                breakable(column.name),
                mark_safe('<span class="newscale">new scale</span>') if column.key in new_scale else "",
            )
            for column in columns
        ),
    )
    return format_html(
        '<colgroup>{}</colgroup><thead><tr><th scope="col">Academy</th>{}</tr></thead>', widths, headings
    )


def group_head(category: CategoryWord | None, number: int, place: str) -> SafeString:
    """The line above the academies of one category. It spans no columns: some of them hide on narrow screens."""
    return format_html(
        '<tr class="group"><th scope="rowgroup"><div class="row">{}{} <span class="muted">{} {}</span></div></th></tr>',
        ring(category),
        category_name(category),
        count(number),
        counted(place, number),
    )


def _rows(
    rows: Iterable[Row], columns: Sequence[ColumnWord], cells: HeatCells, address: Callable[[Any], str]
) -> SafeString:
    judged = {column.key: n for n, column in enumerate(cells.definition.judged_columns)}
    beside = _beside(columns, cells)
    made: list[str] = []
    for row in rows:
        draft = not row.is_agreed
        made.append('<tr class="is-draft">' if draft else "<tr>")
        made.append(_name(row, address(row.academy), draft))
        for column in columns:
            if column.kind == ColumnKind.GRADE:
                cell = row.cells[judged[column.key]]
                made.append(
                    cells.judged(cell.grade.id if cell.grade else None, cell.movement.value)
                    if cell.applies
                    else NOT_APPLICABLE
                )
            else:
                made.append(_other(column, row, cells))
        made.append("</tr>")
        made.append(beside(row))
    return joined(made)


def _beside(columns: Sequence[ColumnWord], cells: HeatCells) -> Callable[[Row], SafeString | str]:
    """What makes an academy's line on narrow screens; all that is the same for every row is asked once."""
    kinds = [ColumnKind(column.kind) for column in columns]
    says = ColumnKind.INSPECTION_PROFILE in kinds
    inspected, trails = says or ColumnKind.INSPECTION_DATE in kinds, ColumnKind.CATEGORY in kinds
    heading = own_view_heading(cells.definition)
    width = 1 + sum(not WIDTHS[kind].startswith("col-hist") for kind in kinds)

    def line(row: Row) -> SafeString | str:
        past = tuple(step.category.number if step.category else None for step in row.trail[:-1]) if trails else ()
        return beside_line(
            cells.beside_marks(past, row.category, concern_shown(row.profile) if says else ""),
            inspection_words(row.profile, only_date=not says) if inspected else (),
            beside_own(own_line(heading, row.own_view.words if row.own_view else row.own_view_missing)),
            columns=width,
        )

    return line


def _name(row: Row, address: str, draft: bool) -> SafeString:
    return format_html(
        '<th scope="row"><a href="{}">{}</a><span class="tiny">{}{}</span></th>',
        address,
        row.name,
        phase_word(row.phase),
        mark_safe(' <span class="tag wait">Draft</span>') if draft else "",
    )


def _other(column: ColumnWord, row: Row, cells: HeatCells) -> SafeString:
    if column.kind == ColumnKind.CATEGORY:
        points = [TrailPoint(s.year, s.category.number if s.category else None, s.category) for s in row.trail]
        return cells.trail(points, row.category_movement)
    if column.kind == ColumnKind.SELF_EVALUATION:
        return cells.own_view(row.own_view, row.own_view_missing)
    if column.kind == ColumnKind.INSPECTION_DATE:
        return date_cell(row.profile)
    return profile_cell(row.profile)
