"""The draft of an improvement model as lists of pieces, each with its way to change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from improvement_cycle.cells import joined, ring, shape
from improvement_cycle.enums import ColumnKind
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition, GradeWord, ScaleWord
from improvement_cycle.presenters.model_words import commitment_lines, judged_for, rule_words
from improvement_cycle.presets.model_texts import entries_of, sections_of


@dataclass(frozen=True)
class EditorRow:
    """One piece as a line of a list."""

    piece: str
    id: str
    label: str
    note: str = ""
    mark: str = ""
    first: bool = False
    last: bool = False
    inner: "EditorList | None" = None


@dataclass(frozen=True)
class EditorList:
    """A list of pieces of one kind."""

    piece: str
    title: str
    add: str
    rows: tuple[EditorRow, ...]
    parent: str = ""
    hint: str = ""


@dataclass(frozen=True)
class EditorSection:
    """A section of the model as a document, with what stands in it."""

    key: str
    title: str
    hint: str
    names: str
    count: int


def sections_in(definition: Definition) -> tuple[EditorSection, ...]:
    """The sections that are words alone, in the order in which they are read."""
    return tuple(
        EditorSection(
            each.key, each.title, each.hint, ", ".join(entry.label for entry in entries if entry.label), count
        )
        for each in sections_of(definition.capabilities)
        for entries in [entries_of(definition.texts, each.key)]
        for count in [len(entries)]
    )


def editor_of(definition: Definition, commitments: Mapping[Any, Sequence[Any]]) -> tuple[EditorList, ...]:
    """All lists of the draft, in the order of the page."""
    by_category = {str(key): rows for key, rows in commitments.items()}
    lists = [
        EditorList("area", "Key areas", "Add an area", _many("area", definition.areas, lambda a: {"note": a.text})),
        EditorList(
            "source",
            "Sources of evidence",
            "Add a source",
            _many("source", definition.sources, lambda s: {"note": s.text}),
        ),
    ]
    if "matrix" in definition.capabilities:
        scale_names = {scale.key: scale.label for scale in definition.scales}
        lists += [
            EditorList("scale", "Scales and grades", "Add a scale", _many("scale", definition.scales, _scale)),
            EditorList(
                "column",
                "Columns of the matrix",
                "Add a column",
                _many("column", definition.columns, lambda c: {"note": _column_note(c, scale_names)}),
                hint="A column keeps its identity when it is renamed, so that years remain comparable.",
            ),
        ]
    if "categories" in definition.capabilities:
        lists.append(
            EditorList(
                "category",
                "Categories, and what each brings",
                "Add a category",
                _many("category", definition.categories, lambda c: _category(c, by_category.get(c.id, ()))),
                hint="Each category brings what those before it bring, and its own.",
            )
        )
    return tuple(lists)


def _many(piece: str, rows: Sequence[Any], more: Any) -> tuple[EditorRow, ...]:
    last = len(rows) - 1
    return tuple(
        EditorRow(piece, str(row.id), row.label, first=n == 0, last=n == last, **more(row))
        for n, row in enumerate(rows)
    )


def _scale(scale: ScaleWord) -> dict[str, Any]:
    grades = EditorList("grade", scale.label, "Add a grade", _many("grade", scale.grades, _grade), parent=scale.id)
    return {"inner": grades}


def _grade(grade: GradeWord) -> dict[str, Any]:
    note = ". ".join(part for part in (grade.short_label, grade.descriptor) if part and part != grade.label)
    return {"note": note, "mark": joined(['<span class="sw ', grade.tone, '">', shape(grade.shape), "</span>"])}


def _column_note(column: ColumnWord, scale_names: Mapping[str, str]) -> str:
    if column.kind != ColumnKind.GRADE:
        return "Fills itself"
    return f"{scale_names.get(column.scale, '')}. {judged_for(column.applies_to, column.phases)}."


def _category(category: CategoryWord, rows: Sequence[Any]) -> dict[str, Any]:
    lines = commitment_lines(rows)
    last = len(lines) - 1
    inner = EditorList(
        "commitment",
        category.label,
        "Add a commitment",
        tuple(
            EditorRow(
                "commitment",
                str(row.id),
                line.text,
                note=f"{line.cadence}. {line.responsible}. Owed by {line.owed_by.lower()}.",
                first=n == 0,
                last=n == last,
            )
            for n, (row, line) in enumerate(zip(rows, lines, strict=True))
        ),
        parent=category.id,
    )
    rule = rule_words(category.suggest_serious, category.suggest_some, category.suggest_concern_category)
    return {"note": rule, "mark": ring(category, size="sm"), "inner": inner}
