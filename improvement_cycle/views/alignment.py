"""The trust's own priorities: the grid against academies, and each of them with what academies do about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from academies.enums import Phase
from improvement_cycle.actions import trust_priorities as actions
from improvement_cycle.actions.priorities import CHANGED
from improvement_cycle.actions.trust_priorities import TrustWords
from improvement_cycle.forms.priorities import TrustPriorityForm, WhyForm
from improvement_cycle.models import Cycle, TrustPriority
from improvement_cycle.presenters.alignment_grid import rows_of
from improvement_cycle.presenters.phases import phase_choices
from improvement_cycle.queries import alignment as queries
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.views.outcome import answered, attempt, standing_beside, was_refused, with_seen
from trust.actions import reports
from trust.errors import UnknownChoice
from trust.permissions import Permission
from trust.web import TenantRequest, page
from trust.web.choices import chosen

READ = Permission.PRIORITY_READ
MANAGE: Any = {"read": READ, "change": Permission.TRUST_PRIORITY_MANAGE, "place": lambda _found: None}
FORM = "improvement_cycle/alignment/form.html"


def _grid(request: TenantRequest, cycle: Cycle) -> str:
    return reverse("improvement_cycle:alignment", args=[request.actor.trust_slug, cycle.school_year.key])


def _page(request: TenantRequest, priority: TrustPriority) -> str:
    return reverse("improvement_cycle:trust_priority", args=[request.actor.trust_slug, priority.id])


def _crumbs(request: TenantRequest, found: TrustPriority) -> list[tuple[str, str]]:
    """The way back from a question about it."""
    return [
        (f"Priorities {found.cycle.school_year.label}", _grid(request, found.cycle)),
        (found.title, _page(request, found)),
    ]


@page(read=READ, find=queries.cycle_of_address, place=lambda _found: None)
def grid(request: TenantRequest, year: str) -> HttpResponse:
    """Priorities of the trust by academy: what works on which, and where there is a gap."""
    found = queries.alignment(request.actor, request.found, chosen(request, "phase", Phase.values, "phase"))
    of_academy = lambda academy: reverse(
        "improvement_cycle:priorities", args=[request.actor.trust_slug, year, academy.slug]
    )
    groups = [(group, rows_of(group.rows, of_academy)) for group in found.groups]
    context = {"found": found, "groups": groups, "phases": phase_choices(found.phases), "year_key": year}
    return render(request, "improvement_cycle/alignment/grid.html", context)


@page(read=READ, find=queries.cycle_of_address, place=lambda _found: None, methods=("POST",))
def report(request: TenantRequest, year: str) -> HttpResponse:
    """Ask for the grid as PDF; the worker makes it."""
    phase = request.POST.get("phase", "")
    if phase and phase not in Phase.values:
        raise UnknownChoice("There is no such phase. Choose one above the grid.")
    parameters = {"phase": phase} if phase else {}
    made = reports.ask(actor=request.actor, kind="alignment", subject_id=request.found.id, parameters=parameters)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(**MANAGE, find=queries.cycle_of_address, methods=("GET", "POST"))
def add(request: TenantRequest, year: str) -> HttpResponse:
    """Add a priority of the trust."""
    cycle: Cycle = request.found
    columns = queries.columns_to_ask(definition_of(cycle.model))
    posted = request.method == "POST"
    form = TrustPriorityForm(request.POST if posted else None, columns=columns)
    act = lambda: actions.add(actor=request.actor, cycle_id=cycle.id, words=_words(form))
    if posted and form.is_valid() and attempt(form, act, refused_at="title") is not None:
        messages.success(request, "The priority of the trust is added.")
        return HttpResponseRedirect(_grid(request, cycle))
    context = {
        "cycle": cycle,
        "form": form,
        "title": "Add a priority of the trust",
        "submit": "Add it",
        "cancel_url": _grid(request, cycle),
    }
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=was_refused(form))


def _words(form: TrustPriorityForm) -> TrustWords:
    data = form.cleaned_data
    return TrustWords(data["title"], data["statement"], data["columns"])


@page(read=READ, find=queries.trust_priority_of_address, place=lambda _found: None)
def one(request: TenantRequest, priority: UUID) -> HttpResponse:
    """A priority of the trust, and what academies do about it."""
    found = queries.trust_priority_page(request.actor, request.found)
    context = {"found": found, "priority": found.priority, "cycle": found.priority.cycle}
    return render(request, "improvement_cycle/alignment/priority.html", context)


@page(**MANAGE, find=queries.trust_priority_of_address, methods=("GET", "POST"))
def change(request: TenantRequest, priority: UUID) -> HttpResponse:
    """Change what it says and which columns ask for it."""
    found: TrustPriority = request.found
    shown = queries.trust_priority_page(request.actor, found)
    columns = queries.columns_to_ask(definition_of(found.cycle.model))
    initial = {
        "title": found.title,
        "statement": found.statement,
        "columns": [column.key for column in shown.asked_by],
        "seen": found.version,
    }
    posted = request.method == "POST"
    form = TrustPriorityForm(request.POST if posted else None, columns=columns, initial=initial)
    clash, beside = "", []
    if posted and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        act = lambda: actions.change(actor=request.actor, priority_id=found.id, seen_version=seen, words=_words(form))
        if seen != found.version:
            clash, beside = CHANGED, standing_beside(form, initial)
            form = TrustPriorityForm(with_seen(request.POST, found.version), columns=columns)
        elif attempt(form, act, refused_at="title") is not None:
            messages.success(request, "The priority of the trust is changed.")
            return HttpResponseRedirect(_page(request, found))
    context = {
        "cycle": found.cycle,
        "priority": found,
        "form": form,
        "title": "Change a priority of the trust",
        "submit": "Save",
        "cancel_url": _page(request, found),
        "clash": clash,
        "beside": beside,
    }
    clashing = bool(clash) or was_refused(form)
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=clashing)


@page(**MANAGE, find=queries.trust_priority_of_address, methods=("GET", "POST"))
def end(request: TenantRequest, priority: UUID) -> HttpResponse:
    """End it, with a reason."""
    found: TrustPriority = request.found
    posted = request.method == "POST"
    form = WhyForm(request.POST if posted else None, initial={"seen": found.version})
    if posted and form.is_valid():
        act = lambda: actions.end(actor=request.actor, priority_id=found.id, note=form.cleaned_data["note"])
        if attempt(form, act, refused_at="note"):
            messages.success(request, "It is ended. What academies do about it goes on.")
            return HttpResponseRedirect(_page(request, found))
    context = {
        "crumbs": _crumbs(request, found),
        "crumb": "End",
        "title": f"End “{found.title}”?",
        "consequences": (
            "It leaves the grid, and nothing more aligns with it.",
            "Priorities of academies that work on it stay as they are.",
        ),
        "submit": "End it",
        "form": form,
        "cancel_url": _page(request, found),
    }
    return answered(request, "trust/asked.html", context, faulty=bool(form.errors), clashing=was_refused(form))


@page(**MANAGE, find=queries.trust_priority_of_address, methods=("POST",))
def open_again(request: TenantRequest, priority: UUID) -> HttpResponse:
    """Take the end back."""
    actions.open_again(actor=request.actor, priority_id=request.found.id)
    messages.success(request, "It is open again.")
    return HttpResponseRedirect(_page(request, request.found))


@page(**MANAGE, find=queries.trust_priority_of_address, methods=("GET", "POST"))
def take_away(request: TenantRequest, priority: UUID) -> HttpResponse:
    """Ask, then take it away: one that no academy works on."""
    found: TrustPriority = request.found
    if request.method == "POST":
        actions.take_away(actor=request.actor, priority_id=found.id)
        messages.success(request, "It is taken away.")
        return HttpResponseRedirect(_grid(request, found.cycle))
    context = {
        "crumbs": _crumbs(request, found),
        "crumb": "Take away",
        "title": f"Take “{found.title}” away?",
        "consequences": ("It goes for good. One that academies work on is ended instead.",),
        "submit": "Take it away",
        "danger": True,
        "cancel_url": _page(request, found),
    }
    return render(request, "trust/asked.html", context)
