"""What a page lets people choose in its address: the one place where views read the query string.

What cannot be chosen anywhere is refused: a page that passed it over would show something else than was asked for.
A choice that exists and has nothing here today, such as a phase without academies or a page beyond the last, is not.
"""

import datetime as dt
from collections.abc import Collection
from urllib.parse import urlencode

from django.http import HttpRequest

from trust.errors import UnknownChoice
from trust.policies.days import day_of
from trust.policies.years import ADDRESSED

LONGEST = 100


def chosen(request: HttpRequest, name: str, known: Collection[str], thing: str) -> str:
    """One of `known`, or "" where nothing is chosen. Raises UnknownChoice, which calls it `thing`."""
    given = request.GET.get(name, "")
    if given and given not in known:
        raise _unknown(request, name, f"There is no such {thing} to choose here. Choose it on the page itself.")
    return given


def chosen_number(request: HttpRequest, name: str, thing: str) -> int:
    """A whole number from 1 on, or 0 where none is chosen."""
    given = request.GET.get(name, "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 6 and int(given)):
        raise _unknown(
            request, name, f"The {thing} in the address is not a whole number from 1 on. Choose it on the page itself."
        )
    return int(given or 0)


def chosen_moment(request: HttpRequest, name: str) -> dt.datetime | None:
    """A moment with its time zone, or None where none is chosen."""
    given = request.GET.get(name, "")
    if not given:
        return None
    try:
        # A plus in an address that nobody encoded is a space.
        moment = dt.datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        moment = None
    # Years that no clock of ours shows cannot be written in local time.
    if moment is None or moment.tzinfo is None or not 2000 <= moment.year <= 2200:
        raise _unknown(request, name, "The address names no moment. Choose it on the page itself.")
    return moment


def chosen_day(request: HttpRequest, name: str, thing: str) -> dt.date | None:
    """A day as 2026-11-23, or None where none is chosen. One that no calendar here counts on is no choice."""
    given = request.GET.get(name, "")
    if not given:
        return None
    found = day_of(given)
    if found is None or found.year not in ADDRESSED:
        raise _unknown(
            request, name, f"The {thing} in the address is not a day such as 2026-11-23, or is too far away."
        )
    return found


def searched(request: HttpRequest, name: str = "q") -> str:
    """Words to search for: any will do, and what no name can hold is left out."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]


def kept(request: HttpRequest, names: Collection[str], **changed: str) -> str:
    """What is chosen of these, with some of it changed, to stand behind the question mark of another address."""
    found = chosen_words(request, names) | changed
    return urlencode({name: value for name, value in found.items() if value})


def chosen_words(request: HttpRequest, names: Collection[str]) -> dict[str, str]:
    """What is chosen of these, once each was looked at."""
    return {name: request.GET.get(name, "") for name in names}


def _unknown(request: HttpRequest, name: str, sentence: str) -> UnknownChoice:
    rest = request.GET.copy()
    rest.pop(name)
    return UnknownChoice(sentence, detail={"page": f"{request.path}?{rest.urlencode()}" if rest else request.path})
