"""The cells of an academy's row, and one judgement in them, as a program reads them: what the page would show."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, JudgementEvidence
from improvement_cycle.policies.definition import ColumnWord, GradeWord
from improvement_cycle.queries.cells import academy_year
from improvement_cycle.queries.evidence_to_read import row_to_fill
from improvement_cycle.queries.scoring import ScoringCell
from trust.actors import Actor
from trust.errors import NotFound


@dataclass(frozen=True)
class ReadJudgement:
    """A judgement that may be there: of one of the three, or agreed. Version 0: nobody has recorded it yet."""

    row: AcademyCycle
    column: ColumnWord
    view: str
    is_recorded: bool = False
    is_hidden: bool = False
    grade: GradeWord | None = None
    reason: str = ""
    by: str = ""
    at: dt.datetime | None = None
    version: int = 0
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class ReadCell:
    """All that was said in one cell, as far as this person may see it."""

    column: ColumnWord
    grades: tuple[GradeWord, ...]
    judgements: tuple[ReadJudgement, ...]


def cells_of(actor: Actor, cycle_id: UUID, academy_id: UUID) -> list[ReadCell]:
    """The cells in which the academy is judged. Raises NotFound where there is no such row for this person."""
    row = row_to_fill(actor, cycle_id, academy_id)
    year = academy_year(actor, row)
    rests = _rests_on(row)
    return [
        ReadCell(
            column=cell.column,
            grades=tuple(year.definition.scale_of[cell.column.scale].grades),
            judgements=_judgements(row, cell, rests),
        )
        for cell in year.row.cells
        if cell.applies
    ]


def judgement_of(actor: Actor, cycle_id: UUID, academy_id: UUID, column: str, view: str) -> ReadJudgement:
    """One judgement, recorded or not. Raises NotFound; single views are there for the three of the academy only."""
    for cell in cells_of(actor, cycle_id, academy_id):
        if cell.column.key == column:
            for judgement in cell.judgements:
                if judgement.view == view:
                    return judgement
    raise NotFound("There is no such judgement.")


def _judgements(row: AcademyCycle, cell: ScoringCell, rests: dict[str, tuple[UUID, ...]]) -> tuple[ReadJudgement, ...]:
    agreed = ReadJudgement(row, cell.column, View.AGREED.value)
    if said := cell.agreed:
        agreed = ReadJudgement(
            row=row,
            column=cell.column,
            view=View.AGREED.value,
            is_recorded=True,
            grade=said.grade,
            reason=said.reason,
            by=said.by,
            at=said.at,
            version=said.version,
            evidence=rests.get(cell.column.id, ()),
        )
    views = (
        ReadJudgement(
            row=row,
            column=cell.column,
            view=each.party,
            is_recorded=each.is_recorded,
            is_hidden=each.is_hidden,
            grade=each.grade,
            reason=each.reason,
            by=each.by,
            at=each.at,
            version=each.version,
        )
        for each in cell.views
    )
    return (*views, agreed)


def _rests_on(row: AcademyCycle) -> dict[str, tuple[UUID, ...]]:
    """By column: the evidence that its agreed judgement rests on."""
    linked = JudgementEvidence.objects.filter(judgement__academy_cycle=row, judgement__view=View.AGREED)
    found: dict[str, tuple[UUID, ...]] = {}
    for column_id, evidence_id in linked.order_by("evidence_id").values_list("judgement__column_id", "evidence_id"):
        found[str(column_id)] = (*found.get(str(column_id), ()), evidence_id)
    return found
