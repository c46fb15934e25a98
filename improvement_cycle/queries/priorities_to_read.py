"""Priorities across academies and years, as a program lists them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from improvement_cycle.models import AcademyCycle, Priority, PriorityBasis, TrustPriority
from improvement_cycle.queries.priorities import NONE, with_said
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission


def priorities_to_read(actor: Actor) -> Any:
    """The newest year first, by academy and number, each with agreements and what it rests on."""
    basis = PriorityBasis.objects.select_related("judgement__column")
    return (
        with_said(Priority.objects.visible_to(actor))
        .select_related("academy_cycle__academy", "academy_cycle__cycle__school_year")
        .prefetch_related(Prefetch("rests_on", basis))
        .order_by("-academy_cycle__cycle__school_year__starts_on", "academy_cycle__academy__name", "number")
    )


def find_priority(actor: Actor, priority_id: UUID) -> Priority:
    """One of these. Raises NotFound where there is none for this person."""
    found: Priority | None = priorities_to_read(actor).filter(id=priority_id).first()
    if found is None:
        raise NotFound(NONE)
    return found


def row_to_propose_in(actor: Actor, cycle_id: UUID, academy_id: UUID) -> AcademyCycle:
    """An academy's year by the ids of both. Raises NotFound where this person reads no priorities of it."""
    reached = AcademyCycle.objects.reached_by(actor, Permission.PRIORITY_READ)
    found: AcademyCycle | None = reached.filter(cycle_id=cycle_id, academy_id=academy_id).first()
    if found is None:
        raise NotFound("There is no such year of an academy.")
    return found


def trust_priorities_to_read(actor: Actor) -> Any:
    """Priorities of the trust, the newest year first."""
    found = TrustPriority.objects.visible_to(actor).select_related("cycle__school_year")
    return found.prefetch_related("asked_by__column").order_by("-cycle__school_year__starts_on", "number")
