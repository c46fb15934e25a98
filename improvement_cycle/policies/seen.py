"""Which word somebody has seen, where what is told has no version of its own."""

import datetime as dt


def word_at(told_at: dt.datetime | None) -> int:
    """The word told at this moment, as a number that every other word changes; 0 before the first."""
    return int(told_at.timestamp() * 1_000_000) if told_at else 0
