"""Reading versions of the improvement model."""

from uuid import UUID

from improvement_cycle.enums import ModelState
from improvement_cycle.models import (
    CommitmentEntry,
    Grade,
    ImprovementModel,
    StatusCategory,
)
from improvement_cycle.policies import definition
from improvement_cycle.policies.definition import (
    CategoryWord,
    ColumnWord,
    CommitmentWord,
    Definition,
    GradeWord,
    NamedWord,
    ScaleWord,
    scale_mark,
)
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission, may


def versions(actor: Actor) -> list[ImprovementModel]:
    """Versions the actor may read, newest first. Drafts only for those who manage the model."""
    if not may(actor, Permission.MODEL_READ):
        return []
    found = ImprovementModel.objects.defer("definition")
    if not may(actor, Permission.MODEL_MANAGE):
        found = found.filter(state=ModelState.PUBLISHED)
    return list(found)


def version(actor: Actor, model_id: UUID) -> ImprovementModel:
    """One version. Raises NotFound where there is none for this person."""
    found = ImprovementModel.objects.filter(id=model_id).first()
    if found is None or not may(actor, Permission.MODEL_READ):
        raise NotFound("There is no such version of the improvement model.")
    if found.state == ModelState.DRAFT and not may(actor, Permission.MODEL_MANAGE):
        raise NotFound("There is no such version of the improvement model.")
    return found


def latest_published() -> ImprovementModel | None:
    """The version that a new year would use."""
    return ImprovementModel.objects.filter(state=ModelState.PUBLISHED).first()


def definition_of(model: ImprovementModel) -> Definition:
    """The version as one value: stored for a published one, gathered from its rows for a draft."""
    if model.definition is not None:
        return definition.from_json(model.definition)
    return gather(model)


def gather(model: ImprovementModel) -> Definition:
    """Read the rows of a version."""
    scales = _scales(model)
    mark_of = {scale.key: scale for scale in scales}
    categories = _categories(model)
    return Definition(
        id=str(model.id),
        number=model.number,
        label=model.label,
        matrix_label=model.matrix_label,
        categories_mark=">".join(category.key for category in categories),
        capabilities=tuple(model.capabilities),
        areas=tuple(NamedWord(str(a.id), a.key, a.label, a.description) for a in model.areas.all()),
        scales=tuple(mark_of.values()),
        columns=tuple(
            ColumnWord(
                id=str(c.id),
                key=c.key,
                label=c.label,
                short_label=c.short_label,
                group=c.group,
                kind=c.kind,
                scale=c.scale.key if c.scale else "",
                area=c.area.key if c.area else "",
                applies_to=c.applies_to,
                phases=tuple(c.phases),
                guidance=c.guidance,
            )
            for c in model.columns.select_related("scale", "area")
        ),
        categories=categories,
        sources=tuple(NamedWord(str(s.id), s.key, s.label, s.hint) for s in model.evidence_sources.all()),
        texts=model.texts,
        guidance=model.guidance,
    )


def _scales(model: ImprovementModel) -> list[ScaleWord]:
    rows: dict[UUID, list[Grade]] = {}
    for grade in Grade.objects.filter(scale__model_id=model.id).order_by("order", "id"):
        rows.setdefault(grade.scale_id, []).append(grade)
    made = []
    for scale in model.scales.all():
        grades = rows.get(scale.id, [])
        mark = scale_mark(scale.key, [grade.key for grade in grades])
        made.append(
            ScaleWord(
                id=str(scale.id),
                key=scale.key,
                label=scale.label,
                mark=mark,
                grades=tuple(_grade(grade, rank, mark) for rank, grade in enumerate(grades, 1)),
            )
        )
    return made


def _grade(grade: Grade, rank: int, mark: str) -> GradeWord:
    return GradeWord(
        id=str(grade.id),
        key=grade.key,
        label=grade.label,
        short_label=grade.short_label,
        shape=grade.shape,
        tone=grade.tone,
        concern=grade.concern,
        rank=rank,
        scale=mark,
        descriptor=grade.descriptor,
    )


def _categories(model: ImprovementModel) -> tuple[CategoryWord, ...]:
    entries: dict[UUID, list[CommitmentEntry]] = {}
    for entry in CommitmentEntry.objects.filter(category__model_id=model.id).order_by("order", "id"):
        entries.setdefault(entry.category_id, []).append(entry)
    return tuple(_category(each, entries.get(each.id, [])) for each in model.categories.all())


def _category(category: StatusCategory, entries: list[CommitmentEntry]) -> CategoryWord:
    return CategoryWord(
        id=str(category.id),
        number=category.number,
        key=category.key,
        label=category.label,
        short_label=category.short_label,
        descriptor=category.descriptor,
        tone=category.tone,
        suggest_serious=category.suggest_serious,
        suggest_some=category.suggest_some,
        suggest_concern_category=category.suggest_concern_category,
        commitments=tuple(
            CommitmentWord(e.key, e.text, e.kind, e.cadence, e.responsible, e.owed_by, e.provider) for e in entries
        ),
    )
