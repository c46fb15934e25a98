"""Take the matrix of a past year over from a spreadsheet: read, match, write. Nothing is overwritten unasked."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions.rows_at_hand import bump, check_year_open
from improvement_cycle.enums import View
from improvement_cycle.models import (
    AcademyCycle,
    CurrentStatus,
    Grade,
    Judgement,
    JudgementEvidence,
    MatrixColumn,
    MatrixFile,
    StatusCategory,
)
from improvement_cycle.policies.taking_over import ACADEMY, CATEGORY, URN, Checked, Matching, Take, guess, guess_sheet
from improvement_cycle.queries import matrix_files as reading
from improvement_cycle.queries.improvement_models import definition_of
from trust.actions import activity
from trust.actions.advance import advance
from trust.actions.files import store
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.ids import uuid7
from trust.limited import Unreadable, read_limited
from trust.permissions import Permission, check_may
from trust.words import counted

FILES_OF = "matrix_file"
READER = "trust.sheet_cells"
WRONG_KIND = "Choose a workbook (.xlsx) or a CSV file."


def read(*, actor: Actor, cycle_id: UUID, name: str, content: bytes) -> MatrixFile:
    """Keep the file, read it in a limited child and guess its columns. BadInput where it cannot be read."""
    check_may(actor, Permission.MATRIX_IMPORT)
    cycle = next((each for each in reading.years_to_fill() if each.id == cycle_id), None)
    if cycle is None:
        raise BadInput("Choose a year.", detail={"cycle": "Choose a past year whose matrix is not closed."})
    if name.rpartition(".")[2].lower() not in ("xlsx", "csv"):
        raise BadInput(WRONG_KIND, detail={"file": WRONG_KIND})
    with transaction.atomic():
        new_id = uuid7()
        # Checked before it is kept, and kept before it is read: what the child is given has passed every guard.
        kept = store(actor=actor, name=name, content=content, owner_kind=FILES_OF, owner_id=new_id)
        try:
            said = read_limited(READER, content)
        except Unreadable as fault:
            raise BadInput(str(fault), detail={"file": str(fault)}) from fault
        if not any(cell[0] for sheet in said["sheets"] for row in sheet["rows"] for cell in row):
            sentence = "There is nothing in the sheets that are not hidden."
            raise BadInput(sentence, detail={"file": sentence})
        made = MatrixFile(
            id=new_id,
            cycle=cycle,
            file=kept,
            content=said,
            by_membership_id=actor.membership_id,
            by_name=actor.name,
            at=timezone.now(),
        )
        definition = definition_of(cycle.model)
        tables = reading.tables_of(made)
        made.sheet = guess_sheet(tables, definition)
        _match(made, guess(tables[made.sheet], definition))
        made.save(force_insert=True)
    return made


@transaction.atomic
def match(*, actor: Actor, file_id: UUID, sheet: int, header: int, columns: Mapping[int, str]) -> MatrixFile:
    """Say what each column holds. With another sheet its columns are guessed anew."""
    taken = _open(actor, file_id)
    tables = reading.tables_of(taken)
    definition = definition_of(taken.cycle.model)
    known = {ACADEMY, URN, CATEGORY, *(column.key for column in definition.judged_columns)}
    if not 0 <= sheet < len(tables) or not set(columns.values()) <= known:
        raise BadInput("Choose from the lists.", detail={"columns": "Choose from the lists."})
    if sheet != taken.sheet:
        taken.sheet = sheet
        _match(taken, guess(tables[sheet], definition))
    else:
        within = {column: meant for column, meant in columns.items() if 0 <= column < tables[sheet].width}
        if not 0 <= header < max(len(tables[sheet].rows), 1):
            sentence = "There is no such row in the sheet."
            raise BadInput(sentence, detail={"header": sentence})
        _match(taken, Matching(header, within))
    taken.save(update_fields=["sheet", "header", "columns"])
    return taken


@transaction.atomic
def write(*, actor: Actor, file_id: UUID, seen: str, replace: Collection[str] = ()) -> MatrixFile:
    """Write what was on screen as agreed judgements. What stands is replaced only where `replace` names the cell.

    Raises Conflict when something else would be written by now than what was seen.
    """
    taken = _open(actor, file_id)
    ids = AcademyCycle.objects.filter(cycle=taken.cycle).reached_by(actor, Permission.MATRIX_IMPORT).order_by("id")
    rows = {row.id: row for row in ids.select_for_update(of=("self",)).select_related("academy")}
    # Closing a year locks all its rows: only now is its state the one that counts.
    taken.cycle.refresh_from_db(fields=["state"])
    check_year_open(taken.cycle)
    found = reading.checked(actor, taken)
    if found is None:
        raise Refused(reading.matching_of(taken).fault)
    if mark(found) != seen:
        raise Conflict("What stands in the matrix has changed meanwhile. Look at the list again.")
    takes = [take for take in found.takes if not take.before or take.ref in replace]
    if not takes:
        raise Refused("There is nothing to take over from this file.")
    _write(actor, taken, takes, rows)
    taken.taken, taken.written_at = len(takes), timezone.now()
    taken.save(update_fields=["taken", "written_at"])
    _advance(actor, taken, "write")
    return taken


@transaction.atomic
def discard(*, actor: Actor, file_id: UUID) -> MatrixFile:
    """Leave it. The file is kept."""
    taken = _open(actor, file_id)
    _advance(actor, taken, "discard")
    return taken


def mark(found: Checked) -> str:
    """By what one knows again what was on screen."""
    said = [(take.ref, str(take.place.row_id), take.column, take.key, take.before) for take in found.takes]
    return sha256(repr(said).encode()).hexdigest()[:32]


def _open(actor: Actor, file_id: UUID) -> MatrixFile:
    check_may(actor, Permission.MATRIX_IMPORT)
    # Found first: a file of somebody else is not there.
    known = reading.find(actor, file_id)
    taken: MatrixFile | None = (
        MatrixFile.objects.select_for_update(of=("self",))
        .select_related("cycle__school_year", "cycle__model", "file")
        .filter(id=known.id)
        .first()
    )
    if taken is None:
        raise NotFound("There is no such file.")
    if not taken.is_open:
        raise Refused("This file is done with. Choose it again to take something else over from it.")
    return taken


def _match(taken: MatrixFile, matching: Matching) -> None:
    taken.header = matching.header
    taken.columns = {str(column): meant for column, meant in matching.columns.items()}


def _write(actor: Actor, taken: MatrixFile, takes: list[Take], rows: dict[UUID, AcademyCycle]) -> None:
    model = taken.cycle.model_id
    columns = {column.key: column for column in MatrixColumn.objects.filter(model_id=model)}
    grades = {(grade.scale_id, grade.key): grade for grade in Grade.objects.filter(scale__model_id=model)}
    categories = {str(each.number): each for each in StatusCategory.objects.filter(model_id=model)}
    reason = f"Taken over from the file {taken.file.name}."
    by_row: dict[UUID, list[Take]] = {}
    for take in takes:
        by_row.setdefault(take.place.row_id, []).append(take)
    for row_id, some in by_row.items():
        row = rows[row_id]
        for take in some:
            if take.column == CATEGORY:
                _decide(actor, taken, row, categories[take.key], reason)
            else:
                column = columns[take.column]
                _judge(actor, taken, row, column, grades[column.scale_id, take.key], reason)  # type: ignore[index]
        bump(row)
        cells = f"{len(some)} {counted('cell', len(some))}"
        activity.record(
            actor=actor,
            kind="academy_cycle",
            subject_id=row.id,
            verb="take_over",
            sentence=f"took over {cells} of {taken.cycle.school_year.label} for {row.academy.name} from a file",
            academy_id=row.academy_id,
        )


def _judge(actor: Actor, taken: MatrixFile, row: AcademyCycle, column: MatrixColumn, grade: Grade, reason: str) -> None:
    standing = Judgement.objects.filter(academy_cycle=row, column=column, view=View.AGREED).first()
    judgement = standing or Judgement(academy_cycle=row, column=column, view=View.AGREED, version=0)
    judgement.grade, judgement.reason, judgement.taken_from = grade, reason, taken
    judgement.by_membership_id, judgement.by_name, judgement.at = actor.membership_id, actor.name, timezone.now()
    judgement.version += 1
    judgement.save(force_insert=standing is None)
    # What the one before rested on says nothing of what stands now; the history keeps it.
    JudgementEvidence.objects.filter(judgement=judgement).delete()


def _decide(actor: Actor, taken: MatrixFile, row: AcademyCycle, category: StatusCategory, reason: str) -> None:
    now = timezone.now()
    CurrentStatus.objects.filter(academy_cycle=row, superseded_at__isnull=True).update(superseded_at=now)
    CurrentStatus.objects.create(
        academy_cycle=row,
        category=category,
        reason=reason,
        effective_from=taken.cycle.school_year.starts_on,
        took_part=[],
        decided_by_id=actor.membership_id,
        decided_by_name=actor.name,
        decided_at=now,
    )


def _advance(actor: Actor, taken: MatrixFile, verb: str) -> None:
    words = {"year": taken.cycle.school_year.label}
    advance(actor=actor, workflow=workflow.MATRIX_FILE, object=taken, verb=verb, words=words)
