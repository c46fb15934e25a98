"""The calendar: four weeks as a list, and a month."""

from calendar import day_name
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from trust.actions import reports
from trust.enums import CalendarMark
from trust.menu import links
from trust.permissions import Permission, may
from trust.places import academies_seen_by
from trust.policies.wording import count
from trust.queries import calendar as queries
from trust.queries.calendar import MINE, Filters
from trust.queries.calendar_feed import own_address
from trust.queries.year_planner import year_planner
from trust.views.calendar_feed import url_of
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_day, chosen_words, kept

ENTER = Permission.TRUST_ENTER
NAMES = ("from", "academy", "kind", "whose")
Academies = Sequence[tuple[UUID, str]]
WHOSE = {"": "All", MINE: "Only mine"}


@page(read=ENTER)
def calendar(request: TenantRequest) -> HttpResponse:
    """Four weeks."""
    academies = academies_seen_by(request.actor)
    found = queries.four_weeks(request.actor, chosen_day(request, "from", "day"), filters_of(request, academies))
    return render(request, "trust/calendar/list.html", {"found": found, **_own(request), **_frame(request, academies)})


@page(read=ENTER)
def month(request: TenantRequest) -> HttpResponse:
    """One month."""
    academies = academies_seen_by(request.actor)
    found = queries.one_month(request.actor, chosen_day(request, "from", "day"), filters_of(request, academies))
    words = f"{count(found.count).capitalize()} {'entry' if found.count == 1 else 'entries'}"
    context = {"found": found, "headline": words, **_frame(request, academies)}
    return render(request, "trust/calendar/month.html", context)


@page(read=ENTER)
def year(request: TenantRequest) -> HttpResponse:
    """A whole school year, to be printed and hung up."""
    academies = academies_seen_by(request.actor)
    found = year_planner(request.actor, chosen_day(request, "from", "day"), filters_of(request, academies))
    words = f"{count(found.count).capitalize()} {'entry' if found.count == 1 else 'entries'}"
    title = f"Year planner {found.title}"
    context = {"found": found, "headline": words, "heading": title, **_frame(request, academies)}
    return render(request, "trust/calendar/year.html", context)


@page(read=ENTER, methods=("POST",))
def year_report(request: TenantRequest) -> HttpResponse:
    """Ask for the year as PDF; the worker makes it."""
    filters_of(request, academies_seen_by(request.actor))
    day = chosen_day(request, "from", "day")
    wanted = chosen_words(request, NAMES) | {"from": day.isoformat() if day else ""}
    made = reports.ask(actor=request.actor, kind="year_planner", subject_id=request.actor.trust_id, parameters=wanted)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


def _own(request: TenantRequest) -> dict[str, Any]:
    """The address for one's own calendar."""
    address = own_address(request.actor)
    return {"address": address, "feed_url": url_of(request, address)}


def filters_of(request: TenantRequest, academies: Academies) -> Filters:
    """What the address leaves out."""
    academy = chosen(request, "academy", {str(academy) for academy, _ in academies}, "academy")
    mark = chosen(request, "kind", CalendarMark.values, "kind")
    return Filters(UUID(academy) if academy else None, mark, bool(chosen(request, "whose", WHOSE, "choice")))


def _frame(request: TenantRequest, academies: Academies) -> dict[str, Any]:
    return {
        "academies": academies,
        "links": links(request.actor, request.path_info, "calendar"),
        "kinds": CalendarMark.choices,
        "key": queries.KEY,
        "weekdays": day_name,
        "whose": [(key, label, kept(request, NAMES, whose=key)) for key, label in WHOSE.items()],
        "query": kept(request, NAMES),
        "beside": kept(request, NAMES, **{"from": ""}),
        "may_set_terms": may(request.actor, Permission.YEAR_MANAGE),
    }
