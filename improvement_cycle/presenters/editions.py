"""What an edition of an inspection framework says, and what changed against the one before, in words.

A year keeps the edition that was in force when it began. Scales of two editions are put side by side, never compared.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from academies.presets.frameworks import Area, Framework, Word, frameworks
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.presenters.model_changes import Change
from improvement_cycle.queries.self_evaluations import definition_of_row
from trust.policies.wording import full_day


@dataclass(frozen=True)
class Statement:
    """A word of the scale, and what the edition means by it."""

    word: Word
    text: str


@dataclass(frozen=True)
class AreaSays:
    """An area of an edition."""

    label: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class EditionSays:
    """What stands beside a section: the edition of its year, and the one that began meanwhile."""

    name: str
    from_on: dt.date | None
    areas: tuple[AreaSays, ...]
    newer: Framework | None


def edition_of(year_begins: dt.date) -> Framework | None:
    """The edition a year keeps."""
    return frameworks().edition_on(year_begins)


def edition_says(year_begins: dt.date, keys: frozenset[str], today: dt.date) -> EditionSays | None:
    """What the year's edition says of these areas and columns; None where it says nothing of them."""
    edition = edition_of(year_begins)
    if edition is None:
        return None
    found = tuple(
        AreaSays(area.label, _statements(area))
        for area in edition.areas
        if area.statements and keys & set(area.speaks_to)
    )
    newest = frameworks().edition_on(today)
    return EditionSays(edition.name, edition.from_on, found, newest if newest != edition else None) if found else None


def edition_beside(row: AcademyCycle, section_key: str, today: dt.date | None = None) -> EditionSays | None:
    """What the edition of the row's year says of a section: by its own key, and by the columns that judge it."""
    columns = {column.key for column in definition_of_row(row).judged_columns if column.area == section_key}
    keys = frozenset({section_key, *columns})
    return edition_says(row.cycle.school_year.starts_on, keys, today or timezone.localdate())


def _statements(area: Area) -> tuple[Statement, ...]:
    return tuple(
        Statement(word, area.statements[word.key])
        for word in frameworks().scale(area.scale)
        if word.key in area.statements
    )


def notice(cycle: Cycle | None) -> str:
    """What is newer than the year by now; nothing where nothing is, or where the year is closed."""
    told: list[str] = []
    if cycle is None or cycle.is_closed:
        return ""
    label = cycle.school_year.label
    if cycle.newest_version is not None and cycle.newest_version > cycle.model.number:
        told.append(
            f"Version {cycle.newest_version} of the improvement model is published;"
            f" {label} keeps version {cycle.model.number}."
        )
    began = cycle.school_year.starts_on
    newer = [each for each in frameworks().editions if each.from_on and each.from_on > began]
    kept = edition_of(began)
    if newer and kept:
        told.append(f"{newer[0].name}: from {full_day(newer[0].from_on or began)}; {label} keeps {kept.name}.")
    return " ".join(told)


@dataclass(frozen=True)
class EditionChange:
    """Two editions, one after the other."""

    before: Framework
    after: Framework
    changes: tuple[Change, ...]
    touched: frozenset[str]  # keys of areas and columns of models that rest on what changed


def edition_change(after: Framework, before: Framework) -> EditionChange:
    """Areas, grades and statements: added, removed, renamed, reworded."""
    old, new = ({area.key: area for area in each.areas} for each in (before, after))
    changes = [*_areas(old, new), *_grades(old, new), *_reworded(old, new)]
    touched = {
        key
        for areas, others in ((old, new), (new, old))
        for name, area in areas.items()
        if name not in others or _said(others[name]) != _said(area)
        for key in area.speaks_to
    }
    return EditionChange(before, after, tuple(changes), frozenset(touched))


def _said(area: Area) -> tuple[object, ...]:
    return area.label, area.scale, tuple(area.statements.items())


def _areas(old: dict[str, Area], new: dict[str, Area]) -> Iterator[Change]:
    for key, area in new.items():
        if key in old:
            if area.label != old[key].label:
                yield Change("Renamed", f"{old[key].label}, now {area.label} (areas)")
            continue
        follows = [each.label for name, each in old.items() if set(each.speaks_to) & set(area.speaks_to)]
        after = f", where {' and '.join(follows)} stood" if follows else ""
        yield Change("Added", f"{area.label} (areas){after}")
    for key, area in old.items():
        if key not in new:
            yield Change("Removed", f"{area.label} (areas)")


def _grades(old: dict[str, Area], new: dict[str, Area]) -> Iterator[Change]:
    scales = [list(dict.fromkeys(area.scale for area in areas.values())) for areas in (old, new)]
    for scale in scales[1]:
        if scale not in scales[0]:
            yield Change("Added", f"{', '.join(word.label for word in frameworks().scale(scale))} (grades)")
    for scale in scales[0]:
        if scale not in scales[1]:
            yield Change("Removed", f"{', '.join(word.label for word in frameworks().scale(scale))} (grades)")


def _reworded(old: dict[str, Area], new: dict[str, Area]) -> Iterator[Change]:
    for key in (key for key in new if key in old):
        was, now = old[key], new[key]
        if was.scale != now.scale:
            if now.statements:
                yield Change("Reworded", f"all {len(now.statements)} statements of {now.label}, for other grades")
            continue
        for word in frameworks().scale(now.scale):
            before, after = was.statements.get(word.key), now.statements.get(word.key)
            if before and after and before != after:
                yield Change("Reworded", f"{now.label}, {word.label}: “{before}” is now “{after}”")
            elif after and not before:
                yield Change("Added", f"{now.label}, {word.label}: “{after}” (statements)")
            elif before and not after:
                yield Change("Removed", f"{now.label}, {word.label} (statements)")
