"""The self-evaluation of an academy's year. Everything after its beginning is trust.actions.documents."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from academies.presenters.figures import fact_lines, roll_line
from academies.queries.figures import figures_of
from improvement_cycle.actions.rows_at_hand import check_year_open
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.self_evaluation import CONTEXT, FACTS
from improvement_cycle.presets.figure_links import measures_of_section
from improvement_cycle.queries.section_evidence import FIELD
from improvement_cycle.queries.self_evaluations import (
    last_version_before,
    parts_of_row,
    people_to_give,
    row_of,
    title_of,
)
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust.actions import sections
from trust.actions.documents import open_document
from trust.actions.sections import Saving
from trust.actors import Actor
from trust.errors import BadInput, NotFound
from trust.models import Document, Section
from trust.permissions import check_may
from trust.policies.documents import Edit


@transaction.atomic
def begin(*, actor: Actor, academy_cycle_id: UUID, from_last_year: bool = False) -> Document:
    """Make the document with its sections, empty or from last year's texts. Begun twice it is begun once.

    Texts and lists come over, answers do not: the year is judged anew.
    """
    row: AcademyCycle | None = (
        AcademyCycle.objects.select_for_update(of=("self",))
        .select_related("academy", "cycle__school_year", "cycle__model")
        .filter(id=academy_cycle_id)
        .first()
    )
    if row is None:
        raise NotFound()
    check_may(actor, SEF_RIGHTS.write, row)
    check_year_open(row.cycle)
    document = open_document(
        actor=actor,
        kind=SEF,
        subject_id=row.id,
        title=title_of(row),
        academy_id=row.academy_id,
        parts=parts_of_row(row),
        old_texts=_texts_of_last_year(actor, row) if from_last_year else None,
    )
    # Held and looked at once more: begun twice, somebody may be writing in it already.
    context = document.sections.select_for_update(of=("self",)).filter(key=CONTEXT, version=0).first()
    if context is not None:
        # Last year's numbers are no text to begin from: this year's stand there.
        context.content = {**context.content, FACTS: official_facts(actor, row)}
        context.save(update_fields=["content"])
    return document


def official_facts(actor: Actor, row: AcademyCycle) -> list[str]:
    """What is known of the academy's pupils, one line each with its source."""
    keys = measures_of_section(CONTEXT)
    found = figures_of(actor, row.academy, keys)
    return [*roll_line(found), *fact_lines(found, keys)]


@transaction.atomic
def put_facts_in(*, actor: Actor, section_id: UUID, edit: Edit) -> Saving:
    """Put the newest official figures into the context, in the place of what stands there; that is kept."""
    section = Section.objects.select_related("document").filter(id=section_id, key=CONTEXT).first()
    if section is None:
        raise NotFound()
    given = {FACTS: "\n".join(official_facts(actor, row_of(section.document)))}
    return sections.save(actor=actor, section_id=section_id, given=given, edit=edit, keeps_standing=True)


def _texts_of_last_year(actor: Actor, row: AcademyCycle) -> dict[str, dict[str, Any]]:
    version = last_version_before(actor, row)
    kinds = ("rich", "lines", "text")
    found: dict[str, dict[str, Any]] = {}
    for section in version.content["sections"] if version else ():
        texts = {
            f["key"]: f["value"] for f in section["fields"] if f["kind"] in kinds and f["value"] and f["key"] != FIELD
        }
        if texts:
            found[section["key"]] = texts
    return found


@transaction.atomic
def give_section(*, actor: Actor, section_id: UUID, membership_ids: Sequence[UUID]) -> None:
    """Let exactly these write the section beside the head. Raises BadInput where one is no senior leader there."""
    section = Section.objects.select_related("document").prefetch_related("writers").filter(id=section_id).first()
    if section is None:
        raise NotFound()
    may_be = {person.id for person, _ in people_to_give(section)}
    if not set(membership_ids) <= may_be:
        raise BadInput("Choose from the senior leaders of this academy.")
    held = {writer.membership_id for writer in section.writers.all()}
    for membership_id in set(membership_ids) - held:
        sections.give(actor=actor, section_id=section_id, membership_id=membership_id)
    for membership_id in held - set(membership_ids):
        sections.take(actor=actor, section_id=section_id, membership_id=membership_id)
