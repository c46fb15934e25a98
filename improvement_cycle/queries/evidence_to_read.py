"""Evidence across academies and years, as a program lists it: that of the rows it may read."""

from typing import Any
from uuid import UUID

from improvement_cycle.models import AcademyCycle, Evidence
from improvement_cycle.queries.evidence import KIND, TAKEN_AWAY, evidence_of
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Activity


def evidence_to_read(actor: Actor) -> Any:
    """The newest first."""
    return (
        Evidence.objects.visible_to(actor)
        .select_related("academy_cycle__academy", "academy_cycle__cycle__school_year", "source", "file")
        .prefetch_related("speaks_to__column", "speaks_to__area")
        .order_by("-at", "-id")
    )


def find_evidence(actor: Actor, evidence_id: UUID) -> Evidence:
    """One piece. Raises Gone where it was taken away from a row that this person reads, else NotFound."""
    found: Evidence | None = evidence_to_read(actor).filter(id=evidence_id).first()
    if found is not None:
        return found
    line = Activity.objects.filter(kind=KIND, verb=TAKEN_AWAY, subject_id=evidence_id).first()
    rows = AcademyCycle.objects.visible_to(actor).filter(academy_id=line.academy_id) if line else None
    row = rows.first() if rows is not None else None
    if row is None:
        raise NotFound("There is no such evidence.")
    return evidence_of(row, evidence_id)


def row_to_fill(actor: Actor, cycle_id: UUID, academy_id: UUID) -> AcademyCycle:
    """An academy's year by the ids of both. Raises NotFound where there is none for this person."""
    found: AcademyCycle | None = (
        AcademyCycle.objects.visible_to(actor)
        .filter(cycle_id=cycle_id, academy_id=academy_id)
        .select_related("academy", "cycle__school_year")
        .first()
    )
    if found is None:
        raise NotFound("There is no such row in the matrix.")
    return found
