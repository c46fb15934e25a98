"""Academies and inspections as the REST interface lists them."""

from typing import Any
from uuid import UUID

from academies.models import Academy, Inspection
from trust.actors import Actor
from trust.errors import NotFound


def academies_to_read(actor: Actor) -> Any:
    """Academies the actor may read, by name, with their facts at hand."""
    return Academy.objects.visible_to(actor).select_related("establishment").order_by("name", "id")


def inspections_of(actor: Actor, academy_id: UUID) -> Any:
    """Inspections published for an academy, newest first. Raises NotFound where the actor may not read it."""
    academy = Academy.objects.visible_to(actor).filter(pk=academy_id).first()
    if academy is None:
        raise NotFound()
    found = Inspection.objects.filter(urn=academy.urn) if academy.urn else Inspection.objects.none()
    return found.order_by("-starts_on", "-id")
