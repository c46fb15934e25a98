"""The matrix of a year on paper and as a workbook: agreed judgements, never a single view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString

from improvement_cycle.cells import breakable
from improvement_cycle.presenters.dashboard import status_line, weak_areas_chart
from improvement_cycle.presenters.heat_map import legend_of
from improvement_cycle.presenters.model_words import category_name, title_of
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries import places
from improvement_cycle.queries.inspections import concern_shown, is_before_joining, profile_words
from improvement_cycle.queries.matrix import Cell, Matrix, Row, matrix
from improvement_cycle.queries.snapshots import content_of, fingerprint, own_view_heading
from trust.actors import Actor
from trust.charts import TONES, StackedBars
from trust.permissions import Permission
from trust.reports import About, ReportKind
from trust.reports.sheets import Column, Sheet, Value
from trust.words import counted

PAPERS = {"a4": "landscape", "a3": "a3"}
# The sprite's shapes drawn out: a PDF knows no reference to another drawing.
SHAPES = {
    "star": "M6 .6l1.6 3.5 3.8.4-2.8 2.6.8 3.8L6 9l-3.4 1.9.8-3.8L.6 4.5l3.8-.4z",
    "dot": "M6 2.4a3.6 3.6 0 110 7.2 3.6 3.6 0 010-7.2z",
    "ring": "M6 1.1a4.9 4.9 0 110 9.8 4.9 4.9 0 010-9.8zM6 3.1a2.9 2.9 0 100 5.8 2.9 2.9 0 000-5.8z",
    "tri": "M6 1l5.4 9.6H.6z",
    "sq": "M1 1h10v10H1z",
    "up": "M6 1l4.6 5H7.2v5H4.8V6H1.4z",
    "down": "M6 11L1.4 6h3.4V1h2.4v5h3.4z",
}
SHAPE_WORDS = {"tri": "triangle", "sq": "square", "up": "arrow up", "down": "arrow down"}
MOVED = {"up": "improved", "down": "declined", "new_scale": "new scale"}


@dataclass(frozen=True)
class CellShown:
    """One cell on paper."""

    tone: str
    shape: SafeString
    label: str
    arrow: SafeString | str
    moved: str


@dataclass(frozen=True)
class RowShown:
    """One academy on paper."""

    name: str
    phase: str
    draft: bool
    inspection: str
    concern: str
    before_joining: bool
    own_view: str
    cells: tuple[CellShown, ...]
    trail: str
    trail_short: str
    category: int | None
    tone: str


@dataclass(frozen=True)
class GroupShown:
    """The academies of one category."""

    title: str
    rows: tuple[RowShown, ...]


@dataclass(frozen=True)
class MatrixReport:
    """Everything that the template and the workbook print."""

    title: str
    year: str
    before: str
    layout: str
    headline: str
    status: str
    own_view: str  # the heading, or nothing
    columns: tuple[str, ...]
    trail_years: str
    groups: tuple[GroupShown, ...]
    legend: tuple[tuple[str, SafeString, str], ...]
    chart: StackedBars
    model: str

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns for narrow places: long words break where they may."""
        return tuple(breakable(name) for name in self.columns)


def drawn(name: str, colour: str) -> SafeString:
    """A shape with its colour written out, and named: in a tagged PDF a drawing without words is a fault."""
    return format_html(
        '<svg width="7" height="7" viewBox="0 0 12 12"><title>{}</title><path fill="{}" d="{}"/></svg>',
        SHAPE_WORDS.get(name, name),
        colour,
        SHAPES.get(name, SHAPES["dot"]),
    )


def describe(actor: Actor, cycle_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what is on the page."""
    found = _found(actor, cycle_id, parameters)
    # What is published tells nothing of rows that are not agreed yet, and the report shows them.
    drafts = [
        [
            str(row.id),
            row.is_agreed,
            row.category.id if row.category else "",
            row.own_view.words if row.own_view else row.own_view_missing,
            # Against the year before, and the years before that: those may be taken over, or agreed anew, later.
            [[cell.grade.id, cell.movement.value] for cell in row.cells if cell.grade],
            [[step.year, step.category.id if step.category else ""] for step in row.trail],
        ]
        for row in found.rows
    ]
    last = found.last_change.at.isoformat() if found.last_change else ""
    return About(_title(actor, found), fingerprint({"content": content_of(found), "rows": drafts, "last": last}))


def _check(actor: Actor, cycle_id: UUID, _version: str) -> None:
    # Whoever holds MATRIX_REPORT reads the whole matrix.
    places.cycle(actor, cycle_id)


def _found(actor: Actor, cycle_id: UUID, parameters: Mapping[str, Any]) -> Matrix:
    return matrix(actor, places.cycle(actor, cycle_id), str(parameters.get("phase", "")))


def _title(actor: Actor, found: Matrix) -> str:
    """Annual review matrix 2026/27, secondary academies."""
    whole = f"{title_of(actor, found.definition.matrix_label)} {found.year.label}"
    return f"{whole}, {counted(found.place, 2)}" if found.phase else whole


def paper_words(parameters: Mapping[str, Any]) -> str:
    """What the list of reports tells one PDF from another by."""
    return "A3 landscape" if parameters.get("paper") == "a3" else "A4 landscape"


def build(actor: Actor, cycle_id: UUID, parameters: Mapping[str, Any]) -> MatrixReport:
    """The matrix as the person who asks may see it."""
    found = _found(actor, cycle_id, parameters)
    definition = found.definition
    return MatrixReport(
        title=_title(actor, found),
        year=found.year.label,
        before=found.before.label if found.before else "",
        layout=PAPERS.get(str(parameters.get("paper", "")), PAPERS["a4"]),
        headline=found.headline,
        status=status_line(found, in_file=True),
        own_view=own_view_heading(definition),
        columns=tuple(column.name for column in definition.judged_columns),
        trail_years=_years(found),
        groups=tuple(
            GroupShown(
                category_name(group.category),
                tuple(_row(row) for row in group.rows),
            )
            for group in found.groups
        ),
        legend=tuple((grade.tone, _shape(grade.shape, grade.tone), grade.label) for grade in legend_of(definition)),
        chart=weak_areas_chart(found, literal=True),
        model=f"{definition.label}, version {definition.number}",
    )


def _years(found: Matrix) -> str:
    """2024/25 to 2026/27"""
    labels = [step.year for row in found.rows for step in row.trail]
    return f"{min(labels)} to {max(labels)}" if len(set(labels)) > 1 else "".join(labels[:1])


def _row(row: Row) -> RowShown:
    return RowShown(
        name=row.name,
        phase=phase_word(row.phase),
        draft=not row.is_agreed,
        inspection=profile_words(row.profile) or "No inspection known",
        concern=concern_shown(row.profile),
        before_joining=is_before_joining(row.profile),
        own_view=row.own_view.words if row.own_view else row.own_view_missing,
        cells=tuple(_cell(cell) for cell in row.cells),
        trail=", ".join(f"{step.year}: {step.category.number if step.category else '–'}" for step in row.trail),
        trail_short=" – ".join(str(step.category.number) if step.category else "·" for step in row.trail),
        category=row.category.number if row.category else None,
        tone=row.category.tone if row.category else "",
    )


def _cell(cell: Cell) -> CellShown:
    if not cell.applies:
        return CellShown("na", SafeString(""), "n/a", "", "")
    if cell.grade is None:
        return CellShown("", SafeString(""), "–", "", "")
    tone, moved = cell.grade.tone, cell.movement.value
    return CellShown(
        tone=tone,
        shape=_shape(cell.grade.shape, tone),
        label=cell.grade.label,
        arrow=_shape(moved, tone) if moved in ("up", "down") else "",
        moved=MOVED.get(moved, ""),
    )


def _shape(name: str, tone: str) -> SafeString:
    return drawn(name, TONES.get(tone, TONES["na"])[1])


def sheets(report: MatrixReport) -> Sequence[Sheet]:
    """One tab with the matrix, one with the counts. Each fact has a cell of its own, to filter by."""
    columns = [Column("Academy", 28), Column("Phase", 14), Column("Latest Ofsted", 40)]
    columns += [Column("Category of concern", 28), Column("Inspected before joining", 14)]
    columns += [Column(report.own_view, 18)] if report.own_view else []
    for name in report.columns:
        columns.append(Column(name, 22))
        columns += [Column(f"{name}: since {report.before}", 14)] if report.before else []
    columns += [Column("Category", 10), Column("Row", 12), Column("Category over the years", 30)]
    rows: list[list[Value]] = [
        [
            row.name,
            row.phase,
            row.inspection,
            row.concern,
            "Before joining" if row.before_joining else "",
            *([row.own_view] if report.own_view else []),
            *(value for cell in row.cells for value in ((cell.label, cell.moved) if report.before else (cell.label,))),
            row.category,
            "Not agreed yet" if row.draft else "Agreed",
            row.trail,
        ]
        for group in report.groups
        for row in group.rows
    ]
    counts = report.chart.table
    numbers: list[list[Value]] = [[area, *(int(number) for number in row)] for area, *row in counts.rows]
    return [
        Sheet("Matrix", columns, rows, notes=(report.headline, report.status, f"Judged by {report.model}")),
        Sheet("Areas", [Column(name, 22) for name in counts.head], numbers, notes=(report.chart.title,)),
    ]


PDF = ReportKind(
    kind="matrix",
    title="Matrix",
    permission=Permission.MATRIX_REPORT,
    build=build,
    describe=describe,
    check=_check,
    template="reports/matrix.html",
    form=paper_words,
)
WORKBOOK = ReportKind(
    kind="matrix_workbook",
    title="Matrix as a workbook",
    permission=Permission.MATRIX_REPORT,
    build=build,
    describe=describe,
    check=_check,
    sheets=sheets,
)
