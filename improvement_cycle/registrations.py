"""The kinds of documents of an academy's year, each with its pages. Called once at start."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from improvement_cycle import document_pages
from improvement_cycle.actions import plans as plan_actions
from improvement_cycle.actions import rapid_plans, self_evaluations
from improvement_cycle.actions import reviews as review_actions
from improvement_cycle.actions.open_reviews import plan_moved, review_moved
from improvement_cycle.actions.promises import keep_by_document
from improvement_cycle.actions.rows_at_hand import hold_row
from improvement_cycle.document_pages import Blocks, DocumentPages, Words
from improvement_cycle.enums import Capability, TermOfYear
from improvement_cycle.policies.rapid_plans import NOT_BROUGHT
from improvement_cycle.policies.rapid_plans import parts as rapid_parts
from improvement_cycle.policies.reviews import CHOICES, GOING
from improvement_cycle.policies.self_evaluation import GRADE
from improvement_cycle.policies.visits import parts_of as visit_parts
from improvement_cycle.presenters import plan_rows, self_evaluation
from improvement_cycle.presenters.logic_model import logic_model
from improvement_cycle.presenters.plan_rows import MEANINGS
from improvement_cycle.queries import found
from improvement_cycle.queries import plans as plan_queries
from improvement_cycle.queries import reviews as review_queries
from improvement_cycle.queries.document_readers import readers_of_rapid
from improvement_cycle.queries.document_rows import approvers_of_review, approvers_of_row, row_of
from improvement_cycle.queries.plan_rows import fields_of_version, hints_of_plan
from improvement_cycle.queries.rapid_plans import brought_to
from improvement_cycle.queries.section_evidence import evidence_fields, standing
from improvement_cycle.queries.self_evaluations import parts_of_row
from improvement_cycle.queries.to_answer import answering, documents_waiting
from improvement_cycle.queries.visit_reports import admits, follow_up_fields, visit_of
from improvement_cycle.queries.visits_found import found_visits
from improvement_cycle.reports import plans as plan_reports
from improvement_cycle.reports import rapid_plans as rapid_reports
from improvement_cycle.reports import reviews as review_reports
from improvement_cycle.reports import visits as visit_reports
from improvement_cycle.reports.self_evaluation import PDF, WORD
from improvement_cycle.workflow import (
    IMPROVEMENT_PLAN,
    PLAN,
    PLAN_RIGHTS,
    RAPID,
    RAPID_PLAN,
    RAPID_RIGHTS,
    REVIEW_WORKFLOWS,
    REVIEWS,
    SEF,
    SEF_RIGHTS,
    SELF_EVALUATION,
)
from improvement_cycle.workflow.visits import REPORT, REPORT_RIGHTS, VISIT_REPORT
from trust import documents, feed, menu, reports, search, waiting
from trust.actors import Actor
from trust.documents import DocumentKind
from trust.enums import Role
from trust.models import Document, SubmittedVersion
from trust.permissions import Permission

# Pages that a kind has with rows beside its pages: urls.row_patterns.
ROW_PAGES = ("row_add", "series", "row", "row_stands", "rows_import", "rows_check", "progress", "progress_of", "tell")

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
    handed_in=keep_by_document,
    hold=hold_row,
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


def plan_overview(actor: Actor, document: Document, versions: Sequence[SubmittedVersion]) -> Mapping[str, Any]:
    """What stands below what comes next: agreed priorities without a page, and the termly reviews."""
    found = dict(plan_queries.of_overview(actor, document, versions))
    if document.approved_number:
        found["reviews"] = review_queries.lines(actor, row_of(document))
    return found


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
    handed_in=keep_by_document,
    hold=hold_row,
    moved=plan_moved,
    hints=hints_of_plan,
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
    own=ROW_PAGES,
    takes_word=False,
    blocks=Blocks(
        overview="improvement_cycle/plan/overview.html",
        below="improvement_cycle/plan/rows.html",
        arranged="improvement_cycle/plan/logic_model.html",
        beside="improvement_cycle/plan/beside.html",
        version="improvement_cycle/plan/version.html",
    ),
    arranged=logic_model,
    of_overview=plan_overview,
    of_section=plan_rows.of_section,
    of_version=plan_queries.of_version,
)

RAPID_KIND = DocumentKind(
    kind=RAPID,
    title="Rapid improvement plan",
    rights=RAPID_RIGHTS,
    workflow=RAPID_PLAN,
    place=row_of,
    parts=lambda _document: rapid_parts(),
    approvers=lambda _document: (Role.CHIEF_EXECUTIVE.value,),
    beside=fields_of_version,
    hindrance=lambda document: row_of(document).cycle.closed_words,
    handed_in=keep_by_document,
    hold=hold_row,
)
RAPID_PAGES = DocumentPages(
    kind=RAPID,
    capability=Capability.PLAN.value,
    names="rapid",
    words=Words(
        one="rapid improvement plan",
        many="rapid improvement plans",
        before="It says why now, and has a page for each of up to three things that must change within weeks.",
        writer="the director",
        whose="the director and the academy",
        given="Leaders of the academy",
        reopens="the chief executive",
        page="thing to change",
        pages="things to change",
    ),
    begin=rapid_plans.begin,
    reports={"pdf": rapid_reports.PDF.kind, "word": rapid_reports.WORD.kind},
    own=ROW_PAGES,
    takes_word=False,
    brought_to=brought_to,
    not_brought=NOT_BROUGHT,
    readers=readers_of_rapid,
    blocks=Blocks(overview="improvement_cycle/plan/overview.html", below="improvement_cycle/plan/rows.html"),
    of_overview=plan_queries.rows_go,
    of_section=plan_rows.of_section,
)


def _review_handed_in(version: SubmittedVersion) -> None:
    review_actions.keep_states(version)
    keep_by_document(version)


def review_kind(term: TermOfYear) -> DocumentKind:
    """The review of a plan at the end of this term."""
    return DocumentKind(
        kind=REVIEWS[term],
        title=f"{term.label} review of the plan",
        rights=PLAN_RIGHTS,
        workflow=REVIEW_WORKFLOWS[term],
        place=row_of,
        parts=lambda document: review_queries.parts_of_review(row_of(document)),
        approvers=lambda document: approvers_of_review(row_of(document)),
        beside=review_queries.figures_of_version,
        handed_in=_review_handed_in,
        hindrance=lambda document: row_of(document).cycle.closed_words,
        hold=hold_row,
        moved=review_moved,
        gone=review_queries.gone,
    )


def review_pages(term: TermOfYear) -> DocumentPages:
    """Its pages."""
    kind, name = REVIEWS[term], term.label.lower()
    pdf, word = review_reports.KINDS[kind]
    return DocumentPages(
        kind=kind,
        capability=Capability.PLAN.value,
        names=kind,
        words=Words(
            one=f"{name} review",
            many=f"{name} reviews",
            before=(
                "It has a section for each objective of the plan, and the overall statement last. What the words mean"
                " stands beside them, and is the same in every academy."
            ),
            last="last term",
            answer="say a word on it and lock it, or give it back",
            answered="answered",
            done="Reviewed",
            todo="Not reviewed yet",
        ),
        begin=partial(review_actions.begin, term=term.value),
        reports={"pdf": pdf.kind, "word": word.kind},
        answer=GOING,
        answers=CHOICES,
        takes_word=False,
        earlier=review_queries.before,
        not_yet=partial(review_queries.not_yet, term=term.value),
        of_head=partial(review_queries.of_head, term=term.value),
        asks_comment=True,
        blocks=Blocks(
            head="improvement_cycle/reviews/head.html",
            above="improvement_cycle/reviews/figures.html",
            beside="improvement_cycle/reviews/beside.html",
        ),
        of_section=lambda actor, section, _part: {**review_queries.of_section(actor, section), "meanings": MEANINGS},
    )


VISIT_REPORT_KIND = DocumentKind(
    kind=REPORT,
    title="Report of a visit",
    rights=REPORT_RIGHTS,
    workflow=VISIT_REPORT,
    place=visit_of,
    parts=lambda document: visit_parts(visit_of(document).kind),
    approvers=lambda _document: (),
    beside=follow_up_fields,
    hindrance=lambda document: visit_of(document).closed_words,
    admits=admits,
)


def register_documents() -> None:
    """Make them known."""
    kinds = (
        *(PDF, WORD, plan_reports.PDF, plan_reports.WORD, rapid_reports.PDF, rapid_reports.WORD),
        *chain.from_iterable(review_reports.KINDS.values()),
    )
    for report in kinds:
        reports.register(report)
    register_document(SEF_KIND, SEF_PAGES, in_menu=20, in_search=35)
    register_document(PLAN_KIND, PLAN_PAGES, in_menu=22, in_search=38)
    # In no menu: they are reached from the plan, from the page of the year, and from what is due.
    register_document(RAPID_KIND, RAPID_PAGES, in_search=40)
    for term in TermOfYear:
        register_document(review_kind(term), review_pages(term))
    register_search(tuple(REVIEWS.values()), "Reviews of the plan", 39)
    # It has pages of its own, and its lines in the feed are those of the visit: its kind alone is known here.
    documents.register(VISIT_REPORT_KIND)
    for report in (visit_reports.PDF, visit_reports.WORD):
        reports.register(report)
    holding = (Permission.VISIT_READ, Permission.VISIT_CARRY_OUT)
    search.register(search.SearchSource("visits", "Visits", 41, holding, found_visits))
    for permission in holding:
        capability = Capability.VISITS.value
        menu.register(menu.MenuEntry("Visits", "improvement_cycle:visits", permission, 23, capability=capability))


def register_document(
    kind: DocumentKind, pages: DocumentPages, *, in_menu: int | None = None, in_search: int | None = None
) -> None:
    """One kind, with all that the house shows of it: menu, search, feed, and what waits for whom."""
    documents.register(kind)
    document_pages.register(pages)
    rights = kind.rights
    if in_menu is not None:
        for permission in (rights.read, rights.read_approved):
            menu.register(
                menu.MenuEntry(kind.title, pages.at["home"], permission, in_menu, capability=pages.capability)
            )
    feed.declare(rights.read, kind.kind)
    # One source for all kinds: however many there are, they are asked together.
    asked = [answering(documents.kind_named(each).rights) for each in document_pages.kinds()]
    waiting.register(waiting.WaitingSource("documents", tuple(chain.from_iterable(asked)), documents_waiting))
    if in_search is not None:
        register_search((kind.kind,), kind.title, in_search)


def register_search(kinds: tuple[str, ...], title: str, order: int) -> None:
    """Kinds that have the same rights are searched together."""
    rights = documents.kind_named(kinds[0]).rights
    # Whoever reads or writes one, be it one section of it.
    reading = (rights.read, rights.read_approved, rights.write, rights.write_given)
    find = partial(found.sections, kinds=kinds)
    search.register(search.SearchSource(f"{kinds[0]}s", title, order, reading, find))
