"""What makes a table of a migration a tenant table: composite keys, forced row security, one policy, few rights."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from trust.tenancy.constants import POLICY, POLICY_NAME
from trust.tenancy.fields import HistoryTrust, TenantForeignKey, TrustKey

ALL = "SELECT, INSERT, UPDATE, DELETE"
APPEND = "SELECT, INSERT"
READ = "SELECT"
READ_ONLY_TABLES = {"django_migrations"}


def append_only_tables() -> set[str]:
    """Each app says in its AppConfig which of its tables the application may only add to (history tables aside)."""
    return set().union(*(getattr(config, "append_only_tables", ()) for config in apps.get_app_configs()))


def _field(model: Any, kind: type) -> Any:
    return next((field for field in model._meta.local_fields if isinstance(field, kind)), None)


class TenantSchemaEditor(DatabaseSchemaEditor):
    """Adds the ceremony to ordinary migrations, so that none can forget it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keyed: set[tuple[str, str]] = set()

    def create_model(self, model: Any) -> None:
        super().create_model(model)
        if model._meta.proxy or not model._meta.managed:
            return
        is_history = _field(model, HistoryTrust) is not None
        if is_history:
            table = self.quote_name(model._meta.db_table)
            self._secure(table)
            self.execute(f"CREATE INDEX ON {table} (trust_id, pgh_obj_id, pgh_id)")
        elif _field(model, TrustKey):
            self._make_tenant(model)
        self._grant(model._meta.db_table, is_history=is_history)

    def add_field(self, model: Any, field: Any) -> None:
        super().add_field(model, field)
        # The autodetector often adds foreign keys after the table, the trust among them.
        if isinstance(field, TrustKey):
            self._make_tenant(model)
        self._add_composite_key(model, field)

    def alter_field(self, model: Any, old_field: Any, new_field: Any, strict: bool = False) -> None:
        super().alter_field(model, old_field, new_field, strict)
        if not isinstance(old_field, TenantForeignKey):
            self._add_composite_key(model, new_field)

    def _make_tenant(self, model: Any) -> None:
        table = self.quote_name(model._meta.db_table)
        self._secure(table)
        self.execute(f"ALTER TABLE {table} ADD UNIQUE (trust_id, id)")
        for field in model._meta.local_fields:
            self._add_composite_key(model, field)

    def _secure(self, table: str) -> None:
        self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        self.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        self.execute(f"CREATE POLICY {POLICY_NAME} ON {table} USING ({POLICY})")

    def _add_composite_key(self, model: Any, field: Any) -> None:
        # History outlives what it tells of: a key that is added to its table later is none in the database either.
        if not isinstance(field, TenantForeignKey) or _field(model, HistoryTrust) is not None:
            return
        table, column = model._meta.db_table, field.column
        if (table, column) in self._keyed:
            return
        self._keyed.add((table, column))
        target = field.remote_field.model._meta.db_table
        name = self._name(table, ["trust_id", column], suffix="_same_trust")
        # Deferred: a model may point at itself or at one made later in the same migration.
        self.deferred_sql.append(
            f"ALTER TABLE {self.quote_name(table)} ADD CONSTRAINT {self.quote_name(name)}"
            f" FOREIGN KEY (trust_id, {self.quote_name(column)}) REFERENCES {self.quote_name(target)} (trust_id, id)"
        )
        if not field.unique:
            index = self._name(table, ["trust_id", column], suffix="_idx")
            self.deferred_sql.append(
                f"CREATE INDEX {self.quote_name(index)} ON {self.quote_name(table)}"
                f" (trust_id, {self.quote_name(column)})"
            )

    def _name(self, table: str, columns: list[str], suffix: str) -> str:
        return str(self._create_index_name(table, columns, suffix=suffix))  # type: ignore[attr-defined]

    def _grant(self, table: str, *, is_history: bool) -> None:
        rights = ALL
        if table in READ_ONLY_TABLES:
            rights = READ
        elif is_history or table in append_only_tables():
            rights = APPEND
        role = self.quote_name(settings.DATABASE_APP_ROLE)
        self.execute(f"GRANT {rights} ON {self.quote_name(table)} TO {role}")
