"""What PostgreSQL says about our tables, read once."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column, as far as the rules care."""

    number: int
    type: str
    not_null: bool
    has_default: bool


@dataclass(frozen=True)
class Index:
    """An index; columns that are expressions are missing."""

    name: str
    columns: tuple[str, ...]
    first: str
    is_unique: bool
    is_primary: bool


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key with its pairs of columns."""

    name: str
    target: str
    pairs: tuple[tuple[str, str], ...]
    on_delete: str
    is_deferred: bool


@dataclass(frozen=True)
class Policy:
    """A policy of row security."""

    name: str
    is_permissive: bool
    command: str
    is_for_everybody: bool
    using: str
    check: str | None


@dataclass(frozen=True)
class Trigger:
    """A trigger of ours on a table."""

    name: str
    is_per_row: bool
    events: frozenset[str]
    is_enabled: bool
    source: str


@dataclass
class Table:
    """All of one table."""

    name: str
    oid: int
    is_secured: bool
    is_forced: bool
    owner: str
    columns: dict[str, Column] = field(default_factory=dict)
    indexes: list[Index] = field(default_factory=list)
    exclusions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    keys: list[ForeignKey] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)


def our_schemas(cursor: Any) -> list[int]:
    """Schemas that are not PostgreSQL's own."""
    cursor.execute(
        "SELECT oid FROM pg_namespace WHERE nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')"
        " AND NOT starts_with(nspname, 'pg_temp') AND NOT starts_with(nspname, 'pg_toast_temp')"
    )
    return [oid for (oid,) in cursor.fetchall()]


def read_tables(cursor: Any) -> dict[str, Table]:
    """Every table of our schemas by name (with its schema where that is not public)."""
    cursor.execute(
        "SELECT c.oid, CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END,"
        " c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'f') AND n.oid = ANY(%s)",
        [our_schemas(cursor)],
    )
    by_oid = {row[0]: Table(row[1], row[0], row[2], row[3], row[4]) for row in cursor.fetchall()}
    names = _read_columns(cursor, by_oid)
    _read_indexes(cursor, by_oid, names)
    _read_constraints(cursor, by_oid, names)
    _read_policies(cursor, by_oid)
    _read_triggers(cursor, by_oid)
    return {table.name: table for table in by_oid.values()}


def _read_columns(cursor: Any, tables: dict[int, Table]) -> dict[int, dict[int, str]]:
    names: dict[int, dict[int, str]] = defaultdict(dict)
    cursor.execute(
        "SELECT attrelid, attnum, attname, format_type(atttypid, atttypmod), attnotnull, atthasdef"
        " FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid = ANY(%s)",
        [list(tables)],
    )
    for oid, number, name, kind, not_null, has_default in cursor.fetchall():
        tables[oid].columns[name] = Column(number, kind, not_null, has_default)
        names[oid][number] = name
    return names


def _read_indexes(cursor: Any, tables: dict[int, Table], names: dict[int, dict[int, str]]) -> None:
    cursor.execute(
        "SELECT i.indrelid, c.relname, i.indkey::int2[], i.indisunique, i.indisprimary"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = ANY(%s)",
        [list(tables)],
    )
    for oid, name, numbers, is_unique, is_primary in cursor.fetchall():
        columns = tuple(names[oid].get(number, "") for number in numbers)
        kept = tuple(column for column in columns if column)
        tables[oid].indexes.append(Index(name, kept, columns[0], is_unique, is_primary))


def _read_constraints(cursor: Any, tables: dict[int, Table], names: dict[int, dict[int, str]]) -> None:
    cursor.execute(
        "SELECT conrelid, conname, contype, conkey, confrelid, confkey, confdeltype, condeferred"
        " FROM pg_constraint WHERE contype IN ('f', 'x') AND conrelid = ANY(%s)",
        [list(tables)],
    )
    for oid, name, kind, columns, target, target_columns, on_delete, is_deferred in cursor.fetchall():
        own = tuple(names[oid].get(number, "") for number in columns or [])
        if kind == "x":
            tables[oid].exclusions.append((name, own))
        else:
            far = [names[target].get(number, "") for number in target_columns]
            pairs = tuple(zip(own, far, strict=True))
            tables[oid].keys.append(ForeignKey(name, tables[target].name, pairs, on_delete, is_deferred))


def _read_policies(cursor: Any, tables: dict[int, Table]) -> None:
    cursor.execute(
        "SELECT polrelid, polname, polpermissive, polcmd, polroles = '{0}'::oid[],"
        " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy"
    )
    for oid, *rest in cursor.fetchall():
        if oid in tables:
            tables[oid].policies.append(Policy(*rest))


def _read_triggers(cursor: Any, tables: dict[int, Table]) -> None:
    cursor.execute(
        "SELECT t.tgrelid, t.tgname, t.tgtype, t.tgenabled, p.prosrc"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
    )
    bits = {4: "insert", 8: "delete", 16: "update"}
    for oid, name, kind, enabled, source in cursor.fetchall():
        if oid in tables:
            events = frozenset(word for bit, word in bits.items() if kind & bit)
            tables[oid].triggers.append(Trigger(name, bool(kind & 1), events, enabled in "OA", source))
