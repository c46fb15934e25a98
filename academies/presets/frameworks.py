"""The frameworks as frozen data, read once. The tables are filled from here, so labels need no query."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from academies.enums import AreaKind


@dataclass(frozen=True)
class Word:
    """A word of a scale. Templates draw it by shape and tone."""

    id: int
    scale: str
    key: str
    label: str
    short: str
    published: str
    position: int
    tone: str
    shape: str


@dataclass(frozen=True)
class Area:
    """An area of a framework."""

    id: int
    framework: str
    key: str
    label: str
    kind: str
    scale: str
    where_applicable: bool
    position: int
    # Keys of areas and columns of improvement models that treat of the same.
    speaks_to: tuple[str, ...] = ()
    # Word of the scale -> what the edition means by it, in our own words.
    statements: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Framework:
    """A framework with its areas in order."""

    key: str
    name: str
    from_on: dt.date | None
    until_on: dt.date | None
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Frameworks:
    """Everything, with look-ups."""

    frameworks: dict[str, Framework]
    areas: dict[int, Area]
    words: dict[int, Word]
    # Per scale: what the files write, to the word's id; None where it is no grade.
    readings: dict[str, dict[str, int | None]]

    def scale(self, key: str) -> tuple[Word, ...]:
        """The words of a scale, best first."""
        return tuple(word for word in self.words.values() if word.scale == key)

    @property
    def editions(self) -> list[Framework]:
        """Every framework with a first day, the newest first."""
        dated = [each for each in self.frameworks.values() if each.from_on is not None]
        return sorted(dated, key=lambda each: each.from_on or dt.date.min, reverse=True)

    def edition_on(self, day: dt.date) -> Framework | None:
        """The edition in force on a day; None before the first that we know."""
        return next((each for each in self.editions if each.from_on and each.from_on <= day), None)

    def area_id(self, framework: str, key: str) -> int | None:
        """The area of this framework, or None where it has none of that key."""
        return next((a.id for a in self.frameworks[framework].areas if a.key == key), None)


@lru_cache(maxsize=1)
def frameworks() -> Frameworks:
    """Read the preset."""
    raw = yaml.safe_load((Path(__file__).parent / "frameworks.yaml").read_text(encoding="utf-8"))
    words: dict[int, Word] = {}
    readings: dict[str, dict[str, int | None]] = {}
    for scale, body in raw["scales"].items():
        readings[scale] = {value.casefold(): None for value in body["no_grade"]}
        for position, word in enumerate(body["words"], start=1):
            words[word["id"]] = Word(scale=scale, position=position, **word)
            readings[scale][word["published"].casefold()] = word["id"]
    known = {body["key"]: _framework(body, raw["statements"].get(body["key"], {})) for body in raw["frameworks"]}
    areas = {area.id: area for framework in known.values() for area in framework.areas}
    return Frameworks(frameworks=known, areas=areas, words=words, readings=readings)


def _framework(body: dict[str, Any], statements: dict[str, dict[str, str]]) -> Framework:
    areas = tuple(
        Area(
            id=area["id"],
            framework=body["key"],
            key=area["key"],
            label=area["label"],
            kind=area.get("kind", AreaKind.GRADED),
            scale=area.get("scale", body["scale"]),
            where_applicable=area.get("where_applicable", False),
            position=position,
            speaks_to=tuple(area.get("speaks_to", ())),
            statements=statements.get(area["key"], {}),
        )
        for position, area in enumerate(body["areas"], start=1)
    )
    return Framework(body["key"], body["name"], body.get("from"), body.get("until"), areas)
