"""What the matrix still waits for, as far as one person can do something about it. No deadlines: those have dates."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from improvement_cycle.enums import RowState, View
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.permissions import parties_of
from improvement_cycle.policies.definition import Definition
from improvement_cycle.queries.matrix import provision_of
from trust.actors import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is not agreed yet. `own` counts the views of the person who looks, where they give one."""

    academy: Any
    expected: int
    agreed: int
    own: int | None
    meeting_open: bool


def waiting(actor: Actor, cycle: Cycle, definition: Definition) -> list[Waiting]:
    """Rows of the year that are not agreed, those nearest to it last: one query."""
    counted = {view: Count("judgements", filter=Q(judgements__view=view)) for view in View.values}
    rows = (
        AcademyCycle.objects.filter(cycle=cycle, state=RowState.OPEN)
        .visible_to(actor)
        .select_related("academy")
        .annotate(**{f"n_{view}": count for view, count in counted.items()})
    )
    made = []
    for row in rows:
        parties = parties_of(actor, row)
        own = min((getattr(row, f"n_{party}") for party in parties), default=None)
        expected = len(definition.columns_for(provision_of(row.academy)))
        made.append(Waiting(row.academy, expected, getattr(row, "n_agreed"), own, row.meeting_is_open))  # noqa: B009
    return sorted(made, key=lambda each: (each.own is None, each.agreed, each.academy.name))
