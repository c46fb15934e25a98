"""A temporary table filled by COPY, and its merging into a table of facts by difference."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from academies.models import DataLoad

Progress = Callable[[int], None]
PROGRESS_EVERY = 5_000


@dataclass
class Fates:
    """How many rows were new, different, the same, and of the same ones: older than what stands."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0


@dataclass(frozen=True)
class Stage:
    """The temporary table of one load, and where its rows go."""

    name: str
    table: str
    keys: Sequence[str]
    columns: Sequence[str]  # without keys: only those that the file has
    # SQL: whether the staged row (s) may overwrite the one that stands (t).
    guard: str = "t.as_at <= %(as_at)s"
    constants: Sequence[tuple[str, Any]] = ()


def make_stage(cursor: Any, name: str, columns: Sequence[tuple[str, str]]) -> None:
    """An empty temporary table that goes away with the transaction."""
    body = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(kind)) for c, kind in columns)
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(sql.Identifier(name), body))


def fill(
    cursor: Any, name: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], progress: Progress | None = None
) -> int:
    """Stream rows into the temporary table; returns how many."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
            if progress and count % PROGRESS_EVERY == 0:
                progress(count)
    return count


def analyse(cursor: Any, name: str, keys: Sequence[str]) -> None:
    """Tell the planner how large the temporary table has become, and of the columns that it is joined by."""
    columns = sql.SQL(", ").join(map(sql.Identifier, keys))
    cursor.execute(sql.SQL("ANALYZE {} ({})").format(sql.Identifier(name), columns))


def merge(cursor: Any, stage: Stage, load: DataLoad) -> Fates:
    """Add what is new, change what differs, confirm what is the same; what an older file says changes nothing."""
    fates = Fates()
    words = {
        "stage": sql.Identifier(stage.name),
        "table": sql.Identifier(stage.table),
        "same_key": _all_equal(stage.keys),
        "guard": sql.SQL(stage.guard),  # type: ignore[arg-type]
        "values_now": _list("t", stage.columns),
        "values_new": _list("s", stage.columns),
        "set_values": sql.SQL(", ").join(
            sql.SQL("{0} = s.{0}").format(sql.Identifier(column)) for column in stage.columns
        ),
        "set_constants": sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(c), sql.Literal(value)) for c, value in stage.constants
        ),
        "insert_columns": sql.SQL(", ").join(
            sql.Identifier(c) for c in [*stage.keys, *stage.columns, *(c for c, _ in stage.constants)]
        ),
        "insert_values": sql.SQL(", ").join(
            [
                *(sql.SQL("s.{}").format(sql.Identifier(c)) for c in [*stage.keys, *stage.columns]),
                *(sql.Literal(value) for _, value in stage.constants),
            ]
        ),
        "weaker": _weaker(stage),
    }
    about = {"as_at": load.as_at}
    cursor.execute(
        sql.SQL("SELECT count(*) FROM {stage} s JOIN {table} t ON {same_key} WHERE NOT ({guard})").format(**words),
        about,
    )
    fates.older = cursor.fetchone()[0]
    cursor.execute(
        sql.SQL(
            "UPDATE {table} t SET {set_values}, {set_constants} FROM {stage} s"
            " WHERE {same_key} AND {guard} AND ({values_now}) IS DISTINCT FROM ({values_new})"
        ).format(**words),
        about,
    )
    fates.changed = cursor.rowcount
    cursor.execute(
        sql.SQL("UPDATE {table} t SET {set_constants} FROM {stage} s WHERE {same_key} AND {guard} AND {weaker}").format(
            **words
        ),
        about,
    )
    cursor.execute(
        sql.SQL(
            "INSERT INTO {table} ({insert_columns}) SELECT {insert_values} FROM {stage} s"
            " WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE {same_key})"
        ).format(**words),
        about,
    )
    fates.added = cursor.rowcount
    cursor.execute(sql.SQL("SELECT count(*) FROM {stage}").format(**words))
    fates.unchanged = cursor.fetchone()[0] - fates.added - fates.changed
    return fates


def _weaker(stage: Stage) -> sql.Composable:
    # A newer file (or one of more authority) that says the same confirms the fact.
    conditions: list[sql.Composable] = [sql.SQL("t.as_at < %(as_at)s")]
    conditions += [sql.SQL("t.authority < {}").format(v) for c, v in stage.constants if c == "authority"]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(conditions))


def _all_equal(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(" AND ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(c)) for c in columns)


def _list(alias: str, columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL("{}.{}").format(sql.SQL(alias), sql.Identifier(c)) for c in columns)  # type: ignore[arg-type]
