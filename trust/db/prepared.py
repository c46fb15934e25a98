"""Questions that every request asks, put into SQL once: to build it costs Python more than PostgreSQL to answer it.

Why, and what it saves: docs/adr/0012.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from trust.tenancy.context import current_trust_id, tenant

Row = TypeVar("Row")
# Stands for the open trust while the SQL is made: no trust has this id.
ANY_TRUST = UUID("f0000000-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class _Made:
    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]


class Prepared(Generic[Row]):
    """A QuerySet whose SQL is kept, so that only its values are filled in.

    `build` makes it from named values; `like` gives for each an example of its type that occurs nowhere else in it.
    The values may only go into the SQL as they are: an `if` on one of them would be decided once and for all.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], like: Mapping[str, Any]) -> None:
        self._build, self._like = build, like
        self._made: _Made | None = None
        self._lock = Lock()

    def rows(self, **values: Any) -> list[Row]:
        """The rows for these values; of tables of a trust those of the open one."""
        made = self._made or self._make()
        standing = {self._like[name]: value for name, value in values.items()}
        if ANY_TRUST in made.params:
            standing[ANY_TRUST] = current_trust_id()
        params = [standing.get(each, each) for each in made.params]
        # Its own clone: copied as other objects are, a QuerySet would first ask for its rows.
        compiler, asked = copy(made.compiler), made.rows.all()
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *_args, **_more: _fetched(made.sql, params)  # type: ignore[method-assign, assignment]
        asked.query = copy(made.rows.query)
        asked.query.get_compiler = lambda *_args, **_more: compiler  # type: ignore[method-assign]
        return list(asked.iterator())

    def _make(self) -> _Made:
        with self._lock, tenant(ANY_TRUST):
            rows = self._build(**self._like)
            compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.as_sql()
            if missing := [name for name, each in self._like.items() if each not in params]:
                raise ValueError(f"These values do not go into the SQL as they are: {', '.join(missing)}.")
            self._made = _Made(rows, compiler, sql, tuple(params))
        return self._made


def _fetched(sql: str, params: list[Any]) -> list[list[Any]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        return [cursor.fetchall()]
