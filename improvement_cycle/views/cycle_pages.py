"""Where an academy stands in its year and what comes next; and all academies of a year by stage."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.stages import Stage
from improvement_cycle.presenters import cycle_pages as shown
from improvement_cycle.queries import cycle_pages as queries
from improvement_cycle.queries.rapid_plans import way_to
from improvement_cycle.queries.stages import RowStages
from improvement_cycle.queries.visits import reads_visits_of
from improvement_cycle.workflow import RAPID
from trust import deadlines
from trust.permissions import Permission, everywhere, may
from trust.policies.due import Calendar
from trust.web import TenantRequest, page

READ = Permission.CYCLE_READ
# Threads that stand open; the others are folded.
SHOWN_THREADS = 3


def _address(request: TenantRequest, row: AcademyCycle) -> shown.Address:
    """Pages of this academy's year, or of another of its years."""

    def to(name: str, *more: Any, of_year: bool = False, row: AcademyCycle = row) -> str:
        place = [row.cycle.school_year.key] if of_year else [row.cycle.school_year.key, row.academy.slug]
        return reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *place, *more])

    return to


@page(read=READ)
def home(request: TenantRequest) -> HttpResponse:
    """One's own academy's year; the academies by stage to those who look after several."""
    slug = request.actor.trust_slug
    if not everywhere(request.actor, READ):
        own = queries.own_rows(request.actor)
        if len(own) == 1:
            return HttpResponseRedirect(_address(request, own[0])("cycle"))
    current = queries.current_year(request.actor)
    if not current:
        return render(request, "improvement_cycle/cycle/none.html")
    return HttpResponseRedirect(reverse("improvement_cycle:cycle_year", args=[slug, current]))


@page(read=READ, find=queries.cycle_of_address, place=lambda _found: None)
def by_stage(request: TenantRequest, year: str) -> HttpResponse:
    """Academies by the stage they are in: what is late, and what waits for the person who looks."""
    found = queries.stage_list(request.actor, request.found)
    context = {
        "found": found,
        "year_key": year,
        "groups": [(group.stage, [_line(request, each) for each in group.rows]) for group in found.groups],
        "may_close": not found.cycle.is_closed and may(request.actor, Permission.CYCLE_CLOSE),
    }
    return render(request, "improvement_cycle/cycle/list.html", context)


def _line(request: TenantRequest, each: RowStages) -> dict[str, Any]:
    url = shown.step_url(each.step, each.row, _address(request, each.row)) if each.step else ""
    return {"year": each, "row": each.row, "step": each.step, "step_url": url}


@page(read=READ, find=queries.row_of_address)
def academy(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """The four stages of an academy's year, the next step, and the way of each area."""
    actor, row = request.actor, request.found
    found = queries.cycle_page(actor, row)
    address = _address(request, row)
    threads = [shown.thread_shown(each, address, found.today) for each in found.threads]
    tasks = shown.tasks(actor, found.year, address, found.today)
    calendar = Calendar(found.today)
    context = {
        "found": found,
        "row": row,
        "year": found.year,
        "stages": [(each, _stage_url(each.stage, found.year, address)) for each in found.year.stages.all],
        "next": shown.next_of(found.year, address),
        "tasks": tasks,
        "tasks_done": sum(each.state == shown.DONE for each in tasks),
        "trail_title": shown.trail_title(found.trail),
        "threads": threads[:SHOWN_THREADS],
        "more_threads": threads[SHOWN_THREADS:],
        "rapid": way_to(actor, row),
        "visits_url": address("visits_academy") if reads_visits_of(actor, row) else "",
        "rapid_at": pages_of(RAPID).at["overview"],
        "coming": [
            (
                each,
                deadlines.source_of(each).url(actor.trust_slug, each),
                calendar.in_short(each.due_on),
                each.due_on < found.today,
            )
            for each in found.coming
        ],
    }
    return render(request, "improvement_cycle/cycle/academy.html", context)


def _stage_url(stage: Stage, year: RowStages, address: shown.Address) -> str:
    """The page on which a stage is worked on, for those who open it."""
    facts = year.facts
    sef, plan = facts.self_evaluation, facts.plan
    begun = [each.page for each in facts.reviews if each.opens_on is None]
    opens = {
        Stage.EVALUATE: ("sef", sef and (sef.is_approved or not sef.approved_only)),
        Stage.PRIORITISE: ("priorities", facts.priorities),
        Stage.IMPLEMENT: ("plan", plan and (plan.is_approved or not plan.approved_only)),
        Stage.SUSTAIN: (begun[-1] if begun else "", begun),
    }
    name, is_open = opens[stage]
    if is_open:
        return address(name)
    return address("row") if stage is Stage.EVALUATE and facts.judgements else ""
