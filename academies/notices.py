"""What floors above say on the page of an academy, to whoever may read it there."""

from collections.abc import Callable
from dataclasses import dataclass

from academies.models import Academy
from trust.actors import Actor


@dataclass(frozen=True)
class Notice:
    """A sentence above the page, and a link; without a sentence a button beside the heading."""

    url: str
    link: str
    words: str = ""


sources: list[Callable[[Actor, Academy], list[Notice]]] = []


def notices_for(actor: Actor, academy: Academy) -> list[Notice]:
    """All of them, in the order of the floors."""
    return [each for source in sources for each in source(actor, academy)]
