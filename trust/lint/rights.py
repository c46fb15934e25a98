"""Rules of roles and rights: the application role owns nothing and cannot pass row security."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from trust.db.schema import append_only_tables
from trust.lint.catalogue import Table, our_schemas
from trust.lint.fault import Fault
from trust.lint.register import Register, TableClass

READ_WRITE = {"SELECT", "INSERT", "UPDATE", "DELETE"}
APPEND = {"SELECT", "INSERT"}


def role_itself(cursor: Any, role: str) -> Iterator[Fault]:
    """What the role is and owns."""
    cursor.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, oid FROM pg_roles"
        " WHERE rolname = %s",
        [role],
    )
    row = cursor.fetchone()
    if row is None:
        yield Fault("role-missing", role)
        return
    words = ("superuser", "bypass-row-security", "create-role", "create-database", "replication")
    for word, has in zip(words, row[:5], strict=True):
        if has:
            yield Fault(f"role-may-{word}", role)
    cursor.execute("SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE member = %s", [row[5]])
    for (other,) in cursor.fetchall():
        yield Fault("role-is-member", role, other)
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relowner = %(oid)s"
        " UNION ALL SELECT proname FROM pg_proc WHERE proowner = %(oid)s"
        " UNION ALL SELECT typname FROM pg_type WHERE typowner = %(oid)s"
        " UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = %(oid)s",
        {"oid": row[5]},
    )
    for (name,) in cursor.fetchall():
        yield Fault("role-owns", role, name)
    cursor.execute(
        "SELECT nspname FROM pg_namespace WHERE oid = ANY(%s) AND has_schema_privilege(%s, oid, 'CREATE')",
        [our_schemas(cursor), role],
    )
    for (name,) in cursor.fetchall():
        yield Fault("role-may-create", role, f"in schema {name}")
    cursor.execute("SELECT has_database_privilege(%s, current_database(), 'CREATE')", [role])
    if cursor.fetchone()[0]:
        yield Fault("role-may-create", role, "schemas")


def rights_on_tables(cursor: Any, role: str, tables: dict[str, Table], register: Register) -> Iterator[Fault]:
    """What the role and everybody may do with each table and column."""
    cursor.execute(
        "SELECT c.oid, g.grantee = 0, g.privilege_type, g.is_grantable FROM pg_class c"
        " CROSS JOIN LATERAL aclexplode(c.relacl) g WHERE c.oid = ANY(%(tables)s)"
        "  AND g.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %(role)s))"
        " UNION ALL SELECT a.attrelid, g.grantee = 0, g.privilege_type, g.is_grantable FROM pg_attribute a"
        " CROSS JOIN LATERAL aclexplode(a.attacl) g WHERE a.attrelid = ANY(%(tables)s)"
        "  AND g.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %(role)s))",
        {"tables": [table.oid for table in tables.values()], "role": role},
    )
    names = {table.oid: table.name for table in tables.values()}
    held: dict[str, set[str]] = defaultdict(set)
    for oid, is_everybody, right, is_grantable in cursor.fetchall():
        if is_everybody:
            yield Fault("right-for-everybody", names[oid], right)
        elif is_grantable:
            yield Fault("right-can-be-passed-on", names[oid], right)
        else:
            held[names[oid]].add(right)
    for name, rights in held.items():
        for right in sorted(rights - _allowed(name, register)):
            yield Fault("right-too-many", name, right)


def _allowed(name: str, register: Register) -> set[str]:
    if name in append_only_tables() or register.classes.get(name) == TableClass.HISTORY:
        return APPEND
    return READ_WRITE


def other_objects(cursor: Any) -> Iterator[Fault]:
    """Views, functions and types that would open a way around row security, or lose an index under it."""
    ours = our_schemas(cursor)
    cursor.execute(
        "SELECT relname, relkind, 'security_invoker=true' = ANY(coalesce(reloptions, '{}'))"
        " FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = ANY(%s)",
        [ours],
    )
    for name, kind, is_invoker in cursor.fetchall():
        if kind == "m":
            yield Fault("materialised-view", name)
        elif not is_invoker:
            yield Fault("view-not-security-invoker", name)
    cursor.execute("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = ANY(%s)", [ours])
    for (name,) in cursor.fetchall():
        yield Fault("function-security-definer", name)
    cursor.execute("SELECT typname FROM pg_type WHERE typtype = 'e' AND typnamespace = ANY(%s)", [ours])
    for (name,) in cursor.fetchall():
        yield Fault("type-enum", name, "states are text with CHECK: enum_eq is not leakproof")
