"""Rows beside a page of a plan: written while it is open, and told of once it is approved."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import plan_rows as actions
from improvement_cycle.document_pages import pages_of
from improvement_cycle.forms.documents import VERSION
from improvement_cycle.forms.plan_rows import CloseForm, RowForm, SeriesForm, standing
from improvement_cycle.models import PlanRow
from improvement_cycle.policies.plan_rows import CHECKS, KINDS
from improvement_cycle.policies.plans import number_of
from improvement_cycle.policies.priorities import why_still
from improvement_cycle.presenters import plan_rows as shown
from improvement_cycle.queries import plan_rows as queries
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.document_sections import sections_of
from improvement_cycle.queries.documents import YearDocument, find_section
from improvement_cycle.queries.plans import why_page_still
from improvement_cycle.queries.reviews import how_it_went, lines
from improvement_cycle.views.document_frame import ENTER, pages_here, section_frame, to
from improvement_cycle.views.outcome import answered, attempt, standing_beside, was_refused, with_seen
from improvement_cycle.workflow import PLAN
from trust import documents
from trust.errors import NotFound
from trust.models import Section
from trust.permissions import Permission, may
from trust.web import TenantRequest, page
from trust.words import counted

FORM = "improvement_cycle/plan/row_form.html"
BESIDE = "#rows"


def find_page(actor: Any, rows: str = "", **words: Any) -> Section:
    """A page of the draft whose rows this person writes. Raises NotFound for everybody else."""
    found = find_section(actor, **words)
    if rows not in queries.WITH_ROWS.get(found.document.kind, ()) or not documents.writes(actor, found):
        raise NotFound()
    return found


@page(read=ENTER, find=find_page, methods=("GET", "POST"))
def add(request: TenantRequest, kind: str, year: str, academy: str, section: str, rows: str) -> HttpResponse:
    """Add a row beside a page."""
    found: Section = request.found
    documents.check_open(found.document)
    of_kind, posted = KINDS[rows], request.method == "POST"
    form = RowForm(request.POST if posted else None, kind=of_kind, within=queries.within(found))
    if posted and form.is_valid():
        act = lambda: actions.add(actor=request.actor, section_id=found.id, rows=rows, given=form.said())
        if attempt(form, act, refused_at="text"):
            messages.success(request, f"The {of_kind.one} is added.")
            if "another" in request.POST:
                return to(request, "row_add", section, rows)
            return _back(request, section)
    more = {"title": f"Add {_a(of_kind.one)}", "submit": "Add it", "may_add_another": True}
    return _form(request, found, form, more)


def find_checks(actor: Any, **words: Any) -> Section:
    """A page of the draft whose checks this person writes."""
    return find_page(actor, rows=CHECKS, **words)


@page(read=ENTER, find=find_checks, methods=("GET", "POST"))
def series(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Add a check that comes again every few weeks."""
    found: Section = request.found
    documents.check_open(found.document)
    form = SeriesForm(request.POST if request.method == "POST" else None, within=queries.within(found))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = lambda: actions.add_checks(
            actor=request.actor, section_id=found.id, given=form.said(), last=data["last"], weeks=data["weeks"]
        )
        made = attempt(form, act, refused_at="last")
        if made:
            messages.success(request, f"{len(made)} {counted('check', len(made))} added.")
            return _back(request, section)
    return _form(request, found, form, {"title": "Add checks every few weeks", "submit": "Add them"})


def find_row_here(actor: Any, section: str = "", rows: str = "", row: UUID | None = None, **words: Any) -> Section:
    """The page of a row whose words this person writes; the row itself may have been taken away meanwhile."""
    found = find_page(actor, rows=rows, section=section, **words)
    try:
        standing_row = queries.find_row(actor, rows, row) if row else None
    except NotFound:
        standing_row = None
    if standing_row is not None and standing_row.section_id != found.id:
        raise NotFound()
    found.of_row = standing_row  # type: ignore[attr-defined]
    return found


@page(read=ENTER, find=find_row_here, methods=("POST",))
def stands(
    request: TenantRequest, kind: str, year: str, academy: str, section: str, rows: str, row: UUID
) -> HttpResponse:
    """What came from an earlier year stands as it is."""
    actions.confirm(actor=request.actor, rows=rows, row_id=row)
    messages.success(request, f"The {KINDS[rows].one} stands.")
    return _back(request, section)


@page(read=ENTER, find=find_row_here, methods=("GET", "POST"))
def change(
    request: TenantRequest, kind: str, year: str, academy: str, section: str, rows: str, row: UUID
) -> HttpResponse:
    """Change what a row says, or take it away."""
    found: Section = request.found
    of_kind, standing_row = KINDS[rows], found.of_row  # type: ignore[attr-defined]
    posted = request.method == "POST"
    if standing_row is None:
        return _gone(request, found, rows)
    if not posted:
        documents.check_open(found.document)
    if "remove" in request.POST:
        seen = request.POST.get("seen", "")
        actions.take_away(
            actor=request.actor, rows=rows, row_id=row, seen_version=int(seen) if VERSION.fullmatch(seen) else 0
        )
        messages.success(request, f"The {of_kind.one} is taken away.")
        return _back(request, section)
    within, stands = queries.within(found, standing_row), standing(of_kind, standing_row)
    form = RowForm(request.POST if posted else None, kind=of_kind, within=within, initial=stands)
    clash, beside = "", []
    if posted and form.is_valid():
        seen_version = form.cleaned_data["seen"] or 0
        act = lambda: actions.change(
            actor=request.actor, rows=rows, row_id=row, seen_version=seen_version, given=form.said()
        )
        if documents.is_open(found.document) and seen_version != standing_row.version:
            clash, beside = actions.CHANGED, standing_beside(form, stands)
            form = RowForm(with_seen(request.POST, standing_row.version), kind=of_kind, within=within, initial=stands)
        elif attempt(form, act, refused_at="text"):
            messages.success(request, f"The {of_kind.one} is saved.")
            return _back(request, section)
    more = {
        "title": f"Change {_a(of_kind.one)}",
        "submit": "Save",
        "clash": clash,
        "beside": beside,
        "stays": actions.why_it_stays(standing_row),
        "may_remove": True,
        "seen": standing_row.version,
    }
    return _form(request, found, form, more)


def _gone(request: TenantRequest, found: Section, rows: str) -> HttpResponse:
    """Somebody took the row away while it was open here: what was typed stays, to be added anew."""
    if request.method != "POST" or "remove" in request.POST:
        raise NotFound()
    documents.check_open(found.document)
    form = RowForm(request.POST, kind=KINDS[rows], within=queries.within(found))
    return _form(
        request, found, form, {"title": f"Add {_a(KINDS[rows].one)}", "submit": "Add it", "gone": True, "rows": rows}
    )


def _form(request: TenantRequest, found: Section, form: RowForm, more: dict[str, Any]) -> HttpResponse:
    context = section_frame(request, found) | {"form": form, "cancel_url": _back(request, found.key).url} | more
    clashing = bool(more.get("clash") or more.get("gone")) or was_refused(form)
    return answered(request, FORM, context, faulty=bool(form.errors), clashing=clashing)


def _back(request: TenantRequest, section: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{to(request, 'section', section).url}{BESIDE}")


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _around(request: TenantRequest, found: YearDocument) -> dict[str, Any]:
    """What stands around the pages of how a plan goes: nothing of what is to be looked at again in its text."""
    return {
        "pages": pages_here(request),
        "row": found.row,
        "document": found.document,
        "closed": found.row.cycle.closed_words,
    }


@page(read=ENTER, find=queries.find_plan)
def progress(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """How the whole plan goes: its pages with what is done, late and spent, and who does what."""
    found: YearDocument = request.found
    assert found.document is not None
    sections = [each for each in sections_of(found.document) if number_of(each.key)]
    rows = queries.rows_of_pages([each.id for each in sections])
    of_mine = (actions.leads(request.actor, row) for page in rows.values() for row in page.actions)
    context = (
        _around(request, found) | {"leads_some": any(of_mine)} | shown.whole_plan(sections, rows, timezone.localdate())
    )
    return render(request, "improvement_cycle/plan/progress.html", context)


@page(read=ENTER, find=queries.find_plan)
def progress_of(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """How one page of the plan goes: objectives, actions, timeline, monitoring."""
    found: YearDocument = request.found
    assert found.document is not None
    sections = [each for each in sections_of(found.document) if number_of(each.key)]
    here = next((each for each in sections if each.key == section), None)
    if here is None:
        raise NotFound()
    rows, year_row = queries.rows_of(here), row_of(found.document)
    is_told, still = documents.is_approved(found.document) and not year_row.cycle.is_closed, why_page_still(here)
    moves = is_told and not still
    tells_all = moves and documents.writes(request.actor, here)
    tells = frozenset(each.id for each in rows.actions if tells_all or (moves and actions.leads(request.actor, each)))
    context = _around(request, found) | {
        "section": here,
        "number": number_of(here.key),
        "pages_of_plan": [(each.key, number_of(each.key), each.title) for each in sections],
        "shown": shown.in_full(
            rows,
            number_of(here.key),
            queries.half_terms(year_row),
            timezone.localdate(),
            states=how_it_went(request.actor, year_row, [each.id for each in rows.objectives]),
            tells=tells,
        ),
        "tells_all": tells_all,
        "is_told": is_told,
        "still": still,
        "edits": documents.writes(request.actor, here) and documents.is_open(found.document),
        "priority": queries.priority_to_read(request.actor, here),
        "reads_row": may(request.actor, Permission.MATRIX_READ, year_row),
        # Milestones and reviews are of the annual plan.
        "is_annual": kind == PLAN,
        "reviews": [line for line in lines(request.actor, year_row) if line.is_handed_in] if kind == PLAN else [],
    }
    return render(request, "improvement_cycle/plan/progress_of.html", context)


@page(read=ENTER, find=queries.find_row_of_address, methods=("GET", "POST"))
def tell(
    request: TenantRequest, kind: str, year: str, academy: str, section: str, rows: str, row: UUID
) -> HttpResponse:
    """Say how an objective, an action, a milestone or a check goes; close it, or open it again."""
    found: PlanRow = request.found
    here, of_kind, posted = found.section, KINDS[rows], request.method == "POST"
    if posted and {"close", "open"} & request.POST.keys():
        return _closed(request, found, rows)
    within, stands = queries.within(here, found), standing(of_kind, found, progress=True)
    form = RowForm(request.POST if posted else None, kind=of_kind, within=within, progress=True, initial=stands)
    if posted and form.is_valid():
        seen_word = form.cleaned_data["seen"]
        beside = standing_beside(form, stands) if seen_word not in (None, stands["seen"]) else []
        act = lambda: actions.tell(actor=request.actor, rows=rows, row_id=row, given=form.said(), seen_word=seen_word)
        if attempt(form, act, refused_at=next(name for name in form.fields if name != "seen")):
            messages.success(request, "It is written down.")
            return _onward(request, found)
        if beside and _may_tell(request, found) and not getattr(found, "is_closed", False):
            typed = with_seen(request.POST, stands["seen"])
            form = RowForm(typed, kind=of_kind, within=within, progress=True, initial=stands)
            return _told(request, found, rows, form, beside=beside)
    return _told(request, found, rows, form)


def _may_tell(request: TenantRequest, found: PlanRow) -> bool:
    is_told = documents.is_approved(found.section.document) and not found.academy_cycle.cycle.is_closed
    return is_told and not _why_still(found) and actions.tells(request.actor, found)


def _why_still(found: PlanRow) -> str:
    return why_still(found.priority.state) if found.priority else ""


def _closed(request: TenantRequest, found: PlanRow, rows: str) -> HttpResponse:
    """Close a row with a reason, or open it again."""
    if "open" in request.POST:
        actions.open_again(actor=request.actor, rows=rows, row_id=found.id)
        messages.success(request, f"The {KINDS[rows].one} is open again.")
        return _onward(request, found)
    why = CloseForm(request.POST)
    if why.is_valid():
        act = lambda: actions.close(actor=request.actor, rows=rows, row_id=found.id, why=why.cleaned_data["why"])
        if attempt(why, act, refused_at="why"):
            messages.success(request, f"The {KINDS[rows].one} is closed.")
            return _onward(request, found)
    kind = KINDS[rows]
    form = RowForm(
        kind=kind,
        within=queries.within(found.section, found),
        progress=True,
        initial=standing(kind, found, progress=True),
    )
    return _told(request, found, rows, form, why)


def _onward(request: TenantRequest, found: PlanRow) -> HttpResponseRedirect:
    """Back to the page of the plan, or to one's own actions where the plan is not one's to read."""
    document, trust = found.section.document, request.actor.trust_slug
    if not documents.reads_what_stands(request.actor, document):
        return HttpResponseRedirect(reverse("improvement_cycle:my_actions", args=[trust]))
    row = found.academy_cycle
    name = pages_of(document.kind).at["progress_of"]
    args = [trust, row.cycle.school_year.key, row.academy.slug, found.section.key]
    return HttpResponseRedirect(f"{reverse(name, args=args)}")


def _told(
    request: TenantRequest,
    found: PlanRow,
    rows: str,
    form: RowForm,
    why: CloseForm | None = None,
    beside: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    of_kind, year_row = KINDS[rows], found.academy_cycle
    training = queries.training_of(row_of(found.section.document))
    planned = [
        (field.label, words)
        for field in of_kind.planned
        if field.key != "lead_name" and (words := queries.said_in(found, field.key, training))
    ]
    context = {
        "row": year_row,
        "section": found.section,
        "each": found,
        "rows": rows,
        "kind": of_kind,
        "planned": planned,
        "form": form,
        "may_tell": _may_tell(request, found),
        "still": _why_still(found),
        "clash": actions.CHANGED if beside else "",
        "beside": beside,
        "may_close": rows in ("objectives", "actions"),
        "why": why or CloseForm(),
        "meanings": shown.MEANINGS if "state" in form.fields else (),
        "pages": pages_of(found.section.document.kind),
        "reads_plan": documents.reads_what_stands(request.actor, found.section.document),
        "late": shown.late_words(found, timezone.localdate()) if rows == "actions" else "",  # type: ignore[arg-type]
    }
    return answered(
        request,
        "improvement_cycle/plan/tell.html",
        context,
        faulty=bool(form.errors or (why and why.errors)),
        clashing=bool(beside) or was_refused(form) or bool(why and was_refused(why)),
    )


@page(read=ENTER)
def mine(request: TenantRequest) -> HttpResponse:
    """The actions that one leads, in all plans that are approved."""
    found = queries.my_actions(request.actor)
    context = {
        "to_do": shown.listed(found.to_do, timezone.localdate()),
        "done": shown.listed(found.done, timezone.localdate()),
    }
    return render(request, "improvement_cycle/plan/mine.html", context)
