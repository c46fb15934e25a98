"""Which word somebody has seen, where what is told has no version of its own."""

import datetime as dt


def word_at(told_at: dt.datetime | None) -> int:
    """The word told at this moment, as a number that every other word changes; 0 before the first."""
    return int(told_at.timestamp() * 1_000_000) if told_at else 0


# Whoever comes back within the hour is still on the same visit: what is new does not vanish with the next click.
PAUSE = dt.timedelta(hours=1)
NOTED_EVERY = dt.timedelta(minutes=1)


def known_until(seen_at: dt.datetime | None, before_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Until when somebody knows what happened: the end of the visit before this one; None at the first."""
    return seen_at if seen_at is None or now - seen_at > PAUSE else before_at


def is_to_note(seen_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a look at the page is written down: not each click of a visit."""
    return seen_at is None or now - seen_at > NOTED_EVERY
