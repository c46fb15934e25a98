"""One academy on a page, and many: from what was published and approved, never from a draft or a single view."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

from improvement_cycle.enums import Progress, TermOfYear
from improvement_cycle.models import AcademyCycle, Cycle, MatrixSnapshot, ObjectiveReview
from improvement_cycle.policies.plans import OVERVIEW
from improvement_cycle.queries.rows_by_address import row_finder
from improvement_cycle.queries.terms import terms_of_rows, three_of
from improvement_cycle.workflow import PLAN, REVIEWS
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Approval, Document, SubmittedVersion
from trust.permissions import Permission, may

NO_PAGE = "There is no such page of an academy."
_find = row_finder(lambda: AcademyCycle.objects.select_related("academy", "cycle__school_year"))


def row_of_address(actor: Actor, year: str, academy: str, **_: object) -> AcademyCycle:
    """An academy's year, for those who read it on a page. Raises NotFound for everybody else."""
    found = _find(year, academy)
    if found is None or not may(actor, Permission.SCHOOL_PAGE_READ, found):
        raise NotFound(NO_PAGE)
    return found


def row_to_print(actor: Actor, row_id: UUID, _version: str = "") -> AcademyCycle:
    """The same by its id."""
    found: AcademyCycle | None = (
        AcademyCycle.objects.select_related("academy", "cycle__school_year").filter(id=row_id).first()
    )
    if found is None or not may(actor, Permission.SCHOOL_PAGE_READ, found):
        raise NotFound(NO_PAGE)
    return found


def own_rows(actor: Actor, today: dt.date) -> list[AcademyCycle]:
    """This year, or the nearest, of the academies whose page this person reads."""
    found = AcademyCycle.objects.reached_by(actor, Permission.SCHOOL_PAGE_READ)
    rows = list(found.select_related("academy", "cycle__school_year").current_first(today)[:500])
    return [row for row in rows if row.cycle_id == rows[0].cycle_id]


def school_page(row: AcademyCycle) -> dict[str, Any] | None:
    """The page of one academy by what was published last in its year; None where nothing was published of it."""
    snapshot = MatrixSnapshot.objects.filter(cycle=row.cycle).first()
    if snapshot is None:
        return None
    made = school_pages(row.cycle, snapshot.content, {str(row.academy_id)})
    return {**made[0], "published_on": timezone.localdate(snapshot.published_at).isoformat()} if made else None


def school_pages(cycle: Cycle, content: Mapping[str, Any], academies: Collection[str]) -> list[dict[str, Any]]:
    """Pages of these academies as plain values, in the order of the published matrix: five questions for all."""
    told = [row for row in content["rows"] if row["academy_id"] in academies]
    rows = AcademyCycle.objects.filter(cycle=cycle, academy_id__in=[row["academy_id"] for row in told])
    by_academy = {str(row.academy_id): row for row in rows.select_related("academy", "cycle__school_year")}
    here = [by_academy[row["academy_id"]] for row in told if row["academy_id"] in by_academy]
    approved = _approved(here)
    progress = _progress(here, approved)
    titles = _titles(approved)
    terms = terms_of_rows(here) if here else {}
    labels = {each["key"]: each["label"] for each in content["columns"]}
    made = []
    for each in told:
        row = by_academy.get(each["academy_id"])
        plan = approved.get((row.id, PLAN)) if row else None
        made.append(
            {
                **each,
                "year": content["year"],
                "before": content["before"],
                "own_view_label": content.get("own_view", ""),
                "areas": [{**cell, "label": labels[cell["column"]]} for cell in each["cells"] if cell["applies"]],
                "plan_approved_on": _day(plan.approved_at) if plan else "",
                "priorities": titles.get(plan.id, []) if plan else [],
                "progress": progress.get(row.id, []) if row else [],
                "dates": _dates(cycle, three_of(terms[row.id]), {kind for of, kind in approved if of == row.id})
                if row
                else [],
            }
        )
    return made


def _approved(rows: Collection[AcademyCycle]) -> dict[tuple[UUID, str], Any]:
    """Plans and reviews that were approved, each with the day on which its last approved version was."""
    approvals = Approval.objects.filter(version__document=OuterRef("id"), version__number=OuterRef("approved_number"))
    last = approvals.order_by().values("version").annotate(last=Max("at")).values("last")
    found = Document.objects.filter(
        kind__in=(PLAN, *REVIEWS.values()), subject_id__in=[row.id for row in rows], approved_number__gt=0
    )
    return {(each.subject_id, each.kind): each for each in found.annotate(approved_at=Subquery(last[:1]))}


def _titles(approved: Mapping[tuple[UUID, str], Any]) -> dict[UUID, list[str]]:
    """The pages of each approved plan, by the version that was approved: they are named after its priorities."""
    plans = [each.id for (_, kind), each in approved.items() if kind == PLAN]
    versions = SubmittedVersion.objects.filter(document__in=plans, number=F("document__approved_number"))
    return {
        document: [section["title"] for section in content["sections"] if section["key"] != OVERVIEW]
        for document, content in versions.values_list("document_id", "content")
    }


def _progress(
    rows: Collection[AcademyCycle], approved: Mapping[tuple[UUID, str], Any]
) -> dict[UUID, list[dict[str, Any]]]:
    """How the objectives went, by term: only what stands in a review that was answered."""
    found = ObjectiveReview.objects.filter(objective__academy_cycle__in=[row.id for row in rows])
    counts: dict[tuple[UUID, str], Counter[str]] = defaultdict(Counter)
    for row, term, state, number in found.values_list("objective__academy_cycle_id", "term", "state", "number"):
        review = approved.get((row, REVIEWS[TermOfYear(term)]))
        if review is not None and review.approved_number == number:
            counts[row, term][state] += 1
    made: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for term in TermOfYear:
            if told := counts.get((row.id, term.value)):
                states = [[str(state.label), told[state.value]] for state in Progress if told[state.value]]
                made[row.id].append({"term": str(term.label), "states": states})
    return made


def _dates(cycle: Cycle, terms: Any, approved: Collection[str]) -> list[dict[str, str]]:
    """What is to come this year by the trust's own dates, without what is approved before its day.

    Visits and meetings are not everybody's to know.
    """
    today = timezone.localdate()
    found: list[tuple[dt.date | None, str]] = [
        (cycle.self_evaluations_due_on, "Self-evaluation due"),
    ]
    if PLAN in approved:
        found += [
            (days.closes, f"{term.label} review of the plan due")
            for term, days in zip(TermOfYear, terms, strict=False)
            if REVIEWS[term] not in approved
        ]
    else:
        # A plan rests on priorities that were agreed.
        found += [(cycle.priorities_due_on, "Priorities to be agreed"), (cycle.plans_due_on, "Improvement plan due")]
    return [
        {"what": what, "on": day.isoformat()}
        for day, what in sorted((day, what) for day, what in found if day is not None and day >= today)
    ]


def _day(moment: dt.datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
