"""The figures of an academy: read them, and report one before it is published."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from academies.actions import school_figures as actions
from academies.forms import ReportedFigureForm
from academies.presenters.figures import reported_lines, small_number_words, themes_of
from academies.queries import academies as academy_queries
from academies.queries import figures as queries
from trust.forms.faults import carried_out, posted, status_of
from trust.permissions import Permission, may
from trust.web import TenantRequest, page

READ, REPORT = Permission.ACADEMY_READ, Permission.FIGURE_REPORT


@page(read=READ, find=academy_queries.find_academy)
def figures(request: TenantRequest, academy: str) -> HttpResponse:
    """Published and reported figures by theme, with their trend, beside the national ones."""
    found = queries.figures_of(request.actor, request.found)
    context = {
        "academy": request.found,
        "themes": themes_of(found),
        "reports": may(request.actor, REPORT, request.found),
    }
    return render(request, "academies/figures.html", context)


@page(read=READ, change=REPORT, find=academy_queries.find_academy, methods=("GET", "POST"))
def report(request: TenantRequest, academy: str) -> HttpResponse:
    """Report a number, or take one back."""
    found = request.found
    if "take_back" in request.POST:
        return _take_back(request)
    if "say" in request.POST:
        return _say(request)
    form = ReportedFigureForm(posted(request), phase=found.phase, today=timezone.localdate())
    done = carried_out(request, form, lambda given: _report(request, given))
    if done is not None:
        messages.success(request, "The figure is reported. It stands until the published one arrives.")
        if words := small_number_words(done, queries.small_number()):
            messages.warning(request, words)
        return redirect("academies:figures", request.actor.trust_slug, found.slug)
    context = {"academy": found, "form": form, "reported": reported_lines(queries.reported_by(found))}
    return render(request, "academies/figure_report.html", context, status=status_of(form))


def _report(request: TenantRequest, given: dict[str, Any]) -> Any:
    measure_key = given.pop("measure")
    return actions.report(actor=request.actor, academy_id=request.found.id, measure_key=measure_key, **given)


def _say(request: TenantRequest) -> HttpResponse:
    """Keep a reported figure in view beside the published one, or set it aside."""
    try:
        figure_id, seen = UUID(request.POST["say"]), Decimal(request.POST.get("seen", ""))
    except (ValueError, ArithmeticError):
        return HttpResponseBadRequest("Choose one of the reported figures.")
    word = request.POST.get("word", "")
    done = actions.say(actor=request.actor, academy_id=request.found.id, figure_id=figure_id, word=word, seen=seen)
    messages.success(request, f"The reported figure is {done.get_word_display()}.")
    return redirect("academies:figure_report", request.actor.trust_slug, request.found.slug)


def _take_back(request: TenantRequest) -> HttpResponse:
    try:
        figure_id = UUID(request.POST["take_back"])
    except ValueError:
        return HttpResponseBadRequest("Choose one of the reported figures.")
    actions.take_back(actor=request.actor, academy_id=request.found.id, figure_id=figure_id)
    messages.success(request, "The figure is taken back.")
    return redirect("academies:figure_report", request.actor.trust_slug, request.found.slug)
