"""All rules over one database."""

from collections.abc import Iterable, Iterator
from typing import Any

from trust.lint import keys, models, rights, tables
from trust.lint.catalogue import read_tables
from trust.lint.fault import Fault
from trust.lint.register import TableClass, build_register, every_model


def lint(cursor: Any, role: str, only_models: Iterable[Any] | None = None) -> list[Fault]:
    """Every fault of the schema, the models and the application role; none means the walls stand."""
    return sorted(_faults(cursor, role, only_models))


def _faults(cursor: Any, role: str, only_models: Iterable[Any] | None) -> Iterator[Fault]:
    known_models = list(only_models) if only_models is not None else every_model()
    register = build_register(known_models)
    found = read_tables(cursor)
    tenant_tables = register.of_class(TableClass.TENANT, TableClass.HISTORY)
    yield from tables.registration(found, register)
    for name, table in found.items():
        match register.classes.get(name):
            case TableClass.TENANT:
                yield from tables.tenant_table(table, register)
                yield from keys.tenant_keys(table, register)
            case TableClass.HISTORY:
                yield from tables.history_table(table)
            case TableClass.GLOBAL:
                yield from tables.shared_table(table, tenant_tables)
            case TableClass.REFERENCE:
                yield from tables.shared_table(table, tenant_tables)
                yield from tables.reference_table(table)
    yield from keys.composite_keys(found, known_models)
    yield from models.models_of(known_models, register)
    yield from rights.role_itself(cursor, role)
    yield from rights.rights_on_tables(cursor, role, found, register)
    yield from rights.other_objects(cursor)
