"""A second kind of document beside the self-evaluation, for tests: an overview, and a section for each priority.

Other people may do other things with it, its parts come and go, and it adds blocks of its own to the pages. It lies
under `actions-in-short/`, with addresses of its own beside all others.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500
from improvement_cycle import urls as improvement_cycle
from improvement_cycle.actions import documents as actions
from improvement_cycle.document_pages import Blocks, DocumentPages, Words
from improvement_cycle.enums import Capability
from improvement_cycle.queries.document_rows import approvers_of_row, row_of
from improvement_cycle.registrations import register_document
from improvement_cycle.reports.documents import report_kinds
from improvement_cycle.urls import document_patterns
from trust import documents, reports
from trust.actors import Actor
from trust.documents import DocumentKind, Rights
from trust.models import Document, Section
from trust.permissions import Permission
from trust.policies.contents import Choice, Field, Part

__all__ = ["handler400", "handler403", "handler404", "handler500"]

KIND = "short_plan"
# Where SEF_RIGHTS say something else throughout: an administrator reads its drafts.
RIGHTS = Rights(
    write=Permission.VIEW_HEAD,
    write_given=Permission.FIGURE_REPORT,
    read=Permission.MATRIX_READ,
    read_draft=Permission.SETTINGS_MANAGE,
    read_approved=Permission.SNAPSHOT_READ,
    approve=Permission.STATUS_DECIDE,
)
OVERVIEW = Part("overview", "Overview", (Field("text", "In short", "rich", is_needed=True),))


def priority(key: str, title: str) -> Part:
    """A part that comes once somebody has it as a priority."""
    answers = (Choice("sure", "Sure to work"), Choice("unsure", "Worth a try"))
    return Part(
        key,
        title,
        (
            Field("hope", "Will it work?", "choice", choices=answers, without="Nobody knows yet"),
            Field("problem", "What is the problem?", "text", is_needed=True),
            Field("steps", "Steps", "lines"),
            Field("first", "Comes first", "marks", of="steps", hint="Do it first"),
        ),
        is_numbered=True,
    )


class Priorities:
    """What stands for the table of priorities."""

    def __init__(self) -> None:
        self.parts = [OVERVIEW, priority("reading", "Reading"), priority("attendance", "Attendance")]

    def gone(self) -> QuerySet[Section]:
        """As a kind asks its own tables."""
        return Section.objects.filter(document__kind=KIND).exclude(key__in=[part.key for part in self.parts])


def register(priorities: Priorities) -> None:
    """As registrations.py does it."""
    pdf, word = report_kinds(KIND, "Short plan")
    for report in (pdf, word):
        reports.register(report)
    kind = DocumentKind(
        kind=KIND,
        title="Short plan",
        rights=RIGHTS,
        workflow=documents.document_workflow(KIND, "Short plan", RIGHTS),
        place=row_of,
        parts=lambda _document: priorities.parts,
        approvers=lambda document: approvers_of_row(row_of(document)),
        hindrance=lambda document: row_of(document).cycle.closed_words,
        gone=priorities.gone,
    )
    pages = DocumentPages(
        kind=KIND,
        capability=Capability.PLAN.value,
        names="short",
        words=Words(one="short plan", many="short plans", before="An overview, and a page for each priority."),
        begin=partial(actions.begin, kind=KIND),
        reports={"pdf": pdf.kind, "word": word.kind},
        answer="hope",
        takes_word=False,
        blocks=Blocks(overview="components/empty.html"),
        of_overview=_of_overview,
    )
    register_document(kind, pages, in_menu=30, in_search=36)


def _of_overview(_actor: Actor, document: Document, versions: Any) -> Mapping[str, Any]:
    return {"title": f"{len(versions)} handed in of {document.title}"}


in_trust = [
    path("", include("trust.urls_in_trust")),
    path("", include("academies.urls")),
    path(
        "",
        include(
            (
                [*improvement_cycle.urlpatterns, *document_patterns("actions-in-short/", "short", KIND)],
                improvement_cycle.app_name,
            )
        ),
    ),
    path("api/v1/", include("config.api_urls")),
]
urlpatterns = [path("", include("trust.urls")), path("t/<slug:trust>/", include(in_trust))]
