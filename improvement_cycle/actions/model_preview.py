"""A draft as it would be with one change: the change is made, looked at and taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from improvement_cycle.actions import model_pieces
from improvement_cycle.models import ImprovementModel
from improvement_cycle.policies.definition import Definition
from improvement_cycle.queries.improvement_models import gather
from trust.actors import Actor


def preview(
    *,
    actor: Actor,
    model_id: UUID,
    piece: str,
    values: Mapping[str, Any],
    piece_id: UUID | None = None,
    parent_id: UUID | None = None,
) -> Definition:
    """The draft with this row changed, or with a new one. Nothing stays; what `add` and `change` raise is raised."""
    with transaction.atomic():
        if piece_id is None:
            model_pieces.add(actor=actor, model_id=model_id, piece=piece, values=values, parent_id=parent_id)
        else:
            model_pieces.change(actor=actor, piece=piece, piece_id=piece_id, values=values)
        drawn = gather(ImprovementModel.objects.get(id=model_id))
        transaction.set_rollback(True)
    return drawn
