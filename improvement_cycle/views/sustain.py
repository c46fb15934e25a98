"""What comes after a priority is worked on: delivered, checked, and reopened where it slips."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from improvement_cycle.actions import sustain as actions
from improvement_cycle.forms.sustain import CheckForm, DayForm, ReachedForm, standing
from improvement_cycle.models import AcademyCycle, SustainCheck
from improvement_cycle.policies.sustain import holds_from
from improvement_cycle.queries import sustain as queries
from improvement_cycle.queries.priorities import priority_of_address
from improvement_cycle.views.outcome import answered, attempt, standing_beside, was_refused, with_seen
from improvement_cycle.views.priorities import READ, address, asked, row_of
from trust.permissions import Permission
from trust.web import TenantRequest, page

DELIVER: dict[str, Any] = {
    "crumb": "Delivered",
    "title": "Is priority {number} delivered?",
    "consequences": (
        "Its page stays in the plan as it was approved.",
        "Sustain checks fall due, in which the head says whether it holds.",
    ),
    "submit": "It is delivered",
    "done": "It is delivered. Its sustain checks stand on this page.",
}
BACK: dict[str, Any] = {
    "crumb": "Not delivered",
    "title": "Put priority {number} back to work?",
    "consequences": ("It is in the plan again.", "Its sustain checks are taken away: none is recorded yet."),
    "submit": "Put it back to work",
    "done": "It is in the plan again.",
}
ASKING: Any = {
    "read": READ,
    "change": Permission.PRIORITY_AGREE,
    "find": priority_of_address,
    "place": row_of,
    "methods": ("GET", "POST"),
}


@page(**ASKING)
def deliver(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Say what was reached."""
    left = queries.left_open_words(request.found)
    words = DELIVER | {"consequences": (*DELIVER["consequences"], *([left] if left else ()))}
    return asked(request, words, actions.deliver, ReachedForm)


@page(**ASKING)
def not_delivered(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Back to work, with a reason."""
    return asked(request, BACK, actions.not_delivered)


@page(**ASKING | {"methods": ("POST",)})
def anew(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Propose anew what slips."""
    made = actions.reopen_slipping(actor=request.actor, priority_id=request.found.id)
    messages.success(request, f"It is proposed as priority {made.number}. Change it to what is needed now.")
    return HttpResponseRedirect(address(request, "priority", made.academy_cycle, made.id))


def place_of(found: SustainCheck) -> AcademyCycle:
    """Where a check stands."""
    return found.priority.academy_cycle


@page(read=READ, find=queries.check_of_address, place=place_of)
def check(request: TenantRequest, year: str, academy: str, priority: UUID, check: UUID) -> HttpResponse:
    """One check: what was found on each mark."""
    found = queries.one(request.actor, request.found)
    return render(request, "improvement_cycle/sustain/check.html", {"found": found, **_around(request.found)})


@page(
    read=READ,
    change=Permission.PLAN_WRITE,
    find=queries.check_of_address,
    place=place_of,
    methods=("GET", "POST"),
)
def record(request: TenantRequest, year: str, academy: str, priority: UUID, check: UUID) -> HttpResponse:
    """Write down whether it holds, on each mark."""
    found = queries.one(request.actor, request.found)
    posted, marks, stands = request.method == "POST", queries.asked(found), standing(request.found, found.marks)
    initial = {"looked_on": timezone.localdate()} if not request.found.is_done else {}
    initial |= {key: said for key, said in stands.items() if said or key == "seen"}
    form = CheckForm(request.POST if posted else None, marks=marks, initial=initial)
    beside: list[tuple[str, str]] = []
    if posted and form.is_valid():
        seen_word = form.cleaned_data["seen"]
        act = lambda: actions.record(
            actor=request.actor,
            check_id=request.found.id,
            found=form.found(),
            looked_on=form.cleaned_data["looked_on"],
            seen_word=seen_word,
        )
        if made := attempt(form, act, refused_at="looked_on"):
            messages.success(request, f"Recorded: {made.get_verdict_display().lower()}.")
            return _to_check(request)
        if seen_word not in (None, stands["seen"]) and was_refused(form):
            beside = standing_beside(form, stands, form.called)
            form = CheckForm(with_seen(request.POST, stands["seen"]), marks=marks, initial=initial)
    context = {
        "found": found,
        "form": form,
        "clash": actions.CHANGED if beside else "",
        "beside": beside,
        "holds_from": first if (first := holds_from(request.found.due_on)) > timezone.localdate() else None,
        **_around(request.found),
    }
    template = "improvement_cycle/sustain/record.html"
    return answered(request, template, context, faulty=bool(form.errors), clashing=bool(beside) or was_refused(form))


@page(**ASKING | {"find": queries.check_of_address, "place": place_of})
def day(request: TenantRequest, year: str, academy: str, priority: UUID, check: UUID) -> HttpResponse:
    """Another day for a check, with a reason."""
    found: SustainCheck = request.found
    around = _around(found)
    row = around["row"]
    posted = request.method == "POST"
    form = DayForm(request.POST if posted else None, initial={"due_on": found.due_on})
    if posted and form.is_valid():
        act = lambda: actions.set_day(
            actor=request.actor,
            check_id=found.id,
            due_on=form.cleaned_data["due_on"],
            why=form.cleaned_data["why"],
        )
        if attempt(form, act, refused_at="why"):
            messages.success(request, "The check has another day.")
            return _to_check(request)
    here = address(request, "sustain_check", row, found.priority_id, found.id)
    context = {
        "crumbs": [
            (f"Priority {found.priority.number}", address(request, "priority", row, found.priority_id)),
            (str(found), here),
        ],
        "crumb": "Another day",
        "title": f"Move sustain check {found.number}?",
        "text": found.priority.statement,
        "consequences": (f"It is due on {found.due_on:%-d %B %Y} now.",),
        "submit": "Move it",
        "form": form,
        "cancel_url": here,
    }
    return answered(request, "trust/asked.html", context, faulty=bool(form.errors), clashing=was_refused(form))


def _around(found: SustainCheck) -> dict[str, Any]:
    return {"check": found, "priority": found.priority, "row": found.priority.academy_cycle}


def _to_check(request: TenantRequest) -> HttpResponseRedirect:
    found: SustainCheck = request.found
    row = found.priority.academy_cycle
    return HttpResponseRedirect(address(request, "sustain_check", row, found.priority_id, found.id))
