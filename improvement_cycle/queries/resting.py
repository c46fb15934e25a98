"""Which priorities rest on the judgements and the evidence of an academy's year: the way along the thread."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from improvement_cycle.enums import PriorityState
from improvement_cycle.models import PriorityBasis
from trust.actors import Actor
from trust.permissions import Permission, may


@dataclass(frozen=True)
class Resting:
    """A priority, and one thing that it rests on: the key of a column, or a piece of evidence."""

    id: str
    number: int
    statement: str
    state: str
    column: str | None
    evidence_id: UUID | None

    @property
    def how_far(self) -> str:
        """In the plan, delivered, carried forward."""
        return str(PriorityState(self.state).label)


def asks_for() -> Any:
    """What of the row around it priorities rest on: comes with the row, so that no page asks once more.

    Also what was delivered or goes on in another year: the thread leads through it. Of what was withdrawn only what
    keeps its page in the plan.
    """
    stands = ~Q(priority__state=PriorityState.WITHDRAWN) | Q(priority__keeps_page=True)
    basis = PriorityBasis.objects.filter(stands, priority__academy_cycle=OuterRef("id"), point__isnull=True)
    told = JSONObject(
        id="priority_id",
        number="priority__number",
        statement="priority__statement",
        state="priority__state",
        column="judgement__column__key",
        evidence_id="evidence_id",
    )
    return ArraySubquery(basis.order_by("priority__number", "id").values(told=told))


def resting_on(actor: Actor, row: Any) -> tuple[Resting, ...]:
    """Of a row that came with `asks_for`, for those who read its priorities; nothing of any other."""
    found = getattr(row, "asks_for", ())
    if not found or not may(actor, Permission.PRIORITY_READ, row):
        return ()
    return tuple(
        Resting(**each | {"evidence_id": UUID(each["evidence_id"]) if each["evidence_id"] else None}) for each in found
    )
