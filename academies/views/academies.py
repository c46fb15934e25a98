"""Academies of the trust: list, record, change, join, leave."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from academies.actions import academies as actions
from academies.enums import Phase
from academies.forms import AcademyForm, DayForm, NewAcademyForm
from academies.notices import notices_for
from academies.queries import academies as queries
from trust.forms.faults import carried_out, posted, status_of
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.web.choices import chosen, searched
from trust.web.fresh import typed_before

READ, MANAGE = Permission.ACADEMY_READ, Permission.ACADEMY_MANAGE
FIELDS = ("name", "short_name", "phase", "has_early_years", "has_post_16", "local_authority", "joined_on")


@page(read=READ)
def academy_list(request: TenantRequest) -> HttpResponse:
    """All academies, those joining apart."""
    text, phase = searched(request), chosen(request, "phase", Phase.values, "phase")
    found = queries.academy_list(request.actor, text=text, phase=phase)
    context = {"found": found, "text": text, "phase": phase, "manages": may(request.actor, MANAGE)}
    return render(request, "academies/list.html", context)


@page(read=READ, find=queries.find_academy)
def academy(request: TenantRequest, academy: str) -> HttpResponse:
    """One academy: people, inspections, register, sources."""
    record = queries.academy_record(request.actor, request.found)
    context = {
        "record": record,
        "notices": notices_for(request.actor, request.found),
        "manages": may(request.actor, MANAGE),
        "appoints": may(request.actor, Permission.PEOPLE_MANAGE),
    }
    return render(request, "academies/academy.html", context)


@page(read=READ, change=MANAGE, methods=("GET", "POST"))
def add(request: TenantRequest) -> HttpResponse:
    """Add an academy by hand."""
    form = NewAcademyForm(posted(request))
    done = carried_out(request, form, lambda given: actions.add(actor=request.actor, **given))
    if done is not None:
        messages.success(request, f"{done.name} is added.")
        return redirect("academies:academy", request.actor.trust_slug, done.slug)
    lead = "With a URN the official facts come in by themselves. Without one, add it later."
    return form_page(request, form, "Add an academy", lead=lead, submit="Add the academy", back=_list_url(request))


@page(read=READ, change=MANAGE, find=queries.find_academy, methods=("GET", "POST"))
def change(request: TenantRequest, academy: str) -> HttpResponse:
    """Change what the trust says about an academy."""
    found = request.found
    initial = {key: getattr(found, key) for key in FIELDS} | {"urn": found.urn}
    form = AcademyForm(posted(request), initial=initial)
    done = carried_out(request, form, lambda given: actions.change(actor=request.actor, academy_id=found.id, **given))
    if done is not None:
        messages.success(request, "Saved.")
        return redirect("academies:academy", request.actor.trust_slug, found.slug)
    return form_page(request, form, f"Change {found.name}")


@page(read=READ, change=MANAGE, find=queries.find_academy, methods=("GET", "POST"))
def join(request: TenantRequest, academy: str) -> HttpResponse:
    """An announced academy has joined."""
    form = DayForm(posted(request), label="Joined the trust on", name="joined_on")
    done = carried_out(
        request, form, lambda given: actions.join(actor=request.actor, academy_id=request.found.id, **given)
    )
    if done is not None:
        messages.success(request, f"{done.name} is a member now.")
        return redirect("academies:academy", request.actor.trust_slug, academy)
    lead = "From then on it stands among the members, and it can be given a row in the year's matrix."
    return form_page(request, form, f"{request.found.name} has joined", lead=lead, submit="Make it a member")


@page(read=READ, change=MANAGE, find=queries.find_academy, methods=("GET", "POST"), fresh=True)
def leave(request: TenantRequest, academy: str) -> HttpResponse:
    """An academy has left."""
    form = DayForm(posted(request), initial=typed_before(request), label="Last day in the trust", name="left_on")
    done = carried_out(
        request, form, lambda given: actions.leave(actor=request.actor, academy_id=request.found.id, **given)
    )
    if done is not None:
        messages.success(request, f"{done.name} is recorded as having left.")
        return redirect("academies:academy", request.actor.trust_slug, academy)
    lead = "Its years stay readable. The appointments of its people end on that day."
    return form_page(request, form, f"{request.found.name} has left", lead=lead, submit="Record that it left")


def _list_url(request: TenantRequest) -> str:
    return reverse("academies:list", args=[request.actor.trust_slug])


def form_page(request: TenantRequest, form: Any, title: str, **more: str) -> HttpResponse:
    slug = request.actor.trust_slug
    here = reverse("academies:academy", args=[slug, request.found.slug]) if request.found else _list_url(request)
    context = {
        "form": form,
        "title": title,
        "lead": more.get("lead", ""),
        "submit": more.get("submit", "Save"),
        "cancel_url": more.get("back", here),
        "list_url": _list_url(request),
        "academy": request.found,
        "academy_url": here,
    }
    return render(request, "academies/form.html", context, status=status_of(form))
