"""What is unfinished in the priorities of a year, by academy, and what may be decided of each item."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import PriorityState
from improvement_cycle.models import AcademyCycle, Cycle, Objective, PlanAction, Priority
from improvement_cycle.policies.priorities import OPEN
from improvement_cycle.policies.year_end import CARRY, CLOSE, DONE, WITHDRAW, Kind
from improvement_cycle.workflow import PLAN
from trust.enums import DocumentState
from trust.models import Document


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
class OfAcademy:
    """All that is unfinished at one academy. `carries`: it has a row in the next year."""

    row: AcademyCycle
    carries: bool
    priorities: tuple[OpenPriority, ...]


@dataclass(frozen=True)
class Unfinished:
    """Of a whole year. `next`: the year into which it is carried, if it is open."""

    next: Cycle | None
    academies: tuple[OfAcademy, ...]

    @property
    def items(self) -> list[Item]:
        """All of them, each priority before its rows."""
        of = (each for academy in self.academies for each in academy.priorities)
        return [item for each in of for item in (each.item, *each.rows)]


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


def unfinished(cycle: Cycle) -> Unfinished:
    """In a number of questions that does not grow with the academies."""
    open_ones = (
        Priority.objects.filter(academy_cycle__cycle=cycle, state__in=OPEN)
        .select_related("academy_cycle__academy", "academy_cycle__cycle__school_year")
        .order_by("academy_cycle__academy__name", "number")
    )
    found: dict[AcademyCycle, list[Priority]] = defaultdict(list)
    for each in open_ones:
        found[each.academy_cycle].append(each)
    follows = next_year(cycle) if found else None
    there = AcademyCycle.objects.filter(cycle=follows).values_list("academy_id", flat=True) if follows else ()
    carried, approved = set(there), _approved([row.id for row in found])
    in_plan = [each.id for all_of in found.values() for each in all_of if each.state == PriorityState.IN_PLAN]
    rows = _rows(in_plan) if in_plan else {}
    return Unfinished(
        follows,
        tuple(
            OfAcademy(
                row,
                row.academy_id in carried,
                tuple(
                    _open(each, rows.get(each.id, ()), carries=row.academy_id in carried, delivers=row.id in approved)
                    for each in all_of
                ),
            )
            for row, all_of in found.items()
        ),
    )


def _open(priority: Priority, rows: Sequence[Item], *, carries: bool, delivers: bool) -> OpenPriority:
    in_plan = priority.state == PriorityState.IN_PLAN
    may = [DONE] if in_plan and delivers else []
    may += [CARRY] if carries else []
    item = Item(Kind.PRIORITY, priority.id, priority.statement, (*may, WITHDRAW))
    # How a row went is told of an approved plan only; of any other, rows go where their priority goes.
    return OpenPriority(priority, item, tuple(rows) if in_plan and delivers else ())


def _approved(row_ids: Sequence[UUID]) -> set[UUID]:
    if not row_ids:
        return set()
    found = Document.objects.filter(kind=PLAN, subject_id__in=row_ids, state=DocumentState.APPROVED)
    return set(found.values_list("subject_id", flat=True))


def _rows(priorities: Sequence[UUID]) -> Mapping[UUID, Sequence[Item]]:
    found: dict[UUID, list[Item]] = defaultdict(list)
    for each in open_objectives().filter(priority_id__in=priorities):
        found[each.priority_id].append(Item(Kind.OBJECTIVE, each.id, each.text, (DONE, CLOSE), each.measure))
    for each in open_actions().filter(priority_id__in=priorities):
        lead = each.lead.name if each.lead else each.lead_name
        under = f"{lead}, by {each.ends_on:%-d %B %Y}. {each.get_state_display()}"
        found[each.priority_id].append(Item(Kind.ACTION, each.id, each.text, (DONE, CLOSE), under))
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
