"""Foreign keys that the schema editor knows: the trust of a row, and rows of the same trust."""

from typing import Any

from django.db import models


class TrustKey(models.ForeignKey):
    """The trust a row belongs to. A table with this field is a tenant table."""

    def __init__(self, to: Any = "trust.Trust", on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        # Every index leads with trust_id already.
        kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_index", None)
        return name, path, args, kwargs


class HistoryTrust(models.UUIDField):
    """The trust of a history row: no foreign key, since history outlives what it tells of."""


class TenantForeignKey(models.ForeignKey):
    """A key to a row of the same trust: the database holds it as (trust_id, x_id) -> (trust_id, id)."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        # Django's one-column constraint bypasses row security; the composite one is made by our schema editor.
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        if kwargs.get("db_index") is False:
            kwargs.pop("db_index")
        return name, path, args, kwargs
