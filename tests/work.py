"""Background work in tests: done on demand, in the test's own process."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from trust.models import Due
from trust.models.jobs import PASSING
from trust.worker import work_on


def work_off(most: int = 100) -> list[str]:
    """Do everything that is due now; returns how each ended."""
    due = Due.objects.open_for_work().order_by("due_at", "id").values_list("id", flat=True)[:most]
    return [work_on(due_id) for due_id in list(due)]


@contextmanager
def locks_noted() -> Iterator[list[str]]:
    """The tables whose rows are locked within, in order: two actions that lock in the same order never cross."""
    tables: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield tables
    for query in queries:
        if "FOR UPDATE" in query["sql"] and (table := re.search(r' FROM "(\w+)"', query["sql"])):
            tables.append(table[1])


def let_leases_run_out() -> int:
    """As if a minute had gone by since a worker was lost."""
    from django.db.models.functions import Now

    return Due.objects.filter(state__in=PASSING).update(lease_until=Now())


def let_pauses_pass() -> int:
    """As if the pause before the next attempt were over."""
    from django.db.models.functions import Now

    return Due.objects.filter(state="due").update(due_at=Now())
