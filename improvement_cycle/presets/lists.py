"""Lists of the field that every model shares, where a trust's own version of the model does not name others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "parts" / "lists.yaml"


@dataclass(frozen=True)
class Listed:
    """One entry."""

    key: str
    label: str
    text: str = ""
    months: int = 0  # of what falls due: so long after it is delivered


def listed(texts: Mapping[str, Any], name: str) -> tuple[Listed, ...]:
    """The list of this name as the model's own texts have it, else as it is shipped."""
    return tuple(Listed(**each) for each in texts.get(name) or shipped()[name])


@cache
def shipped() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All lists as they are shipped."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found["lists"]
