"""Ask for work, ring for it, ask again."""

import datetime as dt
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from trust.actors import Actor
from trust.bell import ring, ring_soon
from trust.enums import JobState
from trust.errors import NoTrust, Refused
from trust.jobs import BATCH, QUIET, find_handler, is_at_most_once
from trust.models import Due, Job
from trust.tenancy import current_trust_id, no_tenant, tenant

LONGEST_KEY = 400


def enqueue(
    *,
    actor: Actor,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    queue: str | None = None,
    due_at: dt.datetime | None = None,
) -> Job:
    """Write the work in the caller's transaction; the same kind and key again gives the work that stands.

    `key` names the occurrence by its business words (a term and a recipient, a report and its version), never by
    the clock. The worker is called after the commit, unless the work is for later.
    """
    handler = find_handler(kind)
    if handler is None:
        raise LookupError(f"No handler is registered for {kind}.")
    if actor.trust_id != current_trust_id():
        raise NoTrust("The actor belongs to another trust than the one that is open.")
    key = _fit(key)
    new = Job(kind=kind, key=key, payload=dict(payload), asked_by_name=actor.name)
    with transaction.atomic():
        Job.objects.bulk_create([new], ignore_conflicts=True)
        job = Job.objects.get(kind=kind, key=key)
        if job.pk == new.pk:
            write_due(due_id=job.pk, trust_id=job.trust_id, kind=kind, queue=queue or handler.queue, due_at=due_at)
    return job


def write_due(*, due_id: UUID, trust_id: UUID | None, kind: str, queue: str, due_at: dt.datetime | None = None) -> None:
    """Put work into the index, and ring for it after the commit."""
    now = due_at is None
    Due.objects.create(
        id=due_id,
        trust_id=trust_id,
        kind=kind,
        queue=queue,
        due_at=due_at or Now(),
        rung_at=Now() if now else None,
    )
    if now:
        transaction.on_commit(lambda: ring_soon(due_id, queue))


def _fit(key: str) -> str:
    """A key too long for its column is told apart by its digest."""
    return key if len(key) <= LONGEST_KEY else f"{key[:300]} {sha256(key.encode()).hexdigest()}"


def try_again(*, due_id: UUID) -> None:
    """Start failed or uncertain work anew, with all its attempts. Whether the person may ask is the caller's to say.

    What may happen once at most is not tried again where it is uncertain.
    """
    with transaction.atomic():
        due = Due.objects.select_for_update().get(pk=due_id)
        if due.state not in {JobState.FAILED, JobState.UNKNOWN}:
            raise Refused("This is waiting or done already. Reload the page.")
        if due.state == JobState.UNKNOWN and is_at_most_once(due.kind):
            raise Refused(
                "Nobody knows whether this has happened. It may happen once at most, so it is not tried again."
            )
        due.state, due.attempts, due.lease, due.finished_at = JobState.DUE, 0, None, None
        due.due_at = due.rung_at = Now()
        due.save()
        if due.trust_id:
            with tenant(due.trust_id):
                jobs = Job.objects.filter(pk=due_id)
                jobs.update(state=JobState.DUE, fault="", done_at=None)
                # What waits for the work is told, whoever asked for another try.
                handler, job = find_handler(due.kind), jobs.first()
                if handler and handler.anew and job:
                    handler.anew(job.payload)
        transaction.on_commit(lambda: ring_soon(due_id, due.queue))


def ring_for_what_is_due(*, most: int = 50 * BATCH) -> int:
    """The sweeper: claim what is due or left behind, a hundred at a time, and ring for each. Returns how many."""
    rung = 0
    while rung < most:
        with no_tenant(), transaction.atomic():
            rows = list(
                Due.objects.open_for_work()
                .without_bell(QUIET)
                .select_for_update(skip_locked=True)
                .order_by("due_at")
                .values_list("id", "queue")[:BATCH]
            )
            Due.objects.filter(pk__in=[due_id for due_id, _queue in rows]).update(rung_at=Now())
        for due_id, queue in rows:
            if not ring(due_id, queue):
                # They keep their note of a bell, so they are tried again after the quiet time.
                return rung
            rung += 1
        if len(rows) < BATCH:
            break
    return rung
