"""The current status of an academy over the year."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.models import AcademyCycle, CurrentStatus
from improvement_cycle.permissions import is_party
from trust.actors import Actor


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One decision. The dissent is for the three only."""

    id: UUID
    number: int
    label: str
    tone: str
    reason: str
    effective_from: dt.date
    by: str
    at: dt.datetime
    suggestion: str
    dissent: str
    stands: bool


def statuses_of(actor: Actor, row: AcademyCycle) -> list[StatusLine]:
    """Decisions of the year, newest first."""
    party = is_party(actor, row)
    found = CurrentStatus.objects.filter(academy_cycle=row).select_related("category", "suggested")
    return [
        StatusLine(
            id=each.id,
            number=each.category.number,
            label=each.category.label,
            tone=each.category.tone,
            reason=each.reason,
            effective_from=each.effective_from,
            by=each.decided_by_name,
            at=each.decided_at,
            suggestion=f"The rule said {each.suggested.number}: {each.suggestion_reason}" if each.suggested else "",
            dissent=f"{each.dissent_by_name}: {each.dissent_note}" if party and each.dissent_note else "",
            stands=each.superseded_at is None,
        )
        for each in found
    ]
