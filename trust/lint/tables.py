"""Rules of single tables."""

import re
from collections.abc import Iterator

from trust.lint.catalogue import Policy, Table
from trust.lint.fault import Fault
from trust.lint.register import Register, TableClass
from trust.tenancy.constants import POLICY

TENANT, HISTORY = TableClass.TENANT, TableClass.HISTORY


def normal(expression: str | None) -> str:
    """A policy's text without what PostgreSQL adds when it prints it: blanks, brackets, casts, a column's name."""
    text = re.sub(r'::text| AS "?nullif"?', "", expression or "", flags=re.IGNORECASE)
    return re.sub(r"[\s()]", "", text).lower()


WANTED_POLICY = normal(POLICY)


def registration(tables: dict[str, Table], register: Register) -> Iterator[Fault]:
    """Every table has a class, and the written lists are not stale."""
    for name in sorted(tables.keys() - register.classes.keys()):
        yield Fault("table-unknown", name, "register it as tenant, history, global or reference")
    for name in sorted(register.listed - tables.keys()):
        yield Fault("table-listed-but-missing", name)


def tenant_table(table: Table, register: Register) -> Iterator[Fault]:
    """A row belongs to one trust, and the database knows it."""
    yield from _trust_column(table)
    yield from _row_security(table)
    if "trust_trust" not in {key.target for key in table.keys if ("trust_id", "id") in key.pairs}:
        yield Fault("trust-key-missing", table.name)
    if not any(i.is_unique and i.columns == ("trust_id", "id") for i in table.indexes):
        yield Fault("unique-trust-and-id-missing", table.name)
    primary = next((index for index in table.indexes if index.is_primary), None)
    if primary is None or primary.columns != ("id",) or table.columns["id"].type != "uuid":
        yield Fault("primary-key-not-uuid-id", table.name)
    yield from _indexes(table)
    for name, columns in table.exclusions:
        if "trust_id" not in columns:
            yield Fault("exclusion-without-trust", table.name, name)
    yield from _tracked(table, register)


def history_table(table: Table) -> Iterator[Fault]:
    """History outlives what it tells of, and is held by the same wall."""
    yield from _trust_column(table)
    yield from _row_security(table)
    yield from _indexes(table)
    for key in table.keys:
        yield Fault("history-with-foreign-key", table.name, key.name)


def shared_table(table: Table, tenant_tables: set[str]) -> Iterator[Fault]:
    """Shared data never points at a trust's rows."""
    for key in table.keys:
        if key.target in tenant_tables:
            yield Fault("shared-table-points-at-tenant", table.name, key.name)


def reference_table(table: Table) -> Iterator[Fault]:
    """National reference data knows no trust."""
    if "trust_id" in table.columns:
        yield Fault("reference-with-trust", table.name)


def _trust_column(table: Table) -> Iterator[Fault]:
    column = table.columns.get("trust_id")
    if column is None:
        yield Fault("trust-column-missing", table.name)
        return
    if column.type != "uuid":
        yield Fault("trust-column-not-uuid", table.name, column.type)
    if not column.not_null:
        yield Fault("trust-column-nullable", table.name)
    if column.has_default:
        yield Fault("trust-column-default", table.name)


def _row_security(table: Table) -> Iterator[Fault]:
    if not table.is_secured:
        yield Fault("row-security-off", table.name)
    if not table.is_forced:
        yield Fault("row-security-not-forced", table.name)
    if len(table.policies) != 1:
        yield Fault("policy-not-exactly-one", table.name, ", ".join(p.name for p in table.policies))
    for policy in table.policies:
        yield from _policy(table, policy)


def _policy(table: Table, policy: Policy) -> Iterator[Fault]:
    if not policy.is_permissive or policy.command != "*" or not policy.is_for_everybody:
        yield Fault("policy-not-for-all", table.name, policy.name)
    if normal(policy.using) != WANTED_POLICY:
        yield Fault("policy-text-differs", table.name, policy.using)
    if policy.check is not None and normal(policy.check) != WANTED_POLICY:
        yield Fault("policy-check-differs", table.name, policy.check)


def _indexes(table: Table) -> Iterator[Fault]:
    for index in table.indexes:
        if index.is_primary:
            continue
        if index.is_unique and "trust_id" not in index.columns:
            yield Fault("unique-without-trust", table.name, index.name)
        if index.first != "trust_id":
            yield Fault("index-not-led-by-trust", table.name, index.name)


def _tracked(table: Table, register: Register) -> Iterator[Fault]:
    history = register.tracked.get(table.name)
    if history is None:
        return  # whether it must be is a rule of models
    for event in ("insert", "update", "delete"):
        if not any(
            event in trigger.events and trigger.is_per_row and trigger.is_enabled and history in trigger.source
            for trigger in table.triggers
        ):
            yield Fault("history-trigger-missing", table.name, event)
