"""An improvement model as a page to read, whether a version of the trust or a ready-made one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from improvement_cycle import enums
from improvement_cycle.policies.definition import CategoryWord, Definition
from improvement_cycle.presets import Preset
from improvement_cycle.presets.implementation_guidance import editions
from trust.actors import Actor
from trust.words import word


@dataclass(frozen=True)
class CommitmentLine:
    text: str
    cadence: str
    responsible: str
    owed_by: str
    provider: str


@dataclass(frozen=True)
class CategoryBlock:
    number: int
    label: str
    descriptor: str
    tone: str
    rule: str
    commitments: tuple[CommitmentLine, ...]


@dataclass(frozen=True)
class ColumnLine:
    label: str
    short_label: str
    group: str
    scale: str
    judged_for: str
    guidance: str


@dataclass(frozen=True)
class ScaleBlock:
    label: str
    grades: tuple[Any, ...]


@dataclass(frozen=True)
class ModelPage:
    """What the reading page prints."""

    label: str
    matrix_label: str
    uses: tuple[str, ...]  # keys of its capabilities
    areas: tuple[tuple[str, str], ...]
    scales: tuple[ScaleBlock, ...]
    columns: tuple[ColumnLine, ...]
    categories: tuple[CategoryBlock, ...]
    sources: tuple[tuple[str, str], ...]
    texts: dict[str, Any]
    guidance: str  # the edition that plans go by, in words

    @property
    def commitment_count(self) -> int:
        return sum(len(category.commitments) for category in self.categories)


def of_definition(definition: Definition) -> ModelPage:
    """A version of the trust."""
    rules = {
        each.number: (each.suggest_serious, each.suggest_some, each.suggest_concern_category)
        for each in definition.categories
    }
    return _page(
        definition,
        areas=tuple((each.label, each.text) for each in definition.areas),
        sources=tuple((each.label, each.text) for each in definition.sources),
        rules=rules,
    )


def of_preset(preset: Preset) -> ModelPage:
    """A ready-made model."""
    rules = {
        each.number: (
            each.suggest.get("serious"),
            each.suggest.get("some"),
            bool(each.suggest.get("concern_category")),
        )
        for each in preset.categories
    }
    return _page(
        preset,
        areas=tuple((each.label, each.description) for each in preset.areas),
        sources=tuple((each.label, each.hint) for each in preset.evidence_sources),
        rules=rules,
    )


def _page(model: Any, *, areas: Any, sources: Any, rules: dict[int, tuple[Any, Any, bool]]) -> ModelPage:
    scale_names = {scale.key: scale.label for scale in model.scales}
    return ModelPage(
        label=model.label,
        matrix_label=model.matrix_label,
        uses=tuple(model.capabilities),
        areas=areas,
        scales=tuple(ScaleBlock(scale.label, tuple(scale.grades)) for scale in model.scales),
        columns=tuple(
            ColumnLine(
                label=column.label,
                short_label=column.short_label,
                group=capfirst(str(enums.ColumnGroup(column.group).label)),
                scale=scale_names.get(column.scale, ""),
                judged_for=judged_for(column.applies_to, column.phases),
                guidance=column.guidance,
            )
            for column in model.columns
        ),
        categories=tuple(
            CategoryBlock(
                number=each.number,
                label=each.label,
                descriptor=each.descriptor,
                tone=each.tone,
                rule=rule_words(*rules[each.number]),
                commitments=commitment_lines(each.commitments),
            )
            for each in model.categories
        ),
        sources=sources,
        texts=dict(model.texts),
        guidance=edition_words(model.guidance),
    )


def edition_words(guidance: Mapping[str, Any]) -> str:
    """The edition of the guidance that a model names; empty where it names none that there is."""
    edition = editions().get(guidance.get("edition", ""))
    return edition.label if edition else ""


def commitment_lines(rows: Iterable[Any]) -> tuple[CommitmentLine, ...]:
    """Commitments in words."""
    return tuple(
        CommitmentLine(
            text=each.text,
            cadence=capfirst(str(enums.Cadence(each.cadence).label)),
            responsible=capfirst(str(enums.Responsible(each.responsible).label)),
            owed_by=capfirst(str(enums.OwedBy(each.owed_by).label)),
            provider=each.provider,
        )
        for each in rows
    )


def judged_for(applies_to: str, phases: Iterable[str]) -> str:
    """For whom a column is, in words."""
    said = capfirst(str(enums.AppliesTo(applies_to).label))
    named = [phase.replace("_", " ") for phase in phases]
    return f"{said}, {', '.join(named)} only" if named else said


def rule_words(serious: int | None, some: int | None, concern_category: bool) -> str:
    """What leads to a category, in words."""
    parts = []
    if serious:
        parts.append(f"{serious} {'area' if serious == 1 else 'areas'} of serious concern")
    if some:
        parts.append(f"{some} {'area' if some == 1 else 'areas'} of any concern")
    if concern_category:
        parts.append("a category of concern at inspection")
    return f"Suggested from {', or from '.join(parts)}." if parts else "Suggested where nothing else is."


def category_name(category: CategoryWord | None) -> str:
    """Category 2: Targeted support."""
    return f"Category {category.number}: {category.label}" if category else "Not decided yet"


def title_of(actor: Actor, label: str) -> str:
    """The name of the matrix: the model's, or the trust's word."""
    return capfirst(label or word(actor.words, "matrix"))
