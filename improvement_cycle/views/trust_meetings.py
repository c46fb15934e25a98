"""Meetings of the trust: the list, one with its papers, planned, changed and cancelled."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from improvement_cycle.actions import trust_meetings as actions
from improvement_cycle.actions.trust_meetings import Given
from improvement_cycle.forms.trust_meetings import CancelForm, MeetingForm
from improvement_cycle.models import TrustMeeting
from improvement_cycle.queries import trust_meetings as queries
from improvement_cycle.views.outcome import standing_beside, with_seen
from trust.errors import Conflict
from trust.forms.faults import carried_out, posted, status_of
from trust.permissions import Permission, may
from trust.web import TenantRequest, page

READ, MANAGE = Permission.TRUST_MEETING_READ, Permission.TRUST_MEETING_MANAGE
FORM = "improvement_cycle/trust_meetings/form.html"


@page(read=READ)
def meetings(request: TenantRequest) -> HttpResponse:
    """Those to come and those that were."""
    context = {"found": queries.meetings(request.actor), "manages": may(request.actor, MANAGE)}
    return render(request, "improvement_cycle/trust_meetings/list.html", context)


@page(read=READ, find=queries.find_meeting, place=lambda _found: None)
def meeting(request: TenantRequest, trust_meeting: UUID) -> HttpResponse:
    """When, where, who is asked, and the papers."""
    found = queries.meeting_page(request.actor, request.found)
    papers = [(each, queries.words_of(each)) for each in found.papers]
    context = {"found": found, "meeting": found.meeting, "papers": papers, "manages": may(request.actor, MANAGE)}
    return render(request, "improvement_cycle/trust_meetings/meeting.html", context)


@page(read=READ, change=MANAGE, methods=("GET", "POST"))
def new(request: TenantRequest) -> HttpResponse:
    """Plan one."""
    form = _form(request, None)
    done = carried_out(request, form, lambda given: actions.plan(actor=request.actor, given=_given(given)))
    if done is not None:
        messages.success(request, "Planned. It stands in the calendar of all who are asked.")
        return redirect("improvement_cycle:trust_meeting", request.actor.trust_slug, done.id)
    return _answer(request, form, "Plan a meeting", "Plan it", _at(request, "trust_meetings"))


@page(read=READ, change=MANAGE, find=queries.find_meeting, place=lambda _found: None, methods=("GET", "POST"))
def change(request: TenantRequest, trust_meeting: UUID) -> HttpResponse:
    """Another day, other words, other papers."""
    form = _form(request, request.found)

    def act(given: dict[str, Any]) -> TrustMeeting:
        seen = given.pop("seen") or 0
        return actions.change(actor=request.actor, meeting_id=trust_meeting, given=_given(given), seen_version=seen)

    return _acted(request, form, act, "Change the meeting", "Save")


@page(read=READ, change=MANAGE, find=queries.find_meeting, place=lambda _found: None, methods=("GET", "POST"))
def cancel(request: TenantRequest, trust_meeting: UUID) -> HttpResponse:
    """It does not take place."""
    form = CancelForm(posted(request), initial={"seen": request.found.version})

    def act(given: dict[str, Any]) -> TrustMeeting:
        return actions.cancel(
            actor=request.actor, meeting_id=trust_meeting, why=given["why"], seen_version=given["seen"]
        )

    return _acted(request, form, act, "Cancel the meeting", "Cancel it")


def _acted(request: TenantRequest, form: Any, act: Any, title: str, submit: str) -> HttpResponse:
    back = _at(request, "trust_meeting", request.found.id)
    try:
        if carried_out(request, form, act) is not None:
            messages.success(request, "Saved. The calendars of all who are asked follow.")
            return redirect(back)
    except Conflict as error:
        beside = standing_beside(form, form.initial)
        form.data = with_seen(form.data, request.found.version)
        if not beside:
            form.add_error(None, error.message)
        return _answer(request, form, title, submit, back, {"clash": error.message if beside else "", "beside": beside})
    return _answer(request, form, title, submit, back)


def _answer(
    request: TenantRequest, form: Any, title: str, submit: str, back: str, clash: Mapping[str, Any] | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "cancel_url": back, **(clash or {})}
    return render(request, FORM, context, status=409 if clash else status_of(form))


def _form(request: TenantRequest, found: TrustMeeting | None) -> MeetingForm:
    initial: dict[str, Any] = {}
    if found is not None:
        names = ("kind", "title", "held_on", "place", "academy_id", "asked", "about")
        initial = {name: getattr(found, name) for name in names} | {
            "starts_at": dt.time.fromisoformat(found.starts_at) if found.starts_at else None,
            "papers": queries.papers_of(request.actor, found),
            "seen": found.version,
        }
    return MeetingForm(
        posted(request),
        initial=initial,
        academies=queries.academies_to_choose(),
        papers=queries.papers_to_choose(request.actor, found),
    )


def _given(given: dict[str, Any]) -> Given:
    """The fields of the form as the action takes them."""
    kept = {name: value for name, value in given.items() if name != "seen"}
    academy = given.get("academy_id")
    kept |= {
        "academy_id": UUID(academy) if academy else None,
        "papers": [UUID(each) for each in given["papers"]] if "papers" in given else None,
    }
    return Given(**kept)


def _at(request: TenantRequest, name: str, *more: Any) -> str:
    return reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *more])
