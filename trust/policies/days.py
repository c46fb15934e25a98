"""Days that can be meant. Others are slips of the keyboard, and lie where no calendar counts on."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
NOT_YET = "This day has not come yet."  # of a day on which something is said to have happened


def fault_of_day(day: dt.date) -> str:
    """What to say of a day that cannot be meant; empty for any other."""
    return "" if EARLIEST <= day <= LATEST else f"Enter a year between {EARLIEST.year} and {LATEST.year}."


def faults_of_days(days: Mapping[str, dt.date | None]) -> dict[str, str]:
    """The same for several, by field."""
    return {field: fault for field, day in days.items() if day is not None and (fault := fault_of_day(day))}


def day_of(given: str) -> dt.date | None:
    """The day that is written as 2026-11-23."""
    with suppress(ValueError):
        return dt.datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time
    return None
