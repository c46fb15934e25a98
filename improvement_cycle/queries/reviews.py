"""Termly reviews of a plan: what they look at, what was said the term before, and how objectives went."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import TermOfYear
from improvement_cycle.models import AcademyCycle, Objective, ObjectiveReview, PlanAction
from improvement_cycle.models.priorities import with_page
from improvement_cycle.policies.plan_rows import OBJECTIVES
from improvement_cycle.policies.plans import number_of
from improvement_cycle.policies.reviews import BEFORE_ID, FIGURES, GOING, OVERALL, InReview, id_of, parts_of
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.document_versions import LastYear, in_words, versions_for
from improvement_cycle.queries.documents import of_row
from improvement_cycle.queries.terms import terms_of, three_of
from improvement_cycle.workflow import PLAN, REVIEWS
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Document, Section, SubmittedVersion
from trust.permissions import may
from trust.policies.contents import Part

PARTS, REVIEWS_READ = "_review_parts", "_reviews"  # what is read of a row once
# Also of priorities that are decided at the end of the year: what was written of them stays.
IN_PLAN = with_page("priority__")
NOT_YET = "Not handed in yet"
TERMS = [term.value for term in TermOfYear]
TERM_OF = {kind: term for term, kind in REVIEWS.items()}


def objectives_in(row: AcademyCycle) -> list[InReview]:
    """Those of the year's plan as it was last approved that are still worked on, in their order.

    While the plan is written again, what is changed in it is a draft, and nothing of it stands in a review.
    """
    there = Objective.objects.filter(IN_PLAN, academy_cycle=row, section__document__kind=PLAN, closed_at=None)
    approved: Any = (
        SubmittedVersion.objects.filter(
            document__kind=PLAN, document__subject_id=row.id, number=F("document__approved_number")
        )
        .annotate(worked_on=ArraySubquery(there.order_by().values("id")))
        .first()
    )
    if approved is None:
        return []
    return [each for each in objectives_of(approved.content) if each.id in approved.worked_on]


def objectives_of(content: Mapping[str, Any]) -> Iterator[InReview]:
    """The objectives in a version of a plan."""
    for section in content["sections"]:
        for field in section["fields"]:
            if field["key"] == OBJECTIVES and field["kind"] == "table":
                for row, told in zip(field["rows"], field["value"], strict=True):
                    label = f"{number_of(section['key'])}.{row['number']}"
                    text, measure, start, *targets = told
                    yield InReview(UUID(row["id"]), label, text, measure, start, tuple(targets))


def parts_of_review(row: AcademyCycle) -> Sequence[Part]:
    """The sections that a review of this year's plan has now; read once."""
    found: Sequence[Part] | None = row.__dict__.get(PARTS)
    if found is None:
        found = row.__dict__[PARTS] = parts_of(objectives_in(row))
    return found


def gone() -> Any:
    """Sections of reviews whose objective is not worked on any more."""
    here = Objective.objects.filter(IN_PLAN, closed_at=None).annotate(
        key=Concat(Value(BEFORE_ID), Cast("id", CharField()), output_field=CharField())
    )
    return (
        Section.objects.filter(document__kind__in=REVIEWS.values())
        .exclude(Exists(here.filter(key=OuterRef("key"))))
        .exclude(key=OVERALL)
    )


def plan_is_approved(row: AcademyCycle) -> bool:
    """Whether there is a plan to review, and nobody is writing it again."""
    plan = of_row(row, PLAN)
    return plan is not None and documents.is_approved(plan)


def term_dates(row: AcademyCycle, term: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a term of this year, by the academy's own dates where it has some; none where not set."""
    found = three_of(terms_of(row))
    return (found[TERMS.index(term)].begins, found[TERMS.index(term)].closes) if found else None


def not_yet(row: AcademyCycle, term: str) -> str:
    """Why the review of this term cannot be begun now; empty where it can."""
    if not plan_is_approved(row):
        return "A review looks at the objectives of the plan. It can be begun once the plan is approved."
    if not objectives_in(row):
        return "The plan has no objectives, and a review says how each is going. Once the plan is reopened, add them."
    begins = begins_later(row, term)
    if begins is None:
        return ""
    name = str(TermOfYear(term).label).lower()
    return f"The {name} term begins on {begins:%-d %B %Y}. Its review can be written from then on."


def begins_later(row: AcademyCycle, term: str) -> dt.date | None:
    """The first day of a term that is still to come."""
    dates = term_dates(row, term)
    return dates[0] if dates is not None and timezone.localdate() < dates[0] else None


def of_head(row: AcademyCycle, term: str) -> Mapping[str, Any]:
    """What stands above every page of a review: until when it is due, and where its plan is."""
    dates = term_dates(row, term)
    return {"due_on": dates and dates[1], "plan_at": pages_of(PLAN).at["overview"]}


def figures_of_version(document: Document) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """By section: what was wanted of its objective as the plan was approved, and what was reached that day."""
    found = objectives_in(row_of(document))
    reached = Objective.objects.in_bulk([each.id for each in found])
    made = {}
    for each in found:
        rows = [
            ["Reached", each.start, *(actual for _, actual, _ in reached[each.id].by_term)],
            ["Target", "", *each.targets],
        ]
        told = [row for row in rows if any(row[1:])]
        if told:
            made[each.key] = [
                {
                    "key": FIGURES,
                    "label": f"Figures in the plan: {each.measure}" if each.measure else "Figures in the plan",
                    "kind": "table",
                    "columns": ["Figure", "Start", *(str(term.label) for term in TermOfYear)],
                    "value": told,
                }
            ]
    return made


def before(actor: Actor, section: Section) -> LastYear | None:
    """What the review of the term before says in this section, as far as this person reads it."""
    row, term = row_of(section.document), TERM_OF[section.document.kind]
    for earlier in reversed(TERMS[: TERMS.index(term)]):
        document = of_row(row, REVIEWS[earlier])
        versions = versions_for(actor, document) if document else []
        found = versions[0].content["sections"] if versions else ()
        then = next((each for each in found if each["key"] == section.key), None)
        if then is not None:
            said = {field["key"]: field["value"] for field in then["fields"]}
            return LastYear(f"{TermOfYear(earlier).label} review", said)
    return None


def reviews_of(actor: Actor, row: AcademyCycle) -> Mapping[str, Document]:
    """The reviews of this year that were begun, by term, as far as they say anything to this person."""
    found: Sequence[Document] | None = row.__dict__.get(REVIEWS_READ)
    if found is None:
        last = SubmittedVersion.objects.filter(document=OuterRef("id"), number=OuterRef("number"))
        begun = Document.objects.filter(kind__in=REVIEWS.values(), subject_id=row.id)
        found = row.__dict__[REVIEWS_READ] = list(begun.annotate(asked=Subquery(last.values("approvers")[:1])))
    made = {}
    for each in found:
        each.subject = row
        if documents.reads_draft(actor, each) or reads_review(actor, each):
            made[TERM_OF[each.kind]] = each
    return made


def reads_review(actor: Actor, document: Document) -> bool:
    """Whether this person reads what was handed in of a review as it is now: answered, or waiting for the answer."""
    if documents.reads_submitted(actor, document):
        return True
    return document.state == DocumentState.APPROVED and documents.reads_approved(actor, document)


def how_it_went(actor: Actor, row: AcademyCycle, objectives: Sequence[UUID]) -> Mapping[UUID, Mapping[str, str]]:
    """How each of these went, by term, as far as this person reads the reviews that say so."""
    reads = [term for term, document in reviews_of(actor, row).items() if reads_review(actor, document)]
    made: dict[UUID, dict[str, str]] = {}
    found = ObjectiveReview.objects.filter(objective_id__in=objectives, term__in=reads)
    for objective, term, state in found.values_list("objective_id", "term", "state"):
        made.setdefault(objective, {})[term] = state
    return made


def of_section(actor: Actor, section: Section) -> Mapping[str, Any]:
    """What stands beside an objective's section: its figures in the plan and its actions, for those who read these now.

    While the plan is written again, that is who reads its draft.
    """
    key = id_of(section.key)
    if key is None:
        return {}
    objective = Objective.objects.select_related("section__document", "priority").filter(id=key).first()
    if objective is None:
        return {"is_of_objective": True}
    objective.section.document.subject = row_of(section.document)
    if not documents.reads_what_stands(actor, objective.section.document):
        return {"is_of_objective": True}
    actions = PlanAction.objects.filter(section=objective.section, closed_at=None).select_related("lead")
    own = [each for each in actions if each.objective_id == objective.id]
    told = {"is_of_objective": True, "objective": objective}
    return told | {"actions_of_it": own or [each for each in actions if each.objective_id is None]}


def said_of(content: Mapping[str, Any]) -> list[tuple[UUID, str, str]]:
    """What a version says of each objective: how it goes, and what it was called that day."""
    found = []
    for section in content["sections"]:
        key = id_of(section["key"])
        state = next((field["value"] for field in section["fields"] if field["key"] == GOING), "")
        if key is not None and state:
            found.append((key, state, section["title"]))
    return found


@dataclass(frozen=True)
class ReviewLine:
    """A review in the list of a plan: where its pages are, when it is due, and how far it is."""

    term: str
    address: str
    due_on: dt.date | None
    words: str
    is_handed_in: bool = False


def lines(actor: Actor, row: AcademyCycle) -> list[ReviewLine]:
    """The three reviews of a plan that is approved, for those to whom they say anything."""
    rights = documents.kind_named(REVIEWS[TERMS[0]]).rights
    begun, closes = reviews_of(actor, row), [each.closes for each in three_of(terms_of(row))]
    waits = may(actor, rights.write, row) or may(actor, rights.read, row)
    made = []
    for place, term in enumerate(TermOfYear):
        document = begun.get(term.value)
        if document is None and not waits:
            continue
        due_on = closes[place] if closes else None
        address = pages_of(REVIEWS[term]).at["overview"]
        is_told = document is not None and bool(document.number) and reads_review(actor, document)
        far = _far(actor, document) if document else _not_begun(row, term.value)
        made.append(ReviewLine(str(term.label), address, due_on, far, is_told))
    return made


def _not_begun(row: AcademyCycle, term: str) -> str:
    if row.cycle.is_closed:
        return "Nobody began it"
    begins = begins_later(row, term)
    return f"From {begins:%-d %B %Y}" if begins else NOT_YET


def _far(actor: Actor, document: Any) -> str:
    # Of a draft those know who read it: to the others nobody has handed it in yet.
    if not (document.number or documents.reads_draft(actor, document)):
        return NOT_YET
    if row_of(document).cycle.is_closed and document.state != DocumentState.APPROVED:
        return "Not answered" if document.state == DocumentState.SUBMITTED else "Not handed in"
    words = {
        DocumentState.DRAFT: "Being written",
        DocumentState.RETURNED: "Being written again",
        DocumentState.SUBMITTED: f"Waiting for {in_words(document.asked or ())}",
        DocumentState.APPROVED: "Answered and locked",
    }
    return words[DocumentState(document.state)]
