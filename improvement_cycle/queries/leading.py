"""Who may lead an action of a plan: the leaders of its academy, and the directors. Whoever has left leads none."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.models import AcademyCycle
from trust.actors import Actor
from trust.enums import Place, Role
from trust.models import Membership

LEADERS = (Place.HEADTEACHER, Place.SENIOR_LEADER)
CENTRE = (Role.DIRECTOR,)


def people_to_lead(row: AcademyCycle) -> list[Membership]:
    """The leaders of the academy, then the directors."""
    today = timezone.localdate()
    there = Appointment.objects.on(today).filter(academy_id=row.academy_id, role__in=LEADERS).values("membership_id")
    people = Membership.objects.on(today).filter(Q(id__in=there) | Q(role__in=CENTRE))
    return sorted(people, key=lambda each: (each.role in CENTRE, each.name))


def academies_to_lead_at(actor: Actor) -> frozenset[UUID] | None:
    """The academies at which this person may lead actions; None means all. Asks no table."""
    if actor.role in CENTRE:
        return None
    return frozenset(academy for role in LEADERS for academy in actor.academies_of(role))


def leads_at(actor: Actor, academy_id: UUID) -> bool:
    """Whether this person may lead actions at the academy."""
    there = academies_to_lead_at(actor)
    return there is None or academy_id in there


def led_by(actor: Actor) -> Q:
    """Among actions: those that this person leads and may lead today."""
    there = academies_to_lead_at(actor)
    led = Q(lead_id=actor.membership_id)
    return led if there is None else led & Q(academy_cycle__academy_id__in=there)


def is_still_led() -> Any:
    """Among actions: whether the person who was to lead it may do so today."""
    today = timezone.localdate()
    there = Appointment.objects.on(today).filter(
        membership_id=OuterRef("lead_id"), academy_id=OuterRef("academy_cycle__academy_id"), role__in=LEADERS
    )
    here = Membership.objects.on(today).filter(id=OuterRef("lead_id"))
    return Exists(here.filter(role__in=CENTRE)) | (Exists(here) & Exists(there))
