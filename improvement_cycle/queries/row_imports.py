"""Spreadsheets whose rows wait to be placed beside a page: each is seen by whoever brought it, and by nobody else."""

from uuid import UUID

from improvement_cycle.models import RowImport
from improvement_cycle.policies.plan_rows import KINDS
from improvement_cycle.policies.row_imports import Found, Matched, check, same_as
from improvement_cycle.policies.taking_over import Table, tables_in
from improvement_cycle.queries.plan_rows import MODELS, within
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Section


def find_import(actor: Actor, section: Section, import_id: UUID) -> RowImport:
    """One of this page, else NotFound."""
    found: RowImport | None = RowImport.objects.filter(
        id=import_id, section=section, by_membership=actor.membership_id
    ).first()
    if found is None or actor.membership_id is None:
        raise NotFound()
    found.section = section
    return found


def tables_of(waiting: RowImport) -> list[Table]:
    """The visible sheets."""
    return tables_in(waiting.content)


def matched_of(waiting: RowImport) -> Matched:
    """How its columns are matched."""
    return Matched(KINDS[waiting.rows], waiting.header, {int(at): key for at, key in waiting.columns.items()})


def checked(waiting: RowImport) -> Found | None:
    """What the file would come to as it is matched now; None while it is not matched."""
    matched = matched_of(waiting)
    if matched.fault:
        return None
    standing = list(MODELS[waiting.rows].objects.filter(section=waiting.section).values())
    there = [same_as(matched.kind, row) for row in standing]
    return check(
        tables_of(waiting)[waiting.sheet],
        matched,
        within(waiting.section, names=matched.columns.values()),
        there,
        len(standing),
    )
