"""The bell that wakes workers. A bell that cannot be rung is ignored: the sweeper finds the work."""

import time
from uuid import UUID

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from trust.tenancy import no_tenant

log = structlog.get_logger(__name__)
# With the broker down, not every request waits to learn that again.
_PATIENCE = 10.0
_silent_until = 0.0


def ring(due_id: UUID, queue: str) -> bool:
    """Tell a worker of this queue that there is work. Called after the commit."""
    global _silent_until  # noqa: PLW0603 - one broker per process, so one note of its silence

    if time.monotonic() < _silent_until:
        return False
    try:
        # A worker knows of no trust until it has read the row, also where it works within this process.
        with no_tenant():
            # By name: tasks stand above actions, which ring.
            current_app.signature("trust.work", args=(str(due_id),)).apply_async(queue=queue, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        _silent_until = time.monotonic() + _PATIENCE
        log.warning("bell not rung", queue=queue, reason=type(error).__name__)
        return False
    return True
