"""The worker's part of what is kept for a time only."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from trust.actions import leases, retention
from trust.actors import system_actor
from trust.jobs import Lease, handler
from trust.models import Trust


@handler(retention.KIND)
def forget_earlier_texts(lease: Lease, payload: Mapping[str, Any]) -> None:
    """Earlier texts of one document."""
    with leases.finishing(lease):
        actor = system_actor(Trust.objects.get(pk=str(lease.trust_id)), "Fourfold")
        retention.forget_earlier_texts(actor=actor, document_id=UUID(payload["document"]), number=payload["number"])
