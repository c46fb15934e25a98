"""Scoring: the grid, one academy at a time, and one cell with everything around it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from academies.enums import Phase
from improvement_cycle.actions import judgements
from improvement_cycle.cells import joined
from improvement_cycle.enums import Capability, View
from improvement_cycle.forms.scoring import SetForm
from improvement_cycle.models import AcademyCycle, Judgement
from improvement_cycle.permissions import may_correct, scores
from improvement_cycle.presenters.heat_map import legend_of
from improvement_cycle.presenters.model_words import title_of
from improvement_cycle.presenters.phases import phase_choices
from improvement_cycle.presenters.scoring import Typed, asked_again, boxes, grid, next_open, open_columns, view_lines
from improvement_cycle.presenters.scoring_cells import Addresses, GridCells, rule_words
from improvement_cycle.queries import cells as cell_queries
from improvement_cycle.queries import places
from improvement_cycle.queries.cells import AcademyYear, CellPage
from improvement_cycle.queries.meetings import sitting_about
from improvement_cycle.queries.resting import resting_on
from improvement_cycle.queries.scoring import Scoring, ScoringRow, scoring
from improvement_cycle.views.outcome import answered
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotPermitted, Refused
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.web.choices import chosen
from trust.words import word

# The word by which a page says that one came from the screen of one academy.
ONE = "one"


def desk_of(actor: Actor, row: Any) -> str:
    """The screen of one academy."""
    score = reverse("improvement_cycle:score", args=[actor.trust_slug, row.cycle.school_year.key])
    return f"{score}?mode={ONE}&academy={row.academy.slug}"


def addresses_of(actor: Actor, year: str) -> Any:
    """Makes the links of a row."""

    def of(academy: Any) -> Addresses:
        row = reverse("improvement_cycle:row", args=[actor.trust_slug, year, academy.slug])
        return Addresses(row=row, status=f"{row}status/", cell=row)

    return of


def check_scores(actor: Actor) -> None:
    """The scoring pages are for the three."""
    if not scores(actor):
        raise NotPermitted("Only heads, directors and the chief executive score the matrix.")


def grid_cells(actor: Actor, found: Any) -> GridCells:
    """Makes the cells of a year's grid."""
    return GridCells(
        before=found.before.label if found.before else "",
        discuss=word(actor.words, "to_discuss"),
        frozen=found.year.cycle.is_closed,
    )


@page(read=Permission.MATRIX_READ, find=places.year)
def score(request: TenantRequest, year: str) -> HttpResponse:
    """The scoring grid; with ?mode=one one academy at a time, for a projector or a tablet."""
    actor = request.actor
    check_scores(actor)
    found = scoring(actor, request.found)
    if chosen(request, "mode", (ONE,), "layout"):
        return _one(request, found)
    phases = sorted({row.phase for row in found.rows})
    phase = chosen(request, "phase", Phase.values, "phase")
    phase = phase if phase in phases else ""
    shown = Scoring(
        found.year,
        found.before,
        found.definition,
        tuple(row for row in found.open_rows if phase in ("", row.phase)),
        tuple(row for row in found.agreed_rows if phase in ("", row.phase)),
    )
    context = {
        "found": found,
        "title": title_of(actor, found.definition.matrix_label),
        "grid": grid(shown, grid_cells(actor, found), addresses_of(actor, year), word(actor.words, "academy")),
        "legend": legend_of(found.definition),
        "most_grades": max((len(scale.grades) for scale in found.definition.scales), default=0),
        "phase": phase,
        "phases": phase_choices(phases),
        "discuss": word(actor.words, "to_discuss"),
        "agreed": len(found.agreed_rows),
        "all": len(found.rows),
        "meetings": [row.name for row in found.open_rows if row.meeting_open],
    }
    return answered(request, "improvement_cycle/scoring/grid.html", context)


def _one(request: TenantRequest, found: Scoring) -> HttpResponse:
    """One academy, its areas as rows; the open one unfolds."""
    rows = _by_name(found)
    if not rows:
        return answered(request, "improvement_cycle/scoring/nobody.html", {"found": found})
    by_slug = {row.academy.slug: row for row in rows}
    wanted = chosen(request, "academy", by_slug, "academy")
    # Nobody was asked for: the academy that is talked about, else the first with something left to do.
    row = by_slug[wanted] if wanted else min(rows, key=lambda row: (row.is_agreed, not row.meeting_open))
    column = chosen(request, "column", {cell.column.key for cell in open_columns(row)}, "area") or next_open(row)
    return answered(request, "improvement_cycle/scoring/one.html", one_context(request, found, row, column))


def _by_name(found: Scoring) -> list[ScoringRow]:
    return sorted(found.rows, key=lambda row: row.name)


def one_context(
    request: TenantRequest, found: Scoring, row: ScoringRow, column: str, told: "Told | None" = None
) -> dict[str, Any]:
    """Everything on the screen of one academy."""
    actor, rows = request.actor, _by_name(found)
    index = rows.index(row)
    page = AcademyYear(found.year, found.before, found.definition, row)
    opened = cell_queries.cell(page, column) if column else None
    return {
        "found": found,
        "row": row,
        "lines": [(cell, view_lines(cell), cell.column.key == column) for cell in open_columns(row)],
        "open": panel_context(request, opened, told) if opened else None,
        "rule": rule_words(row),
        "discuss": word(actor.words, "to_discuss"),
        "place": capfirst(word(actor.words, "academy")),
        "position": index + 1,
        "all": len(rows),
        "previous": rows[index - 1] if index else None,
        "next": rows[index + 1] if index + 1 < len(rows) else None,
        "agreed": len(found.agreed_rows),
        "may_meet": may(actor, Permission.MEETING_OPEN, row) and not row.is_agreed,
        "sitting": sitting_about(actor, row.id),
        "categories": found.definition.categories,
    }


@page(read=Permission.MATRIX_READ, find=places.row, methods=("GET", "POST"))
def cell(request: TenantRequest, year: str, academy: str, column: str) -> HttpResponse:
    """One cell: views, agreed judgement, evidence, history. As a page, or as the panel beside the grid."""
    if request.method == "POST":
        return _set(request, column)
    return _shown(request, _read(request, request.found, column))


def _read(request: TenantRequest, row: AcademyCycle, column: str, *, alone: bool = False) -> CellPage:
    return cell_queries.cell(cell_queries.academy_year(request.actor, row), column, alone=alone)


def _read_again(request: TenantRequest, column: str) -> CellPage:
    """After a refusal: the row, and its year, may be others than those that the request found."""
    row = request.found
    now = places.row(request.actor, row.cycle.school_year.key, row.academy.slug)
    return _read(request, now, column)


@dataclass(frozen=True)
class Told:
    """What became of a change: what was typed, a banner, the answer's status, and the reason that was not taken."""

    typed: Typed | None = None
    banner: str = ""
    status: int = 200
    quick: bool = False
    not_taken: str = ""


def panel_context(request: TenantRequest, found: CellPage, told: Told | None = None) -> dict[str, Any]:
    """Context of the panel."""
    told = told or Told()
    actor, row = request.actor, found.row
    frozen = found.year.cycle.is_closed
    errors = told.typed.errors if told.typed and not told.quick else {}
    sets = told.typed.sets if told.typed else ""
    resting = resting_on(actor, request.found)
    plans = Capability.PLAN.value in found.definition.capabilities
    return {
        "page": found,
        "views": view_lines(found.cell),
        "boxes": boxes(found, frozen=frozen, typed=told.typed),
        "frozen": frozen,
        "told": told,
        "errors": [
            {"message": text, "field_id": f"{sets}-{name}" if name in ("grade", "reason") else ""}
            for name, text in errors.items()
        ],
        "discuss": word(actor.words, "to_discuss"),
        "asked_again": "" if frozen else asked_again(row),
        "may_meet": may(actor, Permission.MEETING_OPEN, row) and not row.is_agreed and not frozen,
        "may_add_evidence": may(actor, Permission.EVIDENCE_ADD, row) and not row.is_agreed and not frozen,
        "may_correct": {
            each.id
            for each in found.evidence
            if may_correct(actor, each.by_membership_id, row) and not row.is_agreed and not frozen
        },
        "year_key": found.year.key,
        "resting": resting,
        "resting_here": [each for each in resting if each.column == found.cell.column.key],
        "may_propose": may(actor, Permission.PRIORITY_PROPOSE, row) and not frozen and plans,
    }


def _shown(request: TenantRequest, found: CellPage, told: Told | None = None) -> HttpResponse:
    context = panel_context(request, found, told)
    status = told.status if told else 200
    in_grid = request.headers.get("HX-Target") == "panel"
    template = "improvement_cycle/scoring/panel.html" if in_grid else "improvement_cycle/scoring/cell.html"
    # Whoever came from the screen of one academy finds the way back to it.
    back = request.POST.get("back") or chosen(request, "back", (ONE,), "page to go back to")
    response = answered(request, template, context | {"in_grid": in_grid, "back": ONE if back == ONE else ""})
    response.status_code = status
    return response


def _desk_again(request: TenantRequest, column: str, told: Told) -> HttpResponse | None:
    """The screen of one academy with what was typed and why it was not saved; None for whom it is not."""
    now = places.year(request.actor, request.found.cycle.school_year.key)
    found = scoring(request.actor, now)
    row = next((each for each in found.rows if each.academy.slug == request.found.academy.slug), None)
    if row is None:
        return None
    response = answered(request, "improvement_cycle/scoring/one.html", one_context(request, found, row, column, told))
    response.status_code = told.status
    return response


def _not_saved(request: TenantRequest, column: str, told: Told) -> HttpResponse:
    """Without the grid: on the page from which it was sent."""
    shown = _desk_again(request, column, told) if request.POST.get("back") == ONE else None
    return shown or _shown(request, _read_again(request, column), told)


def _set(request: TenantRequest, column: str) -> HttpResponse:
    known = tuple(request.POST.getlist("evidence"))
    form = SetForm(request.POST, evidence=known)
    told = Told(typed=_typed(form, known, {}), quick=bool(form.data.get("quick")))
    if not form.is_valid():
        errors = {name: str(texts[0]) for name, texts in form.errors.items()}
        return _refused(request, column, Told(_typed(form, known, errors), status=422, quick=told.quick))
    try:
        saved = _save(request, column, form)
    except BadInput as fault:
        errors = {name: str(text) for name, text in fault.detail.items()} or {"": fault.message}
        return _refused(request, column, Told(_typed(form, known, errors), status=422, quick=told.quick))
    except Conflict as fault:
        return _clash(request, column, Told(told.typed, banner=fault.message, status=409))
    except Refused as fault:
        # There is no box any more for what was typed: it stands under the reason, to be copied.
        return _clash(request, column, Told(None, fault.message, 409, not_taken=str(form.data.get("reason", ""))))
    return _saved(request, saved.academy_cycle, column, form)


def _save(request: TenantRequest, column: str, form: SetForm) -> Judgement:
    data = form.cleaned_data
    # A number key says a grade and nothing else: reason and evidence that stand are not touched by it.
    reason, evidence = (None, None) if data["quick"] else (data["reason"], data["evidence"])
    actor, row = request.actor, request.found
    if data["sets"] == View.AGREED:
        return judgements.agree(
            actor=actor,
            academy_cycle_id=row.id,
            column_key=column,
            grade_key=data["grade"],
            reason=reason,
            seen_version=data["seen"] or 0,
            evidence_ids=evidence,
        )
    return judgements.record_view(
        actor=actor,
        academy_cycle_id=row.id,
        column_key=column,
        view=data["sets"],
        grade_key=data["grade"],
        reason=reason,
        seen_version=data["seen"],
    )


def _typed(form: SetForm, evidence: tuple[str, ...], errors: dict[str, str]) -> Typed:
    data = form.data
    sets, grade = data.get("sets", ""), data.get("grade", "")
    if data.get("quick"):
        return Typed(sets, grade, errors=errors)
    return Typed(sets, grade, data.get("reason", ""), evidence, errors)


def _from_grid(request: TenantRequest) -> bool:
    return request.headers.get("HX-Target", "").startswith("cell-")


def _saved(request: TenantRequest, row: AcademyCycle, column: str, form: SetForm) -> HttpResponse:
    now = timezone.localtime()
    if _from_grid(request):
        said, panel = f"Saved {now:%H:%M}", form.cleaned_data["panel"]
        return _grid_answer(request, _read(request, row, column, alone=not panel), Told(), said, panel=panel)
    messages.success(request, f"Saved {now:%H:%M}.")
    actor = request.actor
    if request.POST.get("back") == ONE:
        agrees = form.cleaned_data["sets"] == View.AGREED
        wanted = _next_area(cell_queries.academy_year(actor, row).row, column) if agrees else column
        return HttpResponseRedirect(f"{desk_of(actor, row)}&column={wanted}#desk")
    return HttpResponseRedirect(request.path)


def _next_area(row: ScoringRow, column: str) -> str:
    """Where one goes on after an agreement, one academy at a time: the next area without one, or the same."""
    return column if all(cell.agreed for cell in open_columns(row)) else next_open(row, after=column)


def _refused(request: TenantRequest, column: str, told: Told) -> HttpResponse:
    """Nothing was saved: the cell opens with what was typed and what is missing."""
    if not _from_grid(request):
        return _not_saved(request, column, told)
    found = _read_again(request, column)
    said = "Say why." if told.typed and "reason" in told.typed.errors else ""
    context = panel_context(request, found, told) | {"in_grid": True, "said": said}
    response = answered(request, "improvement_cycle/scoring/unsaved.html", context)
    response.status_code = told.status
    response.headers["HX-Retarget"] = "#panel"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _clash(request: TenantRequest, column: str, told: Told) -> HttpResponse:
    """Somebody was faster, or the row is frozen: what stands now is shown, nothing was overwritten."""
    if not _from_grid(request):
        return _not_saved(request, column, told)
    found = _read_again(request, column)
    return _grid_answer(request, found, told, told.banner, panel=True, changed=True)


def _grid_answer(
    request: TenantRequest, found: CellPage, told: Told, said: str, *, panel: bool, changed: bool = False
) -> HttpResponse:
    """The cell, and out of band what depends on it: the row's name and status, the status line, the open panel."""
    to = addresses_of(request.actor, found.year.key)(found.row.academy)
    # The rule reads what is agreed: somebody's view changes nothing about it.
    ruled = changed or request.POST.get("sets") == View.AGREED
    cells = grid_cells(request.actor, found)
    context: dict[str, Any] = {
        "cell": joined([cells.cell(found.row, found.cell, to, changed=changed)]),
        "parts": joined(
            [cells.name(found.row, to, oob=True), *([cells.status(found.row, to, oob=True)] if ruled else [])]
        ),
        "said": said,
        "clash": changed,
        "with_panel": panel,
    }
    if panel:
        context |= panel_context(request, found, told) | {"in_grid": True}
    response = answered(request, "improvement_cycle/scoring/answer.html", context)
    response.status_code = told.status
    return response
