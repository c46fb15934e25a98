"""What the columns of existing plans are called. Data: presets/parts/plan_headings.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "parts" / "plan_headings.yaml"


@dataclass(frozen=True)
class Headings:
    """Words of columns by kind of row and field, and words of half terms by their number."""

    of_fields: Mapping[str, Mapping[str, tuple[str, ...]]]
    half_terms: Mapping[str, tuple[str, ...]]


@cache
def headings() -> Headings:
    """As they are shipped."""
    raw: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    of_fields = {
        kind: {field: tuple(words) for field, words in fields.items()} for kind, fields in raw["headings"].items()
    }
    return Headings(of_fields, {key: tuple(words) for key, words in raw["half_terms"].items()})
