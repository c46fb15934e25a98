"""The self-evaluation: written section by section, checked, submitted, read and answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from improvement_cycle.actions import self_evaluations as actions
from improvement_cycle.forms.self_evaluation import (
    CommentForm,
    ReopenForm,
    ReturnForm,
    began_of,
    edit_of,
    plain_boxes,
    seen_versions,
    shown_again,
    typed,
)
from improvement_cycle.policies.self_evaluation import PROGRESS
from improvement_cycle.presenters import self_evaluation as shown
from improvement_cycle.presenters.editions import edition_beside
from improvement_cycle.presets.figure_links import measures_of_section
from improvement_cycle.queries import self_evaluations as queries
from improvement_cycle.queries.section_evidence import corrects, of_section, standing
from improvement_cycle.queries.suggested_points import suggested_in
from improvement_cycle.views.clashes import base_of, brought_in, clash
from improvement_cycle.views.outcome import answered, attempt, was_refused
from trust import documents
from trust.actions import comments, sections
from trust.actions import documents as document_actions
from trust.actions.sections import Outcome
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.forms.faults import posted
from trust.models import Comment, Document, Section, SubmittedVersion
from trust.permissions import Permission
from trust.web import TenantRequest, page
from trust.web.choices import chosen_number

OF_ANOTHER = (
    "Somebody else opened this page, and you are signed in now. Nothing was saved: it would stand in your name."
)

ENTER = Permission.TRUST_ENTER


def to(request: TenantRequest, name: str, *more: Any) -> HttpResponseRedirect:
    row = documents_row(request)
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug, *more]
    return HttpResponseRedirect(reverse(f"improvement_cycle:{name}", args=args))


def documents_row(request: TenantRequest) -> Any:
    """The row of what the address means, be it the document or a section of it."""
    found = request.found
    return queries.row_of(found.document) if isinstance(found, Section) else found.row


@page(read=ENTER)
def home(request: TenantRequest) -> HttpResponse:
    """The self-evaluations that say anything to this person: one's own to write, others to read and answer."""
    listed = queries.listed(request.actor)
    if not listed.rows and not queries.reads_any(request.actor):
        raise NotFound()
    if len(listed.rows) == 1 and listed.is_own:
        row = listed.rows[0].row
        args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug]
        return HttpResponseRedirect(reverse("improvement_cycle:sef", args=args))
    return render(request, "improvement_cycle/sef/home.html", {"listed": listed})


@page(read=ENTER, find=queries.find)
def overview(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """How far it is, who reads it, and what comes next."""
    actor, found = request.actor, request.found
    context = _frame(request, found.document)
    if found.document is not None:
        versions = queries.versions_with_answers(actor, found.document)
        context["versions"] = [(each, shown.answer_words(each, talks=context["talks"])) for each in versions]
        context["suggested"] = suggested_in(versions)
        context["waits_for"] = queries.waits_for(versions[0]) if versions else ""
        context["writes_any"] = any(documents.writes(actor, each) for each in context["sections"])
    return render(request, "improvement_cycle/sef/overview.html", context)


@page(read=ENTER, find=queries.find, methods=("POST",))
def begin(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Make it."""
    from_last_year = request.POST.get("from") == "last_year"
    actions.begin(actor=request.actor, academy_cycle_id=request.found.row.id, from_last_year=from_last_year)
    return to(request, "sef")


@page(read=ENTER, find=queries.find, methods=("POST",))
def share(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Let the trust team read the draft, or keep it to the academy again."""
    document = _document(request)
    is_shared = request.POST.get("shared") == "yes"
    document_actions.share(actor=request.actor, document_id=document.id, is_shared=is_shared)
    messages.success(request, shown.shared_words(is_shared, "centre_sees_drafts" in request.actor.policies))
    return to(request, "sef")


@page(read=ENTER, find=queries.find_section, methods=("GET", "POST"))
def section(request: TenantRequest, year: str, academy: str, section: str) -> HttpResponse:
    """Write one section. The page saves by itself; without JavaScript a button does."""
    found: Section = request.found
    if request.method != "POST":
        return render(request, "improvement_cycle/sef/section.html", _section_page(request, found))
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
            subject=documents_row(request),
            began=began_of(request.POST),
        )
    except BadInput as fault:
        return _faulty(request, found, fault, by_itself=by_itself)
    if saving.outcome is not Outcome.SAVED:
        return clash(request, saving, by_itself=by_itself)
    if by_itself:
        frame = _frame(request, queries.now_saved(found, saving.section), section)
        lines = render_to_string("improvement_cycle/sef/lines.html", frame, request)
        return JsonResponse(
            brought_in(request, part, saving)
            | {
                "version": saving.section.version,
                "words": shown.saved_words(saving.section),
                "lines": lines,
                "careful": shown.careful_words(
                    part, saving.section.content, queries.small_number(documents_row(request))
                ),
            }
        )
    messages.success(request, f"{part.title} is saved.")
    if request.POST.get("go") == "evidence":
        return to(request, "sef_evidence", section)
    return to(request, "sef_section", _next_of(request, found))


def _next_of(request: TenantRequest, found: Section) -> str:
    """Where "Save and go on" leads: a section of this document, else the same one. The save must stand either way."""
    wanted = request.POST.get("next", "")
    keys = {part.key for part in documents.kind_of(found.document).parts(found.document)}
    return wanted if wanted in keys else found.key


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
    return render(request, "improvement_cycle/sef/section.html", context, status=422)


@page(read=ENTER, find=queries.find_section, methods=("POST",))
def here(request: TenantRequest, year: str, academy: str, section: str) -> HttpResponse:
    """A tab calls now and then; the answer names who else has the section open, and its version."""
    try:
        tab = UUID(request.POST.get("tab", ""))
    except ValueError:
        return HttpResponseBadRequest("This page is too old. Reload it.")
    others = sections.visit(actor=request.actor, section_id=request.found.id, tab=tab)
    return JsonResponse({"words": shown.here_words(others), "is_alone": not others, "version": request.found.version})


@page(read=ENTER, find=queries.find, methods=("GET", "POST"))
def check(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """What is still missing, with a way to it; and submit."""
    document = _document(request)
    if not documents.writes_all(request.actor, document):
        raise NotFound()
    frame = _frame(request, document)
    refused = ""
    if request.method == "POST":
        seen = seen_versions(request.POST)
        try:
            version = document_actions.submit(actor=request.actor, document_id=document.id, seen=seen)
        except Refused as error:
            refused = error.message
            frame = _frame(request, _document(request))
        else:
            messages.success(request, f"Version {version.number} is submitted. {queries.waits_for(version)}")
            return to(request, "sef")
    missing = document_actions.missing_in(document, frame["sections"])
    context = frame | {"missing": missing, "refused": refused}
    return answered(request, "improvement_cycle/sef/check.html", context, clashing=bool(refused))


@page(read=ENTER, find=queries.find, methods=("GET", "POST"))
def version(request: TenantRequest, year: str, academy: str, number: int) -> HttpResponse:
    """Read what was handed in; those who answer it approve it or give it back."""
    document = _document(request)
    found = queries.version_of(request.actor, document, number)
    is_last = found.number == document.number
    capacities = documents.capacities_left(request.actor, document, found)
    form = ReturnForm(posted(request) if "return" in request.POST else None)
    if request.method == "POST" and not is_last and not form.is_bound:
        raise Refused("A newer version was submitted. Answer that one.")
    if request.POST.get("approve") in {each.role for each in capacities}:
        document_actions.approve(
            actor=request.actor, document_id=document.id, capacity=request.POST["approve"], seen_number=number
        )
        messages.success(request, f"Version {number} is approved by you.")
        return to(request, "sef")
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        act = lambda: document_actions.give_back(
            actor=request.actor, document_id=document.id, note=note, seen_number=number
        )
        if attempt(form, act, refused_at="note") is not None:
            messages.success(request, "It is given back with your note on top.")
            return to(request, "sef")
        document.refresh_from_db(fields=["state", "number"])
    context = _version_page(request, document, found) | {"form": form}
    faulty = bool(form.errors)
    return answered(request, "improvement_cycle/sef/version.html", context, faulty=faulty, clashing=was_refused(form))


@page(read=ENTER, find=queries.find, methods=("GET", "POST"))
def reopen(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Unlock an approved one, with a reason."""
    document = _document(request)
    if not documents.approves(request.actor, document):
        raise NotFound()
    form = ReopenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: document_actions.reopen(
                actor=request.actor,
                document_id=document.id,
                note=form.cleaned_data["note"],
                seen_number=document.number,
            ),
            refused_at="note",
        )
        if done is not None:
            messages.success(request, "It is reopened.")
            return to(request, "sef")
    context = _frame(request, document) | {"form": form}
    faulty = bool(form.errors)
    return answered(request, "improvement_cycle/sef/reopen.html", context, faulty=faulty, clashing=was_refused(form))


@page(read=ENTER, find=queries.find_section, methods=("GET", "POST"))
def earlier(request: TenantRequest, year: str, academy: str, section: str) -> HttpResponse:
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
        return to(request, "sef_section", section)
    page_of_texts = Paginator(found.earlier.all(), 20).get_page(chosen_number(request, "page", "page") or 1)
    texts = [(each, shown.fields_shown(part, each.content)) for each in page_of_texts]
    more = {"texts": texts, "page": page_of_texts, "kept_until": queries.earlier_kept_until(found.document)}
    context = section_frame(request, found) | more
    return render(request, "improvement_cycle/sef/earlier.html", context)


@page(read=ENTER, find=queries.find, methods=("POST",))
def version_comment(request: TenantRequest, year: str, academy: str, number: int) -> HttpResponse:
    """Say something on a section of what was handed in, or on a passage; answer what was said, or settle it."""
    document = _document(request)
    found = queries.version_of(request.actor, document, number)
    if not queries.may_comment_on(request.actor, document):
        raise NotFound()
    if "settle" in request.POST:
        return _settled(request, "sef_version", number)
    form = CommentForm(request.POST)
    key = request.POST.get("section", "")
    if form.is_valid() and (said := _say(request, form, document.id, section_key=key, number=number)):
        return _at_comment(request, said, "sef_version", number)
    at = {"passage": "w", "text": "t"}
    faults = [{"message": said[0], "field_id": f"{at.get(name, 't')}-{key}"} for name, said in form.errors.items()]
    more = {"comment_form": form, "comment_key": key, "errors": faults}
    context = _version_page(request, document, found) | more
    return answered(request, "improvement_cycle/sef/version.html", context, faulty=True, clashing=was_refused(form))


def _say(request: TenantRequest, form: CommentForm, document_id: UUID, **where: Any) -> Comment | None:
    """What was said. What is against it stands at the form, with the text still in it."""
    given = form.cleaned_data
    said = {"text": given["text"], "passage": given["passage"], "answers_id": given["answers"]}
    act = lambda: comments.comment(actor=request.actor, document_id=document_id, **where, **said)
    return attempt(form, act, refused_at="text")


def _at_comment(request: TenantRequest, said: Comment, name: str, *more: Any) -> HttpResponse:
    """Back to where it was said, not to the top of the page."""
    messages.success(request, "Your answer is added." if said.answers_id else "Your comment is added.")
    return HttpResponseRedirect(f"{to(request, name, *more).url}#c-{said.answers_id or said.id}")


def _settled(request: TenantRequest, name: str, *more: Any) -> HttpResponse:
    try:
        said = UUID(request.POST["settle"])
    except ValueError:
        return HttpResponseBadRequest("Choose a comment.")
    is_settled = request.POST.get("to") != "open"
    comments.settle(actor=request.actor, comment_id=said, is_settled=is_settled)
    messages.success(request, "The comment is marked as answered." if is_settled else "The comment is open again.")
    return HttpResponseRedirect(f"{to(request, name, *more).url}#c-{said}")


@page(read=ENTER, find=queries.find_section, methods=("POST",))
def comment(request: TenantRequest, year: str, academy: str, section: str) -> HttpResponse:
    """Say something on a section, or settle what was said."""
    found: Section = request.found
    if "settle" in request.POST:
        return _settled(request, "sef_section", section)
    form = CommentForm(request.POST)
    if form.is_valid() and (said := _say(request, form, found.document_id, section_key=found.key)):
        return _at_comment(request, said, "sef_section", section)
    context = _section_page(request, found) | {"comment_form": form}
    return answered(request, "improvement_cycle/sef/section.html", context, faulty=True, clashing=was_refused(form))


@page(read=ENTER, find=queries.find_section, methods=("GET", "POST"))
def writers(request: TenantRequest, year: str, academy: str, section: str) -> HttpResponse:
    """Give the section to people of the academy, or take it back."""
    found: Section = request.found
    if not documents.writes_all(request.actor, found.document):
        raise NotFound()
    people = queries.people_to_give(found)
    if request.method == "POST":
        wanted = set(request.POST.getlist("people"))
        if wanted - {str(person.id) for person, _ in people}:
            return HttpResponseBadRequest("Choose from the people of the academy.")
        actions.give_section(actor=request.actor, section_id=found.id, membership_ids=[UUID(each) for each in wanted])
        messages.success(request, "It is noted who writes this section.")
        return to(request, "sef_section", section)
    return render(request, "improvement_cycle/sef/writers.html", section_frame(request, found) | {"people": people})


def _version_page(request: TenantRequest, document: Document, found: SubmittedVersion) -> dict[str, Any]:
    may_comment = queries.may_comment_on(request.actor, document)
    said = queries.comments_by_section(document) if may_comment else {}
    head = _head(request, document)
    there = standing(request.actor, head["row"], shown.listed_in(found))
    return head | {
        "version": found,
        "parts": shown.read_version(found, there, said),
        "capacities": documents.capacities_left(request.actor, document, found),
        "form": ReturnForm(),
        "is_last": found.number == document.number,
        "waits_for": queries.waits_for(found),
        "given_back": shown.given_back_words(found, talks=head["talks"]),
        "may_comment": may_comment,
    }


def _document(request: TenantRequest) -> Document:
    document: Document | None = request.found.document
    if document is None:
        raise NotFound("Nobody has begun this self-evaluation yet.")
    return document


def _frame(request: TenantRequest, document: Document | None, current: str = "") -> dict[str, Any]:
    """What every page of a self-evaluation shows around its own matter."""
    actor, row = request.actor, documents_row(request)
    if document is None:
        may_begin = queries.may_begin(actor, row)
        last = queries.last_version_before(actor, row) if may_begin else None
        return {"row": row, "document": None, "may_begin": may_begin, "begin_from": last}
    rows = queries.sections_of(document)
    reads_all = documents.reads_draft(actor, document)
    open_to = {each.key: reads_all or documents.writes(actor, each) for each in rows}
    parts = documents.kind_of(document).parts(document)
    # How far a draft is tells something of it: only those see it who read it.
    said = shown.section_lines(parts, rows, current=current, reader=actor.name)
    lines = [line for line in said if open_to[line.key]]
    return _head(request, document) | {
        "sections": rows,
        "lines": lines,
        "done": sum(line.state == "done" for line in lines),
        "unanswered": shown.unanswered_words(lines),
        "reads_draft": reads_all or any(open_to.values()),
    }


def _head(request: TenantRequest, document: Document) -> dict[str, Any]:
    """What stands above every page of one that was begun."""
    actor = request.actor
    # What is to be looked at again is between those who write and those who answer.
    talks = isinstance(request.found, Section) or queries.talks_over(actor, document)
    closed = documents_row(request).cycle.closed_words
    return {
        "row": documents_row(request),
        "document": document,
        "writes_all": documents.writes_all(actor, document),
        "readers": queries.readers_of(actor, document),
        "talks": talks,
        "note": queries.note_on_top(document) if talks else None,
        "may_answer": documents.approves(actor, document) and not closed,
        "is_open": documents.is_open(document),
        "closed": closed,
    }


def _careful(request: TenantRequest, section: Section) -> str:
    threshold = queries.small_number(documents_row(request))
    return shown.careful_words(documents.part_of(section), section.content, threshold)


def section_frame(request: TenantRequest, found: Section) -> dict[str, Any]:
    """What every page of a section shows."""
    frame = _frame(request, found.document, found.key)
    return frame | {
        "section": found,
        "part": documents.part_of(found),
        "may_write": documents.writes(request.actor, found) and documents.is_open(found.document),
    }


def _section_page(request: TenantRequest, found: Section, content: dict[str, Any] | None = None) -> dict[str, Any]:
    frame = section_frame(request, found)
    part = frame["part"]
    last = queries.last_year(request.actor, frame["row"], found.key)
    keys = [line.key for line in frame["lines"]]
    place = keys.index(found.key)
    line = frame["lines"][place]
    evidence = of_section(frame["row"], found.key) if line.number else None
    return frame | {
        "edition": edition_beside(frame["row"], found.key),
        "evidence": evidence,
        "may_correct": corrects(request.actor, frame["row"], evidence.listed) if evidence else (),
        "line": line,
        "fields": shown.fields_shown(part, content or found.content, last.content if last else None),
        # The figures come after the text: the page saves and is read without them.
        "has_figures": bool(measures_of_section(found.key)),
        "finished": found.is_finished,
        "seen": {"version": found.version, "base": base_of(part, found)},
        "last": last,
        "inspected": queries.inspected(frame["row"]) if found.key == PROGRESS else None,
        "last_fields": shown.fields_shown(part, last.content) if last else [],
        "saved": shown.saved_words(found),
        "careful": _careful(request, found) if frame["may_write"] else "",
        "comments": queries.comments_on(found),
        "comment_form": CommentForm(),
        "may_comment": queries.may_comment(request.actor, found),
        "before": keys[place - 1] if place else "",
        "after": keys[place + 1] if place + 1 < len(keys) else "",
    }


# What the pages of the import share with these.
frame, document_of = _frame, _document
