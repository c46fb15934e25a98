"""The kinds of documents of an academy's year, each with its pages. Called once at start."""

from functools import partial
from itertools import chain

from improvement_cycle import document_pages
from improvement_cycle.actions import plans as plan_actions
from improvement_cycle.actions import self_evaluations
from improvement_cycle.document_pages import Blocks, DocumentPages, Words
from improvement_cycle.enums import Capability
from improvement_cycle.policies.self_evaluation import GRADE
from improvement_cycle.presenters import plan_rows, self_evaluation
from improvement_cycle.presenters.logic_model import logic_model
from improvement_cycle.queries import found
from improvement_cycle.queries import plans as plan_queries
from improvement_cycle.queries.document_rows import approvers_of_row, row_of
from improvement_cycle.queries.plan_rows import fields_of_version
from improvement_cycle.queries.section_evidence import evidence_fields, standing
from improvement_cycle.queries.self_evaluations import parts_of_row
from improvement_cycle.queries.to_answer import answering, documents_waiting
from improvement_cycle.reports import plans as plan_reports
from improvement_cycle.reports.self_evaluation import PDF, WORD
from improvement_cycle.workflow import IMPROVEMENT_PLAN, PLAN, PLAN_RIGHTS, SEF, SEF_RIGHTS, SELF_EVALUATION
from trust import documents, feed, menu, reports, search, waiting
from trust.documents import DocumentKind

SEF_KIND = DocumentKind(
    kind=SEF,
    title="Self-evaluation",
    rights=SEF_RIGHTS,
    workflow=SELF_EVALUATION,
    place=row_of,
    parts=lambda document: parts_of_row(row_of(document)),
    approvers=lambda document: approvers_of_row(row_of(document)),
    beside=lambda document: evidence_fields(row_of(document)),
    hindrance=lambda document: row_of(document).cycle.closed_words,
)
SEF_PAGES = DocumentPages(
    kind=SEF,
    capability=Capability.SELF_EVALUATION.value,
    names="sef",
    words=Words(
        one="self-evaluation",
        many="self-evaluations",
        before=(
            "It has a section for each key area, and three around them: context, what has changed since the last"
            " inspection, and a summary."
        ),
    ),
    begin=self_evaluations.begin,
    reports={"pdf": PDF.kind, "word": WORD.kind},
    answer=GRADE,
    own=("evidence", "figures"),
    blocks=Blocks(
        overview="improvement_cycle/sef/suggested.html",
        after_field="improvement_cycle/sef/evidence_after.html",
        after_text="improvement_cycle/sef/evidence_read.html",
        beside="improvement_cycle/sef/beside.html",
    ),
    of_overview=self_evaluation.of_overview,
    of_section=self_evaluation.of_section,
    opened=standing,
)


PLAN_KIND = DocumentKind(
    kind=PLAN,
    title="Improvement plan",
    rights=PLAN_RIGHTS,
    workflow=IMPROVEMENT_PLAN,
    place=row_of,
    parts=lambda document: plan_queries.parts_of_plan(row_of(document)),
    approvers=lambda document: approvers_of_row(row_of(document)),
    beside=fields_of_version,
    hindrance=lambda document: row_of(document).cycle.closed_words,
    lacking=plan_queries.lacking,
    gone=plan_queries.gone,
)
PLAN_PAGES = DocumentPages(
    kind=PLAN,
    capability=Capability.PLAN.value,
    names="plan",
    words=Words(
        one="improvement plan",
        many="improvement plans",
        before=(
            "It has a page for each agreed priority, from the problem to what will be different for pupils, and one for"
            " the plan as a whole."
        ),
    ),
    begin=plan_actions.begin,
    reports={"pdf": plan_reports.PDF.kind, "word": plan_reports.WORD.kind},
    own=("row_add", "row", "row_stands", "progress", "progress_of", "tell"),
    takes_word=False,
    blocks=Blocks(
        overview="improvement_cycle/plan/overview.html",
        below="improvement_cycle/plan/rows.html",
        arranged="improvement_cycle/plan/logic_model.html",
        beside="improvement_cycle/plan/beside.html",
        version="improvement_cycle/plan/version.html",
    ),
    arranged=logic_model,
    of_overview=plan_queries.of_overview,
    of_section=plan_rows.of_section,
    of_version=plan_queries.of_version,
)


def register_documents() -> None:
    """Make them known."""
    for report in (PDF, WORD, plan_reports.PDF, plan_reports.WORD):
        reports.register(report)
    register_document(SEF_KIND, SEF_PAGES, in_menu=20, in_search=35)
    register_document(PLAN_KIND, PLAN_PAGES, in_menu=22, in_search=38)


def register_document(kind: DocumentKind, pages: DocumentPages, *, in_menu: int, in_search: int) -> None:
    """One kind, with all that the house shows of it: menu, search, feed, and what waits for whom."""
    documents.register(kind)
    document_pages.register(pages)
    rights = kind.rights
    for permission in (rights.read, rights.read_approved):
        menu.register(menu.MenuEntry(kind.title, pages.at["home"], permission, in_menu, capability=pages.capability))
    feed.declare(rights.read, kind.kind)
    # One source for all kinds: however many there are, they are asked together.
    asked = [answering(documents.kind_named(each).rights) for each in document_pages.kinds()]
    waiting.register(waiting.WaitingSource("documents", tuple(chain.from_iterable(asked)), documents_waiting))
    # Whoever reads or writes one, be it one section of it.
    reading = (rights.read, rights.read_approved, rights.write, rights.write_given)
    find = partial(found.sections, kind=kind.kind)
    search.register(search.SearchSource(f"{kind.kind}s", kind.title, in_search, reading, find))
