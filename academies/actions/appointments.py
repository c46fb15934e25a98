"""Who is what at an academy, from when to when. Ended, never deleted."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from academies.enums import AcademyState, Headship
from academies.models import Academy, Appointment
from academies.models.academy import AppointmentQuerySet
from trust.actions import activity
from trust.actors import Actor
from trust.enums import Place
from trust.errors import BadInput, NotFound, Refused
from trust.models import Membership
from trust.permissions import Permission, check_may
from trust.policies.days import faults_of_days

KIND = "appointment"


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    academy_id: UUID,
    membership_id: UUID,
    role: str,
    from_on: dt.date,
    headship: str = "",
    agrees: bool | None = None,
) -> Appointment:
    """Appoint a member of the trust at an academy. A head agrees for the academy where nobody else does.

    One head agrees on any day: with `agrees`, Refused while another does now or later. Raises BadInput with fields.
    """
    check_may(actor, Permission.PEOPLE_MANAGE)
    # The academy's row is the lock that "one agreeing head" is decided under.
    academy = Academy.objects.select_for_update().filter(id=academy_id).first()
    if academy is None:
        raise NotFound()
    if academy.state == AcademyState.LEFT:
        raise Refused(f"{academy.name} has left the trust.")
    membership = Membership.objects.filter(id=membership_id).first()
    _check(membership, role, headship, from_on)
    held = Appointment.objects.filter(academy=academy).holding_from(from_on)
    if held.filter(membership=membership, role=role).exists():
        raise Refused("This person holds this role here already.")
    is_head = role == Place.HEADTEACHER
    other = held.agreeing().select_related("membership").first() if is_head and agrees is not False else None
    if other is not None and agrees:
        raise Refused(f"{other.membership.name} agrees for {academy.name}. End that appointment first.")
    appointment = Appointment.objects.create(
        academy=academy,
        membership=membership,
        role=role,
        headship=(headship or Headship.SUBSTANTIVE) if is_head else "",
        agrees=is_head and agrees is not False and other is None,
        from_on=from_on,
    )
    _record(actor, appointment, "appoint", f"appointed {appointment.membership.name} at {academy.name}")
    return appointment


@transaction.atomic
def end(*, actor: Actor, appointment_id: UUID, last_day: dt.date) -> Appointment:
    """End an appointment; from the day after, it brings nothing any more. Raises BadInput for a day not meant."""
    check_may(actor, Permission.PEOPLE_MANAGE)
    if faults := faults_of_days({"last_day": last_day}):
        raise BadInput("The appointment was not ended.", detail=faults)
    appointment: Appointment | None = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("academy", "membership")
        .filter(id=appointment_id)
        .first()
    )
    if appointment is None:
        raise NotFound()
    if not Appointment.objects.filter(id=appointment.id).holding_from(last_day + dt.timedelta(days=1)).exists():
        raise Refused("This appointment has ended already.")
    _close(actor, appointment, last_day)
    return appointment


def end_all(actor: Actor, membership: Membership, last_day: dt.date) -> None:
    """Registered with the ground floor: a leaver's appointments end with the access."""
    _close_all(actor, Appointment.objects.filter(membership=membership), last_day)


def end_at(actor: Actor, academy: Academy, last_day: dt.date) -> None:
    """All appointments at an academy that leaves, also those that were to end or begin later."""
    _close_all(actor, Appointment.objects.filter(academy=academy), last_day)


def _close_all(actor: Actor, appointments: AppointmentQuerySet, last_day: dt.date) -> None:
    held = appointments.holding_from(last_day + dt.timedelta(days=1))
    for appointment in held.select_for_update(of=("self",)).select_related("academy", "membership"):
        _close(actor, appointment, last_day)


def _close(actor: Actor, appointment: Appointment, last_day: dt.date) -> None:
    appointment.until_on = max(last_day, appointment.from_on - dt.timedelta(days=1))
    appointment.save(update_fields=["until_on"])
    name, place = appointment.membership.name, appointment.academy.name
    _record(actor, appointment, "end", f"ended the appointment of {name} at {place}")


def _check(membership: Membership | None, role: str, headship: str, from_on: dt.date) -> None:
    detail = faults_of_days({"from_on": from_on})
    if membership is None:
        detail["membership"] = "Choose a person of the trust."
    elif membership.until_on is not None and membership.until_on < from_on:
        detail["membership"] = "This person's access has ended."
    if role not in Place.values:
        detail["role"] = "Choose a role."
    if headship and headship not in Headship.values:
        detail["headship"] = "Choose what kind of head."
    if detail:
        raise BadInput("The appointment was not made.", detail=detail)


def _record(actor: Actor, appointment: Appointment, verb: str, sentence: str) -> None:
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=appointment.id,
        verb=verb,
        sentence=sentence,
        academy_id=appointment.academy_id,
    )
