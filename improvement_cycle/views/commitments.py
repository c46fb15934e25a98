"""Commitments: an academy's page, promised against delivered, and what becomes of a promise."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import commitments as actions
from improvement_cycle.actions import promises
from improvement_cycle.actions.commitments import Words
from improvement_cycle.enums import WITHOUT_WORDS
from improvement_cycle.forms.commitments import AddForm, BecameForm, EndForm, UseForm
from improvement_cycle.models import AcademyCycle, Commitment, Promise
from improvement_cycle.permissions import may_adjust, may_keep
from improvement_cycle.presenters.commitments import KEY, changes_words, how_words, is_when_used, promise_lines, shown
from improvement_cycle.queries import commitments as queries
from improvement_cycle.queries import visits
from improvement_cycle.queries.promised_people import sees_everybody, sums_of_people
from improvement_cycle.queries.promised_sums import by_category, sums_of_year
from improvement_cycle.queries.promised_sums import totals as sums_of_trust
from improvement_cycle.views.outcome import answered, attempt, was_refused, with_seen
from improvement_cycle.workflow.promises import PROMISE
from trust.errors import Conflict
from trust.permissions import Permission, everywhere
from trust.web import TenantRequest, page

READ = Permission.COMMITMENT_READ
FORM = "improvement_cycle/commitments/form.html"


def address(request: TenantRequest, name: str, row: AcademyCycle, *more: Any) -> str:
    """A page of an academy's commitments."""
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug, *more]
    return reverse(f"improvement_cycle:{name}", args=args)


def row_of(found: Any) -> AcademyCycle:
    """Where a commitment or a promise of one stands."""
    of: Commitment = found.commitment if isinstance(found, Promise) else found
    row: AcademyCycle = of.academy_cycle
    return row


@page(read=READ)
def home(request: TenantRequest) -> HttpResponse:
    """One's own academy's commitments; the list of academies to those who look after several."""
    cycle = queries.current_year(request.actor)
    if cycle is None:
        return render(request, "improvement_cycle/commitments/none.html")
    own = queries.own_rows(request.actor, cycle)
    if len(own) == 1 and not everywhere(request.actor, READ):
        return HttpResponseRedirect(address(request, "commitments", own[0]))
    key = cycle.school_year.key
    return HttpResponseRedirect(reverse("improvement_cycle:commitments_year", args=[request.actor.trust_slug, key]))


@page(read=Permission.COMMITMENT_TOTALS)
def totals(request: TenantRequest) -> HttpResponse:
    """What the trust and its academies promised and kept, in sums, for trustees."""
    found = sums_of_trust(request.actor)
    template = "improvement_cycle/commitments/totals.html" if found else "improvement_cycle/commitments/none.html"
    return render(request, template, {"found": found})


@page(read=READ, find=queries.cycle_of_address, place=lambda _found: None)
def of_year(request: TenantRequest, year: str) -> HttpResponse:
    """Promised against delivered, academy by academy."""
    found = sums_of_year(request.actor, request.found)
    categories = by_category(found)
    context = {
        "cycle": request.found,
        "found": found,
        # One academy alone is its own sum.
        "categories": categories if len(found) > 1 else (),
        "behind": queries.behind_in_year(request.actor, request.found),
        "year_key": year,
    }
    return render(request, "improvement_cycle/commitments/year.html", context)


@page(read=READ, find=queries.cycle_of_address, place=lambda _found: None)
def by_person(request: TenantRequest, year: str) -> HttpResponse:
    """Promised against delivered, person by person: one's own, and everybody's to the chief executive."""
    found = sums_of_people(request.actor, request.found)
    context = {"cycle": request.found, "found": found, "sees_all": sees_everybody(request.actor), "year_key": year}
    return render(request, "improvement_cycle/commitments/people.html", context)


@page(
    read=READ,
    change=Permission.COMMITMENT_MANAGE,
    find=queries.cycle_of_address,
    place=lambda _found: None,
    methods=("POST",),
)
def bring_all_up_to_date(request: TenantRequest, year: str) -> HttpResponse:
    """Promise what the standing categories bring, at every academy that is behind."""
    done = actions.bring_all_up_to_date(actor=request.actor, cycle=request.found)
    names = ", ".join(row.academy.name for row in done)
    messages.success(request, f"Up to date now: {names}." if names else "All that the categories bring is promised.")
    return HttpResponseRedirect(reverse("improvement_cycle:commitments_year", args=[request.actor.trust_slug, year]))


@page(read=READ, find=queries.row_of_address)
def of_academy(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """What the category brings this academy: what was promised and delivered, by term."""
    found = queries.commitments_page(request.actor, request.found)
    context = {
        "found": found,
        "row": found.row,
        "shown": shown(found),
        "has_visits": visits.reads_visits_of(request.actor, found.row),
        "key": KEY,
        "behind": changes_words(found.behind),
    }
    return render(request, "improvement_cycle/commitments/academy.html", context)


@page(
    read=READ,
    change=Permission.COMMITMENT_MANAGE,
    find=queries.row_of_address,
    place=lambda row: row,
    methods=("POST",),
)
def bring_up_to_date(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Promise what the standing category brings by the dates that the year has now."""
    done = actions.bring_up_to_date(actor=request.actor, academy_cycle_id=request.found.id)
    said = " ".join(changes_words(done)) or "All that the category brings is promised already."
    messages.success(request, said)
    return HttpResponseRedirect(address(request, "commitments", request.found))


@page(read=READ, find=queries.row_of_address, methods=("GET", "POST"))
def add(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Add one beside what the category brings, with a reason."""
    row: AcademyCycle = request.found
    queries.check_adjusts(request.actor, row)
    return _added(
        request,
        row,
        AddForm(request.POST if request.method == "POST" else None),
        lambda words: actions.add(actor=request.actor, academy_cycle_id=row.id, words=words),
        {
            "title": "Add a commitment",
            "lead": "It stands beside what the category brings. Head, director and chief executive can add one.",
            "submit": "Add it",
            "cancel_url": address(request, "commitments", row),
        },
        "The commitment is added.",
    )


def _added(
    request: TenantRequest, row: AcademyCycle, form: AddForm, act: Callable[[Words], Commitment], said: Any, done: str
) -> HttpResponse:
    """The form of a commitment beside what the category brings; carried out, the page of the new one."""
    if form.is_bound and form.is_valid():
        words = Words(**form.cleaned_data)
        if made := attempt(form, lambda: act(words), refused_at="reason"):
            messages.success(request, done)
            return HttpResponseRedirect(address(request, "commitment", row, made.id))
    context = {"row": row, "form": form, **said}
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=was_refused(form))


@page(read=READ, find=queries.commitment_of_address, place=row_of)
def one(request: TenantRequest, year: str, academy: str, commitment: UUID) -> HttpResponse:
    """One commitment: each time it falls due, and what became of it."""
    found: Commitment = request.found
    row = found.academy_cycle
    moves = not row.cycle.is_closed
    # What fell due before it ended is still owed.
    keeps = moves and may_keep(request.actor, found, row)
    every = list(found.promises.all())
    context = {
        "planned_visits": visits.with_visits(request.actor, found, every),
        "plans_visits": is_when_used(found) and visits.may_plan_for(request.actor, found, None),
        "row": row,
        "commitment": found,
        "how": how_words(found),
        "lines": promise_lines(found, every, timezone.localdate()),
        "keeps": keeps,
        "uses": keeps and found.is_open and is_when_used(found),
        "adjusts": moves and found.is_open and may_adjust(request.actor, row, found.kind),
        "takes_up": moves and bool(found.ended_why) and may_adjust(request.actor, row, found.kind),
        "when_used": is_when_used(found),
    }
    return render(request, "improvement_cycle/commitments/commitment.html", context)


@page(read=READ, find=queries.commitment_of_address, place=row_of, methods=("GET", "POST"))
def use(request: TenantRequest, year: str, academy: str, commitment: UUID) -> HttpResponse:
    """Write down that it was used."""
    found: Commitment = request.found
    row = found.academy_cycle
    queries.check_uses(request.actor, found)
    posted = request.method == "POST"
    form = UseForm(
        request.POST if posted else None,
        has_words=found.kind not in WITHOUT_WORDS,
        initial={"day": timezone.localdate()},
    )
    if posted and form.is_valid():
        data = form.cleaned_data
        act = lambda: promises.use(
            actor=request.actor, commitment_id=found.id, on=data["day"], days=data["days"], note=data["note"]
        )
        if attempt(form, act, refused_at="note"):
            messages.success(request, "It is recorded.")
            return HttpResponseRedirect(address(request, "commitment", row, found.id))
    context = {
        "row": row,
        "commitment": found,
        "form": form,
        "title": "Record what was used",
        "lead": found.text,
        "submit": "Record it",
        "cancel_url": address(request, "commitment", row, found.id),
    }
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=was_refused(form))


@dataclass(frozen=True)
class _Asked:
    """What is asked before something is done with a reason."""

    act: Callable[..., Commitment]
    done: str
    crumb: str
    title: str
    consequences: tuple[str, ...]
    submit: str


ENDING = _Asked(
    actions.end,
    "The commitment has ended.",
    "End",
    "End this commitment?",
    (
        "What was delivered stays. What is still to be kept ends today.",
        "No category brings it back this year.",
    ),
    "End it",
)
TAKING_UP = _Asked(
    actions.take_up,
    "The commitment stands again.",
    "Take up again",
    "Take this commitment up again?",
    ("What was still to be kept from today on is promised again, each by its day.",),
    "Take it up again",
)


@page(read=READ, find=queries.commitment_of_address, place=row_of, methods=("GET", "POST"))
def end(request: TenantRequest, year: str, academy: str, commitment: UUID) -> HttpResponse:
    """End one with a reason."""
    return _with_reason(request, ENDING)


@page(read=READ, find=queries.commitment_of_address, place=row_of, methods=("GET", "POST"))
def swap(request: TenantRequest, year: str, academy: str, commitment: UUID) -> HttpResponse:
    """Put another in its place with a reason."""
    found: Commitment = request.found
    row = found.academy_cycle
    queries.check_adjusts(request.actor, row, found.kind)
    alike = ("owed_by", "kind", "responsible", "provider")
    form = AddForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(found, name) for name in alike}
    )
    return _added(
        request,
        row,
        form,
        lambda words: actions.swap(actor=request.actor, commitment_id=found.id, words=words),
        {
            "title": "Swap this commitment",
            "lead": f"“{found.text}” ends today and what was delivered stays; this one stands in its place.",
            "submit": "Swap it",
            "commitment": found,
            "cancel_url": address(request, "commitment", row, found.id),
        },
        "The one has ended, and the other stands in its place.",
    )


@page(read=READ, find=queries.commitment_of_address, place=row_of, methods=("GET", "POST"))
def take_up(request: TenantRequest, year: str, academy: str, commitment: UUID) -> HttpResponse:
    """Take up again one that somebody ended."""
    return _with_reason(request, TAKING_UP)


def _with_reason(request: TenantRequest, asked: _Asked) -> HttpResponse:
    found: Commitment = request.found
    row = found.academy_cycle
    queries.check_adjusts(request.actor, row, found.kind)
    here = address(request, "commitment", row, found.id)
    posted = request.method == "POST"
    form = EndForm(request.POST if posted else None)
    if posted and form.is_valid():
        act = lambda: asked.act(actor=request.actor, commitment_id=found.id, reason=form.cleaned_data["reason"])
        if attempt(form, act, refused_at="reason"):
            messages.success(request, asked.done)
            return HttpResponseRedirect(here)
    context = {
        "crumbs": [
            (f"Support {row.cycle.school_year.label}: {row.academy.name}", address(request, "commitments", row))
        ],
        "crumb": asked.crumb,
        "title": asked.title,
        "text": found.text,
        "consequences": asked.consequences,
        "submit": asked.submit,
        "form": form,
        "cancel_url": here,
    }
    return answered(request, "trust/asked.html", context, faulty=bool(form.errors), clashing=was_refused(form))


@page(read=READ, find=queries.promise_of_address, place=row_of, methods=("GET", "POST"))
def promise(request: TenantRequest, year: str, academy: str, commitment: UUID, promise: UUID) -> HttpResponse:
    """What became of one promise."""
    found: Promise = request.found
    of: Commitment = found.commitment
    row = of.academy_cycle
    visits.with_visits(request.actor, of, [found])
    acts = queries.acts_of(request.actor, found)
    posted = request.method == "POST"
    if posted:
        queries.check_says(request.actor, found)
    initial = {"seen": found.version, "day": found.delivered_on or found.scheduled_on, "days": found.days}
    form = BecameForm(request.POST if posted else None, acts=acts, initial={**initial, "note": found.note})
    clash = ""
    if posted and form.is_valid():
        try:
            made = attempt(form, lambda: _became(request, form), refused_at="act")
        except Conflict as fault:
            made, clash = None, fault.message
            form = BecameForm(with_seen(request.POST, found.version), acts=acts)
        if made:
            messages.success(request, f"Recorded: {PROMISE.states[made.state].partition(':')[0]}.")
            return HttpResponseRedirect(address(request, "commitment", row, of.id))
    [line] = promise_lines(of, [found], timezone.localdate())
    context = {
        "row": row,
        "commitment": of,
        "promise": found,
        "line": line,
        "how": how_words(of),
        "form": form,
        "clash": clash,
        "cancel_url": address(request, "commitment", row, of.id),
    }
    clashing = bool(clash) or was_refused(form)
    template = "improvement_cycle/commitments/promise.html"
    return answered(request, template, context, faulty=bool(form.errors), clashing=clashing)


def _became(request: TenantRequest, form: BecameForm) -> Promise:
    data = form.cleaned_data
    known: Any = {"actor": request.actor, "promise_id": request.found.id, "seen_version": data["seen"]}
    match data["act"]:
        case "schedule":
            return promises.schedule(on=data["day"], **known)
        case "deliver":
            return promises.deliver(on=data["day"], days=data["days"], note=data["note"], **known)
        case "not_needed":
            return promises.not_needed(note=data["note"], **known)
        case "miss":
            return promises.miss(note=data["note"], **known)
        case "move":
            return promises.move(due_on=data["day"], why=data["note"], **known)
        case _:
            # A mistake: taken back where it was used, else still to be kept.
            return promises.open_again(note=data["note"], **known)
