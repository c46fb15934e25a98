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
from academies.models import SchoolFigure
from academies.presenters.figures import reported_lines, reported_words, small_number_words, taken_back_words, themes_of
from academies.presets.measures import measures
from academies.queries import academies as academy_queries
from academies.queries import figures as queries
from trust.errors import Conflict
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
    try:
        done = carried_out(request, form, lambda given: _report(request, given))
    except Conflict as error:
        form.add_error(None, f"{error.message} It stands below; send yours again to put it in its place.")
        form.refused_with, done = error.status, None  # type: ignore[attr-defined]
    if done is not None:
        messages.success(request, reported_words(done, queries.published_beside(done)))
        if words := small_number_words(done, queries.small_number()):
            messages.warning(request, words)
        return redirect("academies:figures", request.actor.trust_slug, found.slug)
    reported = queries.reported_by(found)
    context = {"academy": found, "form": form, "reported": reported_lines(reported), "seen": _seen(reported)}
    return render(request, "academies/figure_report.html", context, status=status_of(form))


def _report(request: TenantRequest, given: dict[str, Any]) -> Any:
    measure_key = given.pop("measure")
    # The page says of each figure what stood when it was opened: one that it does not name was not there.
    about = f"{measure_key} {given['year']} {given['breakdown']} "
    seen = next((told.removeprefix(about) for told in request.POST.getlist("seen") if told.startswith(about)), "")
    return actions.report(actor=request.actor, academy_id=request.found.id, measure_key=measure_key, seen=seen, **given)


def _seen(figures: list[SchoolFigure]) -> list[str]:
    """Of each figure that may be reported again what it is and the mark by which it is known."""
    years, known = actions.years_to_report(timezone.localdate()), measures()
    return [
        f"{measure.key} {each.year} {each.breakdown} {actions.mark_of(each)}"
        for each in figures
        if each.year in years and (measure := known.by_id(each.measure_id))
    ]


def _say(request: TenantRequest) -> HttpResponse:
    """Keep a reported figure in view beside the published one, or set it aside."""
    try:
        figure_id, seen = UUID(request.POST["say"]), Decimal(request.POST.get("seen", ""))
        if not seen.is_finite():  # "sNaN" is a Decimal too, and raises wherever it is compared
            raise ValueError(seen)
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
    figure = actions.take_back(actor=request.actor, academy_id=request.found.id, figure_id=figure_id)
    messages.success(request, taken_back_words(figure))
    return redirect("academies:figure_report", request.actor.trust_slug, request.found.slug)
