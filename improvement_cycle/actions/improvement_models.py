"""Versions of the improvement model: begin from a preset, copy, publish, throw a draft away."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.enums import Capability, ModelState
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
from improvement_cycle.policies.definition import Definition
from improvement_cycle.presets import Preset, preset
from improvement_cycle.queries.improvement_models import gather
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.texts import same_words

KIND = workflow.MODEL.kind
UNCOPIED = {"id", "trust", "number", "state", "definition", "categories_mark", "copied_from", "published_at"}
UNCOPIED |= {"published_by_name", "created_by_name", "created_at"}


@transaction.atomic
def create_from_preset(*, actor: Actor, preset_key: str, label: str = "") -> ImprovementModel:
    """A draft from a ready-made model. Raises BadInput for an unknown preset, Refused while a draft exists."""
    check_may(actor, Permission.MODEL_MANAGE)
    chosen = preset(preset_key)
    if chosen is None or chosen.trust_kind != actor.trust_kind:
        raise BadInput("Choose one of the models shown.", detail={"preset": "Choose one of the models shown."})
    model = filled(chosen, label=label, by=actor.name)
    _record(actor, model, "create", f"began version {model.number} of the improvement model from “{chosen.label}”")
    return model


@transaction.atomic
def new_draft(*, actor: Actor, model_id: UUID) -> ImprovementModel:
    """A draft that is a copy of a version, with the same keys. Raises Refused while a draft exists."""
    check_may(actor, Permission.MODEL_MANAGE)
    source = _locked(model_id)
    copied = {f.name: getattr(source, f.name) for f in ImprovementModel._meta.fields if f.name not in UNCOPIED}
    model = ImprovementModel.objects.create(
        **copied, number=_next_number(), copied_from=source, created_by_name=actor.name
    )
    _copy(source, model)
    _record(actor, model, "copy", f"began version {model.number} of the improvement model")
    return model


@transaction.atomic
def publish(*, actor: Actor, model_id: UUID) -> ImprovementModel:
    """Freeze a draft, so that years may use it. Raises Refused with what is missing."""
    check_may(actor, Permission.MODEL_MANAGE)
    model = _locked(model_id)
    version = freeze(model, by=actor.name, at=timezone.now())
    if model.state == ModelState.DRAFT:
        model.save(update_fields=["definition", "categories_mark", "published_by_name", "published_at"])
    advance(
        actor=actor,
        workflow=workflow.MODEL,
        object=model,
        verb="publish",
        facts={"hindrances": hindrances(version)},
        words={"number": str(model.number)},
    )
    return model


@transaction.atomic
def discard_draft(*, actor: Actor, model_id: UUID) -> None:
    """Throw a draft away. No year can have used it."""
    check_may(actor, Permission.MODEL_MANAGE)
    model = locked_draft(model_id)
    CommitmentEntry.objects.filter(category__model_id=model.id).delete()
    Grade.objects.filter(scale__model_id=model.id).delete()
    for rows in (model.categories, model.columns, model.scales, model.areas, model.evidence_sources):
        rows.all().delete()
    _record(actor, model, "discard", f"threw the draft of version {model.number} of the improvement model away")
    model.delete()


def hindrances(version: Definition) -> list[str]:
    """What a draft still lacks before it can be used, as sentences."""
    found = _named_twice(version)
    if Capability.MATRIX in version.capabilities:
        if not version.judged_columns:
            found.append("The matrix has no judged column.")
        used = {column.scale for column in version.judged_columns}
        found += [
            f"The scale “{scale.label}” needs at least two grades."
            for scale in version.scales
            if scale.key in used and len(scale.grades) < 2
        ]
    if Capability.CATEGORIES in version.capabilities and len(version.categories) < 2:
        found.append("At least two categories are needed.")
    return found


def _named_twice(version: Definition) -> list[str]:
    lists: list[tuple[str, Sequence[Any]]] = [
        ("Two areas", version.areas),
        ("Two sources of evidence", version.sources),
        ("Two scales", version.scales),
        *((f"Two grades of the scale “{scale.label}”", scale.grades) for scale in version.scales),
        ("Two columns", version.columns),
        ("Two categories", version.categories),
    ]
    return [
        f"{words} are called “{row.label}”. Rename one of them."
        for words, rows in lists
        for n, row in enumerate(rows)
        if same_words(row.label) in {same_words(earlier.label) for earlier in rows[:n]}
    ]


def locked_draft(model_id: UUID) -> ImprovementModel:
    """The draft, locked. Raises NotFound, or Refused once it is published."""
    model = _locked(model_id)
    if model.state != ModelState.DRAFT:
        raise Refused("This version is published and stays as it is. Begin a new version to change it.")
    return model


def _locked(model_id: UUID) -> ImprovementModel:
    model = ImprovementModel.objects.select_for_update().filter(id=model_id).first()
    if model is None:
        raise NotFound("There is no such version of the improvement model.")
    return model


def _next_number() -> int:
    # Locking the versions there are makes two people who begin at once wait for each other.
    taken = list(ImprovementModel.objects.select_for_update().values_list("number", "state"))
    if any(state == ModelState.DRAFT for _, state in taken):
        raise Refused("There is a draft already. Publish it or throw it away first.")
    return max((number for number, _ in taken), default=0) + 1


def _record(actor: Actor, model: ImprovementModel, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind=KIND, subject_id=model.id, verb=verb, sentence=sentence)


def filled(chosen: Preset, *, label: str = "", by: str) -> ImprovementModel:
    """The draft as rows, without a line in the feed: for actions, and for an example that tells of earlier days."""
    model = ImprovementModel.objects.create(
        number=_next_number(),
        label=label.strip() or chosen.label,
        preset=chosen.key,
        matrix_label=chosen.matrix_label,
        capabilities=list(chosen.capabilities),
        texts=dict(chosen.texts),
        guidance=dict(chosen.guidance),
        created_by_name=by,
    )
    _fill(model, chosen)
    return model


def freeze(model: ImprovementModel, *, by: str, at: dt.datetime) -> Definition:
    """Put the whole version into one value on the model, which the caller saves."""
    version = gather(model)
    for scale in version.scales:
        Scale.objects.filter(id=scale.id).update(mark=scale.mark)
    model.definition = version.as_json()
    model.categories_mark = version.categories_mark
    model.published_by_name, model.published_at = by, at
    return version


def _fill(model: ImprovementModel, chosen: Preset) -> None:
    areas = {
        each.key: KeyArea(model=model, key=each.key, label=each.label, description=each.description, order=n)
        for n, each in enumerate(chosen.areas, 1)
    }
    scales = {
        each.key: Scale(model=model, key=each.key, label=each.label, order=n) for n, each in enumerate(chosen.scales, 1)
    }
    KeyArea.objects.bulk_create(areas.values())
    Scale.objects.bulk_create(scales.values())
    Grade.objects.bulk_create(
        Grade(scale=scales[scale.key], order=n, **vars(grade))
        for scale in chosen.scales
        for n, grade in enumerate(scale.grades, 1)
    )
    MatrixColumn.objects.bulk_create(
        MatrixColumn(
            **{
                **vars(column),
                "model": model,
                "scale": scales.get(column.scale),
                "area": areas.get(column.area),
                "phases": list(column.phases),
                "order": n,
            }
        )
        for n, column in enumerate(chosen.columns, 1)
    )
    EvidenceSource.objects.bulk_create(
        EvidenceSource(model=model, order=n, **vars(each)) for n, each in enumerate(chosen.evidence_sources, 1)
    )
    _fill_categories(model, chosen)


def _fill_categories(model: ImprovementModel, chosen: Preset) -> None:
    for each in chosen.categories:
        category = StatusCategory.objects.create(
            model=model,
            number=each.number,
            key=each.key,
            label=each.label,
            short_label=each.short_label,
            descriptor=each.descriptor,
            tone=each.tone,
            suggest_serious=each.suggest.get("serious"),
            suggest_some=each.suggest.get("some"),
            suggest_concern_category=bool(each.suggest.get("concern_category")),
        )
        CommitmentEntry.objects.bulk_create(
            CommitmentEntry(category=category, order=n, **vars(entry)) for n, entry in enumerate(each.commitments, 1)
        )


def _copy(source: ImprovementModel, model: ImprovementModel) -> None:
    areas = _copied(source.areas.all(), model=model)
    scales = _copied(source.scales.all(), model=model, mark="")
    _copied(source.evidence_sources.all(), model=model)
    for old, scale in scales.values():
        _copied(old.grades.all(), scale=scale)
    for column in source.columns.all():
        links = {
            "scale": scales[column.scale_id][1] if column.scale_id else None,
            "area": areas[column.area_id][1] if column.area_id else None,
        }
        _copied([column], model=model, **links)
    for old, category in _copied(source.categories.all(), model=model).values():
        _copied(old.commitments.all(), category=category)


def _copied(rows: Any, **changed: Any) -> dict[Any, tuple[Any, Any]]:
    """Copies with new ids: old id -> (old row, new row)."""
    made = {}
    for old in rows:
        kept = {f.name: getattr(old, f.name) for f in old._meta.fields if f.name not in {"id", "trust", *changed}}
        made[old.id] = (old, type(old)(**kept, **changed))
    if made:
        type(next(iter(made.values()))[1]).objects.bulk_create(new for _, new in made.values())
    return made
