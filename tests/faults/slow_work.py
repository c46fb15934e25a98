"""Loaded into a real worker by `celery -I`: slow work with one visible effect, and short leases."""

import datetime as dt
import time
from collections.abc import Mapping
from typing import Any

from trust import worker
from trust.actions import jobs as asking
from trust.actions import leases
from trust.actions.activity import record
from trust.actors import system_actor
from trust.jobs import Lease, handler
from trust.models import Trust

leases.LEASE = dt.timedelta(seconds=3)
worker.RENEW_EVERY = dt.timedelta(seconds=0.5)
asking.QUIET = dt.timedelta(seconds=1)


@handler("slow", queue="pdf")
def slow(lease: Lease, payload: Mapping[str, Any]) -> None:
    """Wait, then write one line."""
    time.sleep(payload["seconds"])
    with leases.finishing(lease):
        trust = Trust.objects.get(pk=lease.trust_id)
        record(actor=system_actor(trust, "W"), kind="slow", subject_id=lease.id, verb="did", sentence="did it")
