"""Which columns an academy is judged in."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Provision:
    """What an academy offers, as far as columns care."""

    phase: str
    has_early_years: bool = False
    has_post_16: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """For whom a column is. No phases means all of them."""

    applies_to: str = "every"
    phases: tuple[str, ...] = ()


def applies(reach: Reach, academy: Provision) -> bool:
    """Whether the column is judged for this academy."""
    if reach.phases and academy.phase not in reach.phases:
        return False
    if reach.applies_to == "early_years":
        return academy.has_early_years
    if reach.applies_to == "post_16":
        return academy.has_post_16
    return True


def provision_of(academy: Any) -> Provision:
    """What the columns need to know of an academy."""
    return Provision(str(academy.phase), bool(academy.has_early_years), bool(academy.has_post_16))
