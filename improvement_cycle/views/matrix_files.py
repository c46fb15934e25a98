"""Take last year's matrix over from a spreadsheet: choose it, match its columns, look, then write."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from improvement_cycle.actions import matrix_files as actions
from improvement_cycle.forms.matrix_files import PREFIX, ChooseFileForm, MatchForm
from improvement_cycle.models import MatrixFile
from improvement_cycle.policies.taking_over import is_official, reference
from improvement_cycle.presenters.sheets import headings_of, samples
from improvement_cycle.queries import matrix_files as reading
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.views.outcome import answered, attempt
from trust.errors import Conflict
from trust.permissions import Permission, may
from trust.web import TenantRequest, page

FOUND: dict[str, Any] = {"read": Permission.MATRIX_IMPORT, "find": reading.find, "place": lambda found: None}


def _at(request: TenantRequest, name: str, *args: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *args]))


@page(read=Permission.MATRIX_IMPORT, methods=("GET", "POST"))
def home(request: TenantRequest) -> HttpResponse:
    """Choose a file; below, those chosen before."""
    posted = request.method == "POST"
    years = reading.years_to_fill()
    form = ChooseFileForm(request.POST if posted else None, request.FILES if posted else None, years=years)
    if posted and form.is_valid():
        made = attempt(form, lambda: _read(request, form))
        if made:
            return _at(request, "take_over_check", made.id)
    context = {
        "form": form,
        "years": years,
        "files": reading.listed(request.actor),
        "may_open": may(request.actor, Permission.CYCLE_MANAGE),
    }
    return answered(request, "improvement_cycle/take_over/choose.html", context, faulty=bool(form.errors))


def _read(request: TenantRequest, form: forms.Form) -> MatrixFile:
    upload = form.cleaned_data["file"]
    return actions.read(
        actor=request.actor, cycle_id=UUID(form.cleaned_data["cycle"]), name=upload.name, content=upload.read()
    )


@page(**FOUND, methods=("GET", "POST"))
def check(request: TenantRequest, taking: UUID) -> HttpResponse:
    """The columns as matched, and what would be written."""
    form = _match_form(request, request.found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.match(
                actor=request.actor,
                file_id=taking,
                sheet=data["sheet"],
                header=data["header"] - 1,
                columns=form.chosen(),
            ),
        )
        if made:
            return HttpResponseRedirect(f"{request.path}#check")
    return _shown(request, form)


def _match_form(request: TenantRequest, taken: MatrixFile) -> MatchForm:
    tables = reading.tables_of(taken)
    table = tables[taken.sheet]
    matching = reading.matching_of(taken)
    initial = {f"{PREFIX}{column}": meant for column, meant in matching.columns.items()}
    return MatchForm(
        request.POST if request.method == "POST" and "sheet" in request.POST else None,
        sheets=[each.title for each in tables],
        headings=headings_of(table, taken.header),
        definition=definition_of(taken.cycle.model),
        initial={"sheet": taken.sheet, "header": taken.header + 1, **initial},
    )


def _shown(request: TenantRequest, form: MatchForm, refused: str = "") -> HttpResponse:
    taken: MatrixFile = request.found
    tables = reading.tables_of(taken)
    table = tables[taken.sheet]
    found = reading.checked(request.actor, taken) if taken.is_open else None
    lines = [
        {
            "letter": reference(0, number)[:-1],
            "field": form[name],
            "samples": samples(table, taken.header, number),
            "official": is_official(table.at(taken.header, number).text),
        }
        for name, number in form.columns.items()
    ]
    context = {
        "taken": taken,
        "form": form,
        "lines": lines,
        "found": found,
        "fault": reading.matching_of(taken).fault,
        "mark": actions.mark(found) if found else "",
        "hidden": taken.content["hidden"],
        "is_cut": taken.content["sheets"][taken.sheet]["cut"],
        "many_sheets": len(tables) > 1,
        "refused": refused,
        "year_key": taken.cycle.school_year.key,
    }
    return answered(
        request,
        "improvement_cycle/take_over/check.html",
        context,
        faulty=bool(form.errors),
        clashing=bool(refused),
    )


@page(**FOUND, methods=("POST",))
def write(request: TenantRequest, taking: UUID) -> HttpResponse:
    """Write what was on screen."""
    try:
        made = actions.write(
            actor=request.actor,
            file_id=taking,
            seen=request.POST.get("seen", ""),
            replace=set(request.POST.getlist("replace")),
        )
    except Conflict as fault:
        return _shown(request, _match_form(request, request.found), fault.message)
    label = made.cycle.school_year.label
    cells = "1 cell is" if made.taken == 1 else f"{made.taken} cells are"
    messages.success(request, f"{cells} taken over into {label}. What stands there is what was agreed then.")
    return _at(request, "take_over_check", taking)


@page(**FOUND, methods=("POST",))
def discard(request: TenantRequest, taking: UUID) -> HttpResponse:
    """Leave it."""
    actions.discard(actor=request.actor, file_id=taking)
    messages.success(request, "Nothing was taken over.")
    return _at(request, "take_over")
