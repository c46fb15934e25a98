"""Inspection at an academy: the week of the call with its pack, the outcome by hand, days that are set from outside."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from improvement_cycle.actions import inspection_deadlines, inspection_weeks
from improvement_cycle.forms.inspection_weeks import (
    CallForm,
    DeadlineForm,
    DoneForm,
    EndForm,
    OutcomeForm,
    RemoveForm,
    of_deadline,
    standing,
)
from improvement_cycle.policies.inspections import PAUSE, framework_on
from improvement_cycle.presenters.inspection_weeks import outcome_shown, pause_words
from improvement_cycle.queries import inspection_weeks as queries
from improvement_cycle.reports.inspection_pack import FORMS
from improvement_cycle.views.outcome import answered, attempt, was_refused, with_seen
from trust.actions import reports
from trust.errors import Conflict, Refused, UnknownChoice
from trust.permissions import Permission, may
from trust.web import TenantRequest, page

READ, CALL, FOLLOW = Permission.INSPECTION_READ, Permission.INSPECTION_CALL, Permission.INSPECTION_FOLLOW
BOTH = ("GET", "POST")


def _url(request: TenantRequest, name: str, *args: Any) -> str:
    return reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *args])


def _to(request: TenantRequest, name: str, *args: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(_url(request, name, *args))


def _data(request: TenantRequest) -> Any:
    return request.POST if request.method == "POST" else None


@page(read=READ, find=queries.academy_where)
def home(request: TenantRequest, academy: str) -> HttpResponse:
    """What is on, and what came of the last one."""
    return _home(request, CallForm())


@page(read=READ, change=CALL, find=queries.academy_where, methods=("POST",))
def begin(request: TenantRequest, academy: str) -> HttpResponse:
    """The call has come: one act pauses reminders and makes the pack."""
    form = CallForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: inspection_weeks.begin(
                actor=request.actor, academy_id=request.found.id, called_on=form.cleaned_data["called_on"]
            ),
        )
        if made:
            for kind in FORMS.values():
                reports.ask(actor=request.actor, kind=kind, subject_id=made.id)
            messages.success(request, "Reminders are paused, and the pack is being made as PDF and as Word.")
            return _to(request, "inspection", academy)
    return _home(request, form)


def _home(request: TenantRequest, form: CallForm) -> HttpResponse:
    found = queries.week_page(request.actor, request.found)
    context = {
        "found": found,
        "academy": found.academy,
        "form": form,
        "pause": pause_words(found.current) if found.current else "",
        "pause_days": PAUSE.days,
        "outcome": outcome_shown(found.outcome) if found.outcome else None,
    }
    return answered(request, "improvement_cycle/inspections/home.html", context, faulty=bool(form.errors))


@page(read=READ, find=queries.week_where, methods=("POST",))
def pack(request: TenantRequest, academy: str, week: UUID) -> HttpResponse:
    """Ask for the pack as it would be now; the worker makes it."""
    kind = FORMS.get(request.POST.get("form", "pdf"))
    if kind is None:
        raise UnknownChoice("The pack comes as PDF or as Word. Use the buttons of the week.")
    made = reports.ask(actor=request.actor, kind=kind, subject_id=week)
    return _to_report(request, made.id)


def _to_report(request: TenantRequest, report_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, report_id]))


@page(read=READ, change=CALL, find=queries.week_where, methods=BOTH)
def end(request: TenantRequest, academy: str, week: UUID) -> HttpResponse:
    """The inspectors are gone."""
    form = EndForm(_data(request))
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        if attempt(form, lambda: inspection_weeks.end(actor=request.actor, week_id=week, note=note)):
            messages.success(request, "The inspection week has ended. Reminders go out again.")
            return _to(request, "inspection", academy)
    words = ("End the inspection week", "Reminders go out again from today.", "End it")
    return _form_page(request, request.found.academy, form, words)


@page(read=Permission.TRUST_ENTER, find=queries.outcome_where)
def outcome(request: TenantRequest, academy: str, week: UUID) -> HttpResponse:
    """What was said, for those who know it."""
    found = request.found
    place = found.week.academy
    shown = outcome_shown(found)
    may_change = may(request.actor, CALL, place) and not shown.is_official
    context = {
        "academy": place,
        "week": found.week,
        "outcome": shown,
        "is_reader": may(request.actor, READ, place),
        "may_change": may_change,
        "may_open": may_change and found.is_under_embargo,
    }
    return answered(request, "improvement_cycle/inspections/outcome.html", context)


@page(read=READ, change=CALL, find=queries.week_where, methods=BOTH)
def outcome_record(request: TenantRequest, academy: str, week: UUID) -> HttpResponse:
    """Write the outcome down, or correct it."""
    found = request.found
    written = queries.outcome_to_write(request.actor, found)
    framework = framework_on(found.called_on)
    if framework is None:
        raise Refused("No framework is known for that day.")
    form = OutcomeForm(
        _data(request),
        week=found,
        framework=framework,
        people=queries.people_to_name(found.academy),
        initial=standing(written, found),
    )
    clashing = False
    if request.method == "POST" and form.is_valid():
        said, seen = form.outcome, form.cleaned_data["seen"] or 0
        try:
            made = attempt(
                form,
                lambda: inspection_weeks.record_outcome(
                    actor=request.actor, week_id=week, outcome=said, seen_version=seen
                ),
            )
        except Conflict as clash:
            made, clashing = None, True
            standing_now = queries.outcome_to_write(request.actor, found)
            _ask_again(form, clash, standing_now.version if standing_now else 0)
        if made:
            words = "Written down, under embargo until you open it." if made.is_under_embargo else "Corrected."
            messages.success(request, words)
            return _to(request, "inspection_outcome", academy, week)
    lead = f"{framework.name}. Not an official fact: it steps back once Ofsted’s file has the inspection."
    words_of_page = ("What the inspectors said", lead, "Write it down")
    return _form_page(request, found.academy, form, words_of_page, clashing=clashing)


def _ask_again(form: forms.Form, clash: Conflict, version: int) -> None:
    """What was typed stays, and goes in the place of what stands there once it is sent again."""
    form.add_error(None, f"{clash.message} Send it again to put yours in its place.")
    form.data = with_seen(form.data, version)


@page(read=Permission.TRUST_ENTER, find=queries.outcome_where, methods=("POST",))
def outcome_open(request: TenantRequest, academy: str, week: UUID) -> HttpResponse:
    """Lift the embargo."""
    inspection_weeks.open_outcome(actor=request.actor, week_id=week)
    messages.success(request, "Open: those who read of this academy’s inspections read it now.")
    return _to(request, "inspection_outcome", academy, week)


@page(read=READ, change=FOLLOW, find=queries.academy_where, methods=BOTH)
def deadline_new(request: TenantRequest, academy: str) -> HttpResponse:
    """A monitoring visit or a milestone of RISE."""
    form = DeadlineForm(_data(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: inspection_deadlines.add(actor=request.actor, academy_id=request.found.id, day=form.day),
        )
        if made:
            messages.success(request, "Written down. It stands under To do and in the calendar.")
            return _to(request, "inspection", academy)
    words = ("A day that was set", "Ofsted’s monitoring visits, and milestones of RISE.", "Write it down")
    return _form_page(request, request.found, form, words)


@page(read=READ, find=queries.deadline_where)
def deadline(request: TenantRequest, academy: str, deadline: UUID) -> HttpResponse:
    """One of them, and what came of it."""
    return _deadline(request, DoneForm())


@page(read=READ, change=FOLLOW, find=queries.deadline_where, methods=("POST",))
def deadline_done(request: TenantRequest, academy: str, deadline: UUID) -> HttpResponse:
    """It is done, with a note."""
    form = DoneForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if attempt(
            form,
            lambda: inspection_deadlines.done(actor=request.actor, deadline_id=deadline, **said),
            refused_at="note",
        ):
            messages.success(request, "Recorded.")
            return _to(request, "inspection", academy)
    return _deadline(request, form)


@page(read=READ, change=FOLLOW, find=queries.deadline_where, methods=("POST",))
def deadline_not_done(request: TenantRequest, academy: str, deadline: UUID) -> HttpResponse:
    """It is not done after all."""
    inspection_deadlines.not_done(actor=request.actor, deadline_id=deadline)
    messages.success(request, "It is due again.")
    return _to(request, "inspection_deadline", academy, deadline)


@page(read=READ, change=FOLLOW, find=queries.deadline_where, methods=BOTH)
def deadline_remove(request: TenantRequest, academy: str, deadline: UUID) -> HttpResponse:
    """It was never set, or is no more."""
    form, found = RemoveForm(_data(request)), request.found
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        # Nothing comes back of what is removed; what does not fit stands in the form.
        attempt(form, lambda: inspection_deadlines.remove(actor=request.actor, deadline_id=deadline, why=why))
        if not form.errors:
            messages.success(request, "Removed.")
            return _to(request, "inspection", academy)
    words = ("Remove the day", found.words, "Remove it")
    return _form_page(request, found.academy, form, words)


def _deadline(request: TenantRequest, form: DoneForm) -> HttpResponse:
    found = request.found
    context = {
        "academy": found.academy,
        "deadline": found,
        "form": form,
        "may_follow": may(request.actor, FOLLOW, found) and not found.is_done,
        "may_undo": may(request.actor, FOLLOW, found) and found.is_done,
    }
    template = "improvement_cycle/inspections/deadline.html"
    return answered(request, template, context, faulty=bool(form.errors), clashing=was_refused(form))


@page(read=READ, change=FOLLOW, find=queries.deadline_where, methods=BOTH)
def deadline_change(request: TenantRequest, academy: str, deadline: UUID) -> HttpResponse:
    """Another day, or other words."""
    found = request.found
    form = DeadlineForm(_data(request), initial=of_deadline(found))
    clashing = False
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            done = attempt(
                form,
                lambda: inspection_deadlines.change(
                    actor=request.actor, deadline_id=deadline, seen_version=seen, day=form.day
                ),
            )
        except Conflict as clash:
            done, clashing = None, True
            _ask_again(form, clash, found.version)
        if done:
            messages.success(request, "Changed.")
            return _to(request, "inspection_deadline", academy, deadline)
    words = ("Change the day", found.words, "Save")
    return _form_page(request, found.academy, form, words, clashing=clashing)


def _form_page(
    request: TenantRequest, academy: Any, form: forms.Form, words: tuple[str, str, str], *, clashing: bool = False
) -> HttpResponse:
    title, lead, submit = words
    context = {"academy": academy, "form": form, "title": title, "lead": lead, "submit": submit}
    return answered(
        request,
        "improvement_cycle/inspections/form.html",
        context,
        faulty=bool(form.errors),
        clashing=clashing,
    )
