"""Years of the matrix: open one, add an academy that joined, set dates, close it; and the steps of first use."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import cycles
from improvement_cycle.capabilities import has_matrix
from improvement_cycle.enums import CycleState
from improvement_cycle.forms.rows import AddAcademyForm, CloseYearForm, DueDatesForm, OpenYearForm
from improvement_cycle.policies.due_dates import DUE
from improvement_cycle.presenters.editions import notice
from improvement_cycle.presenters.visits import days_words, state_of
from improvement_cycle.presets import presets
from improvement_cycle.queries import opening
from improvement_cycle.queries.editions import newest_year
from improvement_cycle.queries.visits import open_in
from improvement_cycle.queries.year_end import unfinished as find_unfinished
from improvement_cycle.views.matrix import matrix_used
from improvement_cycle.views.outcome import answered, attempt
from trust.actors import Actor
from trust.errors import NotFound, Refused, UnknownChoice
from trust.permissions import Permission, may
from trust.web import TenantRequest, page


def _years(request: TenantRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("improvement_cycle:cycles", args=[request.actor.trust_slug]))


@page(read=Permission.MODEL_MANAGE)
def set_up(request: TenantRequest) -> HttpResponse:
    """Set up your trust: academies, model, year, people. Nothing is chosen beforehand."""
    context = {
        "steps": opening.set_up(request.actor),
        "presets": presets(request.actor.trust_kind),
        "has_matrix": has_matrix(request.actor),
    }
    return answered(request, "improvement_cycle/years/set_up.html", context)


@page(read=Permission.CYCLE_MANAGE, find=matrix_used, place=lambda found: None, methods=("GET", "POST"))
def years(request: TenantRequest) -> HttpResponse:
    """Every school year with its matrix; open one with a published version."""
    form = OpenYearForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(
                form,
                lambda: cycles.open_year(
                    actor=request.actor,
                    school_year_id=form.cleaned_data["school_year"],
                    model_id=form.cleaned_data["model"],
                ),
            )
        except Refused as fault:
            made, refused = None, fault.message
        if made:
            messages.success(request, f"{made.school_year.label} is open.")
            return _years(request)
    lines = opening.year_lines(request.actor)
    context = {
        "lines": lines,
        "to_open": [line.year for line in lines if line.cycle is None],
        "versions": opening.published_versions(),
        "form": form,
        "refused": refused,
        "may_close": may(request.actor, Permission.CYCLE_CLOSE),
        "notice": notice(newest_year()),
    }
    return answered(
        request, "improvement_cycle/years/years.html", context, faulty=bool(form.errors), clashing=bool(refused)
    )


def find_year(actor: Actor, year: str) -> Any:
    """The year to work on."""
    matrix_used(actor)
    return opening.cycle_to_manage(actor, year)


@page(
    read=Permission.CYCLE_MANAGE,
    find=find_year,
    place=lambda found: None,
    methods=("GET", "POST"),
)
def academies(request: TenantRequest, year: str) -> HttpResponse:
    """Academies that joined since the year was opened, each with a button that gives it its row."""
    cycle = request.found
    form = AddAcademyForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        academy_id = form.cleaned_data["academy"]
        try:
            made = cycles.add_academy(actor=request.actor, cycle_id=cycle.id, academy_id=academy_id)
        except (Refused, NotFound) as fault:
            refused = fault.message
        else:
            messages.success(request, f"{made.academy.name} has its row in {cycle.school_year.label}.")
            return HttpResponseRedirect(request.path)
    context = {"cycle": cycle, "missing": opening.without_row(cycle), "form": form, "refused": refused}
    return answered(
        request, "improvement_cycle/years/academies.html", context, faulty=bool(form.errors), clashing=bool(refused)
    )


@page(read=Permission.CYCLE_CLOSE, find=matrix_used, place=lambda found: None)
def newest_dates(request: TenantRequest) -> HttpResponse:
    """To the dates of the newest year: whoever closes years has no page on which they are listed."""
    newest = newest_year()
    slug = request.actor.trust_slug
    if newest is None:
        return HttpResponseRedirect(reverse("improvement_cycle:home", args=[slug]))
    return HttpResponseRedirect(reverse("improvement_cycle:dates", args=[slug, newest.school_year.key]))


@page(read=Permission.TRUST_ENTER, find=find_year, place=lambda found: None, methods=("GET", "POST"))
def dates(request: TenantRequest, year: str) -> HttpResponse:
    """Until when what is due in the year: for those who open years, and those who close them."""
    cycle = request.found
    kept = {name: getattr(cycle, name) for name in DUE}
    form = DueDatesForm(request.POST if request.method == "POST" else None, initial=kept)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(
                form, lambda: cycles.set_dates(actor=request.actor, cycle_id=cycle.id, dates=form.cleaned_data)
            )
        except Refused as fault:
            made, refused = None, fault.message
        if made:
            messages.success(request, f"The dates of {cycle.school_year.label} stand.")
            return (
                _years(request) if may(request.actor, Permission.CYCLE_MANAGE) else HttpResponseRedirect(request.path)
            )
    manages = may(request.actor, Permission.CYCLE_MANAGE)
    context = {"cycle": cycle, "form": form, "refused": refused, "may_manage": manages}
    return answered(
        request, "improvement_cycle/years/dates.html", context, faulty=bool(form.errors), clashing=bool(refused)
    )


# Pages of whoever closes a year.
CLOSING: Any = {
    "read": Permission.TRUST_ENTER,
    "change": Permission.CYCLE_CLOSE,
    "find": find_year,
    "place": lambda found: None,
    "methods": ("GET", "POST"),
}


@page(**CLOSING)
def close(request: TenantRequest, year: str) -> HttpResponse:
    """Close a year in two steps: announce it, then freeze it. What is unfinished is listed."""
    cycle = request.found
    form = CloseYearForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        act = request.POST.get("to", "")
        if act not in {"start", "keep", "close"}:
            raise UnknownChoice("A year is announced, kept open or closed. Use the buttons of its page.")
        try:
            made = attempt(form, lambda: _move(request.actor, cycle.id, act, form.cleaned_data["note"]))
        except Refused as fault:
            made, refused = None, fault.message
        if made:
            said = {"start": "is being closed", "keep": "stays open", "close": "is closed"}[act]
            messages.success(request, f"{cycle.school_year.label} {said}.")
            return HttpResponseRedirect(request.path if act == "start" else _after(request))
    today = timezone.localdate()
    context = {
        "cycle": cycle,
        "unfinished": opening.unfinished(cycle),
        "open_ones": find_unfinished(request.actor, cycle),
        "open_visits": [
            (each, days_words(each, today), state_of(each, today)) for each in open_in(request.actor, cycle)
        ],
        "closing": cycle.state == CycleState.CLOSING,
        "closed": cycle.is_closed,
        "form": form,
        "refused": refused,
    }
    return answered(
        request, "improvement_cycle/years/close.html", context, faulty=bool(form.errors), clashing=bool(refused)
    )


def _after(request: TenantRequest) -> str:
    actor = request.actor
    if may(actor, Permission.MATRIX_READ):
        return reverse("improvement_cycle:year", args=[actor.trust_slug, request.found.school_year.key])
    return reverse("improvement_cycle:cycles", args=[actor.trust_slug])


def _move(actor: Actor, cycle_id: UUID, act: str, note: str) -> Any:
    if act == "start":
        return cycles.start_closing(actor=actor, cycle_id=cycle_id)
    if act == "keep":
        return cycles.keep_open(actor=actor, cycle_id=cycle_id)
    return cycles.close(actor=actor, cycle_id=cycle_id, note=note)
