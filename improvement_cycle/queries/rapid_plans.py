"""Rapid improvement plans: to which academies one comes, and the way to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.enums import CommitmentKind
from improvement_cycle.models import AcademyCycle, CurrentStatus
from improvement_cycle.queries.documents import may_begin, of_row, opens
from improvement_cycle.workflow import RAPID, RAPID_RIGHTS
from trust.actors import Actor
from trust.permissions import may


def brought_to(rows: Sequence[AcademyCycle]) -> Collection[UUID]:
    """Those of these years whose standing current status brings one, as the year's model says."""
    standing = CurrentStatus.objects.filter(
        academy_cycle_id__in=[row.id for row in rows],
        superseded_at=None,
        category__commitments__kind=CommitmentKind.RAPID_PLAN,
    )
    return set(standing.values_list("academy_cycle_id", flat=True))


@dataclass(frozen=True)
class ToRapidPlan:
    """What is said of it beside the plan and on the page of the year."""

    is_begun: bool
    may_begin: bool


def way_to(actor: Actor, row: AcademyCycle) -> ToRapidPlan | None:
    """For those who open it, or may begin it; None for everybody else, and where there is none."""
    rights = (RAPID_RIGHTS.read, RAPID_RIGHTS.read_approved, RAPID_RIGHTS.write, RAPID_RIGHTS.write_given)
    if not any(may(actor, right, row) for right in rights):
        return None
    document = of_row(row, RAPID)
    if document is not None:
        return ToRapidPlan(is_begun=True, may_begin=False) if opens(actor, RAPID, row, document) else None
    return ToRapidPlan(is_begun=False, may_begin=True) if may_begin(actor, RAPID, row) else None
