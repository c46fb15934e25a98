"""Reading the pieces of a draft for its editor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import ColumnGroup, ColumnKind, ModelState
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


@dataclass(frozen=True)
class Piece:
    """A kind of row in a draft: its table, the row it hangs on, what may be written, and its order."""

    table: Any
    word: str
    fields: tuple[str, ...]
    parent: str = "model"
    order: str = "order"
    defaults: Mapping[str, Any] | None = None


PIECES: Mapping[str, Piece] = {
    "area": Piece(KeyArea, "area", ("label", "description")),
    "scale": Piece(Scale, "scale", ("label",)),
    "grade": Piece(Grade, "grade", ("label", "short_label", "shape", "tone", "concern", "descriptor"), parent="scale"),
    "column": Piece(
        MatrixColumn,
        "column",
        ("label", "short_label", "scale", "area", "applies_to", "phases", "guidance"),
        defaults={"group": ColumnGroup.JUDGED, "kind": ColumnKind.GRADE},
    ),
    "source": Piece(EvidenceSource, "source of evidence", ("label", "hint")),
    "category": Piece(
        StatusCategory,
        "category",
        (
            "label",
            "short_label",
            "descriptor",
            "tone",
            "suggest_serious",
            "suggest_some",
            "suggest_concern_category",
        ),
        order="number",
    ),
    "commitment": Piece(
        CommitmentEntry,
        "commitment",
        ("text", "kind", "cadence", "responsible", "owed_by", "provider"),
        parent="category",
    ),
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
    kind = _kind(piece)
    path = "model_id" if kind.parent == "model" else f"{kind.parent}__model_id"
    row = kind.table.objects.filter(**{path: model.id}, id=piece_id).first()
    if row is None:
        raise NotFound("There is no such part of the improvement model.")
    parent = f"{kind.parent}_id"
    of_list = kind.table.objects.filter(**{parent: getattr(row, parent)}).order_by(kind.order, "id")
    return PieceFound(model, piece, row, tuple(of_list.values_list("id", flat=True)))


def list_of(actor: Actor, model_id: UUID, piece: str) -> ImprovementModel:
    """The draft, where this kind of row can be added to it."""
    _kind(piece)
    return draft(actor, model_id)


def commitments(model: ImprovementModel) -> dict[UUID, list[CommitmentEntry]]:
    """Commitment rows by category, in order."""
    found: dict[UUID, list[CommitmentEntry]] = {}
    for entry in CommitmentEntry.objects.filter(category__model_id=model.id).order_by("order", "id"):
        found.setdefault(entry.category_id, []).append(entry)
    return found


def _kind(piece: str) -> Piece:
    if piece not in PIECES:
        raise NotFound("There is no such part of the improvement model.")
    return PIECES[piece]
