"""The self-evaluation of an academy's year. Everything after its beginning is trust.actions.documents."""

from uuid import UUID

from django.db import transaction

from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.self_evaluations import parts_of_row, title_of
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust.actions.documents import open_document
from trust.actors import Actor
from trust.errors import NotFound, Refused
from trust.models import Document
from trust.permissions import check_may


@transaction.atomic
def begin(*, actor: Actor, academy_cycle_id: UUID) -> Document:
    """Make the document with its sections. Begun twice it is begun once."""
    row: AcademyCycle | None = (
        AcademyCycle.objects.select_for_update(of=("self",))
        .select_related("academy", "cycle__school_year", "cycle__model")
        .filter(id=academy_cycle_id)
        .first()
    )
    if row is None:
        raise NotFound()
    check_may(actor, SEF_RIGHTS.write, row)
    if row.cycle.is_closed:
        raise Refused(f"The year {row.cycle.school_year.label} is closed.")
    return open_document(
        actor=actor,
        kind=SEF,
        subject_id=row.id,
        title=title_of(row),
        academy_id=row.academy_id,
        parts=parts_of_row(row),
    )
