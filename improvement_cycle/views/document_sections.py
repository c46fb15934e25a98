"""A section of a document of an academy's year: written, commented, given to people, and its earlier texts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from improvement_cycle.actions import documents as actions
from improvement_cycle.forms.documents import (
    CommentForm,
    began_of,
    edit_of,
    plain_boxes,
    shown_again,
    typed,
)
from improvement_cycle.presenters import documents as shown
from improvement_cycle.queries.document_comments import comments_on, may_comment
from improvement_cycle.queries.document_rows import small_number
from improvement_cycle.queries.document_sections import now_saved, people_to_give
from improvement_cycle.queries.document_versions import earlier_kept_until, last_year
from improvement_cycle.queries.documents import find_section
from improvement_cycle.views.document_clashes import base_of, brought_in, clash
from improvement_cycle.views.document_frame import ENTER, frame, pages_here, row_here, section_frame, to
from improvement_cycle.views.document_talk import at_comment, say, settled
from improvement_cycle.views.outcome import answered, was_refused
from trust import documents
from trust.actions import sections
from trust.actions.sections import Outcome
from trust.errors import BadInput, NotFound, NotPermitted
from trust.models import Section
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_number

OF_ANOTHER = (
    "Somebody else opened this page, and you are signed in now. Nothing was saved: it would stand in your name."
)


@page(read=ENTER, find=find_section, methods=("GET", "POST"))
def section(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Write one section. The page saves by itself; without JavaScript a button does."""
    found: Section = request.found
    if request.method != "POST":
        return render(request, "improvement_cycle/documents/section.html", _section_page(request, found))
    part = documents.part_of(found)
    by_itself = "by_itself" in request.POST
    # A page that stayed open on a shared computer while somebody else signed in.
    if request.POST.get("writer", str(request.actor.membership_id)) != str(request.actor.membership_id):
        if by_itself:
            return JsonResponse({"is_of_another": True, "words": OF_ANOTHER}, status=403)
        raise NotPermitted(OF_ANOTHER)
    try:
        edit = edit_of(request.POST)
    except ValueError:
        return HttpResponseBadRequest("This page is too old to save. Reload it.")
    finished = {"yes": True, "no": False}.get(request.POST.get("finished", ""))
    try:
        saving = sections.save(
            actor=request.actor,
            section_id=found.id,
            given=typed(part, request.POST, found.content),
            edit=edit,
            is_finished=finished,
            keeps_standing="keeps_standing" in request.POST,
            subject=row_here(request),
            began=began_of(request.POST),
        )
    except BadInput as fault:
        return _faulty(request, found, fault, by_itself=by_itself)
    if saving.outcome is not Outcome.SAVED:
        return clash(request, saving, by_itself=by_itself)
    if by_itself:
        around = frame(request, now_saved(found, saving.section), section)
        lines = render_to_string("improvement_cycle/documents/lines.html", around, request)
        return JsonResponse(
            brought_in(request, part, saving)
            | {
                "version": saving.section.version,
                "words": shown.saved_words(saving.section),
                "lines": lines,
                "careful": _careful(request, saving.section),
            }
        )
    messages.success(request, f"{part.title} is saved.")
    if (onward := request.POST.get("go")) in pages_here(request).own:
        return to(request, str(onward), section)
    return to(request, "section", _next_of(request, found))


def _next_of(request: TenantRequest, found: Section) -> str:
    """Where "Save and go on" leads: a section of this document, else the same one. The save must stand either way."""
    wanted = request.POST.get("next", "")
    return wanted if wanted in documents.parts_of(found.document) else found.key


def _faulty(request: TenantRequest, found: Section, fault: BadInput, *, by_itself: bool) -> HttpResponse:
    if by_itself:
        return JsonResponse({"faults": fault.detail, "words": fault.message}, status=422)
    # Nothing was saved: what was typed stays in its boxes.
    part = documents.part_of(found)
    context = _section_page(request, found, found.content | shown_again(part, request.POST, found.content))
    context["fields"] = shown.as_typed(context["fields"], plain_boxes(part, request.POST), fault.detail)
    finished = request.POST.get("finished", "yes" if found.is_finished else "no") == "yes"
    # It began from what was sent: who was faster meanwhile is not written over by sending it again.
    seen = {"version": request.POST.get("version", ""), "base": request.POST.get("base", "")}
    context |= {"faults": fault.detail, "finished": finished, "seen": seen}
    return render(request, "improvement_cycle/documents/section.html", context, status=422)


@page(read=ENTER, find=find_section, methods=("POST",))
def here(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """A tab calls now and then; the answer names who else has the section open, and its version."""
    try:
        tab = UUID(request.POST.get("tab", ""))
    except ValueError:
        return HttpResponseBadRequest("This page is too old. Reload it.")
    others = sections.visit(actor=request.actor, section_id=request.found.id, tab=tab)
    return JsonResponse({"words": shown.here_words(others), "is_alone": not others, "version": request.found.version})


@page(read=ENTER, find=find_section, methods=("GET", "POST"))
def earlier(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Texts that were written over or lost a clash, to read and to bring back."""
    found: Section = request.found
    if not documents.writes(request.actor, found):
        raise NotFound()
    part = documents.part_of(found)
    if request.method == "POST":
        try:
            wanted, edit = UUID(request.POST.get("earlier", "")), edit_of(request.POST)
        except ValueError:
            return HttpResponseBadRequest("Choose one of the texts.")
        sections.bring_back(actor=request.actor, earlier_id=wanted, edit=edit)
        messages.success(request, "The earlier text stands again. What stood is kept in its place.")
        return to(request, "section", section)
    page_of_texts = Paginator(found.earlier.all(), 20).get_page(chosen_number(request, "page", "page") or 1)
    texts = [(each, shown.fields_shown(part, each.content)) for each in page_of_texts]
    more = {"texts": texts, "page": page_of_texts, "kept_until": earlier_kept_until(found.document)}
    context = section_frame(request, found) | more
    return render(request, "improvement_cycle/documents/earlier.html", context)


@page(read=ENTER, find=find_section, methods=("POST",))
def comment(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Say something on a section, or settle what was said."""
    found: Section = request.found
    if "settle" in request.POST:
        return settled(request, "section", section)
    form = CommentForm(request.POST)
    if form.is_valid() and (said := say(request, form, found.document_id, section_key=found.key)):
        return at_comment(request, said, "section", section)
    context = _section_page(request, found) | {"comment_form": form}
    return answered(
        request, "improvement_cycle/documents/section.html", context, faulty=True, clashing=was_refused(form)
    )


@page(read=ENTER, find=find_section, methods=("GET", "POST"))
def writers(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Give the section to people of the academy, or take it back."""
    found: Section = request.found
    if not documents.writes_all(request.actor, found.document):
        raise NotFound()
    people = people_to_give(found)
    if request.method == "POST":
        wanted = set(request.POST.getlist("people"))
        if wanted - {str(person.id) for person, _ in people}:
            return HttpResponseBadRequest("Choose from the people of the academy.")
        actions.give_section(actor=request.actor, section_id=found.id, membership_ids=[UUID(each) for each in wanted])
        messages.success(request, "It is noted who writes this section.")
        return to(request, "section", section)
    return render(
        request, "improvement_cycle/documents/writers.html", section_frame(request, found) | {"people": people}
    )


def _careful(request: TenantRequest, section: Section) -> str:
    threshold = small_number(row_here(request))
    return shown.careful_words(documents.part_of(section), section.content, threshold)


def _section_page(request: TenantRequest, found: Section, content: dict[str, Any] | None = None) -> dict[str, Any]:
    around, pages = section_frame(request, found), pages_here(request)
    # Those who write it may look at it as others read it.
    looks = around["may_write"] and chosen(request, "look", {"read"}, "look") == "read"
    around |= {"may_write": around["may_write"] and not looks, "may_go_on": looks}
    part = around["part"]
    last = last_year(request.actor, found)
    keys = [line.key for line in around["lines"]]
    place = keys.index(found.key)
    fields = shown.fields_shown(part, content or found.content, shown.last_answers(last, pages.answer))
    return around | {
        "line": around["lines"][place],
        "fields": fields,
        "arranged": pages.arranged(fields),
        "finished": found.is_finished,
        "seen": {"version": found.version, "base": base_of(part, found)},
        "last": last,
        "last_fields": shown.fields_shown(part, last.content) if last else [],
        "saved": shown.saved_words(found),
        "careful": _careful(request, found) if around["may_write"] else "",
        "comments": comments_on(found),
        "comment_form": CommentForm(),
        "may_comment": may_comment(request.actor, found),
        "before": keys[place - 1] if place else "",
        "after": keys[place + 1] if place + 1 < len(keys) else "",
        **pages.of_section(request.actor, found, part),
    }
