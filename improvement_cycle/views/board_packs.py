"""Board packs: the list, one that was frozen, a new one, and taking one back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from improvement_cycle.actions import board_packs as actions
from improvement_cycle.actions.board_packs import PackWords
from improvement_cycle.capabilities import has_matrix
from improvement_cycle.cells import shape
from improvement_cycle.forms.board_packs import NOW, PackForm, WithdrawForm
from improvement_cycle.models import BoardPack, Cycle
from improvement_cycle.policies.board_pack import PackPage, pages_in_order, suggested
from improvement_cycle.presenters.board_pack import Pack, pack_shown
from improvement_cycle.presenters.published import published
from improvement_cycle.queries import board_packs as queries
from improvement_cycle.queries import places, years
from improvement_cycle.reports import board_packs as papers
from improvement_cycle.views.outcome import answered, attempt, was_refused
from trust.actions import reports
from trust.actors import Actor
from trust.errors import NotFound, UnknownChoice
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.words import word

READ = Permission.BOARD_PACK_READ
FREEZE = Permission.BOARD_PACK_FREEZE
TEMPLATE = "improvement_cycle/board_packs/"
# The pages whose figures give rise to questions.
QUESTIONS_REST_ON = [PackPage.OVERDUE, PackPage.PROMISED]


def _used(actor: Actor, **_: Any) -> None:
    if not has_matrix(actor):
        raise NotFound()


def draw(name: str, _tone: str) -> SafeString:
    """A shape on the page: colours come from the style."""
    return shape(name)


@page(read=READ, find=_used, place=lambda _found: None)
def home(request: TenantRequest) -> HttpResponse:
    """All packs, newest first."""
    actor = request.actor
    freezes = may(actor, FREEZE)
    cycle = years.current_cycle(actor) if freezes else None
    context = {"packs": queries.packs(actor), "new_key": cycle.school_year.key if cycle else "", "freezes": freezes}
    return render(request, f"{TEMPLATE}list.html", context)


@page(read=READ, find=queries.find_pack, place=lambda _found: None)
def one(request: TenantRequest, pack: UUID) -> HttpResponse:
    """A pack as it was frozen; of one that was withdrawn its readers learn why."""
    found: BoardPack = request.found
    reads = queries.reads_content(request.actor, found)
    context = {"pack": found, "reads": reads, "freezes": may(request.actor, FREEZE)}
    if reads:
        context |= _shown(request, papers.shown_of(found, draw=draw), found.content)
    return render(request, f"{TEMPLATE}pack.html", context)


def _shown(request: TenantRequest, shown: Pack, content: Any) -> dict[str, Any]:
    table = published(content["matrix"], word(request.actor.words, "academy"))
    return {"shown": shown, "table": table, "content": content["matrix"]}


@page(read=Permission.MATRIX_READ, change=FREEZE, find=places.year, methods=("GET", "POST"))
def new(request: TenantRequest, year: str) -> HttpResponse:
    """Choose, look at it, freeze it."""
    actor, cycle = request.actor, request.found
    posted = request.method == "POST"
    chosen = queries.snapshots_to_choose(cycle)
    whole = _content(actor, cycle, request.POST.get("as_at", NOW), QUESTIONS_REST_ON)
    asked = suggested(whole) if whole else ()
    # Everything is ticked to begin with, but for a page of questions where the figures ask none.
    pages = [each.value for each in PackPage if asked or each != PackPage.QUESTIONS]
    form = PackForm(
        request.POST if posted else None,
        snapshots=chosen,
        suggested=asked,
        initial={"as_at": NOW, "pages": pages, "suggestions": list(asked)},
    )
    looks = posted and request.POST.get("act") == "look"
    context: dict[str, Any] = {"form": form, "cycle": cycle, "year_key": year}
    if posted and form.is_valid():
        data = form.cleaned_data
        if looks:
            context |= _preview(request, cycle, form)
        else:
            said = PackWords(data["title"], int(data["as_at"]), data["pages"], form.all_questions)
            act = lambda: actions.freeze(actor=actor, cycle_id=cycle.id, words=said)
            if made := attempt(form, act, refused_at="as_at"):
                messages.success(request, "The board pack is frozen. Trustees find it under Reports.")
                return HttpResponseRedirect(reverse("improvement_cycle:board_pack", args=[actor.trust_slug, made.id]))
    return answered(request, f"{TEMPLATE}new.html", context, faulty=bool(form.errors), clashing=was_refused(form))


def _content(
    actor: Actor, cycle: Cycle, number: str, pages: Sequence[str], questions: Any = ()
) -> dict[str, Any] | None:
    """What would stand in it; None where there is no such published matrix."""
    known = number.isascii() and number.isdecimal() and len(number) < 5
    matrix = queries.matrix_to_freeze(actor, cycle, int(number)) if known else None
    return queries.content_of_pack(actor, cycle, matrix, pages, questions) if matrix else None


def _preview(request: TenantRequest, cycle: Cycle, form: PackForm) -> dict[str, Any]:
    data = form.cleaned_data
    pages = pages_in_order(data["pages"])
    questions = [each.strip() for each in form.all_questions if each.strip()]
    content = _content(request.actor, cycle, data["as_at"], pages, questions)
    if content is None:
        return {}
    shown = pack_shown(
        content,
        title=data["title"],
        pages=pages,
        frozen="Not frozen yet",
        published="as it stands now" if data["as_at"] == NOW else "as it was published",
        draw=draw,
    )
    return _shown(request, shown, content)


@page(read=READ, change=FREEZE, find=queries.find_pack, place=lambda _found: None, methods=("GET", "POST"))
def withdraw(request: TenantRequest, pack: UUID) -> HttpResponse:
    """Take it back, with a reason."""
    found: BoardPack = request.found
    posted = request.method == "POST"
    form = WithdrawForm(request.POST if posted else None)
    back = reverse("improvement_cycle:board_pack", args=[request.actor.trust_slug, found.id])
    if posted and form.is_valid():
        act = lambda: actions.withdraw(actor=request.actor, pack_id=found.id, why=form.cleaned_data["why"])
        if attempt(form, act, refused_at="why"):
            messages.success(request, "The board pack is withdrawn.")
            return HttpResponseRedirect(back)
    context = {"form": form, "pack": found, "cancel_url": back, "today": timezone.localdate()}
    return answered(request, f"{TEMPLATE}withdraw.html", context, faulty=bool(form.errors), clashing=was_refused(form))


# What the buttons ask for.
REPORTS = {"pdf": papers.PDF.kind, "word": papers.WORD.kind}


@page(read=READ, find=queries.find_pack, place=lambda _found: None, methods=("POST",))
def report(request: TenantRequest, pack: UUID) -> HttpResponse:
    """Ask for it as PDF or Word: each reader's own file of the one frozen content."""
    kind = REPORTS.get(request.POST.get("as", ""))
    if kind is None:
        raise UnknownChoice("There is no such report. Choose one with the buttons of the board pack.")
    made = reports.ask(actor=request.actor, kind=kind, subject_id=request.found.id)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))
