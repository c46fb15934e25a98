"""What can be done in the background, and how often it is tried. Each floor registers its handlers at start."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trust.errors import DomainError

QUEUES = ("default", "mail", "pdf", "import")
# Renewed while the work goes on, so that a dead worker is noticed long before a slow one is doubted.
LEASE = dt.timedelta(seconds=60)
RENEW_EVERY = dt.timedelta(seconds=15)
# A bell that was not answered for so long is rung again.
QUIET = dt.timedelta(seconds=60)
BATCH = 100
PAUSES = (30, 60, 120, 300, 600, 1200, 2400, 3600)
ATTEMPTS = 10


@dataclass(frozen=True)
class Lease:
    """A piece of work in the hands of one worker. The token fences off whoever held it before."""

    id: UUID
    trust_id: UUID | None
    kind: str
    token: UUID
    attempt: int
    # An earlier worker was lost while the effect was leaving the house: it may have happened.
    was_handing_over: bool = False


Run = Callable[[Lease, Mapping[str, Any]], None]
# Called in the transaction that gives the work up, with the sentence of the fault.
GivenUp = Callable[[Lease, Mapping[str, Any], str], None]

# Called in the transaction that starts failed work anew.
Anew = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Handler:
    """How one kind of work is done."""

    kind: str
    queue: str
    run: Run
    at_most_once: bool = False
    attempts: int = ATTEMPTS
    given_up: GivenUp | None = None
    anew: Anew | None = None


class GiveUp(DomainError):
    """Trying again would not help: the work fails now, with this sentence."""


class LeaseLost(RuntimeError):
    """Somebody else holds the work now; what this worker wanted to write must not stand."""


_handlers: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    queue: str = "default",
    at_most_once: bool = False,
    attempts: int = ATTEMPTS,
    given_up: GivenUp | None = None,
    anew: Anew | None = None,
) -> Callable[[Run], Run]:
    """Register the decorated function for this kind of work.

    It gets the lease and the job's payload, outside any transaction and any trust: it reads within
    `leases.opened(lease)`, works, and writes within `leases.finishing(lease)`, which marks the work done in the
    same transaction, so that each effect stands exactly once. A function that only reads may leave finishing out.
    """
    if queue not in QUEUES:
        raise ValueError(f"{queue} is no queue; known are {', '.join(QUEUES)}")

    def register(run: Run) -> Run:
        known = _handlers.get(kind)
        if known is not None and known.run.__qualname__ != run.__qualname__:
            raise ValueError(f"{kind} has a handler already: {known.run.__qualname__}")
        _handlers[kind] = Handler(kind, queue, run, at_most_once, attempts, given_up, anew)
        return run

    return register


def find_handler(kind: str) -> Handler | None:
    """The handler of this kind."""
    return _handlers.get(kind)


def is_at_most_once(kind: str) -> bool:
    """Whether work of this kind may happen once at most; of what nobody knows any more it is taken to be so."""
    handler = find_handler(kind)
    return handler is None or handler.at_most_once


def pause_after(attempt: int) -> dt.timedelta:
    """Growing pauses: half a minute after the first attempt, an hour after the eighth and later."""
    return dt.timedelta(seconds=PAUSES[min(max(attempt, 1), len(PAUSES)) - 1])
