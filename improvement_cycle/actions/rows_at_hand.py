"""Finding and locking one academy's row: the first step of every write in a year."""

from uuid import UUID

from django.db.models import OuterRef, Subquery

from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.definition import ColumnWord, Definition, GradeWord
from improvement_cycle.queries.meetings import open_items
from improvement_cycle.queries.years import cycle_with_years, with_years_before
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.models import Document
from trust.permissions import Permission, check_may, may

FROZEN = "This academy's row is agreed and frozen. Reopen it with a reason to change it."


def check_year_open(cycle: Cycle) -> None:
    """Raises Refused where nothing in the year moves any more."""
    if cycle.is_closed:
        raise Refused(cycle.closed_words)


def locked_row(*, actor: Actor, academy_cycle_id: UUID, permission: Permission | None = None) -> AcademyCycle:
    """The row, locked, with its year. Raises NotFound, NotPermitted, or Refused in a closed year.

    Closing a year locks all its rows, so whoever holds a row sees the state that counts.
    """
    # Its place on the agenda of an open meeting comes along, without a query more.
    item = open_items(OuterRef("pk")).values("id")[:1]
    row: AcademyCycle | None = (
        AcademyCycle.objects.select_for_update(of=("self",))
        .select_related("academy")
        .annotate(agenda_item=Subquery(item))
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
    row.cycle = cycle_with_years(row.cycle_id)
    check_year_open(row.cycle)
    return row


def hold_row(document: Document) -> None:
    """Hold the academy's year that a document is about: closing the year waits for it, or it finds the year closed."""
    hold(document.subject_id)


def hold(academy_cycle_id: UUID) -> None:
    """Hold an academy's year, if there is one. What stands in its year is read afterwards.

    Read with the lock, in one statement, a year that is closed while the lock is waited for would still look open.
    """
    list(AcademyCycle.objects.select_for_update(of=("self",)).filter(id=academy_cycle_id).values_list("id"))


def open_row(*, actor: Actor, academy_cycle_id: UUID, permission: Permission | None = None) -> AcademyCycle:
    """As `locked_row`, and not agreed yet."""
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=permission)
    if row.is_agreed:
        raise Refused(FROZEN)
    return row


def version_of(row: AcademyCycle) -> Definition:
    """The version of the model that the row's year is judged by."""
    return with_years_before(row.cycle)[0].definition


def judged_column(row: AcademyCycle, column_key: str) -> ColumnWord:
    """The column of this year's version. Raises NotFound where the academy is not judged in it."""
    columns = version_of(row).columns_for(provision_of(row.academy))
    column = next((each for each in columns if each.key == column_key), None)
    if column is None:
        raise NotFound("This academy is not judged in that column.")
    return column


def grade_of(row: AcademyCycle, column: ColumnWord, grade_key: str) -> GradeWord:
    """The grade of the column's scale. Raises BadInput for any other word."""
    grades = version_of(row).scale_of[column.scale].grades
    grade = next((each for each in grades if each.key == grade_key), None)
    if grade is None:
        raise BadInput("Choose one of the grades.", detail={"grade": "Choose one of the grades."})
    return grade


def bump(row: AcademyCycle) -> None:
    """Something that the three agree on has changed: words given so far count no longer."""
    row.version += 1
    row.save(update_fields=["version"])
