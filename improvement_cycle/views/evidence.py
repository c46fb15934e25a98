"""Evidence of an academy's year: add it, correct it, take it away."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.actions import evidence as actions
from improvement_cycle.enums import Capability
from improvement_cycle.forms.rows import CorrectForm, EvidenceForm, SeenForm
from improvement_cycle.models import AcademyCycle, Evidence
from improvement_cycle.permissions import check_may_correct
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.definition import Definition
from improvement_cycle.queries import places
from improvement_cycle.queries.evidence import resting_on, said
from improvement_cycle.queries.section_evidence import sections_take
from improvement_cycle.queries.years import with_years_before
from improvement_cycle.views.outcome import answered, attempt, was_refused, with_seen
from trust.actions.files import store
from trust.errors import Conflict, Refused
from trust.permissions import Permission
from trust.web import TenantRequest, page
from trust.web.choices import chosen

ACCESS: Any = {"read": Permission.MATRIX_READ, "change": Permission.EVIDENCE_ADD, "methods": ("GET", "POST")}
TEMPLATE = "improvement_cycle/rows/evidence.html"
RESTS = "The three agree the row anew, since a judgement rests on it."
HANDED_IN = "The self-evaluation is handed in: its sections take no other evidence until it is open again."
OFFERED = "areas_offered"
ADD = "panel-add-evidence"  # in a cell: what has the focus where the evidence is gone


def row_of(found: Evidence) -> AcademyCycle:
    """Where the evidence stands."""
    return found.academy_cycle


def choices_of(row: AcademyCycle) -> dict[str, Any]:
    """What evidence of this row may come from and speak to."""
    definition: Definition = with_years_before(row.cycle)[0].definition
    has_sections = Capability.SELF_EVALUATION in definition.capabilities
    return {
        "sources": definition.sources,
        "columns": definition.columns_for(provision_of(row.academy)),
        "areas": definition.areas if has_sections else (),
    }


def offered(request: TenantRequest, row: AcademyCycle, choices: dict[str, Any]) -> dict[str, Any]:
    """The same without the sections of what was handed in; once offered, they stay beside the reason.

    Unticked boxes send nothing, so the page says itself that it offered them.
    """
    if request.POST.keys() & {"areas", OFFERED} or not choices["areas"] or sections_take(row):
        return choices
    return choices | {"areas": ()}


def _column(request: TenantRequest, choices: dict[str, Any]) -> str:
    """The cell that one came from and goes back to."""
    return chosen(request, "column", {each.key for each in choices["columns"]}, "area")


def _section(request: TenantRequest, choices: dict[str, Any]) -> str:
    """The section of the self-evaluation that one came from and goes back to."""
    return chosen(request, "section", {each.key for each in choices["areas"]}, "section")


def _query(column: str, section: str) -> str:
    known = {name: key for name, key in (("column", column), ("section", section)) if key}
    return f"?{urlencode(known)}" if known else ""


def _address(request: TenantRequest, row: AcademyCycle, column: str, section: str = "", spot: str = "") -> str:
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug]
    if section:
        return reverse("improvement_cycle:sef_section", args=[*args, section]) + "#f-evidence"
    if not column:
        return reverse("improvement_cycle:row", args=args)
    return reverse("improvement_cycle:cell", args=[*args, column]) + (f"#{spot}" if spot else "")


@page(**ACCESS, find=places.row)
def add(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Add a link, a file or a summary, and say what it speaks to."""
    row = request.found
    choices = choices_of(row)
    column = _column(request, choices)
    posted = request.method == "POST"
    offers = offered(request, row, choices)
    form = EvidenceForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        **offers,
        initial={
            "source": chosen(request, "source", {each.key for each in choices["sources"]}, "source"),
            "columns": [column],
            "areas": [each.area for each in choices["columns"] if each.key == column],
        },
    )
    if posted and form.is_valid():
        made = attempt(form, lambda: actions.add(**given(request, row, form)))
        if made:
            messages.success(request, "The evidence is added.")
            return HttpResponseRedirect(_address(request, row, column))
    context = {
        "row": row,
        "year_key": year,
        "form": form,
        "title": "Add evidence",
        "lead": " ".join(["A link, a file, or a short summary.", _left_out(choices, offers)]).strip(),
        "submit": "Add the evidence",
        "cancel_url": _address(request, row, column),
    }
    return answered(request, TEMPLATE, context, faulty=bool(form.errors), clashing=was_refused(form))


def _left_out(choices: dict[str, Any], offers: dict[str, Any]) -> str:
    return HANDED_IN if offers["areas"] != choices["areas"] else ""


def given(request: TenantRequest, row: AcademyCycle, form: forms.Form, standing: UUID | None = None) -> dict[str, Any]:
    """What was typed, as the actions take it; `standing` is the file that stays unless another comes."""
    data = form.cleaned_data
    if upload := data["file"]:
        kept = store(
            actor=request.actor, name=upload.name, content=upload, owner_kind=actions.FILES_OF, owner_id=row.id
        )
        standing = kept.id
    return {
        "actor": request.actor,
        "academy_cycle_id": row.id,
        "source_key": data["source"],
        "title": data["title"],
        "summary": data["summary"],
        "url": data["url"],
        "file_id": standing,
        "dated_on": data["dated_on"],
        "column_keys": data["columns"],
        # Those that were not offered stay as they are.
    } | ({"area_keys": data["areas"]} if "areas" in data else {})


@page(**ACCESS, find=places.evidence, place=row_of)
def correct(request: TenantRequest, year: str, academy: str, evidence: UUID) -> HttpResponse:
    """Correct what it says; from here it can be taken away."""
    found, row = request.found, request.found.academy_cycle
    check_may_correct(request.actor, found.by_membership_id, row)
    choices = choices_of(row)
    column, section = _column(request, choices), _section(request, choices)
    standing = said(found)
    posted = request.method == "POST"
    offers = offered(request, row, choices)
    form = CorrectForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        **offers,
        file=found.file,
        initial={
            "title": found.title,
            "source": found.source.key,
            "url": found.url,
            "summary": found.summary,
            "dated_on": found.dated_on,
            "columns": standing.columns,
            "areas": standing.areas,
            "seen": standing.mark,
        },
    )
    clash = ""
    if posted and form.is_valid():
        try:
            made = attempt(form, lambda: _correct(request, row, form))
        except Conflict as fault:
            made, clash = None, fault.message
            found = places.evidence(request.actor, year, academy, evidence)
            standing = said(found)
            form = CorrectForm(with_seen(request.POST, standing.mark), None, **offers, file=found.file)
            if request.FILES:
                form.add_error("file", "Choose the file again: it was not kept.")
        if made:
            messages.success(request, "The evidence is corrected.")
            return HttpResponseRedirect(_address(request, row, column, section, f"ev-{evidence}-correct"))
    resting = resting_on(found)
    slug = request.actor.trust_slug
    context = {
        "row": row,
        "year_key": year,
        "form": form,
        "title": "Correct evidence",
        "lead": " ".join([RESTS if resting.judgements else "", _left_out(choices, offers)]).strip(),
        "submit": "Save",
        "cancel_url": _address(request, row, column, section),
        "evidence": found,
        "spoken_to": [each.label for each in (*choices["columns"], *choices["areas"]) if each.key in standing.filed],
        "clash": clash,
        "kept_by": resting.sentence,
        "take_away_url": reverse("improvement_cycle:evidence_away", args=[slug, year, academy, evidence])
        + _query(column, section),
    }
    clashing = bool(clash) or was_refused(form)
    return answered(request, TEMPLATE, context, faulty=bool(form.errors), clashing=clashing)


def _correct(request: TenantRequest, row: AcademyCycle, form: CorrectForm) -> Evidence:
    standing = None if form.cleaned_data.get("without_file") else request.found.file_id
    return actions.correct(
        **given(request, row, form, standing), evidence_id=request.found.id, seen=form.cleaned_data["seen"]
    )


@page(**ACCESS, find=places.evidence, place=row_of)
def take_away(request: TenantRequest, year: str, academy: str, evidence: UUID) -> HttpResponse:
    """Ask, then take it away."""
    found, row = request.found, request.found.academy_cycle
    check_may_correct(request.actor, found.by_membership_id, row)
    choices = choices_of(row)
    column, section = _column(request, choices), _section(request, choices)
    if request.method == "POST":
        actions.take_away(
            actor=request.actor,
            academy_cycle_id=row.id,
            evidence_id=evidence,
            seen=request.POST.get("seen", ""),
        )
        messages.success(request, "The evidence is taken away.")
        return HttpResponseRedirect(_address(request, row, column, section, ADD))
    if resting := resting_on(found):
        raise Refused(resting.sentence)
    slug = request.actor.trust_slug
    back = reverse("improvement_cycle:evidence_correct", args=[slug, year, academy, evidence])
    consequences = [
        f"{found.by_name} added it. The page “What happened” keeps that line, and names who took it away.",
    ]
    if found.file:
        consequences.append(f"Its file {found.file.name} is deleted.")
    context = {
        "crumbs": [
            (f"Matrix {row.cycle.school_year.label}", reverse("improvement_cycle:year", args=[slug, year])),
            (row.academy.name, _address(request, row, "")),
            ("Correct evidence", back),
        ],
        "crumb": "Take away",
        "title": f"Take “{found.title}” away?",
        "consequences": consequences,
        "submit": "Take it away",
        "danger": True,
        "form": SeenForm(initial={"seen": said(found).mark}),
        "cancel_url": back + _query(column, section),
    }
    return render(request, "trust/asked.html", context)
