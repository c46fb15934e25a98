"""The end of a year: what is unfinished, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from improvement_cycle.actions import year_end as actions
from improvement_cycle.actions.rows_at_hand import check_year_open
from improvement_cycle.forms.year_end import TAKEN_AWAY, UnfinishedForm, decided_in
from improvement_cycle.queries import year_end as queries
from improvement_cycle.views.outcome import answered, attempt
from improvement_cycle.views.years import CLOSING, find_year
from trust.actors import Actor
from trust.permissions import Permission, may
from trust.policies.wording import count
from trust.web import TenantRequest, page


@page(**CLOSING | {"methods": ("GET",)})
def unfinished(request: TenantRequest, year: str) -> HttpResponse:
    """What is unfinished in the whole year, by academy."""
    cycle = request.found
    context = {
        "cycle": cycle,
        "found": queries.unfinished(request.actor, cycle),
        "opens": may(request.actor, Permission.CYCLE_MANAGE),
    }
    return render(request, "improvement_cycle/years/unfinished.html", context)


def find_row(actor: Actor, year: str, academy: str) -> Any:
    """The academy's year in a year to work on."""
    return queries.row_of_academy(find_year(actor, year), academy)


@page(**CLOSING | {"find": find_row})
def unfinished_of(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Decide of what is unfinished at one academy: done, next year, withdrawn; several at once.

    What was decided is taken from what was sent: something that is open no longer is not passed over in silence.
    """
    actor, row = request.actor, request.found
    posted = request.method == "POST"
    if posted:
        check_year_open(row.cycle)
    found = queries.unfinished(actor, row.cycle, academy)
    here = next(iter(found.academies), None)
    open_ones = {item.key for item in here.items} if here else set()
    asked = [key for key in decided_in(request.POST) if key not in open_ones] if posted else []
    meanwhile = queries.items_named(actor, row, asked) if asked else []
    form = UnfinishedForm(request.POST if posted else None, found=here, meanwhile=meanwhile)
    if posted and form.is_valid():
        decisions = form.decisions()
        act = lambda: actions.decide(actor=actor, cycle_id=row.cycle_id, decisions=decisions)
        if len(meanwhile) < len(asked):
            form.add_error(None, TAKEN_AWAY)
        elif not decisions:
            form.add_error(None, "Nothing is decided yet: choose at least once.")
        elif made := attempt(form, act):
            messages.success(request, f"{count(made).capitalize()} decided.")
            return HttpResponseRedirect(request.path)
    context = {
        "cycle": row.cycle,
        "row": row,
        "found": found,
        "here": here,
        "form": form,
        "opens": may(actor, Permission.CYCLE_MANAGE),
    }
    return answered(request, "improvement_cycle/years/unfinished_of.html", context, faulty=bool(form.errors))
