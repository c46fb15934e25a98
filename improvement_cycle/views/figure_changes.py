"""Keep or revise: figures changed under an agreed judgement."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from improvement_cycle.actions import figure_answers as actions
from improvement_cycle.enums import FigureWord
from improvement_cycle.forms.scoring import FigureAnswerForm
from improvement_cycle.presenters.figure_changes import change_lines
from improvement_cycle.queries import places
from improvement_cycle.queries.figure_changes import changed_under
from improvement_cycle.queries.years import with_years_before
from improvement_cycle.views.outcome import answered, attempt
from improvement_cycle.views.rows import back_to
from trust.errors import NotFound
from trust.permissions import Permission, may
from trust.web import TenantRequest, page


@page(read=Permission.MATRIX_READ, change=Permission.ROW_AGREE, find=places.row, methods=("GET", "POST"))
def figures_changed(request: TenantRequest, year: str, academy: str, column: str) -> HttpResponse:
    """What changed since it was agreed; keep the judgement with a note, or go and revise it."""
    row = request.found
    definition = with_years_before(row.cycle)[0].definition
    named = definition.column_of.get(column)
    if named is None:
        raise NotFound("There is no such column.")
    found = next((each for each in changed_under(request.actor, row.cycle, [row]) if each.column.key == column), None)
    form = FigureAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _answer(request, column, form.cleaned_data))
        if done is not None:
            return _after(request, column, done.word)
    context = {
        "row": row,
        "year_key": year,
        "column": named,
        "found": found,
        "lines": change_lines(found.changes) if found else [],
        "grade": definition.grade_of.get(str(found.judgement.grade_id)) if found else None,
        "form": form,
        "may_reopen": may(request.actor, Permission.ROW_REOPEN, row) and row.is_agreed,
    }
    return answered(request, "improvement_cycle/rows/figures_changed.html", context, faulty=bool(form.errors))


def _answer(request: TenantRequest, column: str, given: dict[str, Any]) -> Any:
    return actions.answer(
        actor=request.actor,
        academy_cycle_id=request.found.id,
        column_key=column,
        party=given["party"],
        word=given["word"],
        note=given["note"],
        seen_change=given["seen"],
    )


def _after(request: TenantRequest, column: str, word: str) -> HttpResponseRedirect:
    row = request.found
    if word == FigureWord.KEEP:
        messages.success(request, "It is kept, with your note.")
        return back_to(request, "row")
    if not row.is_agreed:
        messages.success(request, "It is noted. Revise the judgement here.")
        return back_to(request, "cell", column)
    if may(request.actor, Permission.ROW_REOPEN, row):
        messages.success(request, "It is noted. The row is frozen: reopen it to revise the judgement.")
        return back_to(request, "reopen")
    messages.success(request, "It is noted. The director or the chief executive reopens the row.")
    return back_to(request, "row")
