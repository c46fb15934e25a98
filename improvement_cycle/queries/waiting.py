"""What the matrix still waits for, as far as one person can do something about it. No deadlines: those have dates."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import View
from improvement_cycle.models import Judgement
from improvement_cycle.permissions import parties_of
from improvement_cycle.policies.rows import Completeness
from improvement_cycle.queries.matrix import Matrix
from trust.actors import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is not agreed yet. `own` counts the views of the person who looks, where they give one."""

    academy: Any
    completeness: Completeness
    own: int | None
    meeting_open: bool


def waiting(actor: Actor, page: Matrix) -> list[Waiting]:
    """Rows of the page that are not agreed, those nearest to it last: one query beyond the page."""
    rows = [row for row in page.rows if not row.is_agreed]
    column_of = {column.id: column.key for column in page.definition.judged_columns}
    applies = {row.id: {cell.column for cell in row.cells if cell.applies} for row in rows}
    found = Judgement.objects.filter(academy_cycle_id__in=list(applies)).exclude(view=View.AGREED)
    given: Counter[tuple[UUID, str]] = Counter(
        (row_id, view)
        for row_id, view, column_id in found.values_list("academy_cycle_id", "view", "column_id")
        # A view may stand in a column that the academy is not judged in any more.
        if column_of.get(str(column_id)) in applies[row_id]
    )
    made = []
    for row in rows:
        own = min((given[row.id, party] for party in parties_of(actor, row)), default=None)
        made.append(Waiting(row.academy, row.completeness, own, row.meeting_open))
    return sorted(made, key=lambda each: (each.own is None, each.completeness.agreed, each.academy.name))
