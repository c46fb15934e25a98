"""The report of a visit: written, sent, answered, printed, used as evidence; and what follows from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import evidence
from improvement_cycle.actions import visit_reports as actions
from improvement_cycle.forms.documents import began_of, edit_of, plain_boxes, shown_again, typed
from improvement_cycle.forms.visits import AnswerForm, AsEvidenceForm, CorrectForm, DoneForm, FollowUpForm
from improvement_cycle.models import Visit, VisitFollowUp
from improvement_cycle.permissions import SETTLES, may_settle_follow_up
from improvement_cycle.presenters import documents as shown
from improvement_cycle.presenters import visits as lines
from improvement_cycle.queries import visit_reports as reports_of
from improvement_cycle.queries import visits as queries
from improvement_cycle.queries.document_rows import small_number
from improvement_cycle.reports.visits import PDF, WORD
from improvement_cycle.views.document_clashes import base_of, brought_in, clash
from improvement_cycle.views.document_sections import OF_ANOTHER
from improvement_cycle.views.evidence import choices_of
from improvement_cycle.views.outcome import answered, attempt, was_refused
from improvement_cycle.views.visits import BOTH, ENTER, FORM, acted, address, page_of, to_visit
from trust import documents
from trust.actions import reports, sections
from trust.actions.documents import mark_of
from trust.actions.sections import Outcome
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, UnknownChoice
from trust.models import Section
from trust.permissions import Permission, check_may
from trust.web import TenantRequest, page

WRITE = "improvement_cycle/visits/write.html"
OWN: Any = {"read": ENTER, "find": queries.own_visit_of_address, "place": lambda _found: None}
READ: Any = {"read": ENTER, "find": queries.visit_of_address, "place": lambda _found: None}


def _section(visit: Visit) -> Section:
    found = reports_of.section_of(visit)
    if found is None:
        raise NotFound("Of coaching no report is written.")
    return found


@page(**OWN, methods=BOTH)
def write(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Write the report. The page saves by itself; without JavaScript a button does."""
    found: Visit = request.found
    section = _section(found)
    if request.method != "POST":
        return render(request, WRITE, _page(request, found, section))
    by_itself = "by_itself" in request.POST
    # A page that stayed open on a shared tablet while somebody else signed in.
    if request.POST.get("writer", str(request.actor.membership_id)) != str(request.actor.membership_id):
        if by_itself:
            return JsonResponse({"is_of_another": True, "words": OF_ANOTHER}, status=403)
        raise NotPermitted(OF_ANOTHER)
    try:
        edit = edit_of(request.POST)
    except ValueError:
        return HttpResponseBadRequest("This page is too old to save. Reload it.")
    part = documents.part_of(section)
    try:
        saving = actions.save(
            actor=request.actor,
            visit=found,
            given=typed(part, request.POST, section.content),
            edit=edit,
            keeps_standing="keeps_standing" in request.POST,
            began=began_of(request.POST),
        )
    except BadInput as fault:
        if by_itself:
            return JsonResponse({"faults": fault.detail, "words": fault.message}, status=422)
        content = section.content | shown_again(part, request.POST, section.content)
        context = _page(request, found, section, content)
        context["fields"] = shown.as_typed(context["fields"], plain_boxes(part, request.POST), fault.detail)
        # It began from what was sent: who was faster meanwhile is not written over by sending it again.
        seen = {"version": request.POST.get("version", ""), "base": request.POST.get("base", "")}
        return render(request, WRITE, context | {"faults": fault.detail, "seen": seen}, status=422)
    if saving.outcome is not Outcome.SAVED:
        return clash(request, saving, by_itself=by_itself, at=_at(request, found))
    if by_itself:
        said = {"version": saving.section.version, "words": shown.saved_words(saving.section)}
        careful = _careful(saving.section)
        return JsonResponse(brought_in(request, part, saving) | said | {"lines": "", "careful": careful})
    messages.success(request, "The report is saved.")
    if request.POST.get("go") == "send":
        return HttpResponseRedirect(address(request, "visit_send", found.id))
    return HttpResponseRedirect(address(request, "visit_write", found.id))


def _at(request: TenantRequest, visit: Visit) -> dict[str, str]:
    """Where two texts that clash are chosen between."""
    return {
        "earlier": address(request, "visit_earlier", visit.id),
        "section": address(request, "visit_write", visit.id),
    }


def _careful(section: Section) -> str:
    threshold = small_number(reports_of.visit_of(section.document))
    return shown.careful_words(documents.part_of(section), section.content, threshold)


def _page(
    request: TenantRequest, visit: Visit, section: Section, content: dict[str, Any] | None = None
) -> dict[str, Any]:
    part, document = documents.part_of(section), section.document
    today = timezone.localdate()
    return {
        "visit": visit,
        "line": lines.line(visit, today),
        "section": section,
        "part": part,
        "is_open": documents.is_open(document),
        "hindrance": documents.hindrance(document),
        "fields": shown.fields_shown(part, content or section.content),
        "seen": {"version": section.version, "base": base_of(part, section)},
        "saved": shown.saved_words(section),
        "careful": _careful(section),
        "follow_ups": lines.follow_up_lines(list(visit.follow_ups.all()), today),
        "follow_up_form": FollowUpForm(people=queries.people_to_own(visit)),
    }


@page(**OWN, methods=("POST",))
def here(request: TenantRequest, visit: UUID) -> HttpResponse:
    """A tab calls now and then; the answer names who else has the report open, and its version."""
    section = _section(request.found)
    try:
        tab = UUID(request.POST.get("tab", ""))
    except ValueError:
        return HttpResponseBadRequest("This page is too old. Reload it.")
    others = sections.visit(actor=request.actor, section_id=section.id, tab=tab)
    return JsonResponse({"words": shown.here_words(others), "is_alone": not others, "version": section.version})


@page(**OWN, methods=BOTH)
def earlier(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Texts that were written over or lost a clash, to read and to bring back."""
    found: Visit = request.found
    section = _section(found)
    if request.method == "POST":
        try:
            wanted, edit = UUID(request.POST.get("earlier", "")), edit_of(request.POST)
        except ValueError:
            return HttpResponseBadRequest("Choose one of the texts.")
        if not section.earlier.filter(id=wanted).exists():
            raise NotFound()
        sections.bring_back(actor=request.actor, earlier_id=wanted, edit=edit)
        messages.success(request, "The earlier text stands again. What stood is kept in its place.")
        return HttpResponseRedirect(address(request, "visit_write", found.id))
    part = documents.part_of(section)
    texts = [(each, shown.fields_shown(part, each.content)) for each in section.earlier.all()[:20]]
    context = {"visit": found, "section": section, "texts": texts, "is_open": documents.is_open(section.document)}
    return render(request, "improvement_cycle/visits/earlier.html", context)


@page(**OWN, methods=BOTH)
def send(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Read it once more, and send it to the head."""
    found: Visit = request.found
    section = _section(found)
    refused = ""
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            actions.send(
                actor=request.actor,
                visit_id=found.id,
                seen_version=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1,
                seen_beside=request.POST.get("beside", ""),
            )
        except Conflict as fault:
            refused, section = fault.message, _section(found)
        else:
            messages.success(request, "The report is sent. The head reads it and says whether it is accurate.")
            return to_visit(request, found)
    part = documents.part_of(section)
    beside = documents.kind_of(section.document).beside(section.document)
    context = {
        "visit": found,
        "line": lines.line(found, timezone.localdate()),
        "section": section,
        "beside": mark_of(beside),
        "fields": shown.fields_shown(part, section.content),
        "missing": actions.hindrances(section),
        "follow_ups": lines.follow_up_lines(list(found.follow_ups.all()), timezone.localdate()),
        "is_open": documents.is_open(section.document),
        "refused": refused,
    }
    return answered(request, "improvement_cycle/visits/send.html", context, clashing=bool(refused))


@page(**OWN, methods=BOTH)
def correct(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Take a report up again that was sent, with a reason."""
    found: Visit = request.found
    form = CorrectForm(request.POST if request.method == "POST" else None)
    act = lambda: actions.correct(actor=request.actor, visit_id=found.id, note=form.cleaned_data["note"])
    words = {
        "title": "Take the report up again",
        "submit": "Take it up again",
        "lead": "What was sent stays as it is. What you change is sent to the head as another version.",
    }
    return acted(request, form, act, words, "You can write in it again.", refused_at="note")


@page(**READ, methods=("POST",))
def answer(request: TenantRequest, visit: UUID) -> HttpResponse:
    """The head says whether the report is accurate."""
    found: Visit = request.found
    check_may(request.actor, Permission.VISIT_REPLY, found)
    form = AnswerForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        act = lambda: actions.answer(
            actor=request.actor,
            visit_id=found.id,
            is_accurate=data["accurate"] == "yes",
            note=data["note"],
            seen_number=data["number"],
        )
        if attempt(form, act, refused_at="note"):
            messages.success(request, "Your answer stands beside the report.")
            return to_visit(request, found)
    context = page_of(request, found, form) | {"form": form}
    template = "improvement_cycle/visits/visit.html"
    return answered(request, template, context, faulty=bool(form.errors), clashing=was_refused(form))


@page(**READ, methods=("POST",))
def paper(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Ask for a version of the report as PDF or Word; the worker makes it."""
    number = request.POST.get("version", "")
    version = next((each for each in reports_of.versions_of(request.found) if str(each.number) == number), None)
    if version is None:
        raise NotFound("There is no such version of the report.")
    kind = {"pdf": PDF.kind, "word": WORD.kind}.get(request.POST.get("form", "pdf"))
    if kind is None:
        raise UnknownChoice("A report comes as PDF or as Word. Use the buttons beside it.")
    made = reports.ask(actor=request.actor, kind=kind, subject_id=version.id)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(**OWN, methods=("POST",))
def follow_up_new(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Who does what by when."""
    found: Visit = request.found
    form = FollowUpForm(request.POST, people=queries.people_to_own(found))
    if form.is_valid():
        data = form.cleaned_data
        act = lambda: actions.add_follow_up(
            actor=request.actor,
            visit_id=found.id,
            text=data["text"],
            owner_id=data["owner"],
            due_on=data["due_on"],
        )
        if attempt(form, act, refused_at="text"):
            messages.success(request, "It stands below the report.")
            return HttpResponseRedirect(address(request, "visit_write", found.id) + "#follow-up")
    context = {
        "form": form,
        "visit": found,
        "line": lines.line(found, timezone.localdate()),
        "title": "What follows",
        "lead": found.title,
        "submit": "Add it",
        "action": address(request, "visit_follow_up_new", found.id),
        "cancel_url": address(request, "visit_write", found.id),
    }
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=was_refused(form))


@page(**OWN, methods=("POST",))
def follow_up_away(request: TenantRequest, visit: UUID, follow_up: UUID) -> HttpResponse:
    """Take one out of the report."""
    found: Visit = request.found
    actions.take_follow_up_away(actor=request.actor, visit_id=found.id, follow_up_id=follow_up)
    messages.success(request, "It is taken out.")
    return HttpResponseRedirect(address(request, "visit_write", found.id) + "#follow-up")


@page(read=ENTER, find=queries.follow_up_of_address, place=lambda _found: None, methods=BOTH)
def follow_up(request: TenantRequest, visit: UUID, follow_up: UUID) -> HttpResponse:
    """What follows from a visit: whoever owns it says that it is done."""
    found: VisitFollowUp = request.found
    actor, today = request.actor, timezone.localdate()
    settles = may_settle_follow_up(actor, found)
    back = HttpResponseRedirect(address(request, "visit_follow_up", found.visit_id, found.id))
    form = DoneForm(
        request.POST if request.method == "POST" and "again" not in request.POST else None,
        initial={"day": found.done_on or today, "note": found.note},
    )
    if request.method == "POST":
        if not settles:
            raise NotPermitted(SETTLES)
        if "again" in request.POST:
            actions.follow_up_open_again(actor=actor, follow_up_id=found.id)
            messages.success(request, "It is to be done again.")
            return back
        if form.is_valid():
            data = form.cleaned_data
            act = lambda: actions.follow_up_done(actor=actor, follow_up_id=found.id, on=data["day"], note=data["note"])
            if attempt(form, act, refused_at="note"):
                messages.success(request, "It is done.")
                return back
    context = {
        "visit": found.visit,
        "found": found,
        "state": lines.follow_up_state(found, today),
        "form": form if settles else None,
        "opens_visit": queries.may_open_visit(actor, found.visit),
    }
    template = "improvement_cycle/visits/follow_up.html"
    return answered(request, template, context, faulty=bool(form.errors), clashing=was_refused(form))


def _link(request: TenantRequest, visit: Visit) -> str:
    """The whole address of a visit; nothing where the house is known by a name that is none on the internet."""
    link = request.build_absolute_uri(address(request, "visit", visit.id))
    try:
        URLValidator()(link)
    except ValidationError:
        return ""
    return link


@page(**READ, methods=BOTH)
def as_evidence(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Use a report that was sent as evidence of the academy's year."""
    found: Visit = request.found
    row = found.academy_cycle
    if row is None or found.is_private or not reports_of.versions_of(found):
        raise NotFound("This visit has no report that can be used as evidence.")
    check_may(request.actor, Permission.MATRIX_READ, found)
    check_may(request.actor, Permission.EVIDENCE_ADD, found)
    choices = choices_of(row)
    form = AsEvidenceForm(
        request.POST if request.method == "POST" else None,
        sources=choices["sources"],
        columns=choices["columns"],
        initial={"source": next((each.key for each in choices["sources"] if each.key == "classroom_observation"), "")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = lambda: evidence.add(
            actor=request.actor,
            academy_cycle_id=row.id,
            source_key=data["source"],
            title=queries.evidence_title(found),
            summary=data["summary"],
            url=_link(request, found),
            dated_on=found.held_on,
            column_keys=data["columns"],
        )
        if attempt(form, act, refused_at="summary"):
            messages.success(request, f"The report is evidence of {row.cycle.school_year.label}.")
            return to_visit(request, found)
    context = {
        "form": form,
        "visit": found,
        "line": lines.line(found, timezone.localdate()),
        "title": "Use the report as evidence",
        "lead": f"{found.title}. It stands with the evidence of {row.cycle.school_year.label}, and points at it.",
        "submit": "Use it",
        "cancel_url": address(request, "visit", found.id),
    }
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=was_refused(form))
