"""Evidence: add it to an academy's year, say what it speaks to, link it to a judgement."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import open_row
from improvement_cycle.models import (
    AcademyCycle,
    Evidence,
    EvidenceArea,
    EvidenceSource,
    Judgement,
    JudgementEvidence,
    KeyArea,
    MatrixColumn,
)
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput
from trust.models import StoredFile
from trust.permissions import Permission
from trust.policies.texts import one_line

LINK = "A link begins with https:// or http://"
FILES_OF = "evidence"  # owner kind of uploaded files; the owner is the row


@transaction.atomic
def add(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    source_key: str,
    title: str,
    summary: str = "",
    url: str = "",
    file_id: UUID | None = None,
    dated_on: dt.date | None = None,
    column_keys: Sequence[str] = (),
    area_keys: Sequence[str] = (),
) -> Evidence:
    """Add a link, a file or a short summary. Raises BadInput with a sentence for each field that does not fit."""
    row = open_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.EVIDENCE_ADD)
    source = EvidenceSource.objects.filter(model_id=row.cycle.model_id, key=source_key).first()
    if source is None:
        raise BadInput("Choose where the evidence comes from.", detail={"source": "Choose one of the sources."})
    evidence = Evidence(
        academy_cycle=row,
        source=source,
        title=one_line(title),
        summary=summary.strip(),
        url=url.strip(),
        file=_file(row, file_id),
        dated_on=dated_on,
        by_membership_id=actor.membership_id,
        by_name=actor.name,
        at=timezone.now(),
    )
    _check(evidence)
    evidence.save()
    _speak_to(row, evidence, column_keys, area_keys)
    activity.record(
        actor=actor,
        kind="evidence",
        subject_id=evidence.id,
        verb="add",
        sentence=f"added evidence for {row.academy.name}: {evidence.title}"[:400],
        academy_id=row.academy_id,
    )
    return evidence


def set_links(*, row: AcademyCycle, judgement: Judgement, evidence_ids: Sequence[UUID]) -> None:
    """Let a judgement rest on exactly these. Part of another action: the row is locked and permission checked."""
    wanted = {str(each) for each in evidence_ids}
    linked = JudgementEvidence.objects.filter(judgement=judgement)
    standing = {str(each) for each in linked.values_list("evidence_id", flat=True)}
    if wanted == standing:
        return
    known = {str(each) for each in Evidence.objects.filter(academy_cycle_id=row.id).values_list("id", flat=True)}
    if wanted - known:
        raise BadInput("Some of the evidence is not this academy's.", detail={"evidence": "Choose from the list."})
    linked.exclude(evidence_id__in=wanted).delete()
    JudgementEvidence.objects.bulk_create(
        JudgementEvidence(judgement=judgement, evidence_id=UUID(each)) for each in sorted(wanted - standing)
    )


def _file(row: AcademyCycle, file_id: UUID | None) -> StoredFile | None:
    if file_id is None:
        return None
    # Only a file uploaded for this row: any other would be opened to the readers of the row.
    found = StoredFile.objects.filter(id=file_id, owner_kind=FILES_OF, owner_id=row.id).first()
    if found is None:
        raise BadInput("The file is not there any more.", detail={"file": "Upload the file again."})
    return found


def _check(evidence: Evidence) -> None:
    detail = {}
    if not evidence.title:
        detail["title"] = "Give it a short title."
    if evidence.url and evidence.file:
        detail["url"] = "Give a link or a file, not both."
    if not (evidence.url or evidence.file or evidence.summary):
        detail["summary"] = "Give a link, a file or a short summary."
    links = [field.name for field in Evidence._meta.fields if field.is_relation]
    try:
        evidence.clean_fields(exclude=[*links, *detail])
    except ValidationError as fault:
        detail |= {name: " ".join(texts) for name, texts in fault.message_dict.items()}
    if evidence.url and not evidence.url.lower().startswith(("https://", "http://")):
        detail["url"] = LINK
    if evidence.dated_on and evidence.dated_on > timezone.localdate():
        detail["dated_on"] = "Evidence cannot be dated later than today."
    if detail:
        raise BadInput("Some of this is missing or does not fit.", detail=detail)


def _speak_to(row: AcademyCycle, evidence: Evidence, columns: Sequence[str], areas: Sequence[str]) -> None:
    model_id = row.cycle.model_id
    found_columns = list(MatrixColumn.objects.filter(model_id=model_id, key__in=columns))
    found_areas = list(KeyArea.objects.filter(model_id=model_id, key__in=areas))
    if len(found_columns) != len(set(columns)) or len(found_areas) != len(set(areas)):
        raise BadInput("Choose the areas from the list.", detail={"areas": "Choose the areas from the list."})
    EvidenceArea.objects.bulk_create(
        [
            *(EvidenceArea(evidence=evidence, column=column) for column in found_columns),
            *(EvidenceArea(evidence=evidence, area=area) for area in found_areas),
        ]
    )
