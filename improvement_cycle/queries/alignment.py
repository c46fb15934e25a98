"""The grid of the trust's priorities against academies, as far as a person reads it: a fixed number of questions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from improvement_cycle.enums import Capability, View
from improvement_cycle.models import (
    AcademyCycle,
    Cycle,
    Judgement,
    Priority,
    PriorityAlignment,
    TrustPriority,
    TrustPriorityColumn,
)
from improvement_cycle.policies.alignment import ANSWERS, Aligned, AlignedCell, Judged, Stand, cell
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.priorities import last_reason
from improvement_cycle.queries.years import is_year
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Activity
from trust.permissions import Permission, may

NO_YEAR = "There are no priorities for that year."


@dataclass(frozen=True)
class GridColumn:
    """A priority of the trust at the head of the grid. `asked_by`: keys of columns of the matrix."""

    priority: TrustPriority
    asked_by: tuple[str, ...]
    academies: int
    gaps: int


@dataclass(frozen=True)
class GridRow:
    """An academy in the grid. `own`: how many of its priorities work on none of the trust."""

    row: AcademyCycle
    cells: tuple[AlignedCell, ...]
    own: int
    may_propose: bool
    reads_row: bool


@dataclass(frozen=True)
class GridGroup:
    """The academies of one category; None for those without one, and for those whose category is not shown."""

    category: CategoryWord | None
    rows: tuple[GridRow, ...]
    is_shown: bool = True

    @property
    def title(self) -> str:
        """Category 3: Intensive support."""
        if self.category:
            return f"Category {self.category.number}: {self.category.label}"
        return "No category yet" if self.is_shown else "Academies"


@dataclass(frozen=True)
class Gap:
    """A concern that no priority answers."""

    row: AcademyCycle
    priority: TrustPriority
    why: str
    may_propose: bool


@dataclass(frozen=True)
class Alignment:
    """The whole grid."""

    cycle: Cycle
    definition: Definition
    columns: tuple[GridColumn, ...]
    groups: tuple[GridGroup, ...]
    gaps: tuple[Gap, ...]
    ended: tuple[TrustPriority, ...]
    working: int  # priorities of academies that work on one of the trust
    own: int  # those that do not
    phases: tuple[str, ...]
    phase: str
    may_manage: bool

    @property
    def rows(self) -> Sequence[GridRow]:
        """All rows as grouped."""
        return [row for group in self.groups for row in group.rows]


def cycle_of_address(actor: Actor, year: str, **_: object) -> Cycle:
    """The year of an address, for those who read priorities. Raises NotFound for everybody else."""
    if not is_year(year):
        raise NotFound(NO_YEAR)
    return _year_to_read(actor, school_year__starts_on__year=year)


def cycle_to_print(actor: Actor, cycle_id: UUID) -> Cycle:
    """The same by its id."""
    return _year_to_read(actor, id=cycle_id)


def _year_to_read(actor: Actor, **wanted: Any) -> Cycle:
    found: Cycle | None = None
    if may(actor, Permission.PRIORITY_READ):
        found = Cycle.objects.select_related("school_year", "model").filter(**wanted).first()
    if found is None or Capability.PLAN not in found.model.capabilities:
        raise NotFound(NO_YEAR)
    return found


def trust_priority_of_address(actor: Actor, priority: UUID, **_: object) -> TrustPriority:
    """A priority of the trust, for those who read priorities. Raises NotFound for everybody else."""
    found: TrustPriority | None = (
        TrustPriority.objects.visible_to(actor)
        .select_related("cycle__school_year", "cycle__model")
        .filter(id=priority)
        .first()
    )
    if found is None:
        raise NotFound("There is no such priority of the trust.")
    return found


def alignment(actor: Actor, cycle: Cycle, phase: str = "") -> Alignment:
    """The grid of a year. `phase` narrows it; a phase nobody has is none."""
    definition = definition_of(cycle.model)
    rows = list(rows_reached(actor, cycle.id).with_standing())
    phases = tuple(sorted({row.phase for row in rows}))
    phase = phase if phase in phases else ""
    shown = [row for row in rows if not phase or row.phase == phase]
    for row in shown:
        row.cycle = cycle
    wanted = _trust_priorities(cycle)
    open_ones = [each for each in wanted if each.is_open]
    judged = agreed_words(definition, [row.id for row in shown]) if may(actor, Permission.MATRIX_READ) else {}
    aligned, own, working = _priorities(shown, {each.id for each in open_ones})
    made = [
        _row(actor, row, definition, open_ones, aligned, own, judged)
        for row in sorted(shown, key=lambda each: each.academy.name)
    ]
    columns = tuple(_column(each, place, made) for place, each in enumerate(open_ones))
    groups = _groups(definition, made)
    return Alignment(
        cycle=cycle,
        definition=definition,
        columns=columns,
        groups=groups,
        gaps=tuple(
            Gap(row.row, each, row.cells[place].why, row.may_propose)
            for group in groups
            for row in group.rows
            for place, each in enumerate(open_ones)
            if row.cells[place].stand is Stand.GAP
        ),
        ended=tuple(each for each in wanted if not each.is_open),
        working=working,
        own=sum(own.values()),
        phases=phases,
        phase=phase,
        may_manage=may(actor, Permission.TRUST_PRIORITY_MANAGE) and not cycle.is_closed,
    )


def rows_reached(actor: Actor, cycle_id: UUID) -> Any:
    """The academies of a year whose priorities this person reads."""
    reached = AcademyCycle.objects.filter(cycle_id=cycle_id).reached_by(actor, Permission.PRIORITY_READ)
    return reached.select_related("academy")


def columns_to_ask(definition: Definition) -> tuple[ColumnWord, ...]:
    """The columns of the matrix in which a concern may ask for a priority of the trust."""
    return definition.judged_columns


def _trust_priorities(cycle: Cycle) -> list[Any]:
    asked = TrustPriorityColumn.objects.filter(priority=OuterRef("id")).values("column__key")
    return list(TrustPriority.objects.filter(cycle=cycle).annotate(asked=ArraySubquery(asked)))


def agreed_words(definition: Definition, rows: Collection[UUID]) -> dict[UUID, dict[str, Judged]]:
    """What is agreed in these rows, by row and key of the column, as far as the grid needs it: one question."""
    label_of = {UUID(column.id): column for column in definition.judged_columns}
    found: dict[UUID, dict[str, Judged]] = {}
    agreed = Judgement.objects.filter(view=View.AGREED, academy_cycle_id__in=rows)
    for row_id, column_id, grade_id in agreed.values_list("academy_cycle_id", "column_id", "grade_id"):
        column, grade = label_of[column_id], definition.grade_of[str(grade_id)]
        found.setdefault(row_id, {})[column.key] = Judged(column.name, grade.label, grade.concern)
    return found


Pairs = Mapping[tuple[UUID, UUID], list[Aligned]]


def _priorities(rows: Sequence[AcademyCycle], open_ones: Collection[UUID]) -> tuple[Pairs, dict[UUID, int], int]:
    """By row and priority of the trust; how many of each row work on none; how many work on one: one question."""
    with_these = PriorityAlignment.objects.filter(priority=OuterRef("id")).values("trust_priority_id")
    found = Priority.objects.filter(academy_cycle_id__in=[row.id for row in rows], state__in=ANSWERS).annotate(
        of=ArraySubquery(with_these)
    )
    pairs: dict[tuple[UUID, UUID], list[Aligned]] = {}
    own: dict[UUID, int] = {}
    working = 0
    for key, row_id, number, state, of in found.values_list("id", "academy_cycle_id", "number", "state", "of"):
        works_on = [each for each in of if each in open_ones]
        for trust_priority in works_on:
            pairs.setdefault((row_id, trust_priority), []).append(Aligned(str(key), number, state))
        if works_on:
            working += 1
        else:
            own[row_id] = own.get(row_id, 0) + 1
    return pairs, own, working


def _row(
    actor: Actor,
    row: AcademyCycle,
    definition: Definition,
    wanted: Sequence[Any],
    aligned: Pairs,
    own: Mapping[UUID, int],
    judged: Mapping[UUID, Mapping[str, Judged]],
) -> GridRow:
    applies = [column.key for column in definition.columns_for(provision_of(row.academy))]
    # What was agreed of an academy is shown to those who read its row.
    reads_row = may(actor, Permission.MATRIX_READ, row)
    grades = judged.get(row.id, {}) if reads_row else {}
    cells = tuple(
        cell(
            aligned.get((row.id, each.id), ()),
            asked_by=each.asked,
            applies=applies,
            judged=grades,
            is_shown=reads_row,
        )
        for each in wanted
    )
    may_propose = may(actor, Permission.PRIORITY_PROPOSE, row) and not row.cycle.is_closed
    return GridRow(row, cells, own.get(row.id, 0), may_propose, reads_row)


def _column(priority: Any, place: int, rows: Sequence[GridRow]) -> GridColumn:
    stands = [row.cells[place].stand for row in rows]
    return GridColumn(
        priority,
        tuple(priority.asked),
        sum(each in (Stand.WORKS, Stand.PROPOSED) for each in stands),
        stands.count(Stand.GAP),
    )


def _groups(definition: Definition, rows: Sequence[GridRow]) -> tuple[GridGroup, ...]:
    """Most support first; academies without a category last."""

    def category_of(each: GridRow) -> str:
        # The category is read with the row.
        standing = getattr(each.row, "standing", None) if each.reads_row else None
        return str(standing.category_id) if standing else ""

    wanted: list[CategoryWord | None] = [*sorted(definition.categories, key=lambda each: -each.number), None]
    known = {category.id for category in definition.categories}
    made = [
        GridGroup(
            category,
            tuple(
                row for row in rows if (category_of(row) == category.id if category else category_of(row) not in known)
            ),
            is_shown=all(row.reads_row for row in rows),
        )
        for category in wanted
    ]
    return tuple(group for group in made if group.rows)


@dataclass(frozen=True)
class TrustPriorityPage:
    """A priority of the trust with what academies do about it."""

    priority: TrustPriority
    asked_by: tuple[ColumnWord, ...]
    working: tuple[Any, ...]  # priorities of academies, with their rows
    may_manage: bool
    why: Activity | None  # it was ended


def trust_priority_page(actor: Actor, priority: TrustPriority) -> TrustPriorityPage:
    """As far as this person reads priorities."""
    definition = definition_of(priority.cycle.model)
    asked = set(TrustPriorityColumn.objects.filter(priority=priority).values_list("column__key", flat=True))
    working = (
        Priority.objects.visible_to(actor)
        .filter(aligned__trust_priority=priority, state__in=ANSWERS)
        .select_related("academy_cycle__academy", "area")
        .order_by("academy_cycle__academy__name", "number")
    )
    return TrustPriorityPage(
        priority,
        tuple(column for column in definition.judged_columns if column.key in asked),
        tuple(working),
        may(actor, Permission.TRUST_PRIORITY_MANAGE) and not priority.cycle.is_closed,
        last_reason(priority) if not priority.is_open else None,
    )
