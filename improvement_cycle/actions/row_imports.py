"""Rows of an existing plan out of a spreadsheet: read, matched, then added beside a page at once."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.plan_rows import add_all, hold, page_to_write
from improvement_cycle.models import RowImport
from improvement_cycle.policies.plan_rows import KINDS, OBJECTIVES
from improvement_cycle.policies.row_imports import Found, Matched, fields_of, guess, guess_all
from improvement_cycle.queries.plan_rows import WITH_ROWS, within
from improvement_cycle.queries.row_imports import checked, find_import, matched_of, tables_of
from trust.actions.waiting_files import forget_old, is_expired
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.file_types import detect, refusal
from trust.files import plain_name
from trust.limited import Unreadable, read_limited
from trust.models import Section
from trust.words import counted

READER = "trust.sheet_cells"
WRONG_KIND = "Choose a workbook (.xlsx) or a CSV file."
NOTHING_IN_IT = "There is nothing in the sheets that are not hidden."
FROM_LISTS = "Choose from the lists."
DONE = "Its rows are added already. Choose the file again to take more over from it."
TOO_LATE = "The file waited longer than a day. Choose it again."
CHANGED = "What stands beside the page has changed meanwhile. Look at the list again: nothing was added yet."


@transaction.atomic
def read(*, actor: Actor, section_id: UUID, name: str, content: bytes) -> RowImport:
    """Read the file in a limited child, and guess what is in it. Nothing is added yet, and the file is not kept.

    Raises BadInput with a sentence where it is refused.
    """
    section = page_to_write(actor, section_id, OBJECTIVES)
    clean = plain_name(name)
    if clean.rpartition(".")[2].lower() not in ("xlsx", "csv"):
        raise refusal(WRONG_KIND)
    _, sound = detect(clean, content)
    try:
        said: dict[str, Any] = read_limited(READER, sound)
    except Unreadable as fault:
        raise refusal(str(fault)) from fault
    if not any(cell[0] for sheet in said["sheets"] for row in sheet["rows"] for cell in row):
        raise refusal(NOTHING_IN_IT)
    # Of each person one waits beside a page.
    RowImport.objects.filter(section=section, by_membership=actor.membership_id, placed_at=None).delete()
    made = RowImport(section=section, name=clean, content=said, by_membership=actor.membership_id, by_name=actor.name)
    made.sheet, matched = guess_all(tables_of(made), _skipped(section), WITH_ROWS[section.document.kind])
    _match(made, matched)
    made.save(force_insert=True)
    return made


@transaction.atomic
def match(
    *, actor: Actor, import_id: UUID, section_id: UUID, rows: str, sheet: int, header: int, columns: Mapping[int, str]
) -> RowImport:
    """Say what the rows are and what each column holds. With another sheet or another kind columns are guessed anew."""
    waiting = _waiting(actor, import_id, section_id)
    if waiting.placed_at is not None:
        raise Refused(DONE)
    tables = tables_of(waiting)
    if rows not in WITH_ROWS[waiting.section.document.kind] or not 0 <= sheet < len(tables):
        raise BadInput(FROM_LISTS, detail={"rows": FROM_LISTS})
    kind, table = KINDS[rows], tables[sheet]
    if (sheet, rows) != (waiting.sheet, waiting.rows):
        waiting.sheet = sheet
        _match(waiting, guess(table, kind, _skipped(waiting.section)))
    else:
        if not set(columns.values()) <= {field.key for field in fields_of(kind)}:
            raise BadInput(FROM_LISTS, detail={"rows": FROM_LISTS})
        if not 0 <= header < max(len(table.rows), 1):
            sentence = "There is no such row in the sheet."
            raise BadInput(sentence, detail={"header": sentence})
        _match(waiting, Matched(kind, header, {at: key for at, key in columns.items() if 0 <= at < table.width}))
    waiting.save(update_fields=["rows", "sheet", "header", "columns"])
    return waiting


@transaction.atomic
def put(*, actor: Actor, import_id: UUID, section_id: UUID, seen: str, take: Collection[int]) -> int:
    """Add the rows of these lines as they were on screen, all or none; how many. Placed twice they are placed once.

    Raises Conflict when something else would be added by now than what was seen.
    """
    waiting = _waiting(actor, import_id, section_id)
    if waiting.placed_at is not None:
        return 0
    found = checked(waiting)
    if found is None:
        raise Refused(matched_of(waiting).fault)
    if mark(waiting, found) != seen:
        raise Conflict(CHANGED)
    chosen = [line for line in found.sound if line.number in take]
    if not chosen:
        raise BadInput("Tick the rows to add.")
    if len(chosen) > found.room:
        raise BadInput(_too_many(found, len(chosen)))
    add_all(actor=actor, section_id=section_id, rows=waiting.rows, given=[line.given for line in chosen])
    waiting.placed_at, waiting.content = timezone.now(), {}
    waiting.save(update_fields=["placed_at", "content"])
    return len(chosen)


def forget_old_tables() -> int:
    """Empty those that waited too long, in every trust; returns how many."""
    return forget_old(RowImport, "content", {})


def mark(waiting: RowImport, found: Found) -> str:
    """By what one knows again what was on screen."""
    said = [(line.number, line.text, line.said, line.there) for line in found.sound]
    return sha256(repr((waiting.rows, said)).encode()).hexdigest()[:32]


def _too_many(found: Found, chosen: int) -> str:
    if not found.room:
        return "The page is full. Put what belongs together into one row."
    room = f"{found.room} more {counted('row', found.room)}"
    return f"The page takes {room}, and {chosen} are ticked. Untick some."


def _skipped(section: Section) -> tuple[str, ...]:
    """Without an objective beside the page a column of objectives would say nothing."""
    return () if within(section).offered["objective"] else ("objective",)


def _waiting(actor: Actor, import_id: UUID, section_id: UUID) -> RowImport:
    """The table, held after its page as everywhere, and not yet emptied by age."""
    section = hold(actor, section_id, OBJECTIVES)
    known = find_import(actor, section, import_id)
    waiting: RowImport | None = RowImport.objects.select_for_update(of=("self",)).filter(id=known.id).first()
    if waiting is None:
        raise NotFound()
    if waiting.placed_at is None and is_expired(waiting):
        raise Refused(TOO_LATE)
    waiting.section = section
    return waiting


def _match(waiting: RowImport, matched: Matched) -> None:
    waiting.rows, waiting.header = matched.kind.key, matched.header
    waiting.columns = {str(at): key for at, key in matched.columns.items()}
