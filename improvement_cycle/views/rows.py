"""One academy's row: read it, meet about it, agree it, reopen it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from improvement_cycle.actions import meetings
from improvement_cycle.actions import rows as row_actions
from improvement_cycle.enums import Capability
from improvement_cycle.forms.scoring import AgreeForm, MeetingForm, ReopenForm
from improvement_cycle.presenters.figure_changes import changed_lines
from improvement_cycle.presenters.rows import agreement, area_lines, row_page
from improvement_cycle.queries import cells as cell_queries
from improvement_cycle.queries import places
from improvement_cycle.queries.cells import AcademyYear
from improvement_cycle.queries.figure_changes import ChangedUnder, changed_under, waiting_for
from improvement_cycle.queries.resting import resting_on
from improvement_cycle.queries.scoring import scoring
from improvement_cycle.queries.years import with_years_before
from improvement_cycle.views.outcome import answered, attempt
from improvement_cycle.views.scoring import check_scores
from trust.actions import reports
from trust.errors import UnknownChoice
from trust.permissions import Permission, may
from trust.queries.activity import lately_at
from trust.web import TenantRequest, page
from trust.words import word

PARTY_VERBS = {"agree": row_actions.agree, "dissent": row_actions.dissent, "absent": row_actions.record_absence}


def row_url(request: TenantRequest, name: str = "row", *more: str) -> str:
    """The address of a page of the same row."""
    row = request.found
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug, *more]
    return reverse(f"improvement_cycle:{name}", args=args)


def back_to(request: TenantRequest, name: str, *more: str) -> HttpResponseRedirect:
    """A page of the same row."""
    return HttpResponseRedirect(row_url(request, name, *more))


def _read(request: TenantRequest) -> AcademyYear:
    return cell_queries.academy_year(request.actor, request.found)


def _figures_changed(request: TenantRequest, found: AcademyYear) -> list[ChangedUnder]:
    return changed_under(request.actor, found.year.cycle, [request.found])


@page(read=Permission.MATRIX_READ, find=places.row)
def row(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Judgements, reasons, current status and what it brings."""
    actor, found = request.actor, _read(request)
    is_open = not found.year.cycle.is_closed
    figures = _figures_changed(request, found)
    context = {
        "found": found,
        "row": found.row,
        "shown": row_page(found, knows_private=may(actor, Permission.COMMITMENT_PRIVATE, request.found)),
        "areas": area_lines(found),
        "has_commitments": Capability.COMMITMENTS in found.definition.capabilities,
        "resting": resting_on(actor, request.found),
        "happened": lately_at(actor, found.row.academy.id),
        "changed": changed_lines(waiting_for(figures), actor.trust_slug),
        # What the three said is theirs to read, as on the page where they say it.
        "figures_said": [each for each in figures if each.answers] if found.row.parties else [],
        "discuss": word(actor.words, "to_discuss"),
        "is_open": is_open,
        "may_score": bool(found.row.parties) and is_open,
        "may_meet": may(actor, Permission.MEETING_OPEN, request.found) and is_open and not found.row.is_agreed,
        "may_agree": may(actor, Permission.ROW_AGREE, request.found) and is_open and not found.row.is_agreed,
        "may_reopen": may(actor, Permission.ROW_REOPEN, request.found) and is_open and found.row.is_agreed,
        "may_dissent": may(actor, Permission.STATUS_DISSENT, request.found) and is_open and found.row.status,
        "may_add_evidence": may(actor, Permission.EVIDENCE_ADD, request.found) and is_open and not found.row.is_agreed,
    }
    return answered(request, "improvement_cycle/rows/row.html", context)


@page(read=Permission.MATRIX_READ, find=places.row, methods=("POST",))
def report(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Ask for the row as PDF, the school on a page; the worker makes it."""
    made = reports.ask(actor=request.actor, kind="row", subject_id=request.found.id)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(read=Permission.MATRIX_READ, change=Permission.MEETING_OPEN, find=places.row, methods=("POST",))
def meeting(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Open or close the meeting: while it is open the three see each other's views."""
    form = MeetingForm(request.POST)
    if not form.is_valid():
        raise UnknownChoice("A meeting is opened or closed. Use the button of the row.")
    act = meetings.open_meeting if form.cleaned_data["to"] == "open" else meetings.close_meeting
    act(actor=request.actor, academy_cycle_id=request.found.id)
    done = "open" if form.cleaned_data["to"] == "open" else "closed"
    messages.success(request, f"The meeting about {request.found.academy.name} is {done}.")
    back = request.POST.get("back", "")
    score = reverse("improvement_cycle:score", args=[request.actor.trust_slug, year])
    if back == "one":
        return HttpResponseRedirect(f"{score}?mode=one&academy={academy}")
    if back == "grid":
        return HttpResponseRedirect(score)
    columns = with_years_before(request.found.cycle)[0].definition.column_of
    return back_to(request, "cell", back) if back in columns else back_to(request, "row")


@page(read=Permission.MATRIX_READ, change=Permission.ROW_AGREE, find=places.row, methods=("GET", "POST"))
def agree(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Check the whole row, then agree as one of the three; or record a dissent or an absence."""
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _say(request, form))
        if made:
            messages.success(request, "The row is agreed and frozen." if made.is_agreed else "Recorded.")
            return back_to(request, "row" if made.is_agreed else "agree")
    found = _read(request)
    context = {
        "found": found,
        "row": found.row,
        "shown": row_page(found, knows_private=may(request.actor, Permission.COMMITMENT_PRIVATE, request.found)),
        "agreement": agreement(found, request.actor),
        "form": form,
        "errors": [
            {"message": texts[0], "field_id": _box(form) if name == "note" else ""}
            for name, texts in form.errors.items()
        ],
        "is_open": not found.year.cycle.is_closed,
        "discuss": word(request.actor.words, "to_discuss"),
    }
    return answered(request, "improvement_cycle/rows/agree.html", context, faulty=bool(form.errors))


def _box(form: forms.Form) -> str:
    """The box that was typed in: one for each party whose dissent one may record, and one for absences."""
    word = form.data.get("word", "")
    return f"note-dissent-{form.data.get('party', '')}" if word == "dissent" else f"note-{word}"


def _say(request: TenantRequest, form: forms.Form) -> Any:
    data = form.cleaned_data
    known: dict[str, Any] = {"actor": request.actor, "academy_cycle_id": request.found.id, "party": data["party"]}
    if data["word"] != "agree":
        known["note"] = data["note"]
    if data["word"] != "absent":
        known["seen_version"] = data["seen"]
    return PARTY_VERBS[data["word"]](**known)  # type: ignore[operator]


@page(read=Permission.MATRIX_READ, change=Permission.ROW_REOPEN, find=places.row, methods=("GET", "POST"))
def reopen(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Let an agreed row change again, with a reason."""
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: row_actions.reopen(
                actor=request.actor, academy_cycle_id=request.found.id, reason=form.cleaned_data["reason"]
            ),
        )
        if made:
            messages.success(request, f"{request.found.academy.name} is open again.")
            return back_to(request, "row")
    context = {"row": request.found, "year_key": year, "form": form}
    return answered(request, "improvement_cycle/rows/reopen.html", context, faulty=bool(form.errors))


@page(read=Permission.MATRIX_READ, find=places.year)
def agree_rows(request: TenantRequest, year: str) -> HttpResponse:
    """Every row of this person: what is missing, who has spoken."""
    check_scores(request.actor)
    found = scoring(request.actor, request.found)
    return answered(
        request,
        "improvement_cycle/rows/agree_rows.html",
        {"found": found, "rows": [agreement_line(each) for each in found.rows]},
    )


def agreement_line(row: Any) -> dict[str, Any]:
    """One row of the list."""
    if row.is_agreed:
        state, words = "done", "Agreed"
    elif row.completeness.is_complete and row.status:
        state, words = "part", "Ready to agree"
    else:
        state, words = "todo", row.completeness.words
    detail = row.standing.sentence if row.standing and (row.standing.agreed_by or row.is_agreed) else ""
    if not row.status and not row.is_agreed:
        detail = "Current status not decided"
    return {"row": row, "state": state, "words": words, "detail": detail}
