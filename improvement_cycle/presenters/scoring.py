"""The scoring grid and the panel of one cell, ready to print."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from improvement_cycle.cells import breakable, joined
from improvement_cycle.enums import AgreementKind, Party, View
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.judgements import reason_needed
from improvement_cycle.presenters.dates import when
from improvement_cycle.presenters.scoring_cells import Addresses, GridCells
from improvement_cycle.queries.cells import CellPage, EvidenceShown
from improvement_cycle.queries.scoring import Scoring, ScoringCell, ScoringRow
from trust.policies.wording import listed
from trust.words import counted


@dataclass(frozen=True)
class Grid:
    """What the grid's table prints."""

    head: SafeString
    body: SafeString
    is_empty: bool


def grid(scoring: Scoring, cells: GridCells, addresses: Callable[[Any], Addresses], place: str) -> Grid:
    """Open academies first, then the agreed ones."""
    columns = scoring.definition.judged_columns
    groups = (
        ("Open", scoring.open_rows),
        ("Agreed, frozen", scoring.agreed_rows),
    )
    body = joined(
        piece
        for title, rows in groups
        if rows
        for piece in (
            _group(title, len(rows), len(columns) + 2, place),
            *(grid_row(row, cells, addresses) for row in rows),
        )
    )
    return Grid(head=_head(scoring.definition), body=body, is_empty=not scoring.rows)


def grid_row(row: ScoringRow, cells: GridCells, addresses: Callable[[Any], Addresses]) -> SafeString:
    """One academy."""
    to = addresses(row.academy)
    return joined(
        [
            "<tr>",
            cells.name(row, to),
            *(cells.cell(row, each, to) for each in row.cells),
            cells.status(row, to),
            "</tr>",
        ]
    )


def _head(definition: Definition) -> SafeString:
    columns = definition.judged_columns
    widths = "".join("<col>" for _ in columns)
    headings = format_html_join(
        "",
        '<th scope="col" data-grades="{}">{}</th>',
        ((" ".join(grade.key for grade in definition.scale_of[c.scale].grades), breakable(c.name)) for c in columns),
    )
    return format_html(
        '<colgroup><col class="c-name">{}<col class="c-status"></colgroup><thead><tr><th scope="col">Academy</th>{}'
        '<th scope="col">Current status</th></tr></thead>',
        joined([widths]),
        headings,
    )


def _group(title: str, number: int, columns: int, place: str) -> SafeString:
    return format_html(
        '<tr class="grp"><th scope="rowgroup" colspan="{}">{} <span class="muted">{} {}</span></th></tr>',
        columns,
        title,
        number,
        counted(place, number),
    )


@dataclass(frozen=True)
class Tile:
    """One grade to choose."""

    key: str
    label: str
    tone: str
    shape: str
    checked: bool
    was: bool


@dataclass(frozen=True)
class EvidenceTick:
    """A piece of evidence that the agreed judgement may rest on."""

    id: str
    title: str
    ticked: bool
    piece: EvidenceShown


@dataclass(frozen=True)
class SetBox:
    """One form of the panel: somebody's own view, or the agreed judgement."""

    sets: str
    title: str
    submit: str
    tiles: tuple[Tile, ...]
    reason: str
    hint: str
    seen: int
    evidence: tuple[EvidenceTick, ...] = ()  # what stands under the column
    others: tuple[EvidenceTick, ...] = ()  # the rest of the row's, folded
    errors: Mapping[str, str] = field(default_factory=dict)
    folded: bool = False

    @property
    def others_ticked(self) -> bool:
        return any(each.ticked for each in self.others)


@dataclass(frozen=True)
class ViewLine:
    """A view as the panel shows it."""

    party: str
    grade: Any
    who: str
    reason: str
    state: str


@dataclass(frozen=True)
class Typed:
    """What was sent and not saved: it comes back into its box. None: nothing was said about it, what stands stays."""

    sets: str
    grade: str
    reason: str | None = None
    evidence: tuple[str, ...] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def view_lines(cell: ScoringCell) -> tuple[ViewLine, ...]:
    """The three views as far as they are open."""
    return tuple(
        ViewLine(
            party=capfirst(Party(view.party).label),
            grade=view.grade,
            who=f"{view.by}, {when(view.at)}" if view.grade and view.at else "",
            reason=view.reason,
            state=""
            if view.grade
            else (
                "Recorded. It opens once your own view is there, or in the meeting."
                if view.is_recorded
                else "No view yet"
            ),
        )
        for view in cell.views
    )


def boxes(page: CellPage, *, frozen: bool, typed: Typed | None = None) -> tuple[SetBox, ...]:
    """The forms that this person has in this cell."""
    row, cell = page.row, page.cell
    if frozen or row.is_agreed:
        return ()
    agreed = [_agreed_box(page, typed)] if row.may_agree_judgements and cell.may_agree else []
    if cell.agreed:
        return tuple(agreed)
    # In the meeting one's own view steps back, unless it is being corrected; before it, it comes first.
    meets = bool(agreed) and row.meeting_open
    own = [_view_box(page, party, typed, folded=meets) for party in row.parties]
    return tuple(agreed + own if meets else own + agreed)


def _view_box(page: CellPage, party: str, typed: Typed | None, *, folded: bool) -> SetBox:
    own = next((view for view in page.cell.views if view.party == party), None)
    return _box(
        page,
        party,
        title=f"Your view as {Party(party).label}",
        submit="Save your view",
        grade=own.grade if own else None,
        reason=own.reason if own else "",
        seen=own.version if own else 0,
        typed=typed,
        folded=folded and not (typed and typed.sets == party),
    )


def _agreed_box(page: CellPage, typed: Typed | None) -> SetBox:
    agreed = page.cell.agreed
    mine = typed if typed and typed.sets == View.AGREED else None
    ticked = None if mine is None or mine.evidence is None else set(mine.evidence)
    return _box(
        page,
        View.AGREED.value,
        title="Agreed judgement",
        submit="Save what was agreed",
        grade=agreed.grade if agreed else None,
        reason=agreed.reason if agreed else "",
        seen=page.cell.version,
        typed=typed,
        evidence=_ticks(page.own_evidence, ticked),
        others=_ticks(page.other_evidence, ticked),
    )


def _ticks(pieces: Iterable[EvidenceShown], ticked: set[str] | None) -> tuple[EvidenceTick, ...]:
    return tuple(
        EvidenceTick(str(each.id), each.title, each.is_linked if ticked is None else str(each.id) in ticked, each)
        for each in pieces
    )


def _box(
    page: CellPage,
    sets: str,
    *,
    title: str,
    submit: str,
    grade: Any,
    reason: str,
    seen: int,
    typed: Typed | None,
    evidence: tuple[EvidenceTick, ...] = (),
    others: tuple[EvidenceTick, ...] = (),
    folded: bool = False,
) -> SetBox:
    mine = typed if typed and typed.sets == sets else None
    chosen = next((each for each in page.grades if each.key == mine.grade), grade) if mine else grade
    return SetBox(
        sets=sets,
        title=title,
        submit=submit,
        tiles=tuple(
            Tile(
                each.key,
                each.label,
                each.tone,
                each.shape,
                checked=chosen is not None and each.key == chosen.key,
                was=_was(page.cell, each),
            )
            for each in page.grades
        ),
        reason=reason if mine is None or mine.reason is None else mine.reason,
        hint=_hint(page.cell, chosen, sets),
        seen=seen,
        evidence=evidence,
        others=others,
        errors=mine.errors if mine else {},
        folded=folded,
    )


def _was(cell: ScoringCell, grade: Any) -> bool:
    before = cell.before
    return before is not None and before.scale == grade.scale and before.key == grade.key


def _hint(cell: ScoringCell, chosen: Any, sets: str) -> str:
    if chosen is None:
        return "Needed where the grade moves, or where the views are not the same"
    others = [view.grade.mark for view in cell.views if view.grade and view.party != sets]
    last_year = cell.before.mark if cell.before else None
    return reason_needed(chosen.mark, last_year=last_year, views=others) or "(optional)"


def open_columns(row: ScoringRow) -> Iterable[ScoringCell]:
    """The cells of a row that apply."""
    return (cell for cell in row.cells if cell.applies)


def asked_again(row: ScoringRow) -> str:
    """Whose word on the row would count no longer if a judgement changed now. Asked only where there can be one."""
    if row.is_agreed or not row.may_agree_judgements or not row.completeness.is_complete:
        return ""
    spoken = listed([str(Party(each.party).label) for each in row.words if each.kind != AgreementKind.ABSENT])
    if not spoken:
        return ""
    return f"{capfirst(spoken)} already spoke for the row: whoever changes a judgement asks all three anew."


def next_open(row: ScoringRow, after: str = "") -> str:
    """The column to unfold: the next without an agreed judgement, or the first."""
    keys: Sequence[ScoringCell] = list(open_columns(row))
    start = next((n + 1 for n, cell in enumerate(keys) if cell.column.key == after), 0)
    for cell in (*keys[start:], *keys[:start]):
        if not cell.agreed:
            return cell.column.key
    return keys[start % len(keys)].column.key if keys else ""
