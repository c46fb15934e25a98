"""Spreadsheets with the matrix of a past year: which years may be filled, what was read, what it would come to."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from improvement_cycle.enums import CycleState, View
from improvement_cycle.models import AcademyCycle, CurrentStatus, Cycle, Judgement, MatrixFile
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.taking_over import Checked, Matching, Place, Table, check, plain, tables_in
from improvement_cycle.queries.improvement_models import definition_of
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission


def find(actor: Actor, taking: UUID, **_: Any) -> MatrixFile:
    """The file of this id. Raises NotFound for others than who may."""
    found: MatrixFile | None = (
        MatrixFile.objects.visible_to(actor)
        .select_related("cycle__school_year", "cycle__model", "file")
        .filter(id=taking)
        .first()
    )
    if found is None:
        raise NotFound("There is no such file.")
    return found


def listed(actor: Actor) -> list[MatrixFile]:
    """Every file this person may see, newest first, without what was read in it."""
    return list(MatrixFile.objects.visible_to(actor).select_related("cycle__school_year", "file").defer("content")[:50])


def years_to_fill() -> list[Cycle]:
    """Past years whose matrix is open: a closed one never changes."""
    past = Cycle.objects.filter(school_year__ends_on__lt=timezone.localdate()).exclude(state=CycleState.CLOSED)
    return list(past.select_related("school_year", "model"))


def tables_of(taken: MatrixFile) -> list[Table]:
    """The visible sheets."""
    return tables_in(taken.content)


def matching_of(taken: MatrixFile) -> Matching:
    """How its columns are matched."""
    return Matching(taken.header, {int(column): meant for column, meant in taken.columns.items()})


def places(actor: Actor, cycle: Cycle, definition: Definition) -> list[Place]:
    """The rows of the year that this person may fill, with what stands agreed: three queries."""
    rows = list(
        AcademyCycle.objects.filter(cycle=cycle).reached_by(actor, Permission.MATRIX_IMPORT).select_related("academy")
    )
    ids = [row.id for row in rows]
    agreed = Judgement.objects.filter(academy_cycle_id__in=ids, view=View.AGREED)
    grades: dict[UUID, dict[str, Any]] = {}
    for row_id, key, grade_id in agreed.values_list("academy_cycle_id", "column__key", "grade_id"):
        grades.setdefault(row_id, {})[key] = definition.grade_of[str(grade_id)]
    statuses = dict(
        CurrentStatus.objects.filter(academy_cycle_id__in=ids, superseded_at__isnull=True).values_list(
            "academy_cycle_id", "category_id"
        )
    )
    return [
        Place(
            row_id=row.id,
            name=row.academy.name,
            names=frozenset(plain(name) for name in (row.academy.name, row.academy.short_name) if name),
            urn=row.academy.urn,
            provision=provision_of(row.academy),
            is_frozen=row.is_agreed,
            grades=grades.get(row.id, {}),
            category=definition.category_of.get(str(statuses.get(row.id, ""))),
        )
        for row in rows
    ]


def checked(actor: Actor, taken: MatrixFile) -> Checked | None:
    """What the file would come to as it is matched now; None while it is not matched."""
    matching = matching_of(taken)
    if matching.fault:
        return None
    definition = definition_of(taken.cycle.model)
    return check(tables_of(taken)[taken.sheet], matching, definition, places(actor, taken.cycle, definition))
