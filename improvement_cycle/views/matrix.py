"""The matrix to read: the chief executive's dashboard, and a head's own row."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from academies.enums import Phase
from improvement_cycle.capabilities import has_matrix
from improvement_cycle.permissions import scores
from improvement_cycle.presenters import dashboard
from improvement_cycle.presenters.editions import notice
from improvement_cycle.presenters.figure_changes import changed_lines
from improvement_cycle.presenters.heat_map import heat_map
from improvement_cycle.presenters.model_words import title_of
from improvement_cycle.presenters.phases import phase_choices
from improvement_cycle.queries import places, years
from improvement_cycle.queries.figure_changes import changed_under, waiting_for
from improvement_cycle.queries.matrix import Matrix, matrix
from improvement_cycle.queries.waiting import waiting
from improvement_cycle.views.year_so_far import list_at
from trust.actions import reports
from trust.actors import Actor
from trust.errors import NotFound, UnknownChoice
from trust.permissions import Permission, everywhere, may
from trust.web import TenantRequest, page
from trust.web.choices import chosen
from trust.words import counted, word


def matrix_used(actor: Actor, **_: Any) -> None:
    """A partnership without a matrix has no such page."""
    if not has_matrix(actor):
        raise NotFound()


@page(read=Permission.MATRIX_READ, find=matrix_used, place=lambda found: None)
def home(request: TenantRequest) -> HttpResponse:
    """The latest year; those of one academy go to its row."""
    actor = request.actor
    cycle = years.current_cycle(actor)
    if cycle is None:
        return render(request, "improvement_cycle/matrix/none.html", {"title": title_of(actor, "")})
    key = cycle.school_year.key
    if not everywhere(actor, Permission.MATRIX_READ):
        own = places.own_rows(actor, cycle)
        if len(own) == 1:
            return HttpResponseRedirect(
                reverse("improvement_cycle:row", args=[actor.trust_slug, key, own[0].academy.slug])
            )
    return HttpResponseRedirect(reverse("improvement_cycle:year", args=[actor.trust_slug, key]))


@page(read=Permission.MATRIX_READ, find=places.year)
def year(request: TenantRequest, year: str) -> HttpResponse:
    """The matrix of a year, of all phases or of one."""
    actor, cycle = request.actor, request.found
    found = matrix(actor, cycle, chosen(request, "phase", Phase.values, "phase"))
    return render(request, "improvement_cycle/matrix/year.html", _table(request, found) | _news(request, found))


def _table(request: TenantRequest, found: Matrix) -> dict[str, Any]:
    actor = request.actor

    def address(academy: Any) -> str:
        return reverse("improvement_cycle:row", args=[actor.trust_slug, found.year.key, academy.slug])

    newest = years.years_to_switch(found.year)
    school_year = found.year.cycle.school_year
    is_last = newest[0].key == found.year.key
    return {
        "matrix": found,
        # No year is open for today: the last one stands greyed, and says so.
        "is_past": is_last and school_year.ends_on < timezone.localdate(),
        "may_open": may(actor, Permission.CYCLE_MANAGE),
        "to_take_over": _to_take_over(found) if may(actor, Permission.MATRIX_IMPORT) else "",
        "title": title_of(actor, found.definition.matrix_label),
        "heat": heat_map(found, address),
        "phase": found.phase,
        "phases": phase_choices(found.phases),
        "years": list(reversed(newest)),
    }


def _to_take_over(found: Matrix) -> str:
    """A past year that may still be filled and holds nothing: the one shown, or the one it moves against."""
    cells = [cell for row in found.rows for cell in row.cells]
    for year, filled in ((found.year, any(c.grade for c in cells)), (found.before, any(c.before for c in cells))):
        if year and not filled and not year.cycle.is_closed and year.cycle.school_year.ends_on < timezone.localdate():
            return year.label
    return ""


def _news(request: TenantRequest, found: Matrix) -> dict[str, Any]:
    actor = request.actor
    is_open = not found.year.cycle.is_closed

    def address(academy: Any) -> str:
        return reverse("improvement_cycle:row", args=[actor.trust_slug, found.year.key, academy.slug])

    lists = list_at(actor.trust_slug, found.year.key, found.phase)
    sees_all = everywhere(actor, Permission.MATRIX_READ)
    rows = waiting(actor, found) if is_open and sees_all else []
    asked = waiting_for(changed_under(actor, found.year.cycle, found.rows))
    return {
        "sees_all": sees_all,
        "status": dashboard.status_line(found),
        "lanes": dashboard.lanes(found, address, actor.words, lists),
        "moves": dashboard.moves(found, actor.words, lists),
        "waiting": dashboard.waiting_lines(rows, address),
        "waiting_count": len(rows),
        "changed": changed_lines(asked, actor.trust_slug),
        "waiting_word": word(actor.words, "waiting_for"),
        "chart": dashboard.weak_areas_chart(found, list_at=lists),
        "may_score": scores(actor) and is_open,
        "notice": notice(found.year.cycle) if sees_all else "",
        "may_publish": may(actor, Permission.SNAPSHOT_PUBLISH),
        "place_many": counted(found.place, 2),
        "may_report": may(actor, Permission.MATRIX_REPORT),
    }


# What the buttons ask for: kind of report and paper.
REPORTS = {
    "a4": ("matrix", {"paper": "a4"}),
    "a3": ("matrix", {"paper": "a3"}),
    "workbook": ("matrix_workbook", {}),
}


@page(read=Permission.MATRIX_READ, change=Permission.MATRIX_REPORT, find=places.year, methods=("POST",))
def report(request: TenantRequest, year: str) -> HttpResponse:
    """Ask for the matrix as PDF or workbook; the worker makes it."""
    wanted = REPORTS.get(request.POST.get("as", ""))
    if wanted is None:
        raise UnknownChoice("There is no such report. Choose one with the buttons of the matrix.")
    phase = request.POST.get("phase", "")
    if phase and phase not in Phase.values:
        raise UnknownChoice("There is no such phase. Choose one above the table.")
    kind, parameters = wanted
    # Nothing is said of a phase where none is chosen: the same report as ever.
    parameters = parameters | ({"phase": phase} if phase else {})
    made = reports.ask(actor=request.actor, kind=kind, subject_id=request.found.id, parameters=parameters)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))
