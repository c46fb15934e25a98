"""What would be published: the lists of a draft, and what changed in them against the version before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import Truncator

from improvement_cycle.policies.definition import Definition
from improvement_cycle.presenters.model_words import edition_words
from improvement_cycle.presets.model_texts import SECTIONS, entries_of

# What tells rows apart rather than what they say; rows inside a row are compared in their own list.
LONGEST_NAME = 90
UNSAID = {"id", "label", "text", "mark", "rank", "number", "grades", "commitments"}


@dataclass(frozen=True)
class Counted:
    """A list of the draft with the names in it."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One line of what changed."""

    verb: str
    what: str


def lists_of(definition: Definition) -> tuple[Counted, ...]:
    """The lists that hold something, in the order of the editor."""
    return tuple(
        Counted(title, tuple(_name(row) for row in rows.values()))
        for title, rows in _lists(definition).items()
        if rows and title != "Commitments"
    )


def changes(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Added, renamed, changed, removed. A row is the same one as long as its key is."""
    names = (("name of the model", "label"), ("name of the matrix", "matrix_label"))
    return (
        *(
            Change("Renamed", f"{getattr(before, field)}, now {getattr(after, field)} ({words})")
            for words, field in names
            if getattr(before, field) != getattr(after, field)
        ),
        *_guidance(before, after),
        *(
            change
            for (title, old), new in zip(_lists(before).items(), _lists(after).values(), strict=True)
            for change in _changes(title.lower(), old, new)
        ),
    )


def _guidance(before: Definition, after: Definition) -> Iterator[Change]:
    old, new = edition_words(before.guidance) or "None", edition_words(after.guidance) or "none"
    if old.lower() != new.lower():
        yield Change("Changed", f"{old}, now {new} (implementation guidance)")


def touched(before: Definition, after: Definition) -> frozenset[str]:
    """Keys of the areas and judged columns that are not what they were: themselves, their scale or their area."""
    scales = _differing(_by_key(before.scales), _by_key(after.scales))
    # What stands in a row of a scale is its grades: names and meaning.
    scales |= {
        scale.key
        for scale in after.scales
        if (old := before.scale_of.get(scale.key))
        and [(g.key, g.label, _said(g)) for g in old.grades] != [(g.key, g.label, _said(g)) for g in scale.grades]
    }
    areas = _differing(_by_key(before.areas), _by_key(after.areas))
    columns = _differing(_by_key(before.judged_columns), _by_key(after.judged_columns))
    columns |= {column.key for column in after.judged_columns if column.scale in scales or column.area in areas}
    return frozenset(areas | columns)


def _differing(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> set[str]:
    return {
        key
        for key in {*old, *new}
        if key not in old or key not in new or (_name(old[key]), _said(old[key])) != (_name(new[key]), _said(new[key]))
    }


def _changes(title: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
    for key, row in new.items():
        if key not in old:
            yield Change("Added", f"{_name(row)} ({title})")
        elif _name(row) != _name(old[key]):
            yield Change("Renamed", f"{_name(old[key])}, now {_name(row)} ({title})")
        elif _said(row) != _said(old[key]):
            yield Change("Changed", f"{_name(row)} ({title})")
    for key, row in old.items():
        if key not in new:
            yield Change("Removed", f"{_name(row)} ({title})")
    shared = [key for key in new if key in old]
    if shared != [key for key in old if key in new]:
        yield Change("Moved", f"the order of {title}")


def _lists(definition: Definition) -> dict[str, dict[Any, Any]]:
    written = {each.title: _by_key(entries_of(definition.texts, each.key)) for each in SECTIONS}
    return written | {
        "Key areas": _by_key(definition.areas),
        "Sources of evidence": _by_key(definition.sources),
        "Scales": _by_key(definition.scales),
        "Grades": _inner((scale.key, scale.grades) for scale in definition.scales),
        "Columns": _by_key(definition.columns),
        "Categories": _by_key(definition.categories),
        "Commitments": _inner((category.key, category.commitments) for category in definition.categories),
    }


def _by_key(rows: Iterable[Any]) -> dict[Any, Any]:
    return {row.key: row for row in rows}


def _inner(outer: Iterable[tuple[str, Iterable[Any]]]) -> dict[Any, Any]:
    return {(key, row.key): row for key, rows in outer for row in rows}


def _name(row: Any) -> str:
    return str(getattr(row, "label", "") or Truncator(row.text).chars(LONGEST_NAME))


def _said(row: Any) -> dict[str, Any]:
    said = {name: value for name, value in asdict(row).items() if name not in UNSAID}
    return {**said, "text": getattr(row, "text", "")}
