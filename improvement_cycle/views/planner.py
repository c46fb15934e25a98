"""Visits by week."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academies.enums import Phase
from improvement_cycle.policies.planner import SCHOOL_WEEKS, earlier
from improvement_cycle.presenters.phases import phase_choices
from improvement_cycle.presenters.planner import WIDTH, shown
from improvement_cycle.queries.planner import planner
from trust.permissions import Permission
from trust.policies.school_calendar import DAY, WEEK, monday_of, planned_from
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_day

UNDATED = 6


@page(read=Permission.VISIT_MANAGE)
def by_week(request: TenantRequest) -> HttpResponse:
    """Visits of eight weeks, academy by academy; what clashes, what has no date, and who is on how many."""
    today = timezone.localdate()
    first = _first(request, planned_from(today))
    phase = chosen(request, "phase", Phase.values, "phase")
    is_mine = chosen(request, "whose", {"mine"}, "choice") == "mine"
    found = planner(request.actor, first, phase=phase, is_mine=is_mine)
    after = found.columns[-1].until + DAY if found.columns else first + WEEK * SCHOOL_WEEKS
    context = {
        "shown": shown(found),
        "undated": found.undated[:UNDATED],
        "more_undated": max(len(found.undated) - UNDATED, 0),
        "phases": phase_choices(found.phases),
        "phase": phase,
        "is_mine": is_mine,
        "from": first,
        "is_now": first == planned_from(today),
        "earlier": earlier(first),
        "later": after,
        "width": WIDTH,
    }
    return render(request, "improvement_cycle/visits/planner.html", context)


def _first(request: HttpRequest, this_week: dt.date) -> dt.date:
    return monday_of(chosen_day(request, "from", "week") or this_week)
