"""Rapid improvement plans: to which academies one comes, and the way to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.document_rows import rows_with_settings
from improvement_cycle.workflow import RAPID_RIGHTS
from trust.actors import Actor
from trust.permissions import may


def brought_to(rows: Sequence[AcademyCycle]) -> Collection[UUID]:
    """Those of these years whose standing current status brings one, as the year's model says."""
    return {row.id for row in rows if _facts(row)["is_brought"]}


def _facts(row: AcademyCycle) -> Mapping[str, Any]:
    """As they come with the row, see document_rows.rapid_facts; read where they did not."""
    found: Mapping[str, Any] = getattr(row, "rapid", None) or rows_with_settings().get(id=row.id).rapid
    return found


@dataclass(frozen=True)
class ToRapidPlan:
    """What is said of it beside the plan and on the page of the year."""

    is_begun: bool


def way_to(actor: Actor, row: AcademyCycle) -> ToRapidPlan | None:
    """For those who read it or write in it, and before it is begun for who may begin it; None for everybody else."""
    facts, writes = _facts(row), may(actor, RAPID_RIGHTS.write, row)
    if not facts["is_begun"]:
        return ToRapidPlan(is_begun=False) if writes and facts["is_brought"] and not row.cycle.is_closed else None
    reads = (
        writes
        or may(actor, RAPID_RIGHTS.read, row)
        or (may(actor, RAPID_RIGHTS.read_approved, row) and facts["is_approved"])
        or (may(actor, RAPID_RIGHTS.write_given, row) and str(actor.membership_id) in facts["writers"])
    )
    return ToRapidPlan(is_begun=True) if reads else None
