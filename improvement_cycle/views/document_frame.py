"""What stands around every page of a document of an academy's year, whatever its kind."""

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from improvement_cycle.document_pages import DocumentPages, pages_of
from improvement_cycle.presenters import documents as shown
from improvement_cycle.queries.document_comments import note_on_top, talks_over
from improvement_cycle.queries.document_readers import readers_of
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.document_sections import sections_of
from improvement_cycle.queries.document_versions import last_version_before
from improvement_cycle.queries.documents import comes_to, may_begin
from trust import documents
from trust.errors import NotFound
from trust.models import Document, Section
from trust.permissions import Permission
from trust.web import TenantRequest

ENTER = Permission.TRUST_ENTER


def pages_here(request: TenantRequest) -> DocumentPages:
    """The pages of the kind that the address means."""
    found = request.found
    return pages_of(found.document.kind if isinstance(found, Section) else found.kind)


def row_here(request: TenantRequest) -> Any:
    """The row of what the address means, be it the document or a section of it."""
    found = request.found
    return row_of(found.document) if isinstance(found, Section) else found.row


def to(request: TenantRequest, page: str, *more: Any) -> HttpResponseRedirect:
    """On to another page of the same document."""
    row = row_here(request)
    args = [request.actor.trust_slug, row.cycle.school_year.key, row.academy.slug, *more]
    return HttpResponseRedirect(reverse(pages_here(request).at[page], args=args))


def document_of(request: TenantRequest) -> Document:
    """The document of the address. Raises NotFound where nobody has begun it."""
    document: Document | None = request.found.document
    if document is None:
        raise NotFound(f"Nobody has begun this {pages_here(request).words.one} yet.")
    return document


def frame(request: TenantRequest, document: Document | None, current: str = "") -> dict[str, Any]:
    """What every page of a document shows around its own matter."""
    actor, row, pages = request.actor, row_here(request), pages_here(request)
    if document is None:
        may = may_begin(actor, pages.kind, row)
        last = last_version_before(actor, row, pages.kind) if may else None
        # Those who would write it are told why there is none.
        not_brought = "" if may or comes_to(pages.kind, row) else pages.not_brought
        around = {"pages": pages, "row": row, "document": None, **pages.of_head(row)}
        around |= {"not_yet": pages.not_yet(row) if may else "", "closed": row.cycle.closed_words}
        return around | {"may_begin": may, "begin_from": last, "not_brought": not_brought}
    rows = sections_of(document)
    reads_all = documents.reads_draft(actor, document)
    open_to = {each.key: reads_all or documents.writes(actor, each) for each in rows}
    parts = documents.parts_of(document).values()
    # How far a draft is tells something of it: only those see it who read it.
    said = shown.section_lines(parts, rows, pages.words, answer=pages.answer, current=current, reader=actor.name)
    lines = [line for line in said if open_to[line.key]]
    return head(request, document) | {
        "sections": rows,
        "lines": lines,
        "done": sum(line.state == "done" for line in lines),
        "unanswered": shown.unanswered_words(lines),
        "reads_draft": reads_all or any(open_to.values()),
    }


def head(request: TenantRequest, document: Document) -> dict[str, Any]:
    """What stands above every page of one that was begun."""
    actor = request.actor
    # What is to be looked at again is between those who write and those who answer.
    talks = isinstance(request.found, Section) or talks_over(actor, document)
    closed = row_here(request).cycle.closed_words
    return {
        "pages": pages_here(request),
        "row": row_here(request),
        "document": document,
        "writes_all": documents.writes_all(actor, document),
        "readers": (pages_here(request).readers or readers_of)(actor, document),
        "talks": talks,
        "note": note_on_top(document) if talks else None,
        "may_answer": documents.approves(actor, document) and not closed,
        "is_open": documents.is_open(document),
        "closed": closed,
        **pages_here(request).of_head(row_here(request)),
    }


def section_frame(request: TenantRequest, found: Section) -> dict[str, Any]:
    """What every page of a section shows."""
    return frame(request, found.document, found.key) | {
        "section": found,
        "part": documents.part_of(found),
        "may_write": documents.writes(request.actor, found) and documents.is_open(found.document),
    }
