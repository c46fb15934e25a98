"""Academies and inspections as the REST interface lists them."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from academies.enums import FigureLevel
from academies.models import Academy, Inspection, MeasureFigure
from academies.queries.inspections import schools_before
from trust.actors import Actor
from trust.errors import NotFound


def academies_to_read(actor: Actor) -> Any:
    """Academies the actor may read, by name, with their facts at hand."""
    return Academy.objects.visible_to(actor).select_related("establishment").order_by("name", "id")


def published_figures_of(actor: Actor, academy_id: UUID) -> Any:
    """Figures published for an academy or the schools before it, newest year first. NotFound as below."""
    academy = _academy(actor, academy_id)
    schools = Q(place=academy.urn) | Q(place__in=schools_before(academy.urn)) if academy.urn else Q(place=0)
    found = MeasureFigure.objects.filter(schools, level=FigureLevel.SCHOOL).select_related("measure")
    return found.order_by("-year", "measure__position", "breakdown", "-place")


def inspections_of(actor: Actor, academy_id: UUID) -> Any:
    """Inspections published for an academy, newest first. Raises NotFound where the actor may not read it."""
    academy = _academy(actor, academy_id)
    found = Inspection.objects.filter(urn=academy.urn) if academy.urn else Inspection.objects.none()
    return found.order_by("-starts_on", "-id")


def _academy(actor: Actor, academy_id: UUID) -> Academy:
    academy: Academy | None = Academy.objects.visible_to(actor).filter(pk=academy_id).first()
    if academy is None:
        raise NotFound()
    return academy
