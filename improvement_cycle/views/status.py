"""The current status of an academy: decide it, disagree with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from improvement_cycle.actions import status as status_actions
from improvement_cycle.forms.rows import DissentForm, StatusForm
from improvement_cycle.presenters.commitments import changes_words
from improvement_cycle.presenters.rows import row_page
from improvement_cycle.queries import cells as cell_queries
from improvement_cycle.queries import places
from improvement_cycle.queries.commitment_previews import previews
from improvement_cycle.queries.meetings import present
from improvement_cycle.queries.statuses import statuses_of
from improvement_cycle.views.outcome import answered, attempt
from improvement_cycle.views.rows import back_to, row_url
from improvement_cycle.views.scoring import ONE, desk_of
from trust.errors import Conflict
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.web.choices import chosen
from trust.words import word


@page(read=Permission.MATRIX_READ, find=places.row, methods=("GET", "POST"))
def status(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """The decision with its history; those who decide find the form, a head may record a dissent."""
    actor, row = request.actor, request.found
    found = cell_queries.academy_year(actor, row)
    standing = found.row.status
    back = chosen(request, "back", (ONE,), "page to go back to")
    numbers = tuple(each.number for each in found.definition.categories)
    form = StatusForm(
        request.POST if request.method == "POST" else None,
        numbers=numbers,
        initial={
            "effective_from": timezone.localdate(),
            "seen": standing.id if standing else None,
            **present(row),
            "category": chosen(request, "category", [str(each) for each in numbers], "category"),
        },
    )
    banner = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(form, lambda: _decide(request, form))
        except Conflict as fault:
            made, banner = None, fault.message
        if made:
            messages.success(request, "The decision is recorded.")
            return HttpResponseRedirect(desk_of(actor, row)) if back else back_to(request, "row")
    may_decide = may(actor, Permission.STATUS_DECIDE, row) and not found.year.cycle.is_closed
    context = {
        "found": found,
        "row": found.row,
        "shown": row_page(found, knows_private=may(actor, Permission.COMMITMENT_PRIVATE, request.found)),
        "would": [(each, changes_words(done)) for each, done in previews(row, found.definition)] if may_decide else [],
        "history": statuses_of(actor, row),
        "form": form,
        "chosen": str(form["category"].value() or ""),
        "ticked": [str(each) for each in (form["took_part"].value() or [])],
        "banner": banner,
        "year_key": year,
        "cancel_url": desk_of(actor, row) if back else row_url(request),
        "back": back,
        "discuss": word(actor.words, "to_discuss"),
        "may_decide": may_decide,
        "may_dissent": may(actor, Permission.STATUS_DISSENT, row)
        and standing is not None
        and not found.year.cycle.is_closed,
    }
    return answered(
        request, "improvement_cycle/rows/status.html", context, faulty=bool(form.errors), clashing=bool(banner)
    )


def _decide(request: TenantRequest, form: StatusForm) -> Any:
    data = form.cleaned_data
    return status_actions.decide(
        actor=request.actor,
        academy_cycle_id=request.found.id,
        category_number=data["category"],
        reason=data["reason"],
        took_part=data["took_part"],
        also_present=data["also_present"],
        effective_from=data["effective_from"],
        seen_status_id=data["seen"],
    )


@page(read=Permission.MATRIX_READ, change=Permission.STATUS_DISSENT, find=places.row, methods=("GET", "POST"))
def dissent(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """The head does not agree with the category: it stands beside the decision."""
    actor, row = request.actor, request.found
    standing = next((each for each in statuses_of(actor, row) if each.stands), None)
    form = DissentForm(request.POST if request.method == "POST" else None)
    banner = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(form, lambda: _disagree(request, form))
        except Conflict as fault:
            made, banner = None, fault.message
        if made:
            messages.success(request, "Your dissent stands beside the decision.")
            return back_to(request, "status")
    context = {"row": row, "year_key": year, "form": form, "standing": standing, "banner": banner}
    return answered(
        request, "improvement_cycle/rows/dissent.html", context, faulty=bool(form.errors), clashing=bool(banner)
    )


def _disagree(request: TenantRequest, form: DissentForm) -> Any:
    return status_actions.record_dissent(
        actor=request.actor,
        academy_cycle_id=request.found.id,
        seen_status_id=form.cleaned_data["seen"],
        note=form.cleaned_data["note"],
    )
