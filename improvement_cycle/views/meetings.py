"""The judgement meeting: its list, its plan, its page, its open points."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import judgement_meetings as actions
from improvement_cycle.forms.meetings import PLACE, AttendanceForm, PlanForm, PointForm
from improvement_cycle.models import Cycle, JudgementMeeting
from improvement_cycle.queries import meetings as reading
from improvement_cycle.queries import places, years
from improvement_cycle.reports.minutes import PDF
from improvement_cycle.views.outcome import answered, attempt, was_refused
from trust.actions import reports
from trust.actors import Actor
from trust.errors import NotFound, Refused, UnknownChoice
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.words import word

LED: dict[str, Any] = {"read": Permission.MATRIX_READ, "change": Permission.MEETING_OPEN, "find": reading.find}


def _at(request: TenantRequest, name: str, *args: Any, mark: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *args]) + mark)


def seated(actor: Actor, **_: Any) -> None:
    """Meetings are for those who sit in them: nobody else finds the page."""
    if not (may(actor, Permission.MEETING_OPEN) or may(actor, Permission.VIEW_HEAD)):
        raise NotFound()


@page(read=Permission.MATRIX_READ, find=seated, place=lambda found: None)
def home(request: TenantRequest) -> HttpResponse:
    """Every meeting in which this person has a seat."""
    cycle = years.current_cycle(request.actor)
    may_plan = may(request.actor, Permission.MEETING_OPEN) and cycle is not None and not cycle.is_closed
    context = {"meetings": reading.listed(request.actor), "cycle": cycle, "may_plan": may_plan}
    return answered(request, "improvement_cycle/meetings/list.html", context)


def _plan_form(request: TenantRequest, cycle: Cycle, meeting: JudgementMeeting | None = None, **more: Any) -> PlanForm:
    rows = reading.rows_to_discuss(request.actor, cycle)
    people = reading.who_may_attend(rows, meeting=meeting)
    return PlanForm(request.POST if request.method == "POST" else None, rows=rows, people=people, **more)


def _given(form: PlanForm) -> actions.Plan:
    data = form.cleaned_data
    return actions.Plan(data["held_on"], form.order(), data["attendees"], data["also_present"])


def _planned(request: TenantRequest, form: PlanForm, year: str, cancel_url: str, title: str) -> HttpResponse:
    errors = [
        {"message": texts[0], "field_id": "agenda" if name == NON_FIELD_ERRORS else f"id_{name}"}
        for name, texts in form.errors.items()
    ]
    context = {
        "form": form,
        "year_key": year,
        "errors": errors,
        "cancel_url": cancel_url,
        "title": title,
        "places": word(request.actor.words, "academy"),
    }
    return answered(
        request, "improvement_cycle/meetings/plan.html", context, faulty=bool(form.errors), clashing=was_refused(form)
    )


@page(
    read=Permission.MATRIX_READ,
    change=Permission.MEETING_OPEN,
    find=places.year,
    place=lambda found: None,
    methods=("GET", "POST"),
)
def plan(request: TenantRequest, year: str) -> HttpResponse:
    """A new one: every open academy stands on the agenda at first."""
    rows = [row for row in reading.rows_to_discuss(request.actor, request.found) if not row.is_agreed]
    initial = {f"{PLACE}{row.id}": number for number, row in enumerate(rows, start=1)}
    form = _plan_form(request, request.found, initial={"held_on": timezone.localdate(), **initial})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.plan(actor=request.actor, cycle_id=request.found.id, given=_given(form)))
        if made:
            messages.success(request, "The meeting is planned.")
            return _at(request, "judgement_meeting", made.id)
    cancel_url = reverse("improvement_cycle:meetings", args=[request.actor.trust_slug])
    return _planned(request, form, year, cancel_url, "Plan a meeting")


@page(**LED, methods=("GET", "POST"))
def change(request: TenantRequest, meeting: UUID) -> HttpResponse:
    """Day, people and agenda; once it is closed, who was there."""
    found = request.found
    # A plan may come after somebody has closed the meeting: it is no word about who was there.
    if found.is_closed and "held_on" not in request.POST:
        return _attendance(request)
    standing = found.items.values_list("academy_cycle_id", "order")
    initial = {f"{PLACE}{row_id}": order for row_id, order in standing}
    form = _plan_form(request, found.cycle, found, initial={**initial, "held_on": found.held_on, **_noted(found)})
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.change(actor=request.actor, meeting_id=meeting, given=_given(form)),
            refused_at=NON_FIELD_ERRORS,
        )
        if made:
            messages.success(request, "The meeting is changed.")
            return _at(request, "judgement_meeting", meeting)
    cancel_url = reverse("improvement_cycle:judgement_meeting", args=[request.actor.trust_slug, meeting])
    return _planned(request, form, found.cycle.school_year.key, cancel_url, "Change the meeting")


def _noted(meeting: JudgementMeeting) -> dict[str, Any]:
    people = [str(each) for each in meeting.attendees.values_list("membership_id", flat=True)]
    return {"also_present": meeting.also_present, "attendees": people}


def _attendance(request: TenantRequest) -> HttpResponse:
    """Who was there, of a closed meeting without minutes."""
    meeting = request.found
    rows = [item.academy_cycle for item in meeting.items.select_related("academy_cycle__academy")]
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        people=reading.who_may_attend(rows, meeting.day, meeting),
        initial=_noted(meeting),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.note_attendance(
                actor=request.actor,
                meeting_id=meeting.id,
                attendee_ids=data["attendees"],
                also_present=data["also_present"],
            ),
        )
        if made:
            messages.success(request, "Who was there is noted.")
            return _at(request, "judgement_meeting", meeting.id)
    elif meeting.cycle.is_closed:
        raise Refused(meeting.cycle.closed_words)
    elif reading.minutes_made(meeting):
        raise Refused(actions.MADE)
    context = {"form": form, "meeting": meeting}
    return answered(request, "improvement_cycle/meetings/attendance.html", context, faulty=bool(form.errors))


@page(read=Permission.MATRIX_READ, find=reading.find)
def meeting_page(request: TenantRequest, meeting: UUID) -> HttpResponse:
    """Agenda, who is there, what was decided, what stays open."""
    return _page(request, reading.page(request.actor, request.found), None)


@page(**LED, methods=("GET", "POST"))
def points(request: TenantRequest, meeting: UUID) -> HttpResponse:
    """The same page with the form of a new open point."""
    shown = reading.page(request.actor, request.found)
    form = _point_form(request, shown)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        academies = [item.row.academy for item in shown.items]
        chosen = next((each for each in academies if each.slug == data["academy"]), None)
        made = attempt(
            form,
            lambda: actions.add_point(
                actor=request.actor,
                meeting_id=meeting,
                text=data["text"],
                owner=data["owner"],
                due_on=data["due_on"],
                academy_id=chosen.id if chosen else None,
            ),
        )
        if made:
            messages.success(request, "The point stands among the things to do.")
            return _at(request, "judgement_meeting", meeting, mark="#points")
    return _page(request, shown, form)


def _point_form(request: TenantRequest, shown: reading.MeetingPage) -> PointForm:
    now = shown.on_screen
    return PointForm(
        request.POST if request.method == "POST" else None,
        academies=[item.row.academy for item in shown.items],
        people=reading.people_to_own(),
        initial={"academy": now.row.academy.slug if now else ""},
    )


def _may_note(meeting: JudgementMeeting) -> bool:
    return meeting.is_closed and not meeting.cycle.is_closed and not reading.minutes_made(meeting)


def _page(request: TenantRequest, shown: reading.MeetingPage, form: PointForm | None) -> HttpResponse:
    if form is None and shown.leads:
        form = _point_form(request, shown)
    today = timezone.localdate()
    context = {
        "meeting": request.found,
        "shown": shown,
        "form": form,
        "points": [(point, point.is_open and point.due_on < today) for point in shown.points],
        "owned": {point.id for point in shown.points if shown.leads or reading.owns(request.actor, point)},
        "decided": sum(bool(item.decisions) for item in shown.items),
        "year_key": request.found.cycle.school_year.key,
        "may_note": shown.leads and _may_note(request.found),
    }
    faulty = bool(form and form.errors)
    return answered(request, "improvement_cycle/meetings/meeting.html", context, faulty=faulty)


@page(**LED, methods=("POST",))
def move(request: TenantRequest, meeting: UUID) -> HttpResponse:
    """Open it, or close it."""
    to = request.POST.get("to")
    if to not in ("open", "close"):
        raise UnknownChoice("A meeting is opened or closed. Use its buttons.")
    if to == "close":
        shown = reading.page(request.actor, request.found)
        asks = request.found.is_open and shown.leads and (shown.undecided or shown.nobody_noted)
        if asks and not request.POST.get("sure"):
            context = {"meeting": request.found, "shown": shown}
            return answered(request, "improvement_cycle/meetings/close.html", context)
        actions.close(actor=request.actor, meeting_id=meeting)
        messages.success(request, "The meeting is closed. Its minutes can be made.")
        return _at(request, "judgement_meeting", meeting)
    actions.open_it(actor=request.actor, meeting_id=meeting)
    return _to_screen(request)


@page(**LED, methods=("POST",))
def turn(request: TenantRequest, meeting: UUID) -> HttpResponse:
    """Another academy comes on screen."""
    slug = request.POST.get("academy", "")
    item = next(
        (each for each in reading.page(request.actor, request.found).items if each.row.academy.slug == slug), None
    )
    if item is None:
        raise UnknownChoice("That academy is not on the agenda. Choose one of the agenda.")
    actions.turn_to(actor=request.actor, meeting_id=meeting, academy_cycle_id=item.row.id)
    return _to_screen(request)


def _to_screen(request: TenantRequest) -> HttpResponse:
    now = reading.page(request.actor, request.found).on_screen
    if now is None:
        return _at(request, "judgement_meeting", request.found.id)
    return _at(request, "score", request.found.cycle.school_year.key, mark=f"?mode=one&academy={now.row.academy.slug}")


@page(read=Permission.MATRIX_READ, find=reading.find, methods=("POST",))
def minutes(request: TenantRequest, meeting: UUID) -> HttpResponse:
    """Ask for the minutes; the worker makes them, with what this person may read."""
    made = reports.ask(actor=request.actor, kind=PDF.kind, subject_id=meeting)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(read=Permission.TRUST_ENTER)
def own_points(request: TenantRequest) -> HttpResponse:
    """The open points of the person who asks, the first due first."""
    today = timezone.localdate()
    found = [(point, point.due_on < today) for point in reading.own_points(request.actor)]
    context = {"points": found, "owned": {point.id for point, _ in found}}
    return answered(request, "improvement_cycle/meetings/points.html", context)


@page(read=Permission.TRUST_ENTER, find=reading.find_point, methods=("POST",), place=lambda found: None)
def settle(request: TenantRequest, point: UUID) -> HttpResponse:
    """Done, or open again."""
    to = request.POST.get("to")
    if to not in ("settled", "open"):
        raise UnknownChoice("A point is settled or opened again. Use its button.")
    made = actions.settle_point(actor=request.actor, point_id=point, settled=to == "settled")
    messages.success(request, "The point is open again." if made.is_open else "The point is settled.")
    if request.POST.get("back") == "meeting":
        return _at(request, "judgement_meeting", made.meeting_id, mark="#points")
    return _at(request, "points")
