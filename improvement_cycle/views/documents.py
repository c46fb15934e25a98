"""A document of an academy's year as a whole: listed, begun, shared, checked, submitted, reopened."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.document_pages import pages_of
from improvement_cycle.forms.documents import ReopenForm, seen_versions
from improvement_cycle.presenters import documents as shown
from improvement_cycle.queries.document_versions import in_words, versions_with_answers, waits_for
from improvement_cycle.queries.documents import find, listed, reads_any
from improvement_cycle.views.document_frame import ENTER, document_of, frame, pages_here, to
from improvement_cycle.views.outcome import answered, attempt, was_refused
from trust import documents
from trust.actions import documents as actions
from trust.errors import NotFound, Refused
from trust.forms.faults import posted
from trust.web import TenantRequest, page


@page(read=ENTER)
def home(request: TenantRequest, kind: str) -> HttpResponse:
    """Those that say anything to this person: one's own to write, others to read and answer."""
    pages, found = pages_of(kind), listed(request.actor, kind)
    if not found.rows and not reads_any(request.actor, kind):
        raise NotFound()
    if len(found.rows) == 1 and found.is_own:
        row = found.rows[0].row
        args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug]
        return HttpResponseRedirect(reverse(pages.at["overview"], args=args))
    return render(request, "improvement_cycle/documents/home.html", {"pages": pages, "listed": found})


@page(read=ENTER, find=find)
def overview(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """How far it is, who reads it, and what comes next."""
    actor, found = request.actor, request.found
    context = frame(request, found.document)
    if found.document is not None:
        versions = versions_with_answers(actor, found.document)
        said = partial(shown.answer_words, talks=context["talks"], answered=pages_here(request).words.answered)
        context["versions"] = [(each, said(each)) for each in versions]
        context["waits_for"] = waits_for(versions[0]) if versions else ""
        context["writes_any"] = any(documents.writes(actor, each) for each in context["sections"])
        context |= pages_here(request).of_overview(actor, found.document, versions)
    return render(request, "improvement_cycle/documents/overview.html", context)


@page(read=ENTER, find=find, methods=("POST",))
def begin(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """Make it."""
    from_last_year = request.POST.get("from") == "last_year"
    row = request.found.row
    pages_of(kind).begin(actor=request.actor, academy_cycle_id=row.id, from_last_year=from_last_year)
    return to(request, "overview")


@page(read=ENTER, find=find, methods=("POST",))
def share(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """Let the trust team read the draft, or keep it to the academy again."""
    document = document_of(request)
    is_shared = request.POST.get("shared") == "yes"
    actions.share(actor=request.actor, document_id=document.id, is_shared=is_shared)
    messages.success(request, shown.shared_words(is_shared, "centre_sees_drafts" in request.actor.policies))
    return to(request, "overview")


@page(read=ENTER, find=find, methods=("GET", "POST"))
def check(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """What is still missing, with a way to it; and submit."""
    document = document_of(request)
    if not documents.writes_all(request.actor, document):
        raise NotFound()
    around = frame(request, document)
    refused = ""
    if request.method == "POST":
        seen, beside = seen_versions(request.POST), request.POST.get("beside", "")
        try:
            version = actions.submit(actor=request.actor, document_id=document.id, seen=seen, seen_beside=beside)
        except Refused as error:
            refused = error.message
            around = frame(request, document_of(request))
        else:
            messages.success(request, f"Version {version.number} is submitted. {waits_for(version)}")
            return to(request, "overview")
    missing = actions.missing_in(document, around["sections"])
    lacking = documents.kind_of(document).lacking(document)
    answered_by = in_words(documents.kind_of(document).approvers(document))
    context = around | {"missing": missing, "lacking": lacking, "refused": refused, "answered_by": answered_by}
    if around["is_open"] and not missing and not lacking:
        beside_it = documents.kind_of(document).beside(document)
        context["beside"] = actions.mark_of(beside_it)
        context["hints"] = documents.kind_of(document).hints(document, beside_it)
    return answered(request, "improvement_cycle/documents/check.html", context, clashing=bool(refused))


@page(read=ENTER, find=find, methods=("GET", "POST"))
def reopen(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """Unlock an approved one, with a reason."""
    document = document_of(request)
    if not documents.approves(request.actor, document):
        raise NotFound()
    form = ReopenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.reopen(
                actor=request.actor,
                document_id=document.id,
                note=form.cleaned_data["note"],
                seen_number=document.number,
            ),
            refused_at="note",
        )
        if done is not None:
            messages.success(request, "It is reopened.")
            return to(request, "overview")
    context = frame(request, document) | {"form": form}
    template = "improvement_cycle/documents/reopen.html"
    return answered(request, template, context, faulty=bool(form.errors), clashing=was_refused(form))
