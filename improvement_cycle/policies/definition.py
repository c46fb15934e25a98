"""One version of the improvement model as a single frozen value: what pages, rules and snapshots read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from improvement_cycle.enums import ColumnKind
from improvement_cycle.policies.columns import Provision, Reach, applies
from improvement_cycle.policies.judgements import Mark
from improvement_cycle.policies.suggestion import CategoryRule


@dataclass(frozen=True, slots=True)
class GradeWord:
    """A grade with what is needed to draw and to compare it."""

    id: str
    key: str
    label: str
    short_label: str
    shape: str
    tone: str
    concern: str
    rank: int
    scale: str
    descriptor: str = ""

    @property
    def mark(self) -> Mark:
        """The grade as the rules see it."""
        return Mark(self.scale, self.key, self.rank, self.label)


@dataclass(frozen=True, slots=True)
class ScaleWord:
    """A scale with its grades, best first. `mark` names both."""

    id: str
    key: str
    label: str
    mark: str
    grades: tuple[GradeWord, ...]


@dataclass(frozen=True, slots=True)
class ColumnWord:
    """A column of the matrix."""

    id: str
    key: str
    label: str
    short_label: str
    group: str
    kind: str
    scale: str
    area: str
    applies_to: str
    phases: tuple[str, ...]
    guidance: str

    @property
    def name(self) -> str:
        """The label where space is short."""
        return self.short_label or self.label

    def applies_to_academy(self, academy: Provision) -> bool:
        """Whether the academy is judged in this column."""
        return applies(Reach(self.applies_to, self.phases), academy)


@dataclass(frozen=True, slots=True)
class CommitmentWord:
    """One thing a category brings."""

    key: str
    text: str
    kind: str
    cadence: str
    responsible: str
    owed_by: str
    provider: str


@dataclass(frozen=True, slots=True)
class CategoryWord:
    """A category of support; `commitments` are those it adds to the ones below it."""

    id: str
    number: int
    key: str
    label: str
    short_label: str
    descriptor: str
    tone: str
    suggest_serious: int | None
    suggest_some: int | None
    suggest_concern_category: bool
    commitments: tuple[CommitmentWord, ...]

    @property
    def rule(self) -> CategoryRule:
        """What leads to this category."""
        return CategoryRule(
            self.number, self.label, self.suggest_serious, self.suggest_some, self.suggest_concern_category
        )


@dataclass(frozen=True, slots=True)
class NamedWord:
    """An area or a source of evidence."""

    id: str
    key: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Definition:
    """The whole version."""

    id: str
    number: int
    label: str
    matrix_label: str
    categories_mark: str
    capabilities: tuple[str, ...]
    areas: tuple[NamedWord, ...]
    scales: tuple[ScaleWord, ...]
    columns: tuple[ColumnWord, ...]
    categories: tuple[CategoryWord, ...]
    sources: tuple[NamedWord, ...]
    texts: Mapping[str, Any] = field(default_factory=dict)
    guidance: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def judged_columns(self) -> tuple[ColumnWord, ...]:
        """The columns that hold judgements."""
        return tuple(column for column in self.columns if column.kind == ColumnKind.GRADE)

    @cached_property
    def column_of(self) -> dict[str, ColumnWord]:
        """Columns by key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def grade_of(self) -> dict[str, GradeWord]:
        """Grades by id."""
        return {grade.id: grade for scale in self.scales for grade in scale.grades}

    @cached_property
    def scale_of(self) -> dict[str, ScaleWord]:
        """Scales by key."""
        return {scale.key: scale for scale in self.scales}

    @cached_property
    def category_of(self) -> dict[str, CategoryWord]:
        """Categories by id."""
        return {category.id: category for category in self.categories}

    @cached_property
    def rules(self) -> list[CategoryRule]:
        """The rule that suggests a category."""
        return [category.rule for category in self.categories]

    def columns_for(self, academy: Provision) -> tuple[ColumnWord, ...]:
        """The judged columns that apply to this academy."""
        return tuple(column for column in self.judged_columns if column.applies_to_academy(academy))

    def commitments_of(self, number: int) -> tuple[CommitmentWord, ...]:
        """All that a category brings: its own and those of the categories below."""
        return tuple(
            commitment
            for category in self.categories
            if category.number <= number
            for commitment in category.commitments
        )

    def as_json(self) -> dict[str, Any]:
        """For storing with the published version."""
        return asdict(self)


def scale_mark(key: str, grade_keys: list[str]) -> str:
    """Names a scale with its grades. Two scales of the same mark may be compared, any others may not."""
    return f"{key}:{'>'.join(grade_keys)}"[:300]


def from_json(raw: Mapping[str, Any]) -> Definition:
    """What `as_json` made."""
    lists = {
        "capabilities": tuple(raw["capabilities"]),
        "areas": tuple(NamedWord(**each) for each in raw["areas"]),
        "sources": tuple(NamedWord(**each) for each in raw["sources"]),
        "scales": tuple(
            ScaleWord(**{**each, "grades": tuple(GradeWord(**grade) for grade in each["grades"])})
            for each in raw["scales"]
        ),
        "columns": tuple(ColumnWord(**{**each, "phases": tuple(each["phases"])}) for each in raw["columns"]),
        "categories": tuple(
            CategoryWord(**{**each, "commitments": tuple(CommitmentWord(**one) for one in each["commitments"])})
            for each in raw["categories"]
        ),
    }
    return Definition(**{**raw, **lists})
