"""What search looks through: each floor registers its sources, each answering only what the actor may read anyway."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trust.actors import Actor
from trust.permissions import Permission, may
from trust.policies.search import Asked, Piece


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its name, where it stands, and the words around what was asked for."""

    title: Sequence[Piece]
    url: str
    place: str = ""
    excerpt: Sequence[Piece] = ()


# For those who hold one of the permissions; at most so many, in one or two questions to the database.
Find = Callable[[Actor, Asked, int], Sequence[Hit]]


@dataclass(frozen=True)
class SearchSource:
    """One group of the page of results."""

    key: str
    title: str
    order: int
    permissions: tuple[Permission, ...]
    find: Find


_sources: list[SearchSource] = []


def register(source: SearchSource) -> None:
    """Called in AppConfig.ready()."""
    if source.key not in {known.key for known in _sources}:
        _sources.append(source)
        _sources.sort(key=lambda known: known.order)


def sources_for(actor: Actor) -> list[SearchSource]:
    """Those in which this person may find anything."""
    return [source for source in _sources if any(may(actor, each) for each in source.permissions)]
