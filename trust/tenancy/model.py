"""The base of every tenant table."""

from typing import Any, ClassVar

from django.db import models

from trust.ids import uuid7
from trust.tenancy.context import current_trust_id
from trust.tenancy.fields import TrustKey
from trust.tenancy.managers import TenantManager


class TenantModel(models.Model):
    """A row of one trust: UUIDv7 key, trust, refusing manager. The schema editor adds keys, policy and rights."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trust = TrustKey()

    objects: ClassVar[Any] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.trust_id is None:
            self.trust_id = current_trust_id()
        super().save(*args, **kwargs)
