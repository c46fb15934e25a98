"""Rows that stand in no table: a model whose FROM is another question, so that it is filtered and counted as a whole.

Django narrows each part of a UNION by itself. Here the UNION is written once, and what is asked of it stands around it;
PostgreSQL takes a condition on the whole into each of the parts.
"""

from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable


class _Rows(BaseTable):
    """The question in place of a table."""

    def __init__(self, rows: "QuerySet[Any, Any]", table_name: str, alias: str | None) -> None:
        super().__init__(table_name, alias)
        self.rows = rows

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.rows.query.get_compiler(connection=connection).as_sql()
        return f"({sql}) {compiler.quote_name_unless_alias(self.table_alias)}", tuple(params)

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "_Rows":
        return _Rows(self.rows, self.table_name, change_map.get(self.table_alias, self.table_alias))


class _Over(Query):
    rows: "QuerySet[Any, Any]"

    @property
    def base_table_class(self) -> Any:  # type: ignore[override]
        return partial(_Rows, self.rows)


def over(model: type[Model], rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """The rows of a model without a table: those of a question whose columns are called as the model's."""
    query = _Over(model)
    query.rows = rows
    return QuerySet(model, query=query)
