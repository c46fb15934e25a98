"""Finding and locking one academy's row: the first step of every write in a year."""

from uuid import UUID

from improvement_cycle.models import AcademyCycle, Cycle, Grade, MatrixColumn
from improvement_cycle.policies.columns import Provision, Reach, applies
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission, check_may, may

FROZEN = "This academy's row is agreed and frozen. Reopen it with a reason to change it."
CLOSED = "This year is closed. Nothing in it changes any more."


def locked_row(*, actor: Actor, academy_cycle_id: UUID, permission: Permission | None = None) -> AcademyCycle:
    """The row, locked, with its year. Raises NotFound, NotPermitted, or Refused in a closed year.

    Closing a year locks all its rows first, so whoever holds a row sees the state that counts.
    """
    row: AcademyCycle | None = (
        AcademyCycle.objects.select_for_update(of=("self",))
        .select_related("academy")
        .filter(id=academy_cycle_id)
        .first()
    )
    readable = row is not None and (
        may(actor, Permission.MATRIX_READ, row) or (permission is not None and may(actor, permission, row))
    )
    if row is None or not readable:
        raise NotFound("There is no such row in the matrix.")
    if permission is not None:
        check_may(actor, permission, row)
    row.cycle = Cycle.objects.select_related("school_year").get(id=row.cycle_id)
    if row.cycle.is_closed:
        raise Refused(CLOSED)
    return row


def open_row(*, actor: Actor, academy_cycle_id: UUID, permission: Permission | None = None) -> AcademyCycle:
    """As `locked_row`, and not agreed yet."""
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=permission)
    if row.is_agreed:
        raise Refused(FROZEN)
    return row


def provision_of(row: AcademyCycle) -> Provision:
    """What the columns need to know of the academy."""
    academy = row.academy
    return Provision(str(academy.phase), bool(academy.has_early_years), bool(academy.has_post_16))


def judged_column(row: AcademyCycle, column_key: str) -> MatrixColumn:
    """The column of this year's version. Raises NotFound where the academy is not judged in it."""
    column = MatrixColumn.objects.filter(model_id=row.cycle.model_id, key=column_key, scale__isnull=False).first()
    if column is None or not applies(Reach(column.applies_to, tuple(column.phases)), provision_of(row)):
        raise NotFound("This academy is not judged in that column.")
    return column


def grade_of(column: MatrixColumn, grade_key: str) -> Grade:
    """The grade of the column's scale. Raises BadInput for any other word."""
    grade = Grade.objects.select_related("scale").filter(scale_id=column.scale_id, key=grade_key).first()
    if grade is None:
        raise BadInput("Choose one of the grades.", detail={"grade": "Choose one of the grades."})
    return grade


def bump(row: AcademyCycle) -> None:
    """Something that the three agree on has changed: words given so far count no longer."""
    row.version += 1
    row.save(update_fields=["version"])
