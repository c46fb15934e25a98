"""Three walls between trusts: the address, refusing managers, row security. See docs/architecture.md."""

from trust.tenancy.context import current_trust_id, no_tenant, open_trust_id, tenant
from trust.tenancy.fields import HistoryTrust, TenantForeignKey, TrustKey
from trust.tenancy.managers import TenantManager, TenantQuerySet
from trust.tenancy.model import TenantModel

__all__ = [
    "HistoryTrust",
    "TenantForeignKey",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "TrustKey",
    "current_trust_id",
    "no_tenant",
    "open_trust_id",
    "tenant",
]
