"""The improvement plan of an academy's year: its pages, and the priorities that may come into it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat, ExtractYear

from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import PriorityState
from improvement_cycle.models import AcademyCycle, Objective, PlanAction, Priority
from improvement_cycle.models.priorities import with_page
from improvement_cycle.policies import priorities as policies
from improvement_cycle.policies.plans import BEFORE_NUMBER, OVERVIEW, InPlan, number_of, parts_of
from improvement_cycle.policies.year_end import to_confirm_words
from improvement_cycle.presets.implementation_guidance import editions
from improvement_cycle.queries.document_rows import row_of, rows_with_settings
from improvement_cycle.queries.documents import of_row
from improvement_cycle.queries.priorities import ShownPriority
from improvement_cycle.queries.priorities import of_row as priorities_of
from improvement_cycle.queries.rapid_plans import way_to
from improvement_cycle.workflow import PLAN, PLAN_RIGHTS, RAPID
from trust import documents
from trust.actors import Actor
from trust.models import Document, Section, SubmittedVersion
from trust.permissions import Permission, may
from trust.policies.contents import Part

PARTS = "_plan_parts"
NO_PRIORITY = "No priority has a page in this plan. Put an agreed one in first: the plan says how it is answered."


def parts_of_plan(row: AcademyCycle, *, again: bool = False) -> Sequence[Part]:
    """The pages that the plan of this year has now; read once, or anew after a priority came or went."""
    found: Sequence[Part] | None = None if again else row.__dict__.get(PARTS)
    if found is None:
        year = row.cycle.school_year.starts_on.year
        there = [each for each in _agreed(row, again=again) if _has_page(each)]
        pages = [InPlan(year, each["number"], each["statement"]) for each in there]
        found = row.__dict__[PARTS] = parts_of(pages, editions().get(row.cycle.model.guidance.get("edition", "")))
    return found


def _agreed(row: AcademyCycle, *, again: bool = False) -> Sequence[Mapping[str, Any]]:
    """Agreed priorities as they come with a row of `rows_with_settings`."""
    found: Sequence[Mapping[str, Any]] | None = None if again else getattr(row, "agreed_priorities", None)
    if found is None:
        found = rows_with_settings().get(id=row.id).agreed_priorities
        row.agreed_priorities = found  # type: ignore[attr-defined]
    return found


def _has_page(told: Mapping[str, Any]) -> bool:
    return policies.has_page(told["state"], keeps=told["keeps_page"])


def why_page_still(section: Section) -> str:
    """Why the rows beside a page do not change any more; empty as long as they may."""
    number = number_of(section.key) if section.document.kind == PLAN else 0
    states = (each["state"] for each in _agreed(row_of(section.document)) if each["number"] == number)
    return policies.why_still(next(states, "")) if number else ""


def lacking(document: Document) -> Sequence[str]:
    """A plan without a page for any priority plans nothing, and what came from an earlier year is read first."""
    pages = [part.key for part in parts_of_plan(row_of(document)) if number_of(part.key)]
    if not pages:
        return (NO_PRIORITY,)
    came = Section.objects.filter(document=document, key__in=pages)
    waits = (
        model.objects.filter(section__in=came, to_confirm=True).order_by().values("id")
        for model in (Objective, PlanAction)
    )
    many = next(waits).union(next(waits), all=True).count()
    return (to_confirm_words(many),) if many else ()


def gone() -> Any:
    """Sections of plans whose priority is not in the plan any more."""
    year = Cast(ExtractYear("academy_cycle__cycle__school_year__starts_on"), CharField())
    key = Concat(Value(BEFORE_NUMBER), year, Value("-"), Cast("number", CharField()))
    there = Priority.objects.filter(with_page(), academy_cycle_id=OuterRef("document__subject_id")).annotate(key=key)
    return (
        Section.objects.filter(document__kind=PLAN)
        .exclude(Exists(there.filter(key=OuterRef("key"))))
        .exclude(key=OVERVIEW)
    )


def plan_of(row: AcademyCycle) -> Document | None:
    """The plan of this year, if anybody has begun it."""
    return of_row(row, PLAN)


def rows_go(actor: Actor, document: Document, *_: object) -> dict[str, Any]:
    """Whether this person reads how the rows beside its pages go, and whether milestones are among them."""
    return {"reads_rows": documents.reads_what_stands(actor, document), "has_milestones": document.kind == PLAN}


def of_overview(actor: Actor, document: Document, _versions: Sequence[SubmittedVersion]) -> Mapping[str, Any]:
    """Agreed priorities without a page, for those who read priorities; who writes the plan puts them in."""
    row = row_of(document)
    goes = rows_go(actor, document) | {"rapid": way_to(actor, row), "rapid_pages": pages_of(RAPID)}
    if not may(actor, Permission.PRIORITY_READ, row):
        return goes
    return goes | {
        "to_put_in": [each for each in _agreed(row) if each["state"] == PriorityState.AGREED],
        "may_put_in": documents.is_open(document) and may(actor, PLAN_RIGHTS.write, row),
    }


def of_version(actor: Actor, version: SubmittedVersion) -> Mapping[str, Any]:
    """The priorities that the plan answers now, for those who read priorities."""
    row = row_of(version.document)
    if not may(actor, Permission.PRIORITY_READ, row):
        return {}
    return {"answered": [each for each in _agreed(row) if _has_page(each)]}


def of_section(actor: Actor, section: Section, _part: Part) -> Mapping[str, Any]:
    """The priority that the page answers, for those who read priorities."""
    row = row_of(section.document)
    number = number_of(section.key) if section.document.kind == PLAN else 0
    if not number or not may(actor, Permission.PRIORITY_READ, row):
        return {}
    found: ShownPriority | None = next((p for p in priorities_of(row) if p.priority.number == number), None)
    may_take_out = documents.is_open(section.document) and may(actor, PLAN_RIGHTS.write, row)
    return {"of_priority": found, "may_take_out": may_take_out}
