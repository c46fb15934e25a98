"""Appointments at an academy."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from academies.actions import appointments as actions
from academies.forms import AppointmentForm, DayForm
from academies.queries import academies as queries
from academies.views.academies import form_page
from trust.forms.faults import carried_out, posted
from trust.permissions import Permission
from trust.web import TenantRequest, page
from trust.web.fresh import typed_before

READ, MANAGE = Permission.ACADEMY_READ, Permission.PEOPLE_MANAGE


@page(read=READ, change=MANAGE, find=queries.find_academy, methods=("GET", "POST"), fresh=True)
def appoint(request: TenantRequest, academy: str) -> HttpResponse:
    """Appoint a member of the trust."""
    people = queries.people_to_appoint(request.actor)
    initial = typed_before(request, boxes=["agrees"])
    form = AppointmentForm(posted(request), initial=initial, people=people, today=timezone.localdate())
    done = carried_out(
        request,
        form,
        lambda given: actions.appoint(
            actor=request.actor,
            academy_id=request.found.id,
            membership_id=UUID(given["membership"]),
            role=given["role"],
            headship=given["headship"],
            agrees=given["agrees"],
            from_on=given["from_on"],
        ),
    )
    if done is not None:
        messages.success(request, f"{done.membership.name} is appointed.")
        return redirect("academies:academy", request.actor.trust_slug, academy)
    lead = "Only people of the trust stand here. Somebody new is invited first, under Settings, People."
    return form_page(request, form, f"Appoint somebody at {request.found.name}", lead=lead, submit="Appoint")


@page(
    read=READ,
    change=MANAGE,
    find=queries.find_appointment,
    methods=("GET", "POST"),
    place=lambda found: found.academy,
    fresh=True,
)
def end(request: TenantRequest, academy: str, appointment: UUID) -> HttpResponse:
    """End an appointment."""
    held = request.found
    form = DayForm(posted(request), initial=typed_before(request), label="Last day", name="last_day")
    done = carried_out(request, form, lambda given: actions.end(actor=request.actor, appointment_id=held.id, **given))
    if done is not None:
        messages.success(request, f"The appointment of {done.membership.name} ends on that day.")
        return redirect("academies:academy", request.actor.trust_slug, academy)
    request.found = held.academy
    return form_page(request, form, f"End the appointment of {held.membership.name}", submit="End the appointment")
