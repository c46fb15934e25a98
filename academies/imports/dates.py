"""Dates as they stand in published files."""

import datetime as dt
import re
from functools import lru_cache

NUMERIC = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: 00:00(?::00)?)?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
# Days that stand for "not known".
PLACEHOLDERS = {dt.date(1900, 1, 1), dt.date(1902, 1, 1)}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
NAME_LONG = re.compile(r"(\d{1,2})[_ -]+([A-Za-z]{3,9})[_ -]+(\d{4})")
NAME_DIGITS = re.compile(r"(?<!\d)(20\d{2})-?(\d{2})(?:-?(\d{2}))?(?!\d)")


@lru_cache(maxsize=65536)
def read_date(text: str) -> dt.date | None:
    """31/12/2025, 31-12-2025 or 2025-12-31; None for a placeholder. Raises ValueError for anything else."""
    if found := NUMERIC.fullmatch(text):
        day, month, year = found.groups()
    elif found := ISO.fullmatch(text):
        year, month, day = found.groups()
    else:
        raise ValueError(f"“{text[:40]}” is not a date")
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a date") from None
    return None if date in PLACEHOLDERS else date


def date_in_name(name: str, today: dt.date) -> dt.date | None:
    """The day a file says it is as at, from its name; the month's last day where only the month stands.

    Of a month that is not over yet today counts. A day in the future is given as it stands: the load refuses it.
    """
    for day, month, year in NAME_LONG.findall(name):
        if (short := month[:3].lower()) in MONTHS:
            return _day(int(year), MONTHS.index(short) + 1, int(day))
    for year, month, day in NAME_DIGITS.findall(name):
        if 1 <= int(month) <= 12:
            if day and (found := _day(int(year), int(month), int(day))):
                return found
            if not day:
                is_now = (int(year), int(month)) == (today.year, today.month)
                return today if is_now else _last(int(year), int(month))
    return None


def begins_with_day(text: str) -> bool:
    """Whether a day stands at the beginning: 2025-03-20 or 20250320."""
    found = NAME_DIGITS.match(text)
    return bool(found and found[3] and _day(int(found[1]), int(found[2]), int(found[3])))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)
