"""SQL attacks on one table as the application role, from the context of another trust or of none.

`breaches(...)` answers in words what of trust B was read or changed; nothing means the wall stands. Each attack runs in
a savepoint that is rolled back. What was changed is found by comparing a checksum of B's rows.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from trust.ids import uuid7
from trust.tenancy import no_tenant, tenant


@dataclass(frozen=True)
class Target:
    """A table with what is known of B's rows in it."""

    table: str
    is_history: bool
    columns: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]  # columns pointing at tenant tables, with those tables
    victim: UUID
    row: dict[str, Any]  # one row of B
    checksum: str

    @property
    def key(self) -> str:
        return "pgh_id" if self.is_history else "id"


def _query(sql: str, params: Any = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def _checksum(table: str, victim: UUID) -> str:
    with tenant(victim):
        rows = _query(
            f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t WHERE trust_id = %s",
            [victim],
        )
    return str(rows[0])


def aim(table: str, victim: UUID, keys: tuple[tuple[str, str], ...]) -> Target | None:
    """Look B's rows up from inside B; None where there is none."""
    with tenant(victim):
        rows = _query(f"SELECT row_to_json(t) FROM {table} t WHERE trust_id = %s LIMIT 1", [victim])
    if not rows:
        return None
    row = rows[0][0] if isinstance(rows[0][0], dict) else json.loads(rows[0][0])
    return Target(table, "pgh_id" in row, tuple(row), keys, victim, row, _checksum(table, victim))


# An attack returns how many rows of B it has seen. A DatabaseError means it was refused.
Attack = Callable[[Target, UUID | None], int]


def select(target: Target, _own: UUID | None) -> int:
    return _query(f"SELECT count(*) FROM {target.table} WHERE trust_id = %s", [target.victim])[0][0]


def select_by_id(target: Target, _own: UUID | None) -> int:
    return len(_query(f"SELECT 1 FROM {target.table} WHERE {target.key} = %s", [target.row[target.key]]))


def select_everything(target: Target, own: UUID | None) -> int:
    return sum(1 for (trust,) in _query(f"SELECT trust_id FROM {target.table}") if trust != own)


def select_for_update(target: Target, _own: UUID | None) -> int:
    return len(_query(f"SELECT 1 FROM {target.table} WHERE trust_id = %s FOR UPDATE", [target.victim]))


def select_with_row_security_off(target: Target, _own: UUID | None) -> int:
    _query("SET LOCAL row_security = off")
    return _query(f"SELECT count(*) FROM {target.table}")[0][0]


def select_as_owner(target: Target, own: UUID | None) -> int:
    _query("SET LOCAL ROLE fourfold_owner")
    return select(target, own)


def copy_out(target: Target, _own: UUID | None) -> int:
    _query("SELECT 1")  # COPY goes past Django's cursor, so the trust is stamped first
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY (SELECT * FROM {target.table}) TO STDOUT") as copy:
        return sum(str(target.victim) in bytes(line).decode() for line in copy)


def copy_in(target: Target, _own: UUID | None) -> int:
    _query("SELECT 1")
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {target.table} (trust_id, {target.key}) FROM STDIN") as copy,
    ):
        copy.write_row([target.victim, _fresh(target)])
    return 0


def update(target: Target, _own: UUID | None) -> int:
    return _count(f"UPDATE {target.table} SET trust_id = trust_id WHERE trust_id = %s", [target.victim])


def update_everything(target: Target, _own: UUID | None) -> int:
    column = next((c for c in target.columns if c.endswith(("name", "title", "kind", "label"))), target.key)
    _count(f"UPDATE {target.table} SET {column} = {column}")
    return 0


def delete(target: Target, _own: UUID | None) -> int:
    return _count(f"DELETE FROM {target.table} WHERE trust_id = %s", [target.victim])


def delete_everything(target: Target, _own: UUID | None) -> int:
    _count(f"DELETE FROM {target.table}")
    return 0


def insert_for_b(target: Target, _own: UUID | None) -> int:
    # Other words where a unique constraint would refuse the copy for the wrong reason.
    other = {name: f"{uuid7()}"[:36] for name in target.columns if name in {"key", "slug", "token_hash"}}
    return _insert(target, {**target.row, **other, target.key: _fresh(target)})


def move_to_b(target: Target, _own: UUID | None) -> int:
    return _count(f"UPDATE {target.table} SET trust_id = %s", [target.victim])


def point_at_b(target: Target, own: UUID | None) -> int:
    pointed = 0
    for column, table in target.keys:
        with tenant(target.victim):
            foreign = _query(f"SELECT id FROM {table} WHERE trust_id = %s LIMIT 1", [target.victim])[0][0]
        with tenant(own) if own else no_tenant(), Savepoint():
            pointed += _count(f"UPDATE {target.table} SET {column} = %s", [foreign])
    return pointed


def on_conflict_nothing(target: Target, _own: UUID | None) -> int:
    return _insert(target, target.row, "ON CONFLICT DO NOTHING")


def on_conflict_take(target: Target, own: UUID | None) -> int:
    row = {**target.row, "trust_id": str(own or uuid7())}
    return _insert(target, row, f"ON CONFLICT ({target.key}) DO UPDATE SET trust_id = excluded.trust_id")


def on_conflict_give(target: Target, _own: UUID | None) -> int:
    return _insert(target, target.row, f"ON CONFLICT ({target.key}) DO UPDATE SET trust_id = excluded.trust_id")


def merge(target: Target, _own: UUID | None) -> int:
    return _count(
        f"MERGE INTO {target.table} t USING (SELECT %s::uuid AS victim) s ON t.trust_id = s.victim"
        " WHEN MATCHED THEN DELETE",
        [target.victim],
    )


ATTACKS: tuple[Attack, ...] = (
    select,
    select_by_id,
    select_everything,
    select_for_update,
    select_with_row_security_off,
    select_as_owner,
    copy_out,
    copy_in,
    update,
    update_everything,
    delete,
    delete_everything,
    insert_for_b,
    move_to_b,
    point_at_b,
    on_conflict_nothing,
    on_conflict_take,
    on_conflict_give,
    merge,
)


def _count(sql: str, params: Any = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return max(cursor.rowcount, 0)


def _fresh(target: Target) -> Any:
    return 2**40 if target.is_history else str(uuid7())


def _insert(target: Target, row: dict[str, Any], ending: str = "") -> int:
    return _count(
        f"INSERT INTO {target.table} SELECT * FROM json_populate_record(NULL::{target.table}, %s::json) {ending}",
        [json.dumps(row)],
    )


class Savepoint(AbstractContextManager[None]):
    """Rolled back whatever happens; what the database refuses ends here."""

    def __init__(self) -> None:
        self.atomic = transaction.atomic()

    def __enter__(self) -> None:
        self.atomic.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if isinstance(error, DatabaseError | psycopg.Error):
            self.atomic.__exit__(kind, error, trace)
            return True
        if error is None:
            transaction.set_rollback(True)
        self.atomic.__exit__(kind, error, trace)
        return False


def breaches(target: Target, own: UUID | None) -> Iterator[str]:
    """What of B was read or changed, attack by attack."""
    where = f"{target.table} from {'another trust' if own else 'no trust'}"
    for attack in ATTACKS:
        with Savepoint():
            with tenant(own) if own else no_tenant():
                seen = attack(target, own)
            if seen:
                yield f"{attack.__name__}: {seen} rows of {where}"
            if _checksum(target.table, target.victim) != target.checksum:
                yield f"{attack.__name__}: rows of B changed in {where}"
