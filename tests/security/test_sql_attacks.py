"""T2: from trust A, or from no trust, no statement of the application role reads or changes a row of trust B."""

import os

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Cast
from tests.security import attacks
from tests.security.owner import as_owner
from trust.db.schema import append_only_tables
from trust.lint.register import TableClass, build_register, every_model
from trust.tenancy import TenantForeignKey


def targets(cast: Cast) -> list[attacks.Target]:
    """Every tenant and history table, each with a row of B."""
    register = build_register()
    pointing = {
        model._meta.db_table: tuple(
            (field.column, field.remote_field.model._meta.db_table)
            for field in model._meta.local_fields
            if isinstance(field, TenantForeignKey) and not hasattr(model, "pgh_tracked_model")
        )
        for model in every_model()
    }
    tables = sorted(register.of_class(TableClass.TENANT, TableClass.HISTORY))
    found = {table: attacks.aim(table, cast.b.trust.id, pointing[table]) for table in tables}
    empty = [table for table, target in found.items() if target is None]
    assert empty == [], "give these tables rows in tests/cast_<app>.py, or they are never attacked"
    return [target for target in found.values() if target]


def breaches_of(cast: Cast, tables: list[str] | None = None) -> list[str]:
    """What could be read or changed, in these tables or in all."""
    return [
        breach
        for target in targets(cast)
        if tables is None or target.table in tables
        for own in (None, cast.a.trust.id)
        for breach in attacks.breaches(target, own)
    ]


def test_no_statement_reads_or_changes_rows_of_another_trust(full_cast: Cast) -> None:
    assert breaches_of(full_cast) == []


def test_the_attacks_are_not_blind(full_cast: Cast) -> None:
    """From inside B every attack that reads must see B: otherwise its silence proves nothing."""
    victim = full_cast.b.trust.id
    for target in targets(full_cast):
        found = {breach.partition(":")[0] for breach in attacks.breaches(target, victim)}
        assert {"select", "select_by_id", "copy_out"} <= found, target.table
        if not target.is_history and target.table not in append_only_tables():
            assert {"select_for_update", "update"} <= found, target.table


# Statements that would lift the wall for everybody.
LIFTING = [
    "ALTER TABLE trust_term DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE trust_term NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY only_own_trust ON trust_term",
    "CREATE POLICY wide ON trust_term USING (true)",
    "ALTER TABLE trust_term DISABLE TRIGGER ALL",
    "CREATE TABLE public.mine AS SELECT * FROM trust_term",
    "CREATE VIEW public.mine AS SELECT * FROM trust_term",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "CREATE TRIGGER t BEFORE INSERT ON trust_term FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE EXTENSION dblink",
    "CREATE ROLE mine SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "SET ROLE fourfold_owner",
    "SET SESSION AUTHORIZATION fourfold_owner",
    "SET session_replication_role = replica",
    "GRANT fourfold_owner TO fourfold_app",
    "COPY trust_user TO PROGRAM 'cat'",
    "COPY trust_user FROM '/etc/hostname'",
    "SELECT pg_read_file('/etc/hostname')",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('trust', 'x', now())",
    "DELETE FROM trust_activity",
    "UPDATE trust_activity SET note = 'x'",
]


@pytest.mark.parametrize("statement", LIFTING)
def test_the_application_role_cannot_lift_the_wall(db: None, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"must be|permission denied|may|cannot"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(statement)


def test_a_cheap_function_of_ones_own_does_not_see_rows_before_the_policy(full_cast: Cast) -> None:
    """PostgreSQL may reorder conditions, but never puts a function that is not leakproof before the policy."""
    seen: list[str] = []
    with full_cast.a.open(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001"
            " AS $$ BEGIN RAISE NOTICE 'seen %', $1; RETURN true; END $$"
        )
        cursor.connection.add_notice_handler(lambda notice: seen.append(notice.message_primary or ""))
        cursor.execute("SELECT count(*) FROM trust_membership WHERE pg_temp.tell(name)")
    assert any(full_cast.a.canary in line for line in seen)
    assert not any(full_cast.b.canary in line for line in seen)


def test_the_application_role_cannot_truncate_where_tests_do_not_let_it(django_db_setup: None) -> None:
    if "DATABASE_ADMIN_URL" not in os.environ:
        pytest.skip("DATABASE_ADMIN_URL is not set: nobody here may act as the application role without TRUNCATE.")
    for table in sorted(build_register().of_class(TableClass.TENANT, TableClass.HISTORY)):
        assert _refusal(f"TRUNCATE {table} CASCADE").startswith("permission denied"), table


def _refusal(statement: str) -> str:
    import psycopg

    with as_owner(superuser=True) as cursor:
        cursor.execute("SET LOCAL ROLE fourfold_app")
        try:
            cursor.execute(statement)
        except psycopg.Error as error:
            return str(error)
    return ""
