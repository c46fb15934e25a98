"""Which layout a header is, and where its fields stand. Layouts are data: presets/layouts.yaml."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from academies.errors import FileRefused
from academies.imports.reading import normalise


@dataclass(frozen=True)
class Field:
    """A field of a row: where it stands and how its text is read."""

    name: str
    column: str
    index: int
    type: str


@dataclass(frozen=True)
class Layout:
    """A recognised layout of one file."""

    name: str
    fields: tuple[Field, ...]
    width: int
    spec: dict[str, Any]
    places: dict[str, int]
    twice: frozenset[str] = frozenset()

    def index(self, columns: Iterable[str]) -> int | None:
        """Where the first of these columns stands, if any."""
        return next((self.places[n] for c in columns if (n := normalise(c)) in self.places), None)


@lru_cache(maxsize=1)
def presets() -> dict[str, Any]:
    """All kinds of files."""
    folder = Path(__file__).parents[1] / "presets"
    kinds = yaml.safe_load((folder / "layouts.yaml").read_text(encoding="utf-8"))
    return dict(kinds) | {"figures": yaml.safe_load((folder / "figure_files.yaml").read_text(encoding="utf-8"))}


def key_names(kind: str) -> list[str]:
    """Columns by which the header line is found."""
    return list(presets()[kind]["key"])


def recognise(kind: str, header: tuple[str, ...]) -> Layout:
    """The layout of this header. An unknown one is refused, with the missing columns named."""
    places: dict[str, int] = {}
    twice: set[str] = set()
    for index, name in enumerate(header):
        plain = normalise(name)
        if plain in places and plain:
            twice.add(plain)
        places.setdefault(plain, index)
    closest: tuple[str, list[str]] | None = None
    for spec in presets()[kind]["layouts"]:
        missing = _missing(spec["requires"], places)
        if not missing:
            return _layout(kind, spec, header, places, twice)
        if closest is None or len(missing) < len(closest[1]):
            closest = (spec["name"], missing)
    name, missing = closest or ("", [])
    raise FileRefused(
        f"This is no layout that we know for “{kind}”. The closest is “{name}”, but these columns are missing: "
        f"{', '.join(missing)}.",
        detail={"missing": missing},
    )


def _missing(requires: list[str | list[str]], places: dict[str, int]) -> list[str]:
    wanted = [[name] if isinstance(name, str) else name for name in requires]
    return [names[0] for names in wanted if not any(normalise(name) in places for name in names)]


def _layout(
    kind: str, spec: dict[str, Any], header: tuple[str, ...], places: dict[str, int], twice: set[str]
) -> Layout:
    fields: list[Field] = []
    for name, field in presets()[kind]["fields"].items():
        column = next((c for c in field["columns"] if normalise(c) in places), None)
        if column is None:
            continue
        refuse_twice(column, twice)
        fields.append(Field(name, column, places[normalise(column)], field["type"]))
    return Layout(spec["name"], tuple(fields), len(header), spec, places, frozenset(twice))


def refuse_twice(column: str, twice: Collection[str]) -> None:
    """Raise FileRefused for a column that is needed and stands twice."""
    if normalise(column) in twice:
        raise FileRefused(f"The column {column} stands twice in this file, so it is not clear which one counts.")
