"""What is unfinished in a year, by academy, and what may be decided of each item."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.document_pages import kinds, pages_of
from improvement_cycle.enums import PriorityState
from improvement_cycle.models import AcademyCycle, Cycle, Objective, PlanAction, Priority
from improvement_cycle.policies.priorities import OPEN, STANDING
from improvement_cycle.policies.year_end import CARRY, CLOSE, DONE, WITHDRAW, Kind, waits_words
from improvement_cycle.queries.document_rows import rapid_facts
from improvement_cycle.queries.plan_rows import visible
from improvement_cycle.queries.rapid_plans import brought_to
from improvement_cycle.workflow import PLAN, RAPID, REVIEWS
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import NotFound
from trust.models import Document, Section
from trust.permissions import may


@dataclass(frozen=True)
class Item:
    """One thing to decide: a priority, or an objective or an action of one. `may`: what may be decided of it."""

    kind: str
    key: UUID
    text: str
    may: tuple[str, ...]
    under: str = ""


@dataclass(frozen=True)
class OpenPriority:
    """A priority with the rows of its page that are unfinished."""

    priority: Priority
    item: Item
    rows: tuple[Item, ...]


@dataclass(frozen=True)
class OpenPage:
    """A page of which only rows are unfinished: of a priority that is delivered, or of the rapid plan."""

    title: str
    rows: tuple[Item, ...]
    priority: Priority | None = None


@dataclass(frozen=True)
class OpenDocument:
    """A document that is not handed in, or not answered; of a draft nobody learns here whether it was begun."""

    title: str
    state: str  # in words
    address: str  # the name of its page


@dataclass(frozen=True)
class OfAcademy:
    """All that is unfinished at one academy. `carries`: it has a row in the next year."""

    row: AcademyCycle
    carries: bool
    priorities: tuple[OpenPriority, ...] = ()
    pages: tuple[OpenPage, ...] = ()
    documents: tuple[OpenDocument, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        """All that is decided, each priority before its rows."""
        for each in self.priorities:
            yield from (each.item, *each.rows)
        for page in self.pages:
            yield from page.rows


@dataclass(frozen=True)
class Unfinished:
    """Of a whole year, or of one academy of it. `next`: the year into which it is carried, if it is open."""

    next: Cycle | None
    academies: tuple[OfAcademy, ...]

    @property
    def to_decide(self) -> list[OfAcademy]:
        """The academies where something may be decided."""
        return [each for each in self.academies if each.priorities or each.pages]

    @property
    def documents(self) -> int:
        """How many are not handed in, or not answered."""
        return sum(len(each.documents) for each in self.academies)

    @property
    def has_priorities(self) -> bool:
        """Whether a priority is not decided."""
        return any(each.priorities for each in self.academies)


def next_year(cycle: Cycle) -> Cycle | None:
    """The year that follows, unless it is not opened yet or closed already."""
    found: Cycle | None = (
        Cycle.objects.select_related("school_year", "model")
        .filter(school_year__starts_on__gt=cycle.school_year.starts_on)
        .order_by("school_year__starts_on")
        .first()
    )
    return None if found is None or found.is_closed else found


def open_objectives() -> Any:
    """Objectives that are neither closed nor reached."""
    return Objective.objects.filter(closed_at=None).exclude(met_summer="yes")


def open_actions() -> Any:
    """Actions that are neither closed nor done."""
    return PlanAction.objects.filter(closed_at=None, done_on=None).select_related("lead")


def row_of_academy(cycle: Cycle, academy: str) -> AcademyCycle:
    """Its row in the year, by the academy's slug."""
    row: AcademyCycle | None = cycle.rows.select_related("academy").filter(academy__slug=academy).first()
    if row is None:
        raise NotFound("There is no such row in the matrix.")
    row.cycle = cycle
    return row


def unfinished(actor: Actor, cycle: Cycle, academy: str = "") -> Unfinished:
    """In a number of questions that does not grow with the academies. `academy`: of one alone, by its slug."""
    rows = AcademyCycle.objects.filter(cycle=cycle).select_related("academy", "cycle__school_year", "cycle__model")
    rows = rows.annotate(rapid=rapid_facts()).order_by("academy__name")
    years = {row.id: row for row in (rows.filter(academy__slug=academy) if academy else rows)}
    priorities: dict[UUID, list[Priority]] = defaultdict(list)
    for each in Priority.objects.filter(academy_cycle_id__in=years, state__in=STANDING).order_by("number"):
        each.academy_cycle = years[each.academy_cycle_id]
        priorities[each.academy_cycle_id].append(each)
    begun = {(each.subject_id, each.kind): each for each in _documents(years)}
    follows = next_year(cycle)
    there = AcademyCycle.objects.filter(cycle=follows).values_list("academy_id", flat=True) if follows else ()
    carried, open_rows = set(there), _rows(actor, years, begun)
    rapid = _rapid_pages(open_rows)
    made = []
    for row in years.values():
        carries, delivers = row.academy_id in carried, _is_approved(begun.get((row.id, PLAN)))
        made.append(
            OfAcademy(
                row,
                carries,
                tuple(
                    _open(each, open_rows.get(each.id, ()), carries=carries, delivers=delivers)
                    for each in priorities[row.id]
                    if each.state in OPEN
                ),
                (
                    *(
                        OpenPage(each.statement, tuple(open_rows[each.id]), each)
                        for each in priorities[row.id]
                        if each.state not in OPEN and each.id in open_rows
                    ),
                    *rapid[row.id],
                ),
                tuple(_open_documents(actor, row, begun)),
            )
        )
    return Unfinished(follows, tuple(each for each in made if each.priorities or each.pages or each.documents))


def _open(priority: Priority, rows: Sequence[Item], *, carries: bool, delivers: bool) -> OpenPriority:
    in_plan = priority.state == PriorityState.IN_PLAN
    may_be = [DONE] if in_plan and delivers else []
    may_be += [CARRY] if carries else []
    item = Item(Kind.PRIORITY, priority.id, priority.statement, (*may_be, WITHDRAW))
    # How a row went is told of an approved plan only; of any other, rows go where their priority goes.
    return OpenPriority(priority, item, tuple(rows) if in_plan else ())


def _is_approved(document: Document | None) -> bool:
    return document is not None and document.state == DocumentState.APPROVED


def _documents(row_ids: Any) -> Any:
    return Document.objects.filter(kind__in=kinds(), subject_id__in=list(row_ids))


def _rows(
    actor: Actor, years: Mapping[UUID, AcademyCycle], begun: Mapping[tuple[UUID, str], Document]
) -> Mapping[UUID, list[Item]]:
    """Open rows of approved plans that this person reads, by priority, or by page of the rapid plan."""
    plans = [
        document.id
        for (row_id, kind), document in begun.items()
        if kind in (PLAN, RAPID) and _is_approved(document) and _reads(actor, kind, years[row_id])
    ]
    found: dict[UUID, list[Item]] = defaultdict(list)
    if not plans:
        return found
    for rows in (open_objectives(), open_actions()):
        for each in rows.filter(section__document_id__in=plans):
            found[each.priority_id or each.section_id].append(item_of(each))
    return found


def item_of(row: Objective | PlanAction) -> Item:
    """A row of an approved plan: it is done, or it is closed."""
    if isinstance(row, Objective):
        return Item(Kind.OBJECTIVE, row.id, row.text, (DONE, CLOSE), row.measure)
    lead = row.lead.name if row.lead else row.lead_name
    under = f"{lead}, by {row.ends_on:%-d %B %Y}. {row.get_state_display()}"
    return Item(Kind.ACTION, row.id, row.text, (DONE, CLOSE), under)


def _rapid_pages(open_rows: Mapping[UUID, Sequence[Item]]) -> Mapping[UUID, list[OpenPage]]:
    """Those of rapid plans that have such rows, by the academy's year."""
    found: dict[UUID, list[OpenPage]] = defaultdict(list)
    pages = Section.objects.filter(id__in=list(open_rows), document__kind=RAPID).order_by("order")
    for key, title, row_id in pages.values_list("id", "title", "document__subject_id"):
        found[row_id].append(OpenPage(f"{pages_of(RAPID).title}: {title}", tuple(open_rows[key])))
    return found


def _reads(actor: Actor, kind: str, row: AcademyCycle) -> bool:
    return may(actor, pages_of(kind).rights.read, row)


def _open_documents(
    actor: Actor, row: AcademyCycle, begun: Mapping[tuple[UUID, str], Document]
) -> Iterator[OpenDocument]:
    """Those that the year asks for, as far as this person reads them once they are handed in."""
    for kind in kinds():
        pages, document = pages_of(kind), begun.get((row.id, kind))
        is_handed_in = document is not None and document.number > 0
        comes = kind != RAPID or row.id in brought_to([row])
        if kind in REVIEWS.values():
            comes = _is_approved(begun.get((row.id, PLAN)))
        has_it = pages.capability in row.cycle.model.capabilities
        if not has_it or not (comes or is_handed_in) or _is_approved(document) or not _reads(actor, kind, row):
            continue
        state = document.state if document is not None and is_handed_in else ""
        yield OpenDocument(pages.words.one, waits_words(state), pages.at["overview"])


def items_named(actor: Actor, row: AcademyCycle, keys: Sequence[UUID]) -> list[Item]:
    """Those of these that this person reads at the academy, whatever became of them, with nothing offered."""
    found = [
        Item(Kind.PRIORITY, each.id, each.statement, (), each.get_state_display().capitalize())
        for each in Priority.objects.visible_to(actor).filter(academy_cycle=row, id__in=keys)
    ]
    for kind, model in ((Kind.OBJECTIVE, Objective), (Kind.ACTION, PlanAction)):
        rows = visible(actor, model).filter(academy_cycle=row, id__in=keys)
        found += [Item(kind, each.id, each.text, ()) for each in rows]
    return found


def undecided_words(cycle: Cycle) -> str:
    """Why a year cannot close yet: priorities in a plan of which nobody has said what becomes of them."""
    left = Priority.objects.filter(academy_cycle__cycle=cycle, state=PriorityState.IN_PLAN)
    names = left.order_by("academy_cycle__academy__name", "number").values_list(
        "academy_cycle__academy__name", "number"
    )
    found = [f"priority {number} of {name}" for name, number in names]
    if not found:
        return ""
    shown = ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
    return f"In the plan and not decided: {shown}. Say of each whether it is done, goes on next year, or is withdrawn."
