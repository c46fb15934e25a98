"""Take rows beside a page of the plan over from a spreadsheet: choose it, match its columns, look, then add."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from improvement_cycle.actions import row_imports as actions
from improvement_cycle.forms.row_imports import PREFIX, MatchRowsForm, TableFileForm
from improvement_cycle.models import RowImport
from improvement_cycle.policies.taking_over import reference
from improvement_cycle.presenters.sheets import headings_of, samples
from improvement_cycle.queries import row_imports as queries
from improvement_cycle.queries.documents import find_section
from improvement_cycle.queries.plan_rows import kinds_beside
from improvement_cycle.views.document_frame import ENTER, section_frame, to
from improvement_cycle.views.outcome import answered, attempt
from trust import documents
from trust.actions.waiting_files import is_expired
from trust.errors import BadInput, Conflict, NotFound
from trust.models import Section
from trust.web import TenantRequest, page
from trust.words import counted

CHOOSE, CHECK = "improvement_cycle/plan/rows_choose.html", "improvement_cycle/plan/rows_check.html"


def find_page(actor: Any, **words: Any) -> Section:
    """A page of the draft whose rows this person writes. Raises NotFound for everybody else, and where none stand."""
    found = find_section(actor, **words)
    if not documents.writes(actor, found) or not documents.part_of(found).is_numbered:
        raise NotFound()
    return found


@page(read=ENTER, find=find_page, methods=("GET", "POST"))
def choose(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Choose the file; it is read at once, and nothing of it is added yet."""
    found: Section = request.found
    documents.check_open(found.document)
    posted = request.method == "POST"
    form = TableFileForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        upload = form.cleaned_data["file"]
        act = lambda: actions.read(actor=request.actor, section_id=found.id, name=upload.name, content=upload.read())
        made = attempt(form, act)
        if made:
            return to(request, "rows_check", section, made.id)
    context = section_frame(request, found) | {"form": form, "back": _beside(request, section).url}
    return answered(request, CHOOSE, context, faulty=bool(form.errors))


@page(read=ENTER, find=find_page, methods=("GET", "POST"))
def check(request: TenantRequest, kind: str, year: str, academy: str, section: str, waiting: UUID) -> HttpResponse:
    """The columns as matched, what would be added, and the way to add it."""
    found: Section = request.found
    documents.check_open(found.document)
    table = queries.find_import(request.actor, found, waiting)
    if answer := _over(request, table):
        return answer
    if "add" in request.POST:
        return _added(request, table)
    form = _form(request, table)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = lambda: actions.match(
            actor=request.actor,
            import_id=table.id,
            section_id=found.id,
            rows=data["rows"],
            sheet=data["sheet"],
            header=data["header"] - 1,
            columns=form.chosen(),
        )
        if attempt(form, act):
            return HttpResponseRedirect(f"{request.path}#check")
    return _shown(request, table, form)


def _over(request: TenantRequest, table: RowImport) -> HttpResponse | None:
    """Placed already, or waited too long: the way on, with a sentence."""
    if table.placed_at is not None:
        messages.info(request, f"The rows of {table.name} are added already. Nothing was added a second time.")
        return _beside(request, table.section.key)
    if is_expired(table):
        messages.warning(request, f"{table.name} waited longer than a day. Choose it again.")
        return to(request, "rows_import", table.section.key)
    return None


def _added(request: TenantRequest, table: RowImport) -> HttpResponse:
    """Add what is ticked."""
    take = {int(each) for each in request.POST.getlist("take") if each.isascii() and each.isdecimal() and len(each) < 6}
    try:
        count = actions.put(
            actor=request.actor,
            import_id=table.id,
            section_id=table.section_id,
            seen=request.POST.get("seen", ""),
            take=take,
        )
    except (BadInput, Conflict) as fault:
        is_clash = isinstance(fault, Conflict)
        return _shown(request, table, _form(request, table), fault.message, take, is_clash=is_clash)
    rows = f"{count} {counted('row', count)} {'is' if count == 1 else 'are'}"
    messages.success(request, f"{rows} added from {table.name}.")
    return _beside(request, table.section.key)


def _beside(request: TenantRequest, section: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{to(request, 'section', section).url}#rows")


def _form(request: TenantRequest, table: RowImport) -> MatchRowsForm:
    tables, matched = queries.tables_of(table), queries.matched_of(table)
    columns = {f"{PREFIX}{column}": meant for column, meant in matched.columns.items()}
    return MatchRowsForm(
        request.POST if request.method == "POST" and "add" not in request.POST else None,
        sheets=[each.title for each in tables],
        headings=headings_of(tables[table.sheet], table.header),
        kind=matched.kind,
        kinds=kinds_beside(table.section.document.kind),
        initial={"rows": table.rows, "sheet": table.sheet, "header": table.header + 1, **columns},
    )


def _shown(
    request: TenantRequest,
    table: RowImport,
    form: MatchRowsForm,
    refused: str = "",
    ticked: set[int] | None = None,
    *,
    is_clash: bool = False,
) -> HttpResponse:
    tables, matched, found = queries.tables_of(table), queries.matched_of(table), queries.checked(table)
    sheet = tables[table.sheet]
    chosen = ticked if ticked is not None else found.proposed if found else ()
    context = section_frame(request, table.section) | {
        "table": table,
        "form": form,
        "kind": matched.kind,
        "columns": [
            (reference(0, number)[:-1], form[name], samples(sheet, table.header, number))
            for name, number in form.columns.items()
        ],
        "found": found,
        "ticks": [(line, line.number in chosen) for line in (found.sound if found else ())],
        "fault": matched.fault,
        "mark": actions.mark(table, found) if found else "",
        "hidden": table.content["hidden"],
        "is_cut": table.content["sheets"][table.sheet]["cut"],
        "many_sheets": len(tables) > 1,
        "refused": refused,
        "back": _beside(request, table.section.key).url,
    }
    return answered(
        request, CHECK, context, faulty=bool(form.errors) or bool(refused and not is_clash), clashing=is_clash
    )
