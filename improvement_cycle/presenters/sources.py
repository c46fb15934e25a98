"""The sources of evidence as their pages show them."""

import datetime as dt
from dataclasses import dataclass

from improvement_cycle.policies.sources import Found, Sources, SourceState, age, day_words


@dataclass(frozen=True)
class SourceLine:
    """One source of an academy."""

    state: SourceState
    words: str  # missing, here or old
    pieces: tuple[tuple[Found, str], ...]  # each with its day and age


def source_lines(sources: Sources, today: dt.date) -> tuple[SourceLine, ...]:
    """For the page of one academy."""
    return tuple(
        SourceLine(each, state_words(each), tuple((found, _when(found, today)) for found in each.found))
        for each in sources.states
    )


def state_words(state: SourceState) -> str:
    """In words, beside the mark."""
    return "Missing" if state.is_missing else "From an earlier year" if state.is_old else "In place"


def short_day(state: SourceState) -> str:
    """For the table of all academies."""
    return f"{state.on:%b %Y}" if state.on else "no date"


def _when(found: Found, today: dt.date) -> str:
    if found.on == today:
        return "Today"
    return f"{day_words(found.on)}, {age(found.on, today)}" if found.on else day_words(None)
