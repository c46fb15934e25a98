"""The end of a year: what is unfinished, and what becomes of it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from improvement_cycle.actions import year_end as actions
from improvement_cycle.actions.rows_at_hand import check_year_open
from improvement_cycle.forms.year_end import UnfinishedForm
from improvement_cycle.queries.year_end import unfinished as find_unfinished
from improvement_cycle.views.outcome import answered, attempt
from improvement_cycle.views.years import CLOSING
from trust.permissions import Permission, may
from trust.policies.wording import count
from trust.web import TenantRequest, page


@page(**CLOSING)
def unfinished(request: TenantRequest, year: str) -> HttpResponse:
    """Decide of each priority, objective and action that is unfinished: done, next year, withdrawn; several at once."""
    cycle = request.found
    posted = request.method == "POST"
    if posted:
        check_year_open(cycle)
    found = find_unfinished(cycle)
    form = UnfinishedForm(request.POST if posted else None, found=found)
    if posted and form.is_valid():
        decisions = form.decisions()
        act = lambda: actions.decide(actor=request.actor, cycle_id=cycle.id, decisions=decisions)
        if not decisions:
            form.add_error(None, "Nothing is decided yet: choose at least once.")
        elif made := attempt(form, act):
            messages.success(request, f"{count(made).capitalize()} decided.")
            return HttpResponseRedirect(request.path)
    context = {
        "cycle": cycle,
        "found": found,
        "form": form,
        "opens": may(request.actor, Permission.CYCLE_MANAGE),
    }
    return answered(request, "improvement_cycle/years/unfinished.html", context, faulty=bool(form.errors))
