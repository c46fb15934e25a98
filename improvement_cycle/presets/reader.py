"""Reads the preset files into frozen values and refuses one that contradicts itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from improvement_cycle import enums
from improvement_cycle.presets.implementation_guidance import editions
from improvement_cycle.presets.model_texts import entries_of, sections_of

FOLDER = Path(__file__).parent
Piece = TypeVar("Piece")


class FaultyPreset(ValueError):
    """A preset file of ours is wrong: found by the tests, never by a person."""


@dataclass(frozen=True)
class PresetArea:
    key: str
    label: str
    description: str = ""


@dataclass(frozen=True)
class PresetGrade:
    key: str
    label: str
    short_label: str
    shape: str
    tone: str
    concern: str
    descriptor: str = ""


@dataclass(frozen=True)
class PresetScale:
    """Grades stand best first; their place in the list is their rank."""

    key: str
    label: str
    grades: tuple[PresetGrade, ...]


@dataclass(frozen=True)
class PresetColumn:
    key: str
    label: str
    group: str
    kind: str
    short_label: str = ""
    scale: str = ""
    area: str = ""
    applies_to: str = enums.AppliesTo.EVERY
    phases: tuple[str, ...] = ()
    guidance: str = ""


@dataclass(frozen=True)
class PresetSource:
    key: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class PresetCommitment:
    key: str
    text: str
    kind: str
    cadence: str
    responsible: str
    owed_by: str
    provider: str = ""


@dataclass(frozen=True)
class PresetCategory:
    number: int
    key: str
    label: str
    short_label: str
    descriptor: str
    tone: str
    suggest: Mapping[str, Any] = field(default_factory=dict)
    commitments: tuple[PresetCommitment, ...] = ()


@dataclass(frozen=True)
class Preset:
    """One ready-made improvement model."""

    key: str
    order: int
    label: str
    summary: str
    trust_kind: str
    capabilities: tuple[str, ...]
    matrix_label: str
    texts: Mapping[str, Any]
    guidance: Mapping[str, Any]
    areas: tuple[PresetArea, ...]
    scales: tuple[PresetScale, ...]
    columns: tuple[PresetColumn, ...]
    evidence_sources: tuple[PresetSource, ...]
    categories: tuple[PresetCategory, ...]

    @property
    def commitment_count(self) -> int:
        return sum(len(category.commitments) for category in self.categories)


def presets(trust_kind: str | None = None) -> tuple[Preset, ...]:
    """All presets in the order of the first-use page, or those for one kind of trust."""
    return tuple(each for each in _all() if trust_kind in (None, each.trust_kind))


def preset(key: str) -> Preset | None:
    """The preset of that key."""
    return next((each for each in _all() if each.key == key), None)


@cache
def _all() -> tuple[Preset, ...]:
    return tuple(sorted((read(path) for path in FOLDER.glob("*.yaml")), key=lambda each: each.order))


def read(path: Path) -> Preset:
    """One file with the parts it names; the file's own keys win."""
    own = _load(path)
    raw: dict[str, Any] = {}
    for part in own.pop("parts", ()):
        raw |= _load(FOLDER / "parts" / f"{part}.yaml")
    for key, value in own.items():
        raw[key] = raw[key] + value if key == "scales" and key in raw else value
    try:
        made = _build(raw)
    except (KeyError, TypeError) as fault:
        raise FaultyPreset(f"{path.name}: {fault}") from fault
    if faults := _faults(made):
        raise FaultyPreset(f"{path.name}: {'; '.join(faults)}")
    return made


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _build(raw: dict[str, Any]) -> Preset:
    return Preset(
        **{
            **raw,
            "capabilities": tuple(raw["capabilities"]),
            "areas": _many(PresetArea, raw["areas"]),
            "scales": tuple(
                PresetScale(each["key"], each["label"], _many(PresetGrade, each["grades"])) for each in raw["scales"]
            ),
            "columns": _many(PresetColumn, raw["columns"]),
            "evidence_sources": _many(PresetSource, raw["evidence_sources"]),
            "categories": tuple(
                PresetCategory(
                    **{
                        **each,
                        "commitments": _many(PresetCommitment, each["commitments"]),
                    }
                )
                for each in raw["categories"]
            ),
        }
    )


def _many(kind: type[Piece], rows: Iterable[dict[str, Any]]) -> tuple[Piece, ...]:
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    made = []
    for row in rows:
        if unknown := set(row) - known:
            raise TypeError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
        made.append(kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}))
    return tuple(made)


def _faults(made: Preset) -> list[str]:
    faults = [*_unknown_words(made), *_repeated_keys(made), *_unwritten(made)]
    scales = {scale.key for scale in made.scales}
    areas = {area.key for area in made.areas}
    for column in made.columns:
        if (column.kind == enums.ColumnKind.GRADE) != (column.scale in scales):
            faults.append(f"column {column.key}: a judged column names a scale, any other does not")
        if column.area and column.area not in areas:
            faults.append(f"column {column.key}: no area {column.area}")
    if made.guidance and made.guidance.get("edition") not in editions():
        faults.append(f"no edition {made.guidance.get('edition')} of the guidance")
    if made.categories and [each.number for each in made.categories] != list(range(1, len(made.categories) + 1)):
        faults.append("categories are numbered from 1")
    return faults


def _unknown_words(made: Preset) -> list[str]:
    grades = [grade for scale in made.scales for grade in scale.grades]
    commitments = [each for category in made.categories for each in category.commitments]
    checks: list[tuple[str, Any, Iterable[Any]]] = [
        ("capability", enums.Capability, made.capabilities),
        ("shape", enums.Shape, [each.shape for each in grades]),
        ("tone", enums.Tone, [each.tone for each in grades]),
        ("concern", enums.Concern, [each.concern for each in grades]),
        ("group", enums.ColumnGroup, [each.group for each in made.columns]),
        ("column kind", enums.ColumnKind, [each.kind for each in made.columns]),
        ("applies to", enums.AppliesTo, [each.applies_to for each in made.columns]),
        ("category tone", enums.CategoryTone, [each.tone for each in made.categories]),
        ("kind", enums.CommitmentKind, [each.kind for each in commitments]),
        ("cadence", enums.Cadence, [each.cadence for each in commitments]),
        ("responsible", enums.Responsible, [each.responsible for each in commitments]),
        ("owed by", enums.OwedBy, [each.owed_by for each in commitments]),
    ]
    return [
        f"{name} {word!r} is unknown" for name, choices, words in checks for word in words if word not in choices.values
    ]


def _repeated_keys(made: Preset) -> list[str]:
    lists: dict[str, list[Any]] = {
        "areas": list(made.areas),
        "scales": list(made.scales),
        "columns": list(made.columns),
        "sources": list(made.evidence_sources),
        "categories": list(made.categories),
        "commitments": [each for category in made.categories for each in category.commitments],
    }
    for scale in made.scales:
        lists[f"scale {scale.key}"] = list(scale.grades)
    return [f"{name} repeat a key" for name, rows in lists.items() if len({each.key for each in rows}) != len(rows)]


def _unwritten(made: Preset) -> list[str]:
    """Sections of the document that a ready-made model has no words for; an empty list says that it wants none."""
    texts = {section.key: section for section in sections_of(made.capabilities)}
    faults = [f"no words for {key}" for key in texts if key not in made.texts]
    faults += [f"no section {key}" for key in made.texts if key not in texts]
    for key, section in texts.items():
        entries = entries_of(made.texts, key)
        faults += [f"{key}: an entry without words" for each in entries if not each.text]
        faults += [f"{key}: an entry without a name" for each in entries if section.named and not each.label]
        if len({each.key for each in entries}) != len(entries):
            faults.append(f"{key} repeat a key")
    return faults
