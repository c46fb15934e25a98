"""Termly reviews of a plan: what they look at, what was said the term before, and how objectives went."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import TermOfYear
from improvement_cycle.models import AcademyCycle, Objective, ObjectiveReview, PlanAction
from improvement_cycle.models.priorities import with_page
from improvement_cycle.policies.reviews import BEFORE_ID, GOING, OVERALL, InReview, id_of, parts_of
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
TERMS = [term.value for term in TermOfYear]
TERM_OF = {kind: term for term, kind in REVIEWS.items()}


def objectives_in(row: AcademyCycle) -> Any:
    """Those of the year's plan that are worked on, in their order."""
    found = Objective.objects.filter(IN_PLAN, academy_cycle=row, section__document__kind=PLAN, closed_at=None)
    return found.select_related("priority").order_by("priority__number", "number")


def parts_of_review(row: AcademyCycle) -> Sequence[Part]:
    """The sections that a review of this year's plan has now; read once."""
    found: Sequence[Part] | None = row.__dict__.get(PARTS)
    if found is None:
        found = row.__dict__[PARTS] = parts_of(in_review(each) for each in objectives_in(row))
    return found


def in_review(objective: Objective) -> InReview:
    """An objective as a review calls it."""
    number = objective.priority.number if objective.priority else ""
    return InReview(objective.id, f"{number}.{objective.number}", objective.text)


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
    """Whether there is a plan to review."""
    plan = of_row(row, PLAN)
    return plan is not None and documents.is_approved(plan)


def term_dates(row: AcademyCycle, term: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a term of this year, by the academy's own dates where it has some; none where not set."""
    found = three_of(terms_of(row))
    return (found[TERMS.index(term)].begins, found[TERMS.index(term)].closes) if found else None


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


def of_section(section: Section) -> Mapping[str, Any]:
    """What stands beside an objective's section: its figures in the plan, and its actions."""
    key = id_of(section.key)
    if key is None:
        return {}
    objective = Objective.objects.select_related("section", "priority").filter(id=key).first()
    if objective is None:
        return {}
    actions = PlanAction.objects.filter(section=objective.section, closed_at=None).select_related("lead")
    own = [each for each in actions if each.objective_id == objective.id]
    return {"objective": objective, "actions_of_it": own or [each for each in actions if each.objective_id is None]}


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
        made.append(ReviewLine(str(term.label), address, due_on, _far(actor, document), is_told))
    return made


def _far(actor: Actor, document: Any) -> str:
    # Of a draft those know who read it: to the others nobody has handed it in yet.
    if document is None or not (document.number or documents.reads_draft(actor, document)):
        return "Not handed in yet"
    words = {
        DocumentState.DRAFT: "Being written",
        DocumentState.RETURNED: "Being written again",
        DocumentState.SUBMITTED: f"Waiting for {in_words(document.asked or ())}",
        DocumentState.APPROVED: "Answered and locked",
    }
    return words[DocumentState(document.state)]
