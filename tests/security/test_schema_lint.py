"""T1: every table stands under the rules of tenancy, and each rule is seen failing once."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

from tests.security.owner import as_owner
from trust.lint import Fault, lint
from trust.lint.register import TableClass, build_register, every_model
from trust.models import Membership, Term, User
from trust.tenancy import TenantModel

ROLE = "fourfold_app"
# Drops the first constraint of trust_term for which the condition holds: their names carry hashes.
DROP = (
    "DO $$ DECLARE c text; BEGIN SELECT conname INTO c FROM pg_constraint WHERE conrelid = 'trust_term'::regclass"
    " AND {}; EXECUTE 'ALTER TABLE trust_term DROP CONSTRAINT ' || quote_ident(c)"
    " || ' CASCADE'; END $$"
)
WIDE = "(trust_id = (SELECT nullif(current_setting('app.trust_id', true), '')::uuid) OR true)"


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[psycopg.Cursor]:
    with as_owner() as cursor:
        yield cursor


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Cursor]:
    if "DATABASE_ADMIN_URL" not in os.environ:
        pytest.skip("DATABASE_ADMIN_URL is not set: rights of roles cannot be planted.")
    with as_owner(superuser=True) as cursor:
        yield cursor


def rules_broken(cursor: Any, only_models: Any = None) -> set[tuple[str, str]]:
    return {(fault.rule, fault.where) for fault in lint(cursor, ROLE, only_models)}


def test_the_schema_has_no_fault(owner: psycopg.Cursor) -> None:
    assert [str(fault) for fault in lint(owner, settings.DATABASE_APP_ROLE)] == []


def test_every_table_is_of_a_known_class_and_every_decision_has_a_reason(owner: psycopg.Cursor) -> None:
    from django.apps import apps

    classes = build_register().classes
    assert {"trust_membership", "trust_activity"} <= {t for t, c in classes.items() if c == TableClass.TENANT}
    assert classes["trust_membershipevent"] == TableClass.HISTORY
    for config in apps.get_app_configs():
        for table, (known, reason) in getattr(config, "shared_tables", {}).items():
            assert known in {"global", "reference"}, table
            assert len(reason) > 20, f"{table} needs a reason worth the name"
        for label, reason in getattr(config, "untracked_models", {}).items():
            assert len(reason) > 20, f"{label} needs a reason worth the name"


# (rule expected, table named, statement planted by the owner)
PLANTED: list[tuple[str, str, str]] = [
    ("table-unknown", "secret_notes", "CREATE TABLE secret_notes (id int)"),
    ("table-unknown", "side.notes", "CREATE SCHEMA side; CREATE TABLE side.notes (id int)"),
    ("table-listed-but-missing", "pghistory_context", "DROP TABLE pghistory_context CASCADE"),
    ("trust-column-nullable", "trust_term", "ALTER TABLE trust_term ALTER trust_id DROP NOT NULL"),
    (
        "trust-column-default",
        "trust_term",
        "ALTER TABLE trust_term ALTER trust_id SET DEFAULT '00000000-0000-7000-8000-000000000000'",
    ),
    (
        "trust-column-not-uuid",
        "trust_termevent",
        "DROP POLICY only_own_trust ON trust_termevent; ALTER TABLE trust_termevent ALTER trust_id TYPE text",
    ),
    ("trust-column-missing", "trust_termevent", "ALTER TABLE trust_termevent DROP COLUMN trust_id CASCADE"),
    (
        "trust-key-missing",
        "trust_term",
        DROP.format("confrelid = 'trust_trust'::regclass"),
    ),
    ("row-security-off", "trust_term", "ALTER TABLE trust_term DISABLE ROW LEVEL SECURITY"),
    ("row-security-not-forced", "trust_term", "ALTER TABLE trust_term NO FORCE ROW LEVEL SECURITY"),
    ("policy-not-exactly-one", "trust_term", "DROP POLICY only_own_trust ON trust_term"),
    ("policy-not-exactly-one", "trust_term", "CREATE POLICY wide ON trust_term USING (true)"),
    ("policy-text-differs", "trust_term", f"ALTER POLICY only_own_trust ON trust_term USING {WIDE}"),
    (
        "policy-text-differs",
        "trust_term",
        "ALTER POLICY only_own_trust ON trust_term USING (trust_id = current_setting('app.trust_id')::uuid)",
    ),
    ("policy-check-differs", "trust_term", "ALTER POLICY only_own_trust ON trust_term WITH CHECK (true)"),
    ("policy-not-for-all", "trust_term", f"ALTER POLICY only_own_trust ON trust_term TO {ROLE}"),
    (
        "policy-not-for-all",
        "trust_term",
        (
            "DROP POLICY only_own_trust ON trust_term; CREATE POLICY only_own_trust ON trust_term FOR SELECT"
            " USING (trust_id = (SELECT nullif(current_setting('app.trust_id', true), '')::uuid))"
        ),
    ),
    (
        "policy-not-for-all",
        "trust_term",
        (
            "DROP POLICY only_own_trust ON trust_term; CREATE POLICY only_own_trust ON trust_term AS RESTRICTIVE"
            " USING (trust_id = (SELECT nullif(current_setting('app.trust_id', true), '')::uuid))"
        ),
    ),
    (
        "unique-trust-and-id-missing",
        "trust_term",
        DROP.format("contype = 'u' AND cardinality(conkey) = 2"),
    ),
    ("primary-key-not-uuid-id", "trust_term", "ALTER TABLE trust_term DROP CONSTRAINT trust_term_pkey CASCADE"),
    ("unique-without-trust", "trust_term", "CREATE UNIQUE INDEX once ON trust_term (name)"),
    ("unique-without-trust", "trust_termevent", "CREATE UNIQUE INDEX once ON trust_termevent (name)"),
    (
        "exclusion-without-trust",
        "trust_term",
        "ALTER TABLE trust_term ADD CONSTRAINT once EXCLUDE USING btree (name WITH =)",
    ),
    ("index-not-led-by-trust", "trust_term", "CREATE INDEX by_name ON trust_term (name, trust_id)"),
    ("index-not-led-by-trust", "trust_term", "CREATE INDEX by_name ON trust_term (lower(name), trust_id)"),
    (
        "key-without-trust",
        "trust_term",
        "ALTER TABLE trust_term ADD CONSTRAINT plain FOREIGN KEY (school_year_id) REFERENCES trust_schoolyear (id)",
    ),
    (
        "key-changes-rows-on-delete",
        "trust_term",
        (
            "ALTER TABLE trust_term ADD CONSTRAINT nulls FOREIGN KEY (trust_id, school_year_id)"
            " REFERENCES trust_schoolyear (trust_id, id) ON DELETE SET NULL"
        ),
    ),
    (
        "key-deferred",
        "trust_term",
        (
            "ALTER TABLE trust_term ADD CONSTRAINT late FOREIGN KEY (trust_id, school_year_id)"
            " REFERENCES trust_schoolyear (trust_id, id) DEFERRABLE INITIALLY DEFERRED"
        ),
    ),
    (
        "composite-key-missing",
        "trust_term",
        DROP.format("confrelid = 'trust_schoolyear'::regclass"),
    ),
    (
        "history-with-foreign-key",
        "trust_termevent",
        "ALTER TABLE trust_termevent ADD CONSTRAINT back FOREIGN KEY (trust_id) REFERENCES trust_trust (id)",
    ),
    (
        "key-to-history",
        "trust_term",
        "ALTER TABLE trust_term ADD COLUMN seen bigint REFERENCES trust_termevent (pgh_id)",
    ),
    ("row-security-off", "trust_termevent", "ALTER TABLE trust_termevent DISABLE ROW LEVEL SECURITY"),
    (
        "shared-table-points-at-tenant",
        "trust_user",
        "ALTER TABLE trust_user ADD COLUMN favourite uuid REFERENCES trust_term (id)",
    ),
    (
        "history-trigger-missing",
        "trust_term",
        (
            "DO $$ DECLARE c text; BEGIN SELECT tgname INTO c FROM pg_trigger WHERE tgrelid = 'trust_term'::regclass"
            " AND tgtype = 9 AND NOT tgisinternal; EXECUTE 'DROP TRIGGER ' || quote_ident(c) || ' ON trust_term';"
            " END $$"
        ),
    ),
    ("history-trigger-missing", "trust_term", "ALTER TABLE trust_term DISABLE TRIGGER USER"),
    ("materialised-view", "glance", "CREATE MATERIALIZED VIEW glance AS SELECT * FROM trust_term"),
    ("view-not-security-invoker", "glance", "CREATE VIEW glance AS SELECT * FROM trust_term"),
    (
        "function-security-definer",
        "peek",
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM trust_term'",
    ),
    ("type-enum", "colour", "CREATE TYPE colour AS ENUM ('red', 'green')"),
    ("right-too-many", "trust_term", f"GRANT TRUNCATE ON trust_term TO {ROLE}"),
    ("right-too-many", "trust_term", f"GRANT REFERENCES ON trust_term TO {ROLE}"),
    ("right-too-many", "trust_user", f"GRANT TRIGGER ON trust_user TO {ROLE}"),
    ("right-too-many", "trust_termevent", f"GRANT UPDATE ON trust_termevent TO {ROLE}"),
    ("right-too-many", "trust_termevent", f"GRANT UPDATE (name) ON trust_termevent TO {ROLE}"),
    ("right-too-many", "trust_activity", f"GRANT DELETE ON trust_activity TO {ROLE}"),
    ("right-for-everybody", "trust_term", "GRANT SELECT ON trust_term TO PUBLIC"),
    ("right-can-be-passed-on", "trust_term", f"GRANT SELECT ON trust_term TO {ROLE} WITH GRANT OPTION"),
    ("role-may-create", ROLE, "GRANT CREATE ON SCHEMA public TO PUBLIC"),
]
PLANTED_BY_SUPERUSER = [
    ("role-owns", ROLE, f"ALTER TABLE trust_term OWNER TO {ROLE}"),
    ("role-may-bypass-row-security", ROLE, f"ALTER ROLE {ROLE} BYPASSRLS"),
    ("role-may-superuser", ROLE, f"ALTER ROLE {ROLE} SUPERUSER"),
    ("role-is-member", ROLE, f"GRANT fourfold_owner TO {ROLE}"),
    ("role-may-create", ROLE, ("DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO fourfold_app',"
     " current_database()); END $$")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "table", "statement"), PLANTED, ids=[f"{r}-{t}" for r, t, _ in PLANTED])
def test_a_planted_fault_is_found_by_name(owner: psycopg.Cursor, rule: str, table: str, statement: str) -> None:
    owner.execute(statement)
    assert (rule, table) in rules_broken(owner)


@pytest.mark.parametrize(("rule", "table", "statement"), PLANTED_BY_SUPERUSER, ids=[p[0] for p in PLANTED_BY_SUPERUSER])
def test_a_planted_fault_of_the_role_is_found_by_name(
    superuser: psycopg.Cursor, rule: str, table: str, statement: str
) -> None:
    superuser.execute(statement)
    assert (rule, table) in rules_broken(superuser)


@isolate_apps("trust")
def test_models_that_go_round_the_managers_are_found_by_name(owner: psycopg.Cursor) -> None:
    class Loose(TenantModel):
        membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
        terms = models.ManyToManyField(Term, related_name="+")
        everybody = models.Manager()

        class Meta(TenantModel.Meta):
            app_label = "trust"

    class Unguarded(TenantModel):
        user = models.ForeignKey(User, models.PROTECT, related_name="+")

        objects = models.Manager()

        class Meta(TenantModel.Meta):
            app_label = "trust"

    found = {(fault.rule, fault.where, fault.detail) for fault in lint(owner, ROLE, [*every_model(), Loose, Unguarded])}
    assert {
        ("key-not-tenant-foreign-key", "trust.Loose", "membership"),
        ("many-to-many-automatic", "trust.Loose", "terms"),
        ("manager-does-not-refuse", "trust.Loose", "everybody"),
        ("manager-does-not-refuse", "trust.Unguarded", "objects"),
    } <= found
    assert ("history-missing", "trust.Loose") in {(rule, where) for rule, where, _ in found}


def test_a_stale_waiver_is_found(owner: psycopg.Cursor, monkeypatch: Any) -> None:
    from django.apps import apps

    config = apps.get_app_config("trust")
    waivers = {"trust.Membership": "a tracked model", "trust.Gone": "no model at all"}
    monkeypatch.setattr(config, "untracked_models", {**config.untracked_models, **waivers}, raising=False)
    found = rules_broken(owner)
    assert {("waiver-stale", "trust.Membership"), ("waiver-stale", "trust.Gone")} <= found


def test_the_command_says_what_it_found(owner: psycopg.Cursor, db: None) -> None:
    from django.core.management import CommandError, call_command

    # The test database lets the application role truncate, which production's does not: that alone is found.
    with pytest.raises(CommandError, match="faults"):
        call_command("lint_schema")


def test_a_fault_reads_well() -> None:
    assert str(Fault("row-security-off", "trust_term", "detail")) == "trust_term: row-security-off (detail)"
