"""Numbers, lists and days as they are said in a sentence."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def count(number: int) -> str:
    """Small numbers as words: `two`, `12`."""
    return WORDS[number] if 0 <= number < len(WORDS) else str(number)


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def full_day(day: dt.date) -> str:
    """`5 November 2026`."""
    return f"{day:%-d %B %Y}"


def span(first: dt.date, last: dt.date) -> str:
    """`23 to 27 November`, `30 November to 4 December`, `4 January`."""
    if first == last:
        return f"{first:%-d %B}"
    return (
        f"{first:%-d} to {last:%-d %B}"
        if (first.year, first.month) == (last.year, last.month)
        else (f"{first:%-d %B} to {last:%-d %B}")
    )


def pounds(amount: Decimal) -> str:
    """`£1,150`, `£89.50`."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"
