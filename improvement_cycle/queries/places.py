"""From the words of an address to the row or the year they mean."""

from uuid import UUID

from improvement_cycle.models import AcademyCycle, Cycle, Evidence
from improvement_cycle.queries.evidence import evidence_of
from improvement_cycle.queries.figure_changes import figures_changed
from improvement_cycle.queries.resting import asks_for
from improvement_cycle.queries.rows_by_address import row_finder
from improvement_cycle.queries.years import cycle_of, published_cycle_of
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission, may


def year(actor: Actor, year: str, **_: str) -> Cycle:
    """The year of an address, for readers of the live matrix."""
    return cycle_of(actor, year)


def cycle(actor: Actor, cycle_id: UUID) -> Cycle:
    """The year of this id, for readers of the live matrix."""
    found: Cycle | None = Cycle.objects.visible_to(actor).select_related("school_year").filter(id=cycle_id).first()
    if found is None:
        raise NotFound("There is no matrix for that year.")
    return found


def published_year(actor: Actor, year: str, **_: str) -> Cycle:
    """The year of an address, for readers of what was published."""
    return published_cycle_of(actor, year)


def row(actor: Actor, year: str, academy: str, **_: str) -> AcademyCycle:
    """The row of an academy in a year. Raises NotFound where there is none for this person."""
    found = _find(year, academy)
    # Of one row this is what visible_to says of many.
    if found is None or not may(actor, Permission.MATRIX_READ, found):
        raise NotFound("There is no such row in the matrix.")
    return found


# Years before are read by those who show them: an action reads them under its lock.
_find = row_finder(
    lambda: (
        AcademyCycle.objects.select_related("academy", "cycle__school_year")
        .with_standing()
        .annotate(figures_changed=figures_changed(), asks_for=asks_for())
    )
)


def evidence(actor: Actor, year: str, academy: str, evidence: UUID) -> Evidence:
    """A piece of evidence of a row. Raises as `row`, and as `evidence_of`."""
    return evidence_of(row(actor, year, academy), evidence)


def own_rows(actor: Actor, cycle: Cycle) -> list[AcademyCycle]:
    """The rows of the academies at which the actor is appointed."""
    found = AcademyCycle.objects.filter(cycle=cycle, academy_id__in=actor.academy_ids).visible_to(actor)
    return list(found.select_related("academy"))
