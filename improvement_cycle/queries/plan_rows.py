"""Rows beside the pages of a plan: those a person reads, by page, and what they may refer to."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from improvement_cycle.enums import CycleState, PriorityState, TermOfYear
from improvement_cycle.models import (
    AcademyCycle,
    Milestone,
    MonitoringCheck,
    Objective,
    PlanAction,
    PlanRow,
    Priority,
    PriorityAlignment,
    PriorityBasis,
)
from improvement_cycle.models.priorities import with_page
from improvement_cycle.policies.plan_rows import (
    ACTIONS,
    CHECKS,
    KINDS,
    MILESTONES,
    OBJECTIVES,
    RowKind,
    Within,
    in_words,
)
from improvement_cycle.policies.plans import number_of
from improvement_cycle.policies.timeline import HalfTerm, halves
from improvement_cycle.presets.lists import listed
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.documents import YearDocument, find
from improvement_cycle.queries.leading import is_still_led, led_by, people_to_lead
from improvement_cycle.queries.terms import terms_of
from improvement_cycle.workflow import PLAN, RAPID
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import NotFound
from trust.models import Document, Section
from trust.permissions import Permission

MODELS: Mapping[str, type[PlanRow]] = {
    OBJECTIVES: Objective,
    ACTIONS: PlanAction,
    MILESTONES: Milestone,
    CHECKS: MonitoringCheck,
}
# The kinds of documents whose pages have rows, and of which kinds. A rapid plan thinks in weeks, not in half terms.
WITH_ROWS: Mapping[str, tuple[str, ...]] = {PLAN: tuple(KINDS), RAPID: (OBJECTIVES, ACTIONS, CHECKS)}
FROZEN = (DocumentState.SUBMITTED, DocumentState.APPROVED)
# Actions of priorities that are decided, such as carried forward, remind nobody any more.
WORKED_ON = Q(priority=None) | Q(priority__state=PriorityState.IN_PLAN)


@dataclass(frozen=True)
class PageRows:
    """The rows beside one page of a plan."""

    objectives: Sequence[Objective] = ()
    actions: Sequence[PlanAction] = ()
    milestones: Sequence[Milestone] = ()
    checks: Sequence[MonitoringCheck] = ()

    def of(self, kind: str) -> Sequence[PlanRow]:
        """Those of one kind."""
        rows: Sequence[PlanRow] = getattr(self, kind)
        return rows

    @property
    def open_actions(self) -> list[PlanAction]:
        """Those that are still to be done or were done."""
        return [each for each in self.actions if not each.is_closed]

    @property
    def cost(self) -> Decimal:
        """Of all actions that are not closed."""
        return sum((each.cost for each in self.open_actions if each.cost is not None), Decimal(0))

    @property
    def spent(self) -> Decimal:
        """So far, whether closed or not."""
        return sum((each.spent for each in self.actions if each.spent is not None), Decimal(0))

    def late(self, today: dt.date) -> list[PlanAction]:
        """Actions whose last day has passed without their being complete."""
        return [each for each in self.open_actions if each.done_on is None and each.ends_on < today]


def visible(actor: Actor, model: type[PlanRow]) -> Any:
    """The rows this person reads: as drafts are read, and what was handed in while it is as it was handed in.

    Trustees and governors read versions and answered reviews, never the rows themselves. Whoever leads an action reads
    it once the plan is approved.
    """
    seen = Q(pk__in=())
    for kind in WITH_ROWS:
        rights = documents.kind_named(kind).rights
        whole = _at(actor, rights.write) | _at(actor, rights.read_draft)
        handed_in = Q(section__document__is_shared=True) | Q(section__document__state__in=FROZEN)
        approved = Q(section__document__state=DocumentState.APPROVED)
        mine = Q(section__writers__isnull=False, section__writers__membership_id=actor.membership_id)
        given = _at(actor, rights.write_given) & mine
        reads = whole | (_at(actor, rights.read) & handed_in)
        if rights.follow is not None:
            reads |= _at(actor, rights.follow) & approved
        seen |= Q(section__document__kind=kind) & reads
        seen |= Q(section__document__kind=kind) & given
    if model is PlanAction and actor.membership_id is not None:
        seen |= led_by(actor) & Q(section__document__state=DocumentState.APPROVED)
    # Rows of a priority that was taken out of the plan are kept, and come back with it.
    in_plan = Q(priority=None) | with_page("priority__")
    return model.objects.filter(id__in=model.objects.filter(seen, in_plan).values("id"))


def _at(actor: Actor, permission: Permission) -> Q:
    return Q(academy_cycle__in=AcademyCycle.objects.reached_by(actor, permission).values("id"))


def find_row(actor: Actor, rows: str, row: UUID) -> PlanRow:
    """One row, for those who read it. Raises NotFound for everybody else, and for kinds that there are not."""
    if rows not in KINDS:
        raise NotFound()
    found: PlanRow | None = _whole(visible(actor, MODELS[rows])).filter(id=row).first()
    if found is None:
        raise NotFound(f"There is no such {KINDS[rows].one}.")
    return found


def rows_to_read(actor: Actor, rows: str, row_id: UUID) -> Any:
    """The rows of one kind in the plan of an academy's year, page by page. Raises NotFound for a kind there is not."""
    if rows not in KINDS:
        raise NotFound()
    found = _whole(visible(actor, MODELS[rows])).filter(academy_cycle_id=row_id, section__document__kind=PLAN)
    return found.order_by("section__order", "number", "id")


def _whole(found: Any) -> Any:
    found = found.select_related(
        "section__document", "academy_cycle__academy", "academy_cycle__cycle__school_year", "priority"
    )
    return _led(found) if found.model is PlanAction else found


def _led(actions: Any) -> Any:
    return actions.select_related("lead", "objective").annotate(lead_is_here=is_still_led())


def kinds_beside(document_kind: str) -> tuple[RowKind, ...]:
    """The kinds of rows beside the pages of this kind of document."""
    return tuple(KINDS[key] for key in WITH_ROWS.get(document_kind, ()))


def rows_of_pages(section_ids: Sequence[UUID]) -> Mapping[UUID, PageRows]:
    """The rows beside these pages, whoever may read the pages: a question for each kind, however many pages."""
    found: dict[UUID, dict[str, list[Any]]] = {each: {} for each in section_ids}
    for key, model in MODELS.items():
        rows = model.objects.filter(section_id__in=section_ids)
        if model is PlanAction:
            rows = _led(rows)
        for row in rows:
            found[row.section_id].setdefault(key, []).append(row)
    return {section: PageRows(**rows) for section, rows in found.items()}


def rows_of(section: Section) -> PageRows:
    """The rows beside one page."""
    return rows_of_pages([section.id])[section.id]


def priority_of(section: Section) -> Priority | None:
    """The priority that the page answers; None in a rapid plan, whose pages answer none."""
    if section.document.kind != PLAN:
        return None
    found: Priority | None = Priority.objects.filter(
        academy_cycle_id=section.document.subject_id, number=number_of(section.key)
    ).first()
    return found


def was_worked_on(priority: Priority) -> bool:
    """Whether something was told of a row beside its page, closed, or reviewed."""
    for model in MODELS.values():
        told = Q(told_at__isnull=False)
        if model in (Objective, PlanAction):
            told |= Q(closed_at__isnull=False)
        if model is Objective:
            told |= Q(reviews__isnull=False)
        if model.objects.filter(told, priority=priority).exists():
            return True
    return False


def priority_to_read(actor: Actor, section: Section) -> Priority | None:
    """The same with what it rests on and works on, for those who read priorities."""
    if section.document.kind != PLAN:
        return None
    found: Priority | None = (
        Priority.objects.visible_to(actor)
        .filter(academy_cycle_id=section.document.subject_id, number=number_of(section.key))
        .annotate(trust_titles=ArraySubquery(_titles()), judged=ArraySubquery(_judged()))
        .first()
    )
    return found


def _titles() -> Any:
    aligned = PriorityAlignment.objects.filter(priority=OuterRef("id")).order_by("trust_priority__number")
    return aligned.values(told=JSONObject(id="trust_priority_id", title="trust_priority__title"))


def _judged() -> Any:
    basis = PriorityBasis.objects.filter(priority=OuterRef("id"), judgement__isnull=False)
    line = JSONObject(key="judgement__column__key", label="judgement__column__label", grade="judgement__grade__label")
    return basis.order_by("judgement__column__order").values(told=line)


def within(section: Section, keeps: PlanRow | None = None, *, names: Collection[str] = ("objective",)) -> Within:
    """What a row beside this page may refer to. `keeps`: a row that stands may go on naming what it names.

    `names`: fields that are said at all; without that of the objective, objectives are not read.
    """
    row = row_of(section.document)
    objectives = Objective.objects.filter(section=section, closed_at=None).values_list("id", "text")
    if "objective" not in names:
        objectives = objectives.none()
    offered = {
        "objective": {str(key): text for key, text in objectives},
        "lead": {str(person.id): person.name for person in people_to_lead(row)},
        "training": training_of(row),
    }
    if isinstance(keeps, PlanAction):
        if keeps.lead is not None:
            offered["lead"].setdefault(str(keeps.lead_id), keeps.lead.name)
        if keeps.objective is not None:
            offered["objective"].setdefault(str(keeps.objective_id), keeps.objective.text)
        if keeps.training:
            offered["training"].setdefault(keeps.training, keeps.training)
    year = row.cycle.school_year
    return Within(year.starts_on, year.ends_on, offered)


def training_of(row: AcademyCycle) -> dict[str, str]:
    """The domains of professional development that the year's model names, by key."""
    return {each.key: each.label for each in listed(row.cycle.model.texts, "training")}


def half_terms(row: AcademyCycle) -> tuple[HalfTerm, ...]:
    """The six half terms of the year, by the academy's own dates where it has some; none where terms are not set."""
    return halves([(each.begins, each.closes, each.break_begins, each.break_closes) for each in terms_of(row)])


@dataclass(frozen=True)
class ActionList:
    """The actions that one leads: those still to be done, and those that are done."""

    to_do: Sequence[PlanAction]
    done: Sequence[PlanAction]


def my_actions(actor: Actor) -> ActionList:
    """The actions this person leads, in plans that are approved, of years that are not closed; the next due first."""
    found = (
        _whole(visible(actor, PlanAction))
        .filter(WORKED_ON, led_by(actor), section__document__state=DocumentState.APPROVED, closed_at=None)
        .exclude(academy_cycle__cycle__state=CycleState.CLOSED)
        .order_by("ends_on", "number")
    )
    to_do: list[PlanAction] = []
    done: list[PlanAction] = []
    for each in found:
        (to_do if each.done_on is None else done).append(each)
    return ActionList(to_do, done[::-1])


def fields_of_version(document: Document) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """By page: the planned words of its rows as a version keeps them. How it goes is no part of the plan."""
    sections = list(document.sections.all())
    found = rows_of_pages([section.id for section in sections])
    training = training_of(row_of(document))
    made: dict[str, list[Mapping[str, Any]]] = {}
    for section in sections:
        for key, kind in KINDS.items():
            rows = [each for each in found[section.id].of(key) if not getattr(each, "is_closed", False)]
            if rows:
                table = [_kept(row, key, training) for row in rows]
                kept = {
                    "key": key,
                    "label": kind.title,
                    "kind": "table",
                    "columns": [name for name, _ in COLUMNS[key]],
                    "value": table,
                    # Which row each line is: by it reviews find the objectives as they were approved.
                    "rows": [{"id": str(row.id), "number": row.number} for row in rows],
                }
                made.setdefault(section.key, []).append(kept)
    return made


def hints_of_plan(document: Document, beside: documents.Beside) -> list[str]:
    """Priorities beside whose page nothing is to be reached, or nothing to be done: a review could say nothing."""
    found = []
    for key in documents.parts_of(document):
        there = {field["key"] for field in beside.get(key, ())}
        lacks = [KINDS[each].one for each in (OBJECTIVES, ACTIONS) if each not in there]
        if number_of(key) and lacks:
            found.append(f"Priority {number_of(key)} has no {' and no '.join(lacks)} yet.")
    return found


# What stands across in the tables of a version: several fields in one where they are read together.
COLUMNS: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]] = {
    OBJECTIVES: (
        ("Objective", ("text",)),
        ("Measure", ("measure",)),
        ("Start", ("baseline",)),
        *((str(term.label), (f"target_{term.value}",)) for term in TermOfYear),
    ),
    ACTIONS: (
        ("Action", ("text",)),
        ("Objective", ("objective",)),
        ("Lead", ("lead",)),
        ("Help from", ("supporter",)),
        ("First day", ("starts_on",)),
        ("Done by", ("ends_on",)),
        ("What it takes", ("resources", "training")),
        ("Cost", ("cost", "funding")),
    ),
    MILESTONES: (("Milestone", ("text",)), ("End of", ("half_term",))),
    CHECKS: (
        ("What we look at", ("text",)),
        ("Who", ("who",)),
        ("How", ("how",)),
        ("When", ("due_on",)),
        ("Who is told", ("reported_to",)),
    ),
}


def _kept(row: PlanRow, rows: str, training: Mapping[str, str]) -> list[str]:
    return [". ".join(words for key in keys if (words := said_in(row, key, training))) for _, keys in COLUMNS[rows]]


def said_in(row: PlanRow, key: str, training: Mapping[str, str]) -> str:
    """What a row says in one of its planned fields, in words."""
    kind = next(kind for kind in KINDS.values() if MODELS[kind.key] is type(row))
    if isinstance(row, PlanAction):
        if key == "lead":
            return row.lead.name if row.lead else row.lead_name
        if key == "objective":
            return row.objective.text if row.objective else ""
        if key == "training":
            return training.get(row.training, row.training)
    return in_words(kind.field(key), getattr(row, key))


def find_plan(actor: Actor, kind: str, year: str, academy: str, **_: object) -> YearDocument:
    """The plan of an address, for those who read its rows. Raises NotFound for everybody else."""
    found = find(actor, kind, year, academy)
    if found.document is None or not documents.reads_what_stands(actor, found.document):
        raise NotFound()
    return found


def find_row_of_address(
    actor: Actor, kind: str, year: str, academy: str, section: str, rows: str, row: UUID, **_: object
) -> PlanRow:
    """A row under its whole address. Raises NotFound where it stands elsewhere, or this person does not read it."""
    found = find_row(actor, rows, row)
    of_year = found.academy_cycle
    stands = (found.section.document.kind, of_year.cycle.school_year.key, of_year.academy.slug, found.section.key)
    if stands != (kind, year, academy, section):
        raise NotFound(f"There is no such {KINDS[rows].one}.")
    return found
