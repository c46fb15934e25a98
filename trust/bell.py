"""The bell that wakes workers. A bell that cannot be rung is ignored: the sweeper finds the work."""

import os
import threading
import time
from queue import SimpleQueue
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


class _Ringer:
    """One thread per process rings for all, so that no page waits for a broker that is slow to say no."""

    LONGEST_LINE = 10_000

    def __init__(self) -> None:
        self.process = os.getpid()
        self.waiting: SimpleQueue[tuple[UUID, str]] = SimpleQueue()
        threading.Thread(target=self._ring, name="bell", daemon=True).start()

    def _ring(self) -> None:
        while True:
            try:
                ring(*self.waiting.get())
            # The thread must outlive whatever goes wrong with one bell.
            except Exception:
                log.exception("bell broken")


_ringer: _Ringer | None = None
_lock = threading.Lock()


def works_at_once() -> bool:
    """In tests there is no broker: the work is done where it was asked for."""
    return bool(current_app.conf.task_always_eager)


def ring_soon(due_id: UUID, queue: str) -> None:
    """Tell a worker of this queue that there is work, without waiting. Called after the commit."""
    global _ringer  # noqa: PLW0603 - one per process
    if works_at_once():
        ring(due_id, queue)
        return
    with _lock:
        # A forked process has the object but not the thread.
        if _ringer is None or _ringer.process != os.getpid():
            _ringer = _Ringer()
    if _ringer.waiting.qsize() < _Ringer.LONGEST_LINE:
        _ringer.waiting.put((due_id, queue))


def ring(due_id: UUID, queue: str) -> bool:
    """Tell a worker of this queue that there is work, and whether the broker took it."""
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
