"""The lazily stamping connection. Why lazily, and when the stamp is forgotten: docs/architecture.md, Tenancy."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.backends.postgresql import base

from trust.db.schema import TenantSchemaEditor
from trust.errors import NoTrust, WrongTrust
from trust.tenancy.context import open_trust_id

_UNKNOWN: Any = object()


class DatabaseWrapper(base.DatabaseWrapper):
    """Keeps the transaction-local `app.trust_id` equal to the context variable."""

    SchemaEditorClass = TenantSchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stamped: Any = None
        self._visited: UUID | None = None
        self.execute_wrappers.append(self._stamp_first)

    def _stamp_first(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        wanted = open_trust_id()
        if wanted != self._stamped and not self.needs_rollback:
            if self.in_atomic_block:
                self._stamp(wanted, context["cursor"])
            elif wanted is not None:
                raise NoTrust("A trust is open but no transaction: the statement would see no rows.")
        return execute(sql, params, many, context)

    def _stamp(self, wanted: UUID | None, cursor: Any) -> None:
        if wanted and self._visited and wanted != self._visited and not settings.TENANCY_MAY_SWITCH:
            raise WrongTrust("One transaction may not visit two trusts.")
        self._visited = wanted or self._visited
        # Noted first, so that nothing can stamp twice. The value comes from a UUID object, never from a request.
        self._stamped = wanted
        # The statement SET LOCAL, not set_config(): it is the form that Citus passes on.
        cursor.cursor.execute(f"SET LOCAL app.trust_id = '{wanted or ''}'")

    def _transaction_is_over(self) -> None:
        # SET LOCAL ends with its transaction: the server's value is empty again.
        self._stamped = None
        self._visited = None

    def connect(self) -> None:
        self._transaction_is_over()
        super().connect()

    def close(self) -> None:
        self._transaction_is_over()
        super().close()

    def _commit(self) -> Any:
        self._transaction_is_over()
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self._transaction_is_over()
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        # The transaction may be broken: nothing can be stamped before the rollback has mended it.
        self._stamped = open_trust_id()
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        # The value goes back to what it was at the savepoint, which nobody noted.
        self._stamped = _UNKNOWN
