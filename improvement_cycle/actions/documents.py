"""Documents of an academy's year: begun, and given to people. Everything after that is trust.actions.documents."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from improvement_cycle.actions.rows_at_hand import check_year_open, hold
from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.document_sections import people_to_give
from improvement_cycle.queries.document_versions import last_version_before
from trust import documents
from trust.actions import sections
from trust.actions.documents import open_document
from trust.actors import Actor
from trust.errors import BadInput, NotFound
from trust.models import Document, Section
from trust.permissions import check_may
from trust.policies.contents import Part

TEXTS = ("rich", "lines", "text")


@transaction.atomic
def begin(
    *,
    actor: Actor,
    kind: str,
    academy_cycle_id: UUID,
    from_last_year: bool = False,
    went_on: Mapping[str, str] | None = None,
) -> Document:
    """Make the document with its sections, empty or from last year's texts. Begun twice it is begun once.

    Texts and lists come over, answers do not: the year is judged anew. `went_on`: by the key of a section of last year
    that of the one in which it goes on, where they are not the same.
    """
    hold(academy_cycle_id)
    row: AcademyCycle | None = (
        AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
        .filter(id=academy_cycle_id)
        .first()
    )
    if row is None:
        raise NotFound()
    check_may(actor, documents.kind_named(kind).rights.write, row)
    check_year_open(row.cycle)
    title = pages_of(kind).title_of(row)
    to_be = Document(kind=kind, subject_id=row.id, title=title, academy_id=row.academy_id)
    to_be.subject = row
    parts = documents.parts_of(to_be)
    document = open_document(
        actor=actor,
        kind=kind,
        subject_id=row.id,
        title=title,
        academy_id=row.academy_id,
        parts=list(parts.values()),
        old_texts=_texts_of_last_year(actor, row, kind, parts, went_on or {}) if from_last_year else None,
    )
    document.subject = row
    return document


def _texts_of_last_year(
    actor: Actor, row: AcademyCycle, kind: str, parts: Mapping[str, Part], went_on: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    version = last_version_before(actor, row, kind)
    found: dict[str, dict[str, Any]] = {}
    for section in version.content["sections"] if version else ():
        # What stood beside its text, such as evidence, is no field of it.
        key = went_on.get(section["key"], section["key"])
        own = {field.key for field in parts[key].fields} if key in parts else set()
        texts = {
            f["key"]: f["value"] for f in section["fields"] if f["kind"] in TEXTS and f["value"] and f["key"] in own
        }
        if texts:
            found[key] = texts
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
