"""Priorities into the improvement plan, and out of it. Its pages are those of every document."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from improvement_cycle.actions import plans as actions
from improvement_cycle.forms.priorities import WhyForm
from improvement_cycle.models import Priority
from improvement_cycle.queries.priorities import priority_of_address
from improvement_cycle.views.outcome import answered, attempt, was_refused
from improvement_cycle.views.priorities import READ, address, row_of
from trust.permissions import Permission
from trust.web import TenantRequest, page


@page(read=READ, change=Permission.PLAN_WRITE, find=priority_of_address, place=row_of, methods=("POST",))
def put_in(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Give an agreed priority its page."""
    made = actions.put_in(actor=request.actor, priority_id=request.found.id)
    messages.success(request, f"Priority {made.number} has a page in the plan now.")
    return HttpResponseRedirect(address(request, "plan", request.found.academy_cycle))


@page(read=READ, change=Permission.PLAN_WRITE, find=priority_of_address, place=row_of, methods=("GET", "POST"))
def take_out(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Ask for a reason, then take its page out."""
    found: Priority = request.found
    row = found.academy_cycle
    posted = request.method == "POST"
    form = WhyForm(request.POST if posted else None, initial={"seen": found.version})
    if posted and form.is_valid():
        note = form.cleaned_data["note"]
        act = lambda: actions.take_out(actor=request.actor, priority_id=found.id, note=note)
        if attempt(form, act, refused_at="note"):
            messages.success(request, f"Priority {found.number} is out of the plan.")
            return HttpResponseRedirect(address(request, "plan", row))
    plan = address(request, "plan", row)
    context = {
        "crumbs": [(f"Plan {row.cycle.school_year.label}: {row.academy.name}", plan)],
        "crumb": "Take a priority out",
        "title": f"Take priority {found.number} out of the plan?",
        "text": found.statement,
        "consequences": (
            "Its page leaves the plan. What is written on it stays, and comes back with it.",
            "The priority stays agreed.",
        ),
        "submit": "Take it out",
        "form": form,
        "cancel_url": plan,
    }
    return answered(request, "trust/asked.html", context, faulty=bool(form.errors), clashing=was_refused(form))
