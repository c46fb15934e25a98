"""What waits for a person and has no date: each floor registers what it knows of. What is due: trust.deadlines."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from trust.actors import Actor
from trust.permissions import Permission, may


@dataclass(frozen=True)
class Waits:
    """One thing without a date: since when, what it is, what is to be done, and where.

    `for_name`: for whom one stands in. `act`: what its button says. `academy_id`: where it stands, if at an academy.
    """

    since: dt.datetime
    title: str
    what: str
    url: str
    for_name: str = ""
    act: str = "Answer"
    academy_id: UUID | None = None


@dataclass(frozen=True)
class WaitingSource:
    """Asked only for those who hold one of the permissions, in a number of questions that does not grow."""

    key: str
    permissions: tuple[Permission, ...]
    find: Callable[[Actor], Sequence[Waits]]
    # Who is meant among those who hold one; asks no table.
    concerns: Callable[[Actor], bool] = lambda _actor: True


_sources: dict[str, WaitingSource] = {}


def register(source: WaitingSource) -> None:
    """Called in AppConfig.ready()."""
    _sources[source.key] = source


def concerns(actor: Actor) -> bool:
    """Whether anything can ever wait for this person. Asks no table: it is needed on every page."""
    return bool(_of(actor))


def waiting(actor: Actor) -> list[Waits]:
    """What waits now, the oldest first."""
    found = [each for source in _of(actor) for each in source.find(actor)]
    return sorted(found, key=lambda each: each.since)


def _of(actor: Actor) -> list[WaitingSource]:
    held = [source for source in _sources.values() if any(may(actor, each) for each in source.permissions)]
    return [source for source in held if source.concerns(actor)]
