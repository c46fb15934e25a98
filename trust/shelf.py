"""What stands on the page of reports beside what one asked for: floors above put there what was made for many."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trust.actors import Actor
from trust.permissions import Permission, may


@dataclass(frozen=True)
class Shelved:
    """One thing to read."""

    title: str
    url: str
    what: str
    at: dt.datetime


@dataclass(frozen=True)
class ShelfSource:
    """Things of one kind, for those who hold the permission: newest first, in one question."""

    key: str
    permission: Permission
    find: Callable[[Actor], Sequence[Shelved]]


_sources: dict[str, ShelfSource] = {}


def register(source: ShelfSource) -> None:
    """Called in AppConfig.ready()."""
    _sources[source.key] = source


def shelved(actor: Actor) -> list[Shelved]:
    """All that this person reads, newest first."""
    found = [each for source in _sources.values() if may(actor, source.permission) for each in source.find(actor)]
    return sorted(found, key=lambda each: each.at, reverse=True)
