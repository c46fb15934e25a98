"""Visits: lists, planned, moved, cancelled, held; and the page of one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import visits as actions
from improvement_cycle.enums import VISIT_KINDS
from improvement_cycle.forms.visits import AnswerForm, CancelForm, HeldForm, MoveForm, PlanForm
from improvement_cycle.models import AcademyCycle, Visit
from improvement_cycle.permissions import may_carry_out, may_open_visit, may_plan_visits
from improvement_cycle.presenters import visits as shown
from improvement_cycle.presenters.documents import read_version
from improvement_cycle.queries import visit_reports, visits
from improvement_cycle.views.outcome import answered, attempt, was_refused, with_seen
from trust.errors import Conflict, NotFound
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_day, chosen_number

ENTER = Permission.TRUST_ENTER
FORM = "improvement_cycle/visits/form.html"
EACH_PAGE = 40
BOTH = ("GET", "POST")
LISTS = {visits.COMING: "To come", visits.HELD: "Held", visits.EVERY: "All"}


def address(request: TenantRequest, name: str, *more: Any) -> str:
    """A page of visits."""
    return reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *more])


def to_visit(request: TenantRequest, visit: Visit, spot: str = "") -> HttpResponseRedirect:
    """On to the page of a visit."""
    return HttpResponseRedirect(address(request, "visit", visit.id) + spot)


@page(read=ENTER)
def home(request: TenantRequest) -> HttpResponse:
    """Visits of the trust, as far as this person learns of them: those to come, those held."""
    actor, today = request.actor, timezone.localdate()
    if not (may(actor, Permission.VISIT_READ) or may(actor, Permission.VISIT_CARRY_OUT)):
        raise NotFound()
    academies = visits.academies_visited(actor)
    wanted = visits.Wanted(
        when=chosen(request, "when", LISTS, "list") or visits.COMING,
        kind=chosen(request, "kind", [each.value for each in VISIT_KINDS], "sort of visit"),
        academy=chosen(request, "academy", {each.slug for each in academies}, "academy"),
        state=chosen(request, "state", [key for key, _ in shown.STATES], "state"),
        is_mine=chosen(request, "whose", {"mine"}, "choice") == "mine",
    )
    found = Paginator(visits.visits_known_to(actor, wanted), EACH_PAGE).get_page(
        chosen_number(request, "page", "page") or 1
    )
    listed = [visits.Listed(each, not may_open_visit(actor, each)) for each in found]
    filters = {"kind": wanted.kind, "academy": wanted.academy, "state": wanted.state}
    filters |= {"whose": "mine" if wanted.is_mine else ""}
    query = urlencode({key: value for key, value in filters.items() if value})
    context = {
        "lines": shown.lines(listed, today),
        "page": found,
        "query": f"when={wanted.when}&{query}&" if query else f"when={wanted.when}&",
        "filters": query,
        "wanted": wanted,
        "lists": LISTS,
        "kinds": shown.KINDS,
        "states": shown.STATES,
        "academies": academies,
        "plans": visits.plans_any(actor),
    }
    return render(request, "improvement_cycle/visits/list.html", context)


@page(read=Permission.VISIT_READ, find=visits.row_of_address)
def of_academy(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """The visits of an academy's year: those to come, and what has become of the others."""
    row: AcademyCycle = request.found
    today = timezone.localdate()
    lines = shown.lines(visits.visits_of(request.actor, row), today)
    coming = [each for each in lines if each.is_to_come]
    context = {
        "row": row,
        "coming": coming,
        "held": [each for each in reversed(lines) if not each.is_to_come],
        "plans": not row.cycle.is_closed and may_plan_visits(request.actor, row),
    }
    return render(request, "improvement_cycle/visits/academy.html", context)


@page(read=Permission.VISIT_READ, change=Permission.VISIT_MANAGE, methods=BOTH)
def new(request: TenantRequest) -> HttpResponse:
    """Plan a visit to any academy one looks after."""
    academies = visits.academies_to_visit(request.actor)
    by_slug = {each.slug: each for each in academies}
    wanted = chosen(request, "academy", by_slug, "academy")
    initial = {"academy": str(by_slug[wanted].id) if wanted else ""}
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        known=visits.people_to_go(),
        academies=academies,
        initial=initial | {"people": [str(request.actor.membership_id)]},
    )
    context = {"lead": "It stands in the calendar of those who go, and the head sees it at once."}
    return _plan(request, form, lambda: UUID(form.cleaned_data["academy"]), address(request, "visits"), context)


def _plan(
    request: TenantRequest, form: PlanForm, academy: Any, cancel_url: str, context: dict[str, Any], **fulfils: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        act = lambda: actions.plan(actor=request.actor, academy_id=academy(), given=form.plan(), **fulfils)
        if made := attempt(form, act, refused_at="day"):
            stands_open = shown.stands_open_words(made, visits.open_promises_for(request.actor, made))
            messages.success(request, f"The visit is planned. {stands_open}".strip())
            return to_visit(request, made)
    said = {"form": form, "title": "Plan a visit", "submit": "Plan it", "cancel_url": cancel_url}
    return answered(request, FORM, said | context, faulty=bool(form.errors), clashing=was_refused(form))


def _for(request: TenantRequest, found: visits.ToFulfil) -> HttpResponse:
    row = found.commitment.academy_cycle
    where = [row.cycle.school_year.key, row.academy.slug]
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        known=visits.people_to_go(),
        academies=(),
        kind=found.commitment.kind,
        initial={
            "people": [str(request.actor.membership_id)],
            "day": chosen_day(request, "day", "day") or (found.promise.scheduled_on if found.promise else None),
        },
    )
    lead = f"{row.academy.name}. {found.commitment.text}"
    if found.promise is not None:
        lead += f" Promised by {found.promise.due_on:%-d %B %Y}."
    fulfils = {"commitment_id": found.commitment.id, "promise_id": found.promise.id if found.promise else None}
    back = address(request, "commitment", *where, found.commitment.id)
    context = {"lead": lead, "sort": shown.kind_words(found.commitment.kind)}
    return _plan(request, form, lambda: row.academy_id, back, context, **fulfils)


@page(
    read=Permission.COMMITMENT_READ,
    change=Permission.VISIT_MANAGE,
    find=visits.promise_to_fulfil,
    methods=BOTH,
)
def for_promise(request: TenantRequest, year: str, academy: str, commitment: UUID, promise: UUID) -> HttpResponse:
    """Plan the visit that keeps a promise."""
    return _for(request, request.found)


@page(
    read=Permission.COMMITMENT_READ,
    change=Permission.VISIT_MANAGE,
    find=visits.commitment_to_fulfil,
    methods=BOTH,
)
def for_commitment(request: TenantRequest, year: str, academy: str, commitment: UUID) -> HttpResponse:
    """Plan a visit for what is there when it is needed."""
    return _for(request, request.found)


@page(read=ENTER, find=visits.visit_of_address, place=lambda _found: None)
def one(request: TenantRequest, visit: UUID) -> HttpResponse:
    """One visit: when, who, the report once it was sent, and the head's answer."""
    return render(request, "improvement_cycle/visits/visit.html", page_of(request, request.found))


def page_of(request: TenantRequest, visit: Visit, form: AnswerForm | None = None) -> dict[str, Any]:
    """All that the page of a visit shows."""
    actor, today = request.actor, timezone.localdate()
    versions = visit_reports.versions_of(visit) if visit.has_words else []
    answers = {each.number: each for each in visit.answers.all()} if versions else {}
    number = chosen_number(request, "version", "version") or (versions[0].number if versions else 0)
    version = next((each for each in versions if each.number == number), None)
    if number and version is None:
        raise NotFound("There is no such version of the report.")
    closed = visit.academy_cycle.cycle.closed_words if visit.academy_cycle else ""
    carries_out = may_carry_out(actor, visit) and not closed
    replies = visit.state == "sent" and not closed and may(actor, Permission.VISIT_REPLY, visit)
    if form is None and replies and versions:
        form = AnswerForm(initial={"number": versions[0].number})
    return {
        "visit": visit,
        "line": shown.line(visit, today),
        "has_come": visit.day <= today,
        "spent": shown.spent_words(visit),
        "next": shown.next_words(visit, today),
        "closed": closed,
        "carries_out": carries_out,
        "version": version,
        "versions": versions,
        "is_newest": version is not None and version.number == versions[0].number,
        "parts": read_version(version) if version else (),
        "answer": answers.get(number),
        "follow_ups": shown.follow_up_lines(visit.follow_ups_sent, today),
        "form": form if replies else None,
        "uses_evidence": _uses_as_evidence(request, visit, versions, closed),
        "is_evidence": bool(versions) and visits.is_evidence(visit),
        "to_keep": shown.to_keep(visits.open_promises_for(actor, visit), today),
    }


def _uses_as_evidence(request: TenantRequest, visit: Visit, versions: Any, closed: str) -> bool:
    """Whether a report that was sent can be used as evidence here: never one that others must not learn of."""
    if not versions or closed or visit.academy_cycle is None or visit.is_private:
        return False
    may_add = may(request.actor, Permission.EVIDENCE_ADD, visit)
    return may_add and may(request.actor, Permission.MATRIX_READ, visit)


def _known(visit: Visit) -> dict[str, Any]:
    """Who goes now, in the two boxes of the form."""
    people = [each.membership_id for each in visit.people.all()]
    return {"people": [str(each) for each in people]}


@page(read=ENTER, find=visits.own_visit_of_address, place=lambda _found: None, methods=BOTH)
def move(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Another day, another time, others who go."""
    found: Visit = request.found
    goes = [each.membership_id for each in found.people.all()]
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        visit=found,
        known=visits.people_to_go(goes),
        initial={
            "day": chosen_day(request, "day", "day") or found.day,
            "until_on": None if chosen_day(request, "day", "day") else found.until_on,
            "begins_at": found.begins_at,
            "seen": found.version,
            **_known(found),
        },
    )

    def act() -> Visit:
        data = form.cleaned_data
        return actions.move(
            actor=request.actor,
            visit_id=found.id,
            day=data["day"],
            until_on=data["until_on"],
            begins_at=data["begins_at"],
            people=form.goes(),
            reason=data.get("reason", ""),
            seen_version=data["seen"],
        )

    words = {"title": "Change or move the visit", "submit": "Save", "lead": found.title}
    return acted(request, form, act, words, "The visit is changed.", refused_at="day")


@page(read=ENTER, find=visits.own_visit_of_address, place=lambda _found: None, methods=BOTH)
def cancel(request: TenantRequest, visit: UUID) -> HttpResponse:
    """It does not take place."""
    found: Visit = request.found
    form = CancelForm(request.POST if request.method == "POST" else None, visit=found, initial={"seen": found.version})
    act = lambda: actions.cancel(
        actor=request.actor,
        visit_id=found.id,
        reason=form.cleaned_data.get("reason", ""),
        seen_version=form.cleaned_data["seen"],
    )
    lead = f"{found.title}. What it was to fulfil is promised again, without a date." if found.promise else found.title
    words = {"title": "Cancel the visit", "submit": "Cancel the visit", "lead": lead, "back": "Keep it"}
    return acted(request, form, act, words, "The visit is cancelled.", refused_at="reason")


@page(read=ENTER, find=visits.own_visit_of_address, place=lambda _found: None, methods=BOTH)
def held(request: TenantRequest, visit: UUID) -> HttpResponse:
    """Record that it was held."""
    found: Visit = request.found
    form = HeldForm(
        request.POST if request.method == "POST" else None,
        visit=found,
        initial={"seen": found.version, "day": min(found.last_day, timezone.localdate())},
    )
    act = lambda: actions.record_held(
        actor=request.actor,
        visit_id=found.id,
        on=form.cleaned_data["day"],
        days=form.cleaned_data.get("days"),
        hours=form.cleaned_data.get("hours"),
        seen_version=form.cleaned_data["seen"],
    )
    lead = found.title if found.has_words else f"{found.title}. Of coaching a day and hours are kept, and no words."
    words = {"title": "Record that it was held", "submit": "It was held", "lead": lead}
    return acted(request, form, act, words, "It is recorded that it was held.", refused_at="day")


@page(read=ENTER, find=visits.own_visit_of_address, place=lambda _found: None, methods=("POST",))
def not_held(request: TenantRequest, visit: UUID) -> HttpResponse:
    """That was a mistake."""
    found: Visit = request.found
    actions.not_held(actor=request.actor, visit_id=found.id, seen_version=found.version)
    messages.success(request, "It is planned again.")
    return to_visit(request, found)


@page(read=ENTER, find=visits.visit_to_plan, place=lambda _found: None, methods=("POST",))
def keeps(request: TenantRequest, visit: UUID, promise: UUID) -> HttpResponse:
    """It keeps this promise, though it was not planned from it."""
    made = actions.take_promise(actor=request.actor, visit_id=visit, promise_id=promise)
    messages.success(request, shown.kept_words(made))
    return to_visit(request, made)


def acted(
    request: TenantRequest, form: Any, act: Any, words: dict[str, Any], done: str, *, refused_at: str
) -> HttpResponse:
    """A form about one visit: carried out, or shown again with what is wrong; what was typed stays."""
    visit: Visit = request.found
    clash = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(form, act, refused_at=refused_at if refused_at in form.fields else "seen")
        except Conflict as fault:
            made, clash = None, fault.message
            form.data = with_seen(form.data, visit.version)
        if made:
            messages.success(request, done)
            return to_visit(request, made)
    context = {
        "form": form,
        "visit": visit,
        "line": shown.line(visit, timezone.localdate()),
        "clash": clash,
        "cancel_url": address(request, "visit", visit.id),
        **words,
    }
    faulty, clashing = bool(form.errors), bool(clash) or was_refused(form)
    return answered(request, FORM, context, faulty=faulty, clashing=clashing)
