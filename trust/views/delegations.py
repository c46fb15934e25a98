"""Who stands in for whom: shown, named, ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from trust.actions import delegations as actions
from trust.forms.faults import carried_out, posted, status_of
from trust.forms.people import DelegateForm
from trust.permissions import Permission, may
from trust.queries import delegations as queries
from trust.web import TenantRequest, page
from trust.web.fresh import typed_before

READ = Permission.PEOPLE_READ
NAME = Permission.DELEGATE_NAME


@page(read=READ)
def delegates(request: TenantRequest) -> HttpResponse:
    """Who stands in for whom, now and before."""
    context = {"shown": queries.delegations(request.actor), "may_name": may(request.actor, NAME)}
    return render(request, "trust/delegates.html", _crumbs(request) | context)


@page(read=NAME, methods=("GET", "POST"), fresh=True)
def new(request: TenantRequest) -> HttpResponse:
    """Name somebody."""
    form = DelegateForm(
        posted(request),
        initial=typed_before(request),
        people=queries.people_to_choose(request.actor),
        kinds=queries.kinds_to_choose(request.actor),
    )
    done = carried_out(
        request,
        form,
        lambda given: actions.name_delegate(
            actor=request.actor,
            membership_id=UUID(given["membership"]),
            **{key: given[key] for key in ("kind", "from_on", "until_on")},
        ),
    )
    if done is not None:
        messages.success(request, f"{done.to.name} stands in for you on these days.")
        return redirect("trust:delegates", request.actor.trust_slug)
    back = reverse("trust:delegates", args=[request.actor.trust_slug])
    context = {
        "form": form,
        "title": "Name a delegate",
        "lead": "They read and answer in your name on these days, and it is recorded so. They cannot hand it on.",
        "submit": "Name them",
        "crumbs": [*_crumbs(request)["crumbs"], ("Delegates", back)],
        "cancel_url": back,
    }
    return render(request, "trust/form.html", context, status=status_of(form))


@page(read=READ, find=queries.find_delegation, methods=("GET", "POST"))
def end(request: TenantRequest, delegation: UUID) -> HttpResponse:
    """Ask, then end it."""
    found, slug = request.found, request.actor.trust_slug
    if request.method == "POST":
        actions.end(actor=request.actor, delegation_id=delegation)
        messages.success(request, f"{found.to.name} no longer stands in for {found.by.name}.")
        return redirect("trust:delegates", slug)
    back = reverse("trust:delegates", args=[slug])
    context = {
        "crumbs": [*_crumbs(request)["crumbs"], ("Delegates", back)],
        "crumb": "End",
        "title": f"End that {found.to.name} stands in for {found.by.name}?",
        "text": "It holds at once. What was approved meanwhile stays approved.",
        "submit": "End it",
        "cancel_url": back,
    }
    return render(request, "trust/asked.html", context)


def _crumbs(request: TenantRequest) -> dict[str, Any]:
    return {"crumbs": [("Settings", reverse("trust:settings", args=[request.actor.trust_slug]))]}
