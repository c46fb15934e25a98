"""Results of a survey as a table under a piece of evidence."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import FROZEN, bump, locked_row
from improvement_cycle.models import SurveyTable
from improvement_cycle.permissions import check_may_correct
from improvement_cycle.policies.survey import Cells, Read, read
from improvement_cycle.queries.evidence import CORRECTED, KIND, evidence_of, stands_in_agreed
from improvement_cycle.queries.surveys import threshold
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, Refused
from trust.permissions import Permission
from trust.policies.texts import one_line


@transaction.atomic
def set_table(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    evidence_id: UUID,
    seen_version: int,
    unit: str,
    rows: Sequence[Cells],
    before_label: str = "",
) -> Read:
    """Let the table say exactly this. Nothing is written where a cell does not fit: BadInput names each.

    Raises Conflict where somebody changed it since `seen_version`, 0 for none. Where a judgement rests on the evidence,
    words given on the row so far count no longer.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.EVIDENCE_ADD)
    evidence = evidence_of(row, evidence_id)
    check_may_correct(actor, evidence.by_membership_id, row)
    if stands_in_agreed(row, evidence):
        raise Refused(FROZEN)
    found = read(rows, unit, threshold())
    if found.faults:
        raise BadInput("Some cells do not fit.", detail={f"{c}-{n}": text for (n, c), text in found.faults.items()})
    standing = SurveyTable.objects.filter(evidence=evidence).first()
    if (standing.version if standing else 0) != seen_version:
        raise Conflict("Somebody has changed this table since you opened it. Nothing of yours was saved.")
    table = standing or SurveyTable(evidence=evidence, version=0)
    table.unit, table.before_label = unit, one_line(before_label)[:60]
    table.lines = [line.kept for line in found.lines]
    table.version += 1
    table.by_name, table.at = actor.name, timezone.now()
    table.save()
    if evidence.supports.exists():
        bump(row)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=evidence.id,
        verb=CORRECTED,
        sentence=f"put results into evidence for {row.academy.name}: {evidence.title}",
        academy_id=row.academy_id,
    )
    return found
