"""The rapid improvement plan of an academy's year: begin it. Everything else is trust.actions.documents."""

from uuid import UUID

from django.db import transaction

from improvement_cycle.actions import documents as document_actions
from improvement_cycle.actions.rows_at_hand import locked_row
from improvement_cycle.policies.rapid_plans import NOT_BROUGHT
from improvement_cycle.queries.documents import of_row
from improvement_cycle.queries.rapid_plans import brought_to
from improvement_cycle.workflow import RAPID, RAPID_RIGHTS
from trust.actors import Actor
from trust.errors import Refused
from trust.models import Document


@transaction.atomic
def begin(*, actor: Actor, academy_cycle_id: UUID, from_last_year: bool = False) -> Document:
    """Make it with its sections. Begun twice it is begun once.

    Raises Refused where the current status of the academy brings none.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=RAPID_RIGHTS.write)
    if (standing := of_row(row, RAPID)) is not None:
        return standing
    if not brought_to([row]):
        raise Refused(NOT_BROUGHT)
    return document_actions.begin(
        actor=actor, kind=RAPID, academy_cycle_id=academy_cycle_id, from_last_year=from_last_year
    )
