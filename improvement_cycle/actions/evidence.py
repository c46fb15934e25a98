"""Evidence: add it to an academy's year, correct it, take it away, link it to a judgement."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import FROZEN, bump, locked_row
from improvement_cycle.actions.section_evidence import check_sections_take, hold_document
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
from improvement_cycle.permissions import check_may_correct
from improvement_cycle.queries.evidence import (
    CORRECTED,
    KIND,
    TAKEN_AWAY,
    evidence_of,
    resting_on,
    said,
    stands_in_agreed,
)
from trust.actions import activity, files
from trust.actors import Actor
from trust.errors import BadInput, Conflict, Refused
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
    """Add a link, a file or a short summary. Raises BadInput with a sentence for each field that does not fit.

    An agreed row takes what speaks to no column of it: self-evaluations are often written later.
    """
    document = hold_document(academy_cycle_id) if area_keys else None
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.EVIDENCE_ADD)
    _check_not_frozen(row, None, column_keys)
    check_sections_take(document, row, (), area_keys)
    evidence = Evidence(
        academy_cycle=row,
        source=_source(row, source_key),
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
    _speak_to(evidence, _columns(row, column_keys), _areas(row, area_keys))
    _record(actor, row, evidence, "add", "added evidence")
    return evidence


@transaction.atomic
def correct(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    evidence_id: UUID,
    seen: str,
    source_key: str,
    title: str,
    summary: str = "",
    url: str = "",
    file_id: UUID | None = None,
    dated_on: dt.date | None = None,
    column_keys: Sequence[str] = (),
    area_keys: Sequence[str] | None = None,
) -> Evidence:
    """Let it say exactly this; a file that it refers to no longer is deleted. Sending what stands changes nothing.

    `seen` is the mark of what was on screen: raises Conflict when it says something else by now, Gone when it was
    taken away. Where a judgement rests on it, words given on the row so far count no longer. Areas that are not given
    stay.
    """
    document = hold_document(academy_cycle_id) if area_keys is not None else None
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.EVIDENCE_ADD)
    evidence = _own(actor, row, evidence_id)
    before = said(evidence)
    _check_not_frozen(row, evidence, column_keys)
    evidence.source = _source(row, source_key)
    evidence.title, evidence.summary, evidence.url = one_line(title), summary.strip(), url.strip()
    evidence.file, evidence.dated_on = _file(row, file_id), dated_on
    _check(evidence)
    wanted = _columns(row, column_keys)
    areas = _areas(row, before.areas if area_keys is None else area_keys)
    check_sections_take(document, row, before.areas, (area.key for area in areas))
    now = said(evidence, [column.key for column in wanted], [area.key for area in areas])
    if now == before:
        return evidence
    if seen != before.mark:
        raise Conflict("Somebody has corrected this evidence since you opened it. Nothing of yours was saved.")
    evidence.save()
    if before.filed != now.filed:
        evidence.speaks_to.all().delete()
        _speak_to(evidence, wanted, areas)
    if evidence.supports.exists():
        bump(row)
    _let_go(before.file_id)
    _record(actor, row, evidence, CORRECTED, "corrected evidence")
    return evidence


@transaction.atomic
def take_away(*, actor: Actor, academy_cycle_id: UUID, evidence_id: UUID, seen: str) -> None:
    """Take it out of the year, with its file. Raises Refused while an agreed judgement rests on it; as `correct`."""
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.EVIDENCE_ADD)
    evidence = _own(actor, row, evidence_id)
    _check_not_frozen(row, evidence)
    if resting := resting_on(evidence):
        raise Refused(resting.sentence)
    if seen != said(evidence).mark:
        raise Conflict("Somebody has corrected this evidence since you opened it. It was not taken away.")
    # Without its title: what was wrong may have been a name in it.
    _record(actor, row, evidence, TAKEN_AWAY, "took away evidence", named=False)
    evidence.speaks_to.all().delete()
    evidence.tables.all().delete()
    # Only of priorities that were withdrawn: any other keeps it.
    evidence.asks_for.all().delete()
    evidence.delete()
    _let_go(evidence.file_id)


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


def _check_not_frozen(row: AcademyCycle, evidence: Evidence | None, *columns: Sequence[str]) -> None:
    """An agreed row keeps what its cells show; what only the self-evaluation rests on may change."""
    if row.is_agreed and (any(columns) or (evidence is not None and stands_in_agreed(row, evidence))):
        raise Refused(FROZEN, detail={"columns": FROZEN})


def _own(actor: Actor, row: AcademyCycle, evidence_id: UUID) -> Evidence:
    evidence = evidence_of(row, evidence_id)
    check_may_correct(actor, evidence.by_membership_id, row)
    return evidence


def _source(row: AcademyCycle, key: str) -> EvidenceSource:
    source: EvidenceSource | None = EvidenceSource.objects.filter(model_id=row.cycle.model_id, key=key).first()
    if source is None:
        raise BadInput("Choose where the evidence comes from.", detail={"source": "Choose one of the sources."})
    return source


def _let_go(file_id: UUID | None) -> None:
    if file_id is not None and not Evidence.objects.filter(file_id=file_id).exists():
        files.discard(file_id=file_id)


def _record(actor: Actor, row: AcademyCycle, evidence: Evidence, verb: str, did: str, *, named: bool = True) -> None:
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=evidence.id,
        verb=verb,
        sentence=f"{did} for {row.academy.name}{f': {evidence.title}' if named else ''}",
        academy_id=row.academy_id,
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


def _columns(row: AcademyCycle, keys: Sequence[str]) -> list[MatrixColumn]:
    return _all_of(MatrixColumn.objects.filter(model_id=row.cycle.model_id, key__in=keys), keys, "columns")


def _all_of(found: Any, keys: Sequence[str], field: str) -> list[Any]:
    if len(found) != len(set(keys)):
        raise BadInput("Choose the areas from the list.", detail={field: "Choose the areas from the list."})
    return list(found)


def _areas(row: AcademyCycle, keys: Sequence[str]) -> list[KeyArea]:
    return _all_of(KeyArea.objects.filter(model_id=row.cycle.model_id, key__in=keys), keys, "areas")


def _speak_to(evidence: Evidence, columns: Sequence[MatrixColumn], areas: Sequence[KeyArea]) -> None:
    EvidenceArea.objects.bulk_create(
        [
            *(EvidenceArea(evidence=evidence, column=column) for column in columns),
            *(EvidenceArea(evidence=evidence, area=area) for area in areas),
        ]
    )
