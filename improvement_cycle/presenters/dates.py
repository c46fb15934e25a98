"""Dates as they are said: today at 11:42, 5 November, 6 November 2025."""

import datetime as dt

from django.utils import timezone


def when(at: dt.datetime, *, now: dt.datetime | None = None) -> str:
    """A moment, seen from now."""
    local = timezone.localtime(at)
    today = timezone.localtime(now or timezone.now()).date()
    if local.date() == today:
        return f"today at {local:%H:%M}"
    if local.date() == today - dt.timedelta(days=1):
        return f"yesterday at {local:%H:%M}"
    return day(local.date(), today)


def day(on: dt.date, today: dt.date) -> str:
    """A day; the year only where it is another."""
    said = f"{on.day} {on:%B}"
    return said if on.year == today.year else f"{said} {on.year}"
