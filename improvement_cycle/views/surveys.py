"""Survey results as a table: read, typed, or pasted from a spreadsheet. Works without JavaScript."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.actions import surveys as actions
from improvement_cycle.models import AcademyCycle, Evidence
from improvement_cycle.permissions import check_may_correct, may_correct
from improvement_cycle.policies.survey import COLUMNS, MOST_LINES, PERCENT, UNITS, in_words, number_in_words, pasted
from improvement_cycle.queries import places
from improvement_cycle.queries import surveys as queries
from improvement_cycle.views.evidence import row_of
from improvement_cycle.views.outcome import answered
from trust.errors import BadInput, Conflict
from trust.permissions import Permission
from trust.web import TenantRequest, page

EMPTY_LINES = 4  # below what stands
FIRST_LINES = 8
LONGEST_PASTE = 60_000


@page(read=Permission.TRUST_ENTER, find=queries.find_evidence)
def survey(request: TenantRequest, year: str, academy: str, evidence: UUID) -> HttpResponse:
    """The table with bars."""
    found: Evidence = request.found
    row = found.academy_cycle
    shown = queries.survey_of(found)
    context = {
        "row": row,
        "year_key": year,
        "evidence": found,
        "survey": shown,
        "rows": survey_rows(shown) if shown else (),
        "may_correct": not row.cycle.is_closed and may_correct(request.actor, found.by_membership_id, row),
    }
    return render(request, "improvement_cycle/surveys/survey.html", context)


@page(
    read=Permission.MATRIX_READ,
    change=Permission.EVIDENCE_ADD,
    methods=("GET", "POST"),
    find=places.evidence,
    place=row_of,
)
def survey_edit(request: TenantRequest, year: str, academy: str, evidence: UUID) -> HttpResponse:
    """Type it, or paste it and look at each cell before it is saved."""
    found: Evidence = request.found
    row: AcademyCycle = found.academy_cycle
    check_may_correct(request.actor, found.by_membership_id, row)
    standing = queries.survey_of(found)
    table = _standing(standing)
    faults: dict[str, str] = {}
    said: list[str] = []
    clash = ""
    if request.method == "POST":
        table = _typed(request)
        if "fill" in request.POST:
            rows, said = pasted(request.POST.get("pasted", "")[:LONGEST_PASTE])
            table |= {"rows": rows or table["rows"], "pasted": ""} if rows else {}
        elif "more" not in request.POST:
            try:
                made = actions.set_table(
                    actor=request.actor,
                    academy_cycle_id=row.id,
                    evidence_id=evidence,
                    seen_version=table["seen"],
                    unit=table["unit"],
                    rows=table["rows"],
                    before_label=table["before_label"],
                )
            except BadInput as fault:
                faults = dict(fault.detail)
            except Conflict as fault:
                clash = fault.message
                now = queries.survey_of(found)
                table["seen"] = now.version if now else 0
            else:
                messages.success(request, "The results are saved.")
                for word in made.careful:
                    messages.warning(request, word)
                args = [request.actor.trust_slug, year, academy, evidence]
                return HttpResponseRedirect(reverse("improvement_cycle:survey", args=args))
    context: dict[str, Any] = {
        "row": row,
        "year_key": year,
        "evidence": found,
        "table": table,
        "lines": _lines(table["rows"], faults),
        "units": UNITS,
        "threshold": queries.threshold(),
        "errors": [{"message": text, "field_id": f"c-{name}"} for name, text in faults.items()]
        + [{"message": text, "field_id": "pasted"} for text in said],
        "clash": clash,
    }
    return answered(
        request, "improvement_cycle/surveys/edit.html", context, faulty=bool(faults or said), clashing=bool(clash)
    )


def survey_rows(found: queries.Survey) -> list[dict[str, Any]]:
    """Each line with its numbers in words and the width of its bar."""
    words = in_words(found.lines, found.unit, found.before_label).lines
    return [
        {"statement": statement, "value": value, "answers": answers, "before": before, "width": f"{share:g}"}
        for (statement, value, answers, before), share in zip(
            words, (line.share(found.unit) for line in found.lines), strict=True
        )
    ]


def _standing(found: queries.Survey | None) -> dict[str, Any]:
    if found is None:
        return {"unit": PERCENT, "before_label": "", "seen": 0, "rows": [], "pasted": ""}
    rows = [
        [
            line.statement,
            number_in_words(line.value),
            str(line.answers),
            "" if line.before is None else number_in_words(line.before),
        ]
        for line in found.lines
    ]
    return {"unit": found.unit, "before_label": found.before_label, "seen": found.version, "rows": rows, "pasted": ""}


def _typed(request: TenantRequest) -> dict[str, Any]:
    sent = [request.POST.getlist(column)[:MOST_LINES] for column in COLUMNS]
    seen = request.POST.get("seen", "")
    return {
        "unit": request.POST.get("unit") if request.POST.get("unit") in dict(UNITS) else PERCENT,
        "before_label": request.POST.get("before_label", "").replace("\x00", "")[:60],
        "seen": int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0,
        "rows": [list(cells) for cells in zip(*sent, strict=False)],
        "pasted": request.POST.get("pasted", ""),
    }


def _lines(rows: list[list[str]], faults: dict[str, str]) -> list[list[dict[str, Any]]]:
    wanted = min(MOST_LINES, max(FIRST_LINES, len(rows) + EMPTY_LINES))
    padded = [*rows, *[[""] * len(COLUMNS) for _ in range(wanted - len(rows))]]
    return [
        [
            {"name": column, "id": f"c-{column}-{n}", "value": value, "fault": faults.get(f"{column}-{n}", "")}
            for column, value in zip(COLUMNS, cells, strict=True)
        ]
        for n, cells in enumerate(padded)
    ]
