"""What was handed in: read and answered, commented, as a file, and beside another version."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.document_pages import pages_of
from improvement_cycle.forms.documents import AnswerForm, CommentForm, ReturnForm
from improvement_cycle.presenters import documents as shown
from improvement_cycle.queries.document_comments import comments_by_section, may_comment_on
from improvement_cycle.queries.document_versions import version_of, versions_of, waits_for
from improvement_cycle.queries.documents import find
from improvement_cycle.views.document_frame import ENTER, document_of, frame, head, pages_here, to
from improvement_cycle.views.document_talk import at_comment, say, settled
from improvement_cycle.views.outcome import REFUSED, answered, attempt, was_refused
from trust import documents
from trust.actions import documents as actions
from trust.actions import reports
from trust.errors import NotFound, Refused, UnknownChoice
from trust.forms.faults import posted
from trust.models import Document, SubmittedVersion
from trust.web import TenantRequest, page


@page(read=ENTER, find=find, methods=("GET", "POST"))
def version(request: TenantRequest, kind: str, year: str, academy: str, number: int) -> HttpResponse:
    """Read what was handed in; those who answer it approve it or give it back."""
    document = document_of(request)
    found = version_of(request.actor, document, number)
    is_last = found.number == document.number
    capacities = documents.capacities_left(request.actor, document, found)
    form = ReturnForm(posted(request) if "return" in request.POST else None)
    if request.method == "POST" and not is_last and not form.is_bound:
        raise Refused("A newer version was submitted. Answer that one.")
    word = AnswerForm(posted(request) if "approve" in request.POST and pages_here(request).asks_comment else None)
    role = request.POST.get("approve", "")
    if word.is_bound and role not in {each.role for each in capacities}:
        word.add_error("comment", ValidationError("It does not wait for your answer any more.", REFUSED))
    elif role in {each.role for each in capacities} and (not word.is_bound or word.is_valid()):
        said = word.cleaned_data["comment"] if word.is_bound else ""
        act = lambda: actions.approve(
            actor=request.actor, document_id=document.id, capacity=role, seen_number=number, said=said
        )
        if (attempt(word, act, refused_at="comment") if word.is_bound else act()) is not None:
            done = "Your comment is added, and it is locked." if said else f"Version {number} is approved by you."
            messages.success(request, done)
            return to(request, "overview")
        document.refresh_from_db(fields=["state", "number"])
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        act = lambda: actions.give_back(actor=request.actor, document_id=document.id, note=note, seen_number=number)
        if attempt(form, act, refused_at="note") is not None:
            messages.success(request, "It is given back with your note on top.")
            return to(request, "overview")
        document.refresh_from_db(fields=["state", "number"])
    more = {"form": form, "word": word}
    clashing = was_refused(form) or was_refused(word)
    return _shown(request, document, found, more, faulty=bool(form.errors or word.errors), clashing=clashing)


@page(read=ENTER, find=find, methods=("POST",))
def version_comment(request: TenantRequest, kind: str, year: str, academy: str, number: int) -> HttpResponse:
    """Say something on a section of what was handed in, or on a passage; answer what was said, or settle it."""
    document = document_of(request)
    found = version_of(request.actor, document, number)
    if not may_comment_on(request.actor, document):
        raise NotFound()
    if "settle" in request.POST:
        return settled(request, "version", number)
    form = CommentForm(request.POST)
    key = request.POST.get("section", "")
    if form.is_valid() and (said := say(request, form, document.id, section_key=key, number=number)):
        return at_comment(request, said, "version", number)
    at = {"passage": "w", "text": "t"}
    faults = [{"message": said[0], "field_id": f"{at.get(name, 't')}-{key}"} for name, said in form.errors.items()]
    more = {"comment_form": form, "comment_key": key, "errors": faults}
    return _shown(request, document, found, more, faulty=True, clashing=was_refused(form))


def _shown(
    request: TenantRequest, document: Document, found: SubmittedVersion, more: dict[str, Any], **how: bool
) -> HttpResponse:
    actor, pages, around = request.actor, pages_here(request), head(request, document)
    may_comment = may_comment_on(actor, document)
    said = comments_by_section(document) if may_comment else {}
    there = pages.opened(actor, around["row"], shown.listed_in(found))
    context = around | {
        "version": found,
        "parts": shown.read_version(found, there, said, pages.arranged, pages.answers),
        "capacities": documents.capacities_left(actor, document, found),
        "form": ReturnForm(),
        "word": AnswerForm(),
        "is_last": found.number == document.number,
        "waits_for": waits_for(found),
        "given_back": shown.given_back_words(found, talks=around["talks"]),
        "may_comment": may_comment,
        **pages.of_version(actor, found),
    }
    return answered(request, "improvement_cycle/documents/version.html", context | more, **how)


@page(read=ENTER, find=find, methods=("POST",))
def report(request: TenantRequest, kind: str, year: str, academy: str, number: int) -> HttpResponse:
    """Ask for a version as PDF or Word; the worker makes it."""
    found = version_of(request.actor, document_of(request), number)
    of_form = pages_of(kind).reports.get(request.POST.get("form", "pdf"))
    if of_form is None:
        raise UnknownChoice("A version comes as PDF or as Word. Use the buttons beside it.")
    made = reports.ask(actor=request.actor, kind=of_form, subject_id=found.id)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(read=ENTER, find=find)
def compare(request: TenantRequest, kind: str, year: str, academy: str, number: int, other: int) -> HttpResponse:
    """Two versions: what changed in words, answers such as grades side by side."""
    document = document_of(request)
    before, now = sorted((number, other))
    old, new = versions_of(request.actor, document, before, now)
    compared = shown.compared(old, new)
    context = frame(request, document) | {
        "changed": [each for each in compared if not each.is_same],
        "as_before": [each.title for each in compared if each.is_same],
        "answers": shown.answers_compared(old, new, pages_of(kind).answer),
        "before": before,
        "now": now,
    }
    return render(request, "improvement_cycle/documents/compare.html", context)
