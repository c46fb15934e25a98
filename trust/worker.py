"""Does one piece of work: takes it, runs its handler, and settles whatever comes of it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection

from trust.actions import leases
from trust.errors import DomainError
from trust.jobs import RENEW_EVERY, GiveUp, Handler, Lease, LeaseLost, find_handler
from trust.models import Job

log = structlog.get_logger(__name__)


def work_on(due_id: UUID) -> str:
    """Take the work of this id and do it; returns its state, or "nothing" where there was nothing to take."""
    lease = leases.take(due_id=due_id)
    if lease is None:
        return "nothing"
    with structlog.contextvars.bound_contextvars(job=str(lease.id), kind=lease.kind, trust=str(lease.trust_id)):
        try:
            return _do(lease)
        except LeaseLost:
            log.warning("lease lost, nothing written", attempt=lease.attempt)
            return "lost"


def _do(lease: Lease) -> str:
    handler = find_handler(lease.kind)
    payload = _payload(lease)
    if handler is None or payload is None:
        return leases.fail(lease=lease, handler=handler, payload={}, error=GiveUp("Nobody knows how to do this."))
    if lease.was_handing_over and handler.at_most_once:
        leases.leave_uncertain(lease=lease, reason="The worker was lost while it was being handed over.")
        return "unknown"
    if lease.attempt > handler.attempts:
        error = GiveUp("It was begun many times and never came to an end.")
        return leases.fail(lease=lease, handler=handler, payload=payload, error=error)
    return _run(lease, handler, payload)


def _run(lease: Lease, handler: Handler, payload: Mapping[str, Any]) -> str:
    try:
        with _kept(lease):
            handler.run(lease, payload)
        return leases.finish_if_open(lease=lease)
    except LeaseLost:
        raise
    except Exception as error:
        state = leases.fail(lease=lease, handler=handler, payload=payload, error=error)
        log.warning("work failed", attempt=lease.attempt, state=state, exc_info=not isinstance(error, DomainError))
        return state


def _payload(lease: Lease) -> Mapping[str, Any] | None:
    """The job's content, read again: what a message in the broker says is not believed."""
    if lease.trust_id is None:
        return {}
    with leases.opened(lease):
        job = Job.objects.filter(pk=lease.id, kind=lease.kind).first()
        return job.payload if job else None


@contextmanager
def _kept(lease: Lease) -> Iterator[None]:
    """Renew the lease while the work goes on."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEW_EVERY.total_seconds()):
            try:
                if not leases.keep(lease=lease):
                    return
            except DatabaseError:
                # The row may be locked for a moment, or the database away; the next round tries again.
                continue
            finally:
                connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{lease.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
