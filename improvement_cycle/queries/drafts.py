"""Reading the pieces of a draft for its editor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import ModelState
from improvement_cycle.models import (
    CommitmentEntry,
    EvidenceSource,
    Grade,
    ImprovementModel,
    KeyArea,
    MatrixColumn,
    Scale,
    StatusCategory,
)
from improvement_cycle.queries.improvement_models import version
from trust.actors import Actor
from trust.errors import NotFound

TABLES: Mapping[str, tuple[Any, str, str]] = {
    "area": (KeyArea, "model", "order"),
    "scale": (Scale, "model", "order"),
    "grade": (Grade, "scale", "order"),
    "column": (MatrixColumn, "model", "order"),
    "source": (EvidenceSource, "model", "order"),
    "category": (StatusCategory, "model", "number"),
    "commitment": (CommitmentEntry, "category", "order"),
}


@dataclass(frozen=True)
class PieceFound:
    """A row of a draft with those of its list, in order."""

    model: ImprovementModel
    piece: str
    row: Any
    siblings: tuple[UUID, ...]


def draft(actor: Actor, model_id: UUID) -> ImprovementModel:
    """A draft that the actor may read. A published version has no editor."""
    found = version(actor, model_id)
    if found.state != ModelState.DRAFT:
        raise NotFound("This version is published and stays as it is.")
    return found


def piece_of(actor: Actor, model_id: UUID, piece: str, piece_id: UUID) -> PieceFound:
    """One row of a draft."""
    model = draft(actor, model_id)
    table, parent, order = _table(piece)
    path = "model_id" if parent == "model" else f"{parent}__model_id"
    row = table.objects.filter(**{path: model.id}, id=piece_id).first()
    if row is None:
        raise NotFound("There is no such part of the improvement model.")
    of_list = table.objects.filter(**{f"{parent}_id": getattr(row, f"{parent}_id")}).order_by(order, "id")
    return PieceFound(model, piece, row, tuple(of_list.values_list("id", flat=True)))


def list_of(actor: Actor, model_id: UUID, piece: str) -> ImprovementModel:
    """The draft, where this kind of row can be added to it."""
    _table(piece)
    return draft(actor, model_id)


def commitments(model: ImprovementModel) -> dict[UUID, list[CommitmentEntry]]:
    """Commitment rows by category, in order."""
    found: dict[UUID, list[CommitmentEntry]] = {}
    for entry in CommitmentEntry.objects.filter(category__model_id=model.id).order_by("order", "id"):
        found.setdefault(entry.category_id, []).append(entry)
    return found


def _table(piece: str) -> tuple[Any, str, str]:
    if piece not in TABLES:
        raise NotFound("There is no such part of the improvement model.")
    return TABLES[piece]
