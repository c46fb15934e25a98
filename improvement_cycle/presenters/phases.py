"""Phases in words."""

from functools import lru_cache

from academies.enums import Phase


@lru_cache(maxsize=32)
def phase_word(phase: str) -> str:
    """Primary, All-through, Post-16."""
    label = str(Phase(phase).label) if phase in Phase.values else phase
    return label[:1].upper() + label[1:]
