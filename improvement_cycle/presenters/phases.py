"""Phases in words."""

from collections.abc import Collection
from functools import lru_cache

from django.utils.text import capfirst

from academies.enums import Phase


@lru_cache(maxsize=32)
def phase_word(phase: str) -> str:
    """Primary, All-through, Post-16."""
    label = str(Phase(phase).label) if phase in Phase.values else phase
    return capfirst(label)


def phase_choices(phases: Collection[str]) -> list[tuple[str, str]]:
    """For the filter, in the order of a school life; none where there is nothing to choose."""
    return [(key, phase_word(key)) for key in Phase.values if key in phases] if len(phases) > 1 else []
