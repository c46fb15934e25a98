"""What a page lets people choose in its address: the one place where views read the query string.

What is not there to choose is refused. A page that passed it over would show something else than was asked for.
"""

from collections.abc import Collection

from django.http import HttpRequest

from trust.errors import UnknownChoice

LONGEST = 100


def chosen(request: HttpRequest, name: str, known: Collection[str], thing: str) -> str:
    """One of `known`, or "" where nothing is chosen. Raises UnknownChoice, which calls it `thing`."""
    given = request.GET.get(name, "")
    if given and given not in known:
        raise _unknown(request, f"There is no such {thing} to choose here. Choose it on the page itself.")
    return given


def chosen_number(request: HttpRequest, name: str, thing: str) -> int:
    """A whole number from 1 on, or 0 where none is chosen."""
    given = request.GET.get(name, "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 6 and int(given)):
        raise _unknown(
            request, f"The {thing} in the address is not a whole number from 1 on. Choose it on the page itself."
        )
    return int(given or 0)


def searched(request: HttpRequest, name: str = "q") -> str:
    """Words to search for: any will do, and what no name can hold is left out."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _unknown(request: HttpRequest, sentence: str) -> UnknownChoice:
    return UnknownChoice(sentence, detail={"page": request.path})
