"""Load a published file: all of it, or nothing."""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from academies.actions.load_figures import load_figures
from academies.actions.load_inspections import load_inspections
from academies.actions.load_reference import load_reference
from academies.actions.staging import Fates, Progress
from academies.enums import LoadKind, LoadState
from academies.errors import FileRefused
from academies.imports.dates import date_in_name
from academies.imports.figures import Told, years_in_name
from academies.imports.layouts import key_names, recognise
from academies.imports.reading import examine, open_table
from academies.imports.rows import Account
from academies.models import DataLoad, RefusedRow

NOTHING_TOLD = Told()
LOCK = 7_402_117  # any number that no other advisory lock uses


def load_file(
    *,
    by: str,
    kind: str,
    path: Path,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    told: Told = NOTHING_TOLD,
) -> DataLoad:
    """Take a file in. Returns the account; raises FileRefused, after which the facts are as before.

    `as_at` is the day the file says it is as at: given, or read from its name, or today. `told`: what files of figures
    do not always say of themselves.
    """
    today = timezone.localdate()
    # The name of a file of figures holds the school year: 2011-12 is no December there.
    named = path.name
    for text, _year in years_in_name(named) if kind == LoadKind.FIGURES else ():
        named = named.replace(text, " ")
    day = as_at or date_in_name(named, today) or today
    if day > today + dt.timedelta(days=1):
        where = "" if as_at else " Its name says so: give the right day with --as-at."
        raise FileRefused(f"The day that the file is as at, {day:%-d %B %Y}, lies in the future.{where}")
    load = DataLoad.objects.create(kind=kind, file_name=path.name, as_at=day, started_by=by)
    try:
        with transaction.atomic(), _without_collector():
            _take_in(load, path, progress, told)
    except BaseException as error:
        said = str(error) if isinstance(error, FileRefused) else "The load was stopped by a fault. See the log."
        DataLoad.objects.filter(pk=load.pk).update(
            state=LoadState.FAILED, problem=said, finished_at=timezone.now(), sha256=load.sha256, layout=load.layout
        )
        raise
    return load


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows hold no cycles, yet so many new tuples make Python search all of Django for them, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _take_in(load: DataLoad, path: Path, progress: Progress | None, told: Told) -> None:
    source = examine(path)
    load.sha256 = source.sha256
    account = Account()
    with connection.cursor() as cursor:
        _begin(cursor, load)
        with open_table(source, key_names(load.kind)) as table:
            layout = recognise(load.kind, table.header)
            load.layout = layout.name
            if load.kind == LoadKind.FIGURES:
                fates = load_figures(cursor, load, layout, table, account, progress, path=path, given=told)
            else:
                take = load_inspections if load.kind == LoadKind.INSPECTIONS else load_reference
                fates = take(cursor, load, layout, table, account, progress)
    _finish(load, account, fates)


def _begin(cursor: Any, load: DataLoad) -> None:
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    # Right after a first load the planner still believes that the tables are empty, and would join row by row.
    cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    if not cursor.fetchone()[0]:
        raise FileRefused("Another file is being loaded now. Try again when it is done.")
    for stage in ("staged", "entries", "schools"):
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{stage}")


def _finish(load: DataLoad, account: Account, fates: Fates) -> None:
    RefusedRow.objects.bulk_create(
        [RefusedRow(load=load, line=line, reason=reason) for line, reason in account.reasons], batch_size=500
    )
    load.rows_read, load.rows_refused, load.rows_skipped = account.read, account.refused, account.skipped
    load.rows_added, load.rows_changed = fates.added, fates.changed
    load.rows_unchanged, load.rows_older = fates.unchanged, fates.older
    load.state, load.finished_at = LoadState.DONE, timezone.now()
    load.save()
    # We hold the lock, so whatever began before us and still counts as running was killed. At the very end, because
    # another load that is refused meanwhile writes to its row, and must not wait for ours.
    DataLoad.objects.filter(state=LoadState.RUNNING, started_at__lt=load.started_at).update(
        state=LoadState.FAILED, problem="The load was stopped before it ended.", finished_at=timezone.now()
    )
