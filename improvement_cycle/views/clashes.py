"""Two who write in one section: what the page that was slower is told."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from improvement_cycle.presenters import clashes as told
from improvement_cycle.presenters import self_evaluation as shown
from improvement_cycle.queries import self_evaluations as queries
from trust import documents
from trust.actions.sections import Outcome, Saving
from trust.models import Section
from trust.policies.contents import Part
from trust.policies.merging import FINISHED, prints_of
from trust.web import TenantRequest


def clash(request: TenantRequest, saving: Saving, *, by_itself: bool) -> HttpResponse:
    """409 with both texts; what was sent is kept, so the transaction stands."""
    part = documents.part_of(saving.section)
    assert saving.kept is not None
    row = queries.row_of(saving.section.document)
    is_own_tab = saving.section.saved_by == request.actor.membership_id
    context = {
        "section": saving.section,
        "is_late": saving.outcome is Outcome.LATE,
        "is_own_tab": is_own_tab,
        "changed": told.changed_words(saving.section, is_own_tab=is_own_tab),
        "closed": row.cycle.closed_words,
        "pairs": told.pairs(part, saving.section.content, saving.kept.content),
        "kept": saving.kept,
        "row": row,
    }
    response: HttpResponse
    if by_itself:
        html = render_to_string("improvement_cycle/sef/clash.html", context, request)
        response = JsonResponse({"html": html, "version": saving.section.version}, status=409)
    else:
        response = render(request, "improvement_cycle/sef/clash_page.html", context, status=409)
    response.keep_writes = True  # type: ignore[attr-defined]
    return response


def brought_in(request: TenantRequest, part: Part, saving: Saving) -> dict[str, Any]:
    """For a page that saves by itself: what it goes on from, and the fields that another changed, as they stand."""
    section = saving.section
    # A list and its marks are one field of the page.
    brought = {next((f.of or f.key for f in part.fields if f.key == key), key) for key in saving.brought}
    last = queries.last_year(request.actor, queries.row_of(section.document), section.key) if brought else None
    as_it_stands = shown.fields_shown(part, section.content, last.content if last else None)
    fields = {each.field.key: each for each in as_it_stands if each.field.key in brought}
    html = {
        key: render_to_string("improvement_cycle/sef/field.html", {"each": each}, request)
        for key, each in fields.items()
    }
    if FINISHED in brought:
        finished = {"finished": section.is_finished}
        html[FINISHED] = render_to_string("improvement_cycle/sef/finished.html", finished, request)
    labels = [each.field.label for each in fields.values()]
    return {"base": base_of(part, section), "fields": html, "more": told.brought_words(saving, labels)}


def base_of(part: Part, section: Section) -> str:
    """What the page begins from, as it sends it back."""
    return json.dumps(prints_of(part, section.content, is_finished=section.is_finished), separators=(",", ":"))
