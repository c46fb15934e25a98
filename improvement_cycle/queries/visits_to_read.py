"""Visits across academies and years, as a program lists them."""

from typing import Any
from uuid import UUID

from improvement_cycle.enums import NEED_TO_KNOW
from improvement_cycle.models import Visit
from trust.actors import Actor
from trust.errors import NotFound


def visits_to_read(actor: Actor) -> Any:
    """The last day first. Private ones stand on their pages alone, for those who carry them out."""
    found = Visit.objects.visible_to(actor).exclude(kind__in=NEED_TO_KNOW)
    with_all = found.select_related("academy", "academy_cycle__cycle__school_year")
    return with_all.prefetch_related("people", "follow_ups").order_by("-day", "-id")


def find_visit(actor: Actor, visit_id: UUID) -> Visit:
    """One of these. Raises NotFound where there is none for this person."""
    found: Visit | None = visits_to_read(actor).filter(id=visit_id).first()
    if found is None:
        raise NotFound("There is no such visit.")
    return found
