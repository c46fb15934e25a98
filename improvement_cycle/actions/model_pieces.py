"""The pieces of a draft: areas, scales, grades, columns, sources, categories and commitments."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify

from academies.enums import Phase
from improvement_cycle.actions.improvement_models import locked_draft
from improvement_cycle.enums import ColumnKind
from improvement_cycle.models import (
    CommitmentEntry,
    ImprovementModel,
    KeyArea,
    MatrixColumn,
    Scale,
    StatusCategory,
)
from improvement_cycle.queries.drafts import PIECES, Piece
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.texts import one_line, same_words

LINKS: Mapping[str, Any] = {"scale": Scale, "area": KeyArea}
# A column's key stands in the address of its cells, beside these pages of a row.
PAGES_OF_A_ROW = {"agree", "evidence", "meeting", "reopen", "status"}
MODEL_FIELDS = ("label", "matrix_label", "texts", "guidance")


@transaction.atomic
def change_model(*, actor: Actor, model_id: UUID, values: Mapping[str, Any]) -> ImprovementModel:
    """Change the draft's own words: its name, the name of the matrix, texts and guidance."""
    check_may(actor, Permission.MODEL_MANAGE)
    model = locked_draft(model_id)
    for name in MODEL_FIELDS:
        if name in values:
            setattr(model, name, values[name])
    _clean(model)
    model.save()
    _record(actor, model, "change", "changed the words of the improvement model")
    return model


@transaction.atomic
def add(*, actor: Actor, model_id: UUID, piece: str, values: Mapping[str, Any], parent_id: UUID | None = None) -> Any:
    """Add a row at the end of its list. Grades hang on a scale, commitments on a category: `parent_id`."""
    check_may(actor, Permission.MODEL_MANAGE)
    model = locked_draft(model_id)
    kind = _kind(piece)
    parent = _parent(kind, model, parent_id)
    siblings = kind.table.objects.filter(**{kind.parent: parent})
    row = kind.table(**{kind.parent: parent}, **(kind.defaults or {}))
    setattr(row, kind.order, (siblings.aggregate(last=Max(kind.order))["last"] or 0) + 1)
    _write(row, kind, model, values)
    _refuse_a_second(row, kind, siblings)
    row.key = _free_key(kind, model, siblings, _name(row))
    if piece == "category" and not values.get("tone"):
        row.tone = f"c{min(row.number, 3)}"
    _save(row)
    _record(actor, model, "add", f"added the {kind.word} “{_name(row)}” to the draft")
    return row


@transaction.atomic
def change(*, actor: Actor, piece: str, piece_id: UUID, values: Mapping[str, Any]) -> Any:
    """Change a row of a draft. Its key stays, so that years remain comparable."""
    check_may(actor, Permission.MODEL_MANAGE)
    kind = _kind(piece)
    row, model = _find(kind, piece_id)
    before = _words(row)
    _write(row, kind, model, values)
    if same_words(_words(row)) != same_words(before):
        _refuse_a_second(row, kind, _siblings(kind, row))
    _save(row)
    before, after = before[:80], _name(row)
    renamed = f" to “{after}”" if after != before else ""
    verb = "renamed" if renamed else "changed"
    _record(actor, model, "change", f"{verb} the {kind.word} “{before}”{renamed} in the draft")
    return row


@transaction.atomic
def remove(*, actor: Actor, piece: str, piece_id: UUID) -> None:
    """Take a row out of a draft. Raises Refused while something of the draft still needs it."""
    check_may(actor, Permission.MODEL_MANAGE)
    kind = _kind(piece)
    row, model = _find(kind, piece_id)
    if piece == "category":
        row.commitments.all().delete()
    if piece == "scale" and not row.columns.exists():
        row.grades.all().delete()
    if piece == "area":
        row.columns.update(area=None)
    name = _name(row)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as needed:
        raise Refused(f"A column still uses the {kind.word} “{name}”. Change the column first.") from needed
    _renumber(kind, _siblings(kind, row))
    _record(actor, model, "remove", f"took the {kind.word} “{name}” out of the draft")


@transaction.atomic
def reorder(*, actor: Actor, piece: str, ids: Sequence[UUID]) -> None:
    """Put the rows of one list in this order. All of them must be named."""
    check_may(actor, Permission.MODEL_MANAGE)
    kind = _kind(piece)
    if not ids:
        raise BadInput("Nothing to put in order.")
    first, model = _find(kind, ids[0])
    rows = {row.id: row for row in _siblings(kind, first)}
    if set(rows) != set(ids) or len(ids) != len(rows):
        raise BadInput("The list has changed since you opened it. Reload the page and try again.")
    for number, row_id in enumerate(ids, 1):
        setattr(rows[row_id], kind.order, number)
    kind.table.objects.bulk_update(rows.values(), [kind.order])
    _record(actor, model, "reorder", f"changed the order of {kind.word}s in the draft".replace("ys in", "ies in"))


def _kind(piece: str) -> Piece:
    if piece not in PIECES:
        raise BadInput("There is no such part of the improvement model.")
    return PIECES[piece]


def _parent(kind: Piece, model: ImprovementModel, parent_id: UUID | None) -> Any:
    if kind.parent == "model":
        return model
    table = Scale if kind.parent == "scale" else StatusCategory
    found = table.objects.filter(id=parent_id, model=model).first()
    if found is None:
        raise NotFound("There is no such part of the improvement model.")
    return found


def _find(kind: Piece, piece_id: UUID) -> tuple[Any, ImprovementModel]:
    path = "model_id" if kind.parent == "model" else f"{kind.parent}__model_id"
    model_id = kind.table.objects.filter(id=piece_id).values_list(path, flat=True).first()
    if model_id is None:
        raise NotFound("There is no such part of the improvement model.")
    model = locked_draft(model_id)
    row = kind.table.objects.filter(id=piece_id).first()
    if row is None:
        raise NotFound("There is no such part of the improvement model.")
    return row, model


def _siblings(kind: Piece, row: Any) -> Any:
    return kind.table.objects.filter(**{f"{kind.parent}_id": getattr(row, f"{kind.parent}_id")})


def _refuse_a_second(row: Any, kind: Piece, siblings: Any) -> None:
    """People tell the rows of a list by their names."""
    field = "text" if kind.table is CommitmentEntry else "label"
    others = siblings.exclude(id=row.id).values_list(field, flat=True)
    if same_words(_words(row)) in {same_words(other) for other in others}:
        sentence = f"This list has “{_name(row)}” already. Choose another name."
        raise BadInput("There is one of this name already.", detail={field: sentence})


def _write(row: Any, kind: Piece, model: ImprovementModel, values: Mapping[str, Any]) -> None:
    for name in kind.fields:
        if name not in values:
            continue
        value = values[name]
        if name in LINKS and kind.table is MatrixColumn:
            if name == "scale" and row.kind != ColumnKind.GRADE:
                continue
            value = LINKS[name].objects.filter(id=value, model=model).first() if value else None
        if isinstance(value, str):
            value = one_line(value) if name in {"label", "short_label"} else value.strip()
        setattr(row, name, value)
    if "short_label" in kind.fields and not row.short_label:
        limit = row._meta.get_field("short_label").max_length
        row.short_label = row.label[:limit]


def _save(row: Any) -> None:
    _clean(row)
    row.save()


def _clean(row: Any) -> None:
    if isinstance(row, MatrixColumn):
        _check_column(row)
    links = [f.name for f in row._meta.fields if f.is_relation]
    try:
        row.clean_fields(exclude=links)
    except ValidationError as fault:
        detail = {name: " ".join(texts) for name, texts in fault.message_dict.items()}
        raise BadInput("Some of this is missing or does not fit.", detail=detail) from fault


def _check_column(column: MatrixColumn) -> None:
    if column.kind == ColumnKind.GRADE and column.scale_id is None:
        raise BadInput("Choose a scale.", detail={"scale": "Choose a scale of this model."})
    if not set(column.phases) <= set(Phase.values):
        raise BadInput("There is no such phase.", detail={"phases": "Choose phases from the list."})


def _free_key(kind: Piece, model: ImprovementModel, siblings: Any, label: str) -> str:
    # Keys of earlier versions are not used again: a new column must never look like the continuation of an old one.
    root = slugify(label).replace("-", "_")[:50] or kind.word.replace(" ", "_")
    taken = set(siblings.values_list("key", flat=True))
    if kind.parent == "model":
        taken |= set(kind.table.objects.values_list("key", flat=True))
    if kind.table is MatrixColumn:
        taken |= PAGES_OF_A_ROW
    key, number = root, 1
    while key in taken:
        number += 1
        key = f"{root}_{number}"
    return key


def _renumber(kind: Piece, siblings: Any) -> None:
    rows = list(siblings.order_by(kind.order, "id"))
    for number, row in enumerate(rows, 1):
        setattr(row, kind.order, number)
    kind.table.objects.bulk_update(rows, [kind.order])


def _words(row: Any) -> str:
    return str(row.text if isinstance(row, CommitmentEntry) else row.label)


def _name(row: Any) -> str:
    return _words(row)[:80]


def _record(actor: Actor, model: ImprovementModel, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind="improvement_model", subject_id=model.id, verb=verb, sentence=sentence)
