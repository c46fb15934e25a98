"""Evidence in a section of a self-evaluation: list a piece of the year there, or list it no longer."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from improvement_cycle.actions.rows_at_hand import FROZEN, locked_row
from improvement_cycle.models import AcademyCycle, Evidence, EvidenceArea, KeyArea
from improvement_cycle.queries.evidence import seen_by_area
from improvement_cycle.workflow import SEF
from trust import documents
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.models import Document, Section
from trust.permissions import Permission


@transaction.atomic
def list_in_section(*, actor: Actor, section_id: UUID, evidence_ids: Sequence[UUID]) -> None:
    """List these pieces of the academy's year in the section, beside those that stand there."""
    section, area, _ = _found(actor, section_id)
    wanted = set(evidence_ids)
    known = Evidence.objects.filter(academy_cycle_id=section.document.subject_id, id__in=wanted)
    if not wanted or known.count() != len(wanted):
        raise BadInput("Choose from the list.", detail={"evidence": "Choose evidence from the list."})
    EvidenceArea.objects.bulk_create(
        EvidenceArea(evidence_id=each, area=area)
        for each in sorted(wanted - set(_filed(section, area).values_list("evidence_id", flat=True)))
    )


@transaction.atomic
def list_no_longer(*, actor: Actor, section_id: UUID, evidence_id: UUID) -> None:
    """Take it out of the section; it stays evidence of the year. Sent twice it is done once.

    Raises Refused where a cell of an agreed row shows it by the area.
    """
    section, area, row = _found(actor, section_id)
    listed = _filed(section, area).filter(evidence_id=evidence_id)
    if row.is_agreed and listed.filter(seen_by_area(row.agreed_at)).exists():
        raise Refused(FROZEN)
    listed.delete()


def hold_document(academy_cycle_id: UUID) -> Document | None:
    """The self-evaluation of this row, held before the row is: submitting holds it too, and waits for no row."""
    held = Document.objects.select_for_update(of=("self",), no_key=True)
    return held.filter(kind=SEF, subject_id=academy_cycle_id).first()


def check_sections_take(
    document: Document | None, row: AcademyCycle, before: Iterable[str], now: Iterable[str]
) -> None:
    """Raises Refused where sections would list more or less than what was handed in says of them."""
    if document is None or set(before) == set(now):
        return
    document.subject = row
    try:
        documents.check_open(document)
    except Refused as fault:
        words = f"{fault.message} Leave the sections as they were: evidence is listed there once it is open again."
        raise Refused(words, detail={"areas": words}) from fault


def _filed(section: Section, area: KeyArea) -> Any:
    return EvidenceArea.objects.filter(evidence__academy_cycle_id=section.document.subject_id, area=area)


def _found(actor: Actor, section_id: UUID) -> tuple[Section, KeyArea, AcademyCycle]:
    # Held as by whoever submits; the document is read after the lock.
    section = Section.objects.select_for_update(of=("self",)).prefetch_related("writers").filter(id=section_id).first()
    if section is None or section.document.kind != SEF or not documents.writes(actor, section):
        raise NotFound()
    # The row is held, as by whoever adds or takes away evidence of it.
    row = locked_row(actor=actor, academy_cycle_id=section.document.subject_id, permission=Permission.EVIDENCE_ADD)
    documents.check_open(section.document)
    area = KeyArea.objects.filter(model_id=row.cycle.model_id, key=section.key).first()
    if area is None:
        raise Refused("Evidence is listed in the sections of the key areas.")
    return section, area, row
