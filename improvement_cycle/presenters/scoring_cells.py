"""Cells of the scoring grid as finished HTML. The grid, and every answer to a change, draw them from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from improvement_cycle.cells import arrow, joined, ring, shape
from improvement_cycle.enums import Party, View
from improvement_cycle.policies.definition import GradeWord
from improvement_cycle.presenters.dates import when
from improvement_cycle.queries.scoring import ScoringCell, ScoringRow, ViewShown

OOB = mark_safe(' hx-swap-oob="true"')


@dataclass(frozen=True)
class Addresses:
    """Where a row's links go."""

    row: str
    status: str
    cell: str  # ends before the column's key

    def of_cell(self, column: str) -> str:
        return f"{self.cell}{column}/"


@dataclass
class GridCells:
    """The cells of one grid; what looks the same is made once."""

    before: str  # label of last year
    discuss: str  # the word for views that are not the same
    frozen: bool = False  # the year is closed
    _made: dict[tuple[object, ...], SafeString] = field(default_factory=dict)

    def cell(self, row: ScoringRow, cell: ScoringCell, to: Addresses, *, changed: bool = False) -> SafeString:
        """One cell with its link and last year's grade under it."""
        name = f"cell-{row.academy.slug}-{cell.column.key}"
        if not cell.applies:
            return format_html(
                '<td role="gridcell" id="{0}"><span class="sc na" id="{0}-a" data-cell>'
                '<span aria-hidden="true">n/a</span>'
                '<span class="vh">not applicable</span></span></td>',
                name,
            )
        css, inner = self._face(cell)
        return format_html(
            '<td role="gridcell" id="{0}" data-sets="{1}" data-seen="{2}">'
            '<a class="sc {3}{4}" id="{0}-a" href="{5}" data-cell>{6}{7}</a>{8}</td>',
            name,
            sets(row, cell, frozen=self.frozen),
            seen(row, cell, frozen=self.frozen),
            css,
            " changed" if changed else "",
            to.of_cell(cell.column.key),
            inner,
            mark_safe('<svg class="turning" aria-hidden="true"><use href="#s-spin"/></svg>'),
            self._under(cell),
        )

    def name(self, row: ScoringRow, to: Addresses, *, oob: bool = False) -> SafeString:
        """The academy with how far its row is."""
        return format_html(
            '<th scope="row" id="row-{0}"{1}><a id="row-{0}-a" href="{2}" data-cell>{3}</a>'
            '<span class="tiny">{4}</span></th>',
            row.academy.slug,
            OOB if oob else "",
            to.row,
            row.name,
            row_state(row),
        )

    def status(self, row: ScoringRow, to: Addresses, *, oob: bool = False) -> SafeString:
        """The decision of people, and under it what the rule suggests."""
        return format_html(
            '<td role="gridcell" id="status-{0}"{1}><a class="decide" id="status-{0}-a" href="{2}" data-cell>'
            "{3}<strong>{4}{5}</strong>{6}</a></td>",
            row.academy.slug,
            OOB if oob else "",
            to.status,
            ring(row.status.category if row.status else None),
            (row.status.category.short_label or row.status.category.label) if row.status else "Not decided",
            self._discuss() if row.status_differs else "",
            format_html('<span class="rule">{}</span>', rule_words(row)) if row.suggestion else "",
        )

    def _face(self, cell: ScoringCell) -> tuple[str, SafeString]:
        if cell.agreed:
            grade = cell.agreed.grade
            key = ("agreed", grade.id, cell.movement)
            if key not in self._made:
                self._made[key] = format_html(
                    '{}<span class="vh">{}</span><span aria-hidden="true">{}</span>{}',
                    shape(grade.shape),
                    grade.label,
                    grade.short_label,
                    arrow(cell.movement.value, self.before),
                )
            return grade.tone, self._made[key]
        if not any(view.is_recorded for view in cell.views):
            return "unset", mark_safe('<span>Not set<span class="vh"> yet</span></span>')
        said = (
            "views",
            *((v.party, v.is_recorded, v.is_hidden, v.grade.id if v.grade else "") for v in cell.views),
        )
        if said not in self._made:
            self._made[said] = joined(_letter(view) for view in cell.views)
        return "open", self._made[said]

    def _under(self, cell: ScoringCell) -> SafeString:
        key = ("under", cell.before.id if cell.before else "", cell.differs)
        if key not in self._made:
            self._made[key] = format_html(
                '<div class="under">{}{}</div>',
                _was(cell.before, self.before) if cell.before else mark_safe("<span></span>"),
                self._discuss() if cell.differs else "",
            )
        return self._made[key]

    def _discuss(self) -> SafeString:
        return format_html('<span class="differs">{}</span>', self.discuss)


def _was(grade: GradeWord, year: str) -> SafeString:
    return format_html(
        '<span class="was-j">{}<span class="vh">{}: {}</span><span aria-hidden="true">{}</span></span>',
        shape(grade.shape),
        year,
        grade.label,
        grade.short_label,
    )


def _letter(view: ViewShown) -> SafeString:
    party = capfirst(Party(view.party).label)
    letter = party[0]
    if view.grade:
        return format_html(
            '<span class="{}"><span class="vh">{}: {}. </span><span aria-hidden="true">{}</span>{}</span>',
            view.grade.tone,
            party,
            view.grade.label,
            letter,
            shape(view.grade.shape),
        )
    said = "recorded, not open yet" if view.is_recorded else "no view yet"
    sign = shape("check") if view.is_recorded else mark_safe('<i aria-hidden="true">–</i>')
    return format_html(
        '<span><span class="vh">{}: {}. </span><span aria-hidden="true">{}</span>{}</span>', party, said, letter, sign
    )


def sets(row: ScoringRow, cell: ScoringCell, *, frozen: bool = False) -> str:
    """What a number key sets here: the agreed judgement in a meeting, otherwise one's own view; empty for nothing."""
    if frozen or row.is_agreed:
        return ""
    if row.may_agree_judgements and (cell.agreed or (row.meeting_open and cell.may_agree)):
        return View.AGREED.value
    if cell.agreed or len(row.parties) != 1:
        return ""
    return row.parties[0]


def seen(row: ScoringRow, cell: ScoringCell, *, frozen: bool = False) -> int:
    """The version on screen of what a number key would set."""
    target = sets(row, cell, frozen=frozen)
    if target == View.AGREED:
        return cell.version
    return next((view.version for view in cell.views if view.party == target), 0)


def row_state(row: ScoringRow) -> SafeString | str:
    """5 of 7 areas agreed; or when it was agreed."""
    if row.is_agreed:
        at = when(row.agreed_at) if row.agreed_at else ""
        return format_html('{}<span class="vh">Agreed </span>{}', shape("check"), at)
    said = row.completeness.words
    if row.meeting_open:
        said = f"{said}, meeting open"
    views: Mapping[str, int] = {
        party: sum(view.is_recorded for cell in row.cells for view in cell.views if view.party == party)
        for party in ("head",)
    }
    if row.parties and not row.completeness.agreed and not views["head"]:
        return "No head’s view yet"
    return said


def rule_words(row: ScoringRow) -> str:
    """Rule suggests 2: two areas RI."""
    rule = row.suggestion
    if rule is None:
        return ""
    return f"Rule suggests {rule.number}: {rule.short}" if rule.number else f"Rule {rule.short}"
