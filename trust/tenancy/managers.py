"""Managers that refuse to answer without a trust."""

from typing import Any

from django.db import models

from trust.tenancy.context import current_trust_id


class TenantQuerySet(models.QuerySet):
    """A QuerySet of one trust. Rows it makes belong to the open trust."""

    def create(self, **kwargs: Any) -> Any:
        kwargs.setdefault("trust_id", current_trust_id())
        return super().create(**kwargs)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        objs = list(objs)
        for row in objs:
            if row.trust_id is None:
                row.trust_id = current_trust_id()
        return super().bulk_create(objs, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Filters by the open trust and raises NoTrust without one."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(trust_id=current_trust_id())
