"""Editions of guidance on implementation: points to think of, with questions of ours. A year's model names one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "guidance"


@dataclass(frozen=True)
class Point:
    """One thing to think of: what the guidance calls it, under which heading, and what to ask oneself."""

    key: str
    label: str
    group: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """One edition. It never changes: what was ticked in it stands in documents."""

    key: str
    label: str
    points: tuple[Point, ...]


@cache
def editions() -> dict[str, Edition]:
    """All of them by key, the newest first."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.yaml"), reverse=True)]
    return {each.key: each for each in found}


def _read(path: Path) -> Edition:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    points = tuple(
        Point(each["key"], each["label"], group["label"], tuple(each["asks"]))
        for group in raw["groups"]
        for each in group["points"]
    )
    return Edition(raw["key"], raw["label"], points)
