"""The life of one piece of work in a worker's hands: taken, kept, handed over, finished or failed.

Every write asks for the token: whoever lost the lease writes nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models.functions import Now

from trust.enums import JobState
from trust.errors import DomainError
from trust.history import say_who
from trust.jobs import LEASE, GiveUp, Handler, Lease, LeaseLost, pause_after
from trust.models import Due, Job
from trust.models.jobs import PASSING
from trust.tenancy import no_tenant, tenant

LONGEST_FAULT = 300


def take(*, due_id: UUID) -> Lease | None:
    """Take the work, or None where it is done, not due, unknown, or in other hands."""
    with no_tenant(), transaction.atomic():
        row = Due.objects.open_for_work().select_for_update(skip_locked=True).filter(pk=due_id).first()
        if row is None:
            return None
        was_handing_over = row.state == JobState.HANDING_OVER
        # A hand-over stays noted until somebody decides about it, even if this worker is lost as well.
        row.state = row.state if was_handing_over else JobState.LEASED
        row.attempts += 1
        row.lease = uuid4()
        row.lease_until = Now() + LEASE
        row.rung_at = None
        row.save(update_fields=["state", "attempts", "lease", "lease_until", "rung_at"])
    return Lease(row.id, row.trust_id, row.kind, row.lease, row.attempts, was_handing_over)


def keep(*, lease: Lease) -> bool:
    """Make the lease longer; False where it is lost."""
    with no_tenant(), transaction.atomic():
        mine = Due.objects.filter(pk=lease.id, lease=lease.token, state__in=PASSING)
        return bool(mine.update(lease_until=Now() + LEASE))


@contextmanager
def opened(lease: Lease) -> Iterator[None]:
    """A transaction in the trust of the work."""
    with _trust_of(lease), transaction.atomic():
        if lease.trust_id:
            say_who(name=f"Fourfold ({lease.kind})", request_id=str(lease.id))
        yield


@contextmanager
def reading(lease: Lease) -> Iterator[None]:
    """A transaction that writes nothing and sees one moment, however many statements it takes."""
    is_outermost = not connection.in_atomic_block
    with _trust_of(lease), transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def finishing(lease: Lease) -> Iterator[None]:
    """A transaction whose writes stand together with the mark that the work is done, or not at all."""
    with opened(lease):
        _hold(lease)
        yield
        _settle(lease, JobState.DONE)


def hand_over(*, lease: Lease) -> None:
    """Note that the effect is about to leave the house, where no transaction can take it back."""
    with opened(lease):
        _hold(lease)
        Due.objects.filter(pk=lease.id).update(state=JobState.HANDING_OVER)


def finish_if_open(*, lease: Lease) -> str:
    """Mark as done what its handler has not settled by itself; returns the state."""
    with opened(lease):
        row = Due.objects.select_for_update().get(pk=lease.id)
        if row.lease != lease.token:
            return str(row.state)
        _settle(lease, JobState.DONE)
        return JobState.DONE


def leave_uncertain(*, lease: Lease, reason: str) -> None:
    """The effect may have happened, and must not happen twice: shown to people, never tried again by itself."""
    with opened(lease):
        _hold(lease)
        _settle(lease, JobState.UNKNOWN, reason)


def fail(*, lease: Lease, handler: Handler | None, payload: Mapping[str, Any], error: Exception) -> str:
    """Try again after a growing pause, or give up; returns the state."""
    sentence = _sentence(error)
    with opened(lease):
        _hold(lease)
        if handler and not isinstance(error, GiveUp) and lease.attempt < handler.attempts:
            pause = pause_after(lease.attempt)
            Due.objects.filter(pk=lease.id).update(
                state=JobState.DUE, due_at=Now() + pause, lease=None, lease_until=None, rung_at=None
            )
            if lease.trust_id:
                Job.objects.filter(pk=lease.id).update(fault=sentence)
            return JobState.DUE
        _settle(lease, JobState.FAILED, sentence)
        if handler and handler.given_up:
            handler.given_up(lease, payload, sentence)
        return JobState.FAILED


def _trust_of(lease: Lease) -> Any:
    return tenant(lease.trust_id) if lease.trust_id else no_tenant()


def _hold(lease: Lease) -> None:
    mine = Due.objects.select_for_update().filter(pk=lease.id, lease=lease.token, state__in=PASSING)
    if not mine.exists():
        raise LeaseLost(f"The lease of {lease.kind} {lease.id} is in other hands.")


def _settle(lease: Lease, state: str, fault: str = "") -> None:
    Due.objects.filter(pk=lease.id).update(state=state, finished_at=Now(), lease=None, lease_until=None)
    if lease.trust_id:
        Job.objects.filter(pk=lease.id).update(state=state, fault=fault, done_at=Now())


def _sentence(error: Exception) -> str:
    """What people are told. The words of an unexpected error may hold anything, so only its name is kept."""
    if isinstance(error, DomainError) and error.message:
        return error.message[:LONGEST_FAULT]
    return f"Something went wrong on our side ({type(error).__name__})."
