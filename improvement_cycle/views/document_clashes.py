"""Two who write in one section: what the page that was slower is told."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from improvement_cycle.document_pages import kinds, pages_of
from improvement_cycle.presenters import document_clashes as told
from improvement_cycle.presenters import documents as shown
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.document_versions import last_year
from trust import documents
from trust.actions.sections import Outcome, Saving
from trust.models import Section
from trust.policies.contents import Part
from trust.policies.merging import FINISHED, prints_of
from trust.web import TenantRequest


def clash(
    request: TenantRequest, saving: Saving, *, by_itself: bool, at: Mapping[str, str] | None = None
) -> HttpResponse:
    """409 with both texts; what was sent is kept, so the transaction stands.

    `at`: the addresses of the section and of its earlier texts, of a kind that has pages of its own.
    """
    part, document = documents.part_of(saving.section), saving.section.document
    assert saving.kept is not None
    is_own_tab = saving.section.saved_by == request.actor.membership_id
    context = {
        "pages": pages_of(document.kind) if at is None else None,
        "at": _addresses(request, saving.section) if at is None else at,
        "section": saving.section,
        "is_late": saving.outcome is Outcome.LATE,
        "is_own_tab": is_own_tab,
        "changed": told.changed_words(saving.section, is_own_tab=is_own_tab),
        "closed": documents.hindrance(document),
        "pairs": told.pairs(part, saving.section.content, saving.kept.content),
        "kept": saving.kept,
    }
    response: HttpResponse
    if by_itself:
        html = render_to_string("improvement_cycle/documents/clash.html", context, request)
        response = JsonResponse({"html": html, "version": saving.section.version}, status=409)
    else:
        response = render(request, "improvement_cycle/documents/clash_page.html", context, status=409)
    response.keep_writes = True  # type: ignore[attr-defined]
    return response


def _addresses(request: TenantRequest, section: Section) -> Mapping[str, str]:
    row, pages = row_of(section.document), pages_of(section.document.kind)
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug, section.key]
    return {name: reverse(pages.at[name], args=args) for name in ("earlier", "section")}


def brought_in(request: TenantRequest, part: Part, saving: Saving) -> dict[str, Any]:
    """For a page that saves by itself: what it goes on from, and the fields that another changed, as they stand."""
    section = saving.section
    # A list and its marks are one field of the page.
    brought = {next((f.of or f.key for f in part.fields if f.key == key), key) for key in saving.brought}
    answers = {}
    if brought and section.document.kind in kinds():
        answers = shown.last_answers(last_year(request.actor, section), pages_of(section.document.kind).answer)
    as_it_stands = shown.fields_shown(part, section.content, answers)
    fields = {each.field.key: each for each in as_it_stands if each.field.key in brought}
    html = {
        key: render_to_string("improvement_cycle/documents/field.html", {"each": each}, request)
        for key, each in fields.items()
    }
    if FINISHED in brought:
        finished = {"finished": section.is_finished}
        html[FINISHED] = render_to_string("improvement_cycle/documents/finished.html", finished, request)
    labels = [each.field.label for each in fields.values()]
    return {"base": base_of(part, section), "fields": html, "more": told.brought_words(saving, labels)}


def base_of(part: Part, section: Section) -> str:
    """What the page begins from, as it sends it back."""
    return json.dumps(prints_of(part, section.content, is_finished=section.is_finished), separators=(",", ":"))
