"""Rules of foreign keys between tenant tables: PostgreSQL checks keys past row security."""

from collections.abc import Iterable, Iterator
from typing import Any

from trust.lint.catalogue import ForeignKey, Table
from trust.lint.fault import Fault
from trust.lint.register import Register, TableClass
from trust.tenancy import TenantForeignKey

SET_NULL, SET_DEFAULT = "n", "d"


def tenant_keys(table: Table, register: Register) -> Iterator[Fault]:
    """Every key to a tenant table carries the trust on both sides."""
    for key in table.keys:
        known = register.classes.get(key.target)
        if known == TableClass.HISTORY:
            yield Fault("key-to-history", table.name, key.name)
        if known == TableClass.TENANT:
            yield from _tenant_key(table, key)


def _tenant_key(table: Table, key: ForeignKey) -> Iterator[Fault]:
    if ("trust_id", "trust_id") not in key.pairs:
        yield Fault("key-without-trust", table.name, key.name)
    if key.on_delete in (SET_NULL, SET_DEFAULT):
        yield Fault("key-changes-rows-on-delete", table.name, key.name)
    if key.is_deferred:
        yield Fault("key-deferred", table.name, key.name)


def composite_keys(tables: dict[str, Table], models: Iterable[Any]) -> Iterator[Fault]:
    """What a model calls a TenantForeignKey is one in the database."""
    for model in models:
        table = tables.get(model._meta.db_table)
        if table is None or hasattr(model, "pgh_tracked_model"):
            continue
        for field in model._meta.local_fields:
            if not isinstance(field, TenantForeignKey):
                continue
            target = field.remote_field.model._meta.db_table
            wanted = {("trust_id", "trust_id"), (field.column, "id")}
            if not any(key.target == target and set(key.pairs) == wanted for key in table.keys):
                yield Fault("composite-key-missing", table.name, field.column)
