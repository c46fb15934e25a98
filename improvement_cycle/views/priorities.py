"""Priorities of an academy: read, propose, change, agree, comment, reopen, withdraw."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import priorities as actions
from improvement_cycle.enums import Party
from improvement_cycle.forms.priorities import AwayForm, PriorityForm, SayForm, WhyForm
from improvement_cycle.models import AcademyCycle, Priority
from improvement_cycle.permissions import check_may_change_priority
from improvement_cycle.queries import priorities as queries
from improvement_cycle.views.outcome import REFUSED, answered, attempt, standing_beside, was_refused, with_seen
from trust.errors import Conflict, Refused, UnknownChoice
from trust.permissions import Permission, everywhere
from trust.web import TenantRequest, page
from trust.web.choices import chosen

READ = Permission.PRIORITY_READ
FORM = "improvement_cycle/priorities/form.html"


def row_of(found: Priority) -> AcademyCycle:
    """Where a priority stands."""
    return found.academy_cycle


def address(request: TenantRequest, name: str, row: AcademyCycle, *more: Any) -> str:
    """A page of an academy's priorities."""
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug, *more]
    return reverse(f"improvement_cycle:{name}", args=args)


def _to_one(request: TenantRequest, priority: Priority, spot: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(address(request, "priority", priority.academy_cycle, priority.id) + spot)


@page(read=READ)
def home(request: TenantRequest) -> HttpResponse:
    """One's own academy's priorities; the grid to those who look after several."""
    own = queries.own_rows(request.actor)
    if len(own) == 1 and not everywhere(request.actor, READ):
        return HttpResponseRedirect(address(request, "priorities", own[0]))
    current = queries.rows(request.actor).current_first(timezone.localdate()).first()
    if current is None:
        return render(request, "improvement_cycle/priorities/none.html")
    key = current.cycle.school_year.key
    return HttpResponseRedirect(reverse("improvement_cycle:alignment", args=[request.actor.trust_slug, key]))


@page(read=READ, find=queries.row_of_address)
def of_academy(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """The priorities of an academy's year, who agreed, and what the self-evaluation suggests."""
    found = queries.priorities_of_year(request.actor, request.found)
    return render(request, "improvement_cycle/priorities/list.html", {"found": found, "row": found.row})


@page(read=READ, change=Permission.PRIORITY_PROPOSE, find=queries.row_of_address, methods=("GET", "POST"))
def propose(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Propose one, from nothing or from what asks for it."""
    row = request.found
    choices = queries.choices(request.actor, row)
    posted = request.method == "POST"
    form = PriorityForm(
        request.POST if posted else None, choices=choices, initial={} if posted else _asked_by(request, choices)
    )
    if posted and form.is_valid():
        act = lambda: actions.propose(actor=request.actor, academy_cycle_id=row.id, words=form.words())
        if made := attempt(form, act, refused_at="statement"):
            messages.success(
                request, f"Priority {made.number} is proposed. Head, director and chief executive agree it."
            )
            return _to_one(request, made)
    context = {
        "row": row,
        "form": form,
        "title": "Propose a priority",
        "submit": "Propose it",
        "cancel_url": address(request, "priorities", row),
    }
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=was_refused(form))


def _asked_by(request: TenantRequest, choices: queries.Choices) -> dict[str, Any]:
    """What the form begins with where one came from a point, a judgement, or a gap in the grid."""
    initial: dict[str, Any] = {}
    points = {each.key: each for each in choices.points}
    if key := chosen(request, "point", points, "point of the self-evaluation"):
        initial |= {
            "statement": points[key].text[: actions.LONGEST_STATEMENT],
            "area": points[key].area,
            "points": [key],
        }
    columns = {each.column.key for each in choices.judgements}
    if key := chosen(request, "column", columns, "judgement"):
        initial |= {"area": choices.definition.column_of[key].area, "judgements": [key]}
    aligned = {str(each.id) for each in choices.trust_priorities if each.is_open}
    if key := chosen(request, "trust", aligned, "priority of the trust"):
        initial |= {"trust_priorities": [key]}
    return initial


@page(read=READ, find=queries.priority_of_address, place=row_of)
def one(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """One priority: its words, what it rests on, who agreed, what was said."""
    return _one(request, SayForm())


def _one(request: TenantRequest, form: SayForm, away: AwayForm | None = None, clash: str = "") -> HttpResponse:
    found = queries.one(request.actor, request.found)
    if away is not None:
        # What was sent is judged whoever it names; to correct it there are those of whom it can be said.
        chosen_before = away.data.get("party", "")
        away.offer([each for each in Party.values if each in {*found.absent, chosen_before}])
    context = {
        "row": request.found.academy_cycle,
        "priority": request.found,
        "found": found,
        "own_words": [(each, Party(each).label) for each in found.own_words],
        "parties": [(each, Party(each).label) for each in found.parties],
        "form": form,
        "clash": clash,
        "away": away or AwayForm(parties=found.absent),
        "errors": [
            {"message": text, "field_id": field.id_for_label or field.auto_id}
            for field in (away or ())
            for text in field.errors
        ],
    }
    template = "improvement_cycle/priorities/priority.html"
    faulty = bool(form.errors or (away and away.errors))
    clashing = bool(clash) or was_refused(form) or bool(away and was_refused(away))
    return answered(request, template, context, faulty=faulty, clashing=clashing)


@page(read=READ, find=queries.priority_of_address, place=row_of, methods=("GET", "POST"))
def change(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Change what a proposed one says."""
    found: Priority = request.found
    row = found.academy_cycle
    check_may_change_priority(request.actor, found.proposed_by_id, row)
    posted = request.method == "POST"
    if not found.is_proposed and not posted:
        raise Refused(actions.NOT_OPEN)
    choices = queries.choices(request.actor, row)
    standing = queries.as_words(found)
    form = PriorityForm(
        request.POST if posted else None, choices=choices, keeps=standing.keeps, initial=standing.initial
    )
    clash, beside = "", []
    if posted and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        act = lambda: actions.change(actor=request.actor, priority_id=found.id, seen_version=seen, words=form.words())
        if found.is_proposed and seen != found.version:
            clash, beside = actions.CHANGED, standing_beside(form, standing.initial)
            typed = with_seen(request.POST, found.version)
            form = PriorityForm(typed, choices=choices, keeps=standing.keeps, initial=standing.initial)
        elif made := attempt(form, act, refused_at="statement"):
            messages.success(request, "The priority is changed.")
            return _to_one(request, made)
    context = {
        "row": row,
        "priority": found,
        "form": form,
        "title": f"Change priority {found.number}",
        "lead": "Who has agreed to other words is asked again." if queries.shown(found).agreed_by else "",
        "submit": "Save",
        "cancel_url": address(request, "priority", row, found.id),
        "clash": clash,
        "beside": beside,
    }
    clashing = bool(clash) or was_refused(form)
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=clashing)


@page(
    read=READ,
    change=Permission.PRIORITY_AGREE,
    find=queries.priority_of_address,
    place=row_of,
    methods=("POST",),
)
def agree(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Agree as one of the three."""
    party, seen = request.POST.get("party", ""), request.POST.get("seen", "")
    if party not in Party.values or not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise UnknownChoice("Agree with the button on the page of the priority.")
    try:
        made = actions.agree(actor=request.actor, priority_id=request.found.id, party=party, seen_version=int(seen))
    except Conflict as fault:
        # The page as it stands now: to read it again is the next step.
        return _one(request, SayForm(), clash=fault.message)
    words = "The priority is agreed." if not made.is_proposed else "Your agreement is recorded."
    messages.success(request, words)
    return _to_one(request, request.found)


@page(read=READ, find=queries.priority_of_address, place=row_of, methods=("POST",))
def stands(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """What came from another year stands as it is."""
    actions.confirm(actor=request.actor, priority_id=request.found.id)
    messages.success(request, "It stands.")
    return _to_one(request, request.found)


@page(
    read=READ,
    change=Permission.JUDGEMENT_AGREE,
    find=queries.priority_of_address,
    place=row_of,
    methods=("POST",),
)
def absent(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Record that one of the three is away, or that nobody holds the post."""
    form = AwayForm(request.POST, parties=Party.values)
    if form.is_valid():
        act = lambda: actions.record_absence(
            actor=request.actor,
            priority_id=request.found.id,
            party=form.cleaned_data["party"],
            note=form.cleaned_data["note"],
        )
        if made := attempt(form, act, refused_at="note"):
            messages.success(request, "Recorded." if made.is_proposed else "Recorded. The priority is agreed.")
            return _to_one(request, request.found)
    return _one(request, SayForm(), form)


@page(read=READ, find=queries.priority_of_address, place=row_of, methods=("POST",))
def say(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Comment, or say as one of the three why one does not agree."""
    form = SayForm(request.POST)
    if form.is_valid():
        party = form.cleaned_data["party"]
        if party and party not in Party.values:
            raise UnknownChoice("Comment with the form on the page of the priority.")
        act = lambda: actions.comment(
            actor=request.actor, priority_id=request.found.id, text=form.cleaned_data["text"], party=party
        )
        if attempt(form, act, refused_at="text"):
            messages.success(request, "It is recorded that you do not agree." if party else "Your comment is added.")
            return _to_one(request, request.found, "#h-said")
    return _one(request, form)


def asked(
    request: TenantRequest, words: dict[str, Any], action: Any, form_class: type[forms.Form] = WhyForm
) -> HttpResponse:
    """Ask for a reason, or for what `form_class` asks, then do it."""
    found: Priority = request.found
    row = found.academy_cycle
    posted = request.method == "POST"
    form = form_class(request.POST if posted else None, initial={"seen": found.version})
    if posted and form.is_valid() and form.cleaned_data["seen"] != found.version:
        form = form_class(with_seen(request.POST, found.version))
        form.add_error(
            "note", ValidationError("It says something else by now: read it, then send this again.", REFUSED)
        )
    elif posted and form.is_valid():
        act = lambda: action(
            actor=request.actor,
            priority_id=found.id,
            note=form.cleaned_data["note"],
            seen_version=form.cleaned_data["seen"],
        )
        if attempt(form, act, refused_at="note"):
            messages.success(request, words["done"])
            return _to_one(request, found)
    context = {
        "crumbs": [
            (f"Priorities {row.cycle.school_year.label}: {row.academy.name}", address(request, "priorities", row)),
            (f"Priority {found.number}", address(request, "priority", row, found.id)),
        ],
        "crumb": words["crumb"],
        "title": words["title"].format(number=found.number),
        "text": found.statement,
        "consequences": words["consequences"],
        "submit": words["submit"],
        "danger": words.get("danger", False),
        "form": form,
        "cancel_url": address(request, "priority", row, found.id),
    }
    return answered(request, "trust/asked.html", context, faulty=bool(form.errors), clashing=was_refused(form))


ASKED: dict[str, Any] = {
    "reopen": {
        "crumb": "Reopen",
        "title": "Reopen priority {number}?",
        "consequences": ("Its words may change again.", "Head, director and chief executive are asked anew."),
        "submit": "Reopen it",
        "done": "It is reopened.",
    },
    "withdraw": {
        "crumb": "Withdraw",
        "title": "Withdraw priority {number}?",
        "consequences": ("It leaves the list of open priorities.", "It stays readable, with your reason."),
        "submit": "Withdraw it",
        "done": "It is withdrawn.",
        "danger": True,
    },
}
ASKING: Any = {
    "read": READ,
    "change": Permission.PRIORITY_AGREE,
    "find": queries.priority_of_address,
    "place": row_of,
    "methods": ("GET", "POST"),
}


@page(**ASKING)
def reopen(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Let an agreed one change again, with a reason."""
    return asked(request, ASKED["reopen"], actions.reopen)


@page(**ASKING)
def withdraw(request: TenantRequest, year: str, academy: str, priority: UUID) -> HttpResponse:
    """Take it off the list, with a reason."""
    return asked(request, ASKED["withdraw"], actions.withdraw)
