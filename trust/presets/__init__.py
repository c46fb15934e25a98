"""Lists that ship with the product, as YAML."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from trust.policies.years import TermDates

HERE = Path(__file__).parent


@cache
def school_years() -> dict[str, dict[str, Any]]:
    """Term dates as many authorities publish them, by the year they start in."""
    return yaml.safe_load((HERE / "school_years.yaml").read_text(encoding="utf-8"))


def terms_of(key: str) -> list[TermDates]:
    """The terms of a preset."""
    return [
        TermDates(
            name=term["name"],
            starts_on=term["from"],
            ends_on=term["to"],
            break_starts_on=term["half_term"]["from"],
            break_ends_on=term["half_term"]["to"],
        )
        for term in school_years()[key]["terms"]
    ]
