"""Loads of figures. A figure is found again by place, measure, year and breakdown; a weaker word changes nothing.

Final outweighs revised, revised outweighs provisional; of two equally final ones the newer file counts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from academies.actions.staging import Fates, Progress, analyse, fill, make_stage
from academies.enums import FigureLevel, FigureStatus
from academies.imports.figures import Figure, RowOfFigures, Told, reader_of_figures, staged, told_by
from academies.imports.layouts import Layout
from academies.imports.reading import Table
from academies.imports.rows import Account, RowPassedOver, RowRefused, padded
from academies.models import DataLoad
from academies.presets.measures import year_label

KEY = ("place", "level", "measure_id", "year", "breakdown")
TYPES = {"measure_id": "smallint", **dict.fromkeys(("number", "lower", "upper"), "numeric(16, 6)")}
COLUMNS = [
    ("line", "integer"),
    ("place", "integer"),
    ("level", "smallint"),
    ("year", "smallint"),
    ("status", "smallint"),
    *((name, TYPES.get(name, "text")) for name in Figure._fields),
]
BATCH = 5_000
SAME = " AND ".join(f"t.{column} = s.{column}" for column in KEY)
VALUES = ("code", "number", "lower", "upper", "missing", "status")
NOW, NEW = (", ".join(f"{alias}.{column}" for column in VALUES) for alias in ("t", "s"))
SET = ", ".join(f"{column} = s.{column}" for column in VALUES)
INSERTED = ", ".join([*KEY, *VALUES])


def load_figures(
    cursor: Any,
    load: DataLoad,
    layout: Layout,
    table: Table,
    account: Account,
    progress: Progress | None,
    *,
    path: Path,
    given: Told,
) -> Fates:
    """Stage the file's figures, compare, note what changed, change, add, and count by row."""
    this_year = timezone.localdate().year + 1
    told = told_by(layout, [path.name, path.absolute().parent.name], given, this_year)
    year = [year_label(told.year)] if told.year else []
    status = [FigureStatus(told.status).label] if told.status else []
    load.layout = ", ".join([layout.name, *year, *status])
    make_stage(cursor, "staged", COLUMNS)
    _stage(cursor, _rows(layout, table, account, told, this_year), account, progress)
    cursor.execute("ALTER TABLE staged ADD fate text")
    analyse(cursor, "staged", KEY)
    _compare(cursor, load)
    _change(cursor, load)
    cursor.execute(
        f"INSERT INTO academies_measurefigure ({INSERTED}, as_at, source_id)"  # noqa: S608 - names from this module
        f" SELECT {INSERTED}, %s, %s FROM staged WHERE fate IS NULL",
        [load.as_at, load.id],
    )
    return _count(cursor, load)


def _rows(
    layout: Layout, table: Table, account: Account, told: Told, this_year: int
) -> Iterator[tuple[int, RowOfFigures]]:
    read = reader_of_figures(layout, told, this_year)
    seen: dict[Any, int] = {}
    for line, cells in padded(table.rows, layout.width, account):
        try:
            row = read(cells)
            if row is None:
                account.skipped += 1
                continue
            if (first := seen.setdefault((row.place, row.year, row.breakdown), line)) != line:
                raise RowRefused(f"Line {first} holds the same thing already")
        except RowPassedOver as passed:
            account.pass_over(line, str(passed))
        except RowRefused as refusal:
            account.refuse(line, str(refusal))
        else:
            yield line, row


def _stage(cursor: Any, rows: Iterator[tuple[int, RowOfFigures]], account: Account, progress: Progress | None) -> None:
    names = [name for name, _ in COLUMNS]
    batch: list[tuple[Any, ...]] = []
    for line, row in rows:
        batch.extend(staged(line, row))
        if len(batch) >= BATCH:
            fill(cursor, "staged", names, batch)
            batch.clear()
            if progress:
                progress(account.read)
    fill(cursor, "staged", names, batch)


def _compare(cursor: Any, load: DataLoad) -> None:
    cursor.execute(
        f"""UPDATE staged s SET fate = CASE
            WHEN (t.status, t.as_at) > (s.status, %s::date) THEN 'older'
            WHEN ({NOW}) IS DISTINCT FROM ({NEW}) THEN 'changed' ELSE 'unchanged' END
        FROM academies_measurefigure t WHERE {SAME}""",  # noqa: S608 - names from this module
        [load.as_at],
    )


def _change(cursor: Any, load: DataLoad) -> None:
    about = {"as_at": load.as_at, "source": load.id, "at": timezone.now(), "school": FigureLevel.SCHOOL}
    cursor.execute(
        f"""INSERT INTO academies_figurechange (urn, measure_id, year, breakdown, number_before, missing_before,
            status_before, number_now, missing_now, status_now, at, source_id)
        SELECT s.place, s.measure_id, s.year, s.breakdown, t.number, t.missing, t.status, s.number, s.missing,
            s.status, %(at)s, %(source)s
        FROM staged s JOIN academies_measurefigure t ON {SAME}
        WHERE s.fate = 'changed' AND s.level = %(school)s
        AND (t.number, t.missing) IS DISTINCT FROM (s.number, s.missing)""",  # noqa: S608
        about,
    )
    cursor.execute(
        f"""UPDATE academies_measurefigure t SET {SET}, as_at = %(as_at)s, source_id = %(source)s
        FROM staged s WHERE {SAME} AND s.fate = 'changed'""",  # noqa: S608
        about,
    )
    # A newer file that says the same confirms the figure.
    cursor.execute(
        f"""UPDATE academies_measurefigure t SET as_at = %(as_at)s, source_id = %(source)s
        FROM staged s WHERE {SAME} AND s.fate = 'unchanged' AND t.as_at < %(as_at)s""",  # noqa: S608
        about,
    )


def _count(cursor: Any, load: DataLoad) -> Fates:
    cursor.execute("SELECT coalesce(fate, 'added'), count(*) FROM staged GROUP BY 1")
    by_fate = dict(cursor.fetchall())
    load.things = {"figures": {fate: by_fate.get(fate, 0) for fate in ("added", "changed", "unchanged", "older")}}
    # A row is new where all of it is, changed with anything in it.
    cursor.execute(
        """WITH rows AS (
            SELECT bool_and(fate IS NULL) AS added, bool_or(fate IS NULL OR fate = 'changed') AS changed,
                bool_or(fate = 'older') AS older
            FROM staged GROUP BY line),
        fates AS (SELECT CASE WHEN added THEN 'added' WHEN changed THEN 'changed'
            WHEN older THEN 'older' ELSE 'unchanged' END AS fate FROM rows)
        SELECT fate, count(*) FROM fates GROUP BY fate"""
    )
    rows = dict(cursor.fetchall())
    older = rows.get("older", 0)
    return Fates(rows.get("added", 0), rows.get("changed", 0), rows.get("unchanged", 0) + older, older)
