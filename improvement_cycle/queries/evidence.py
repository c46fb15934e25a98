"""One piece of evidence: what it says, and what rests on it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from improvement_cycle.enums import PriorityState
from improvement_cycle.models import AcademyCycle, Evidence, JudgementEvidence, PriorityBasis, SurveyTable
from improvement_cycle.policies.evidence import Resting, Said
from trust.errors import Gone, NotFound
from trust.ids import first_of
from trust.models import Activity

KIND = "evidence"  # of lines of the feed
CORRECTED, TAKEN_AWAY = "correct", "take_away"  # verbs there


def evidence_of(row: AcademyCycle, evidence_id: UUID) -> Evidence:
    """The evidence of a row that this person may read. Raises Gone where it was taken away, else NotFound."""
    found: Evidence | None = Evidence.objects.filter(academy_cycle=row, id=evidence_id).first()
    if found is not None:
        found.academy_cycle = row
        return found
    line = Activity.objects.filter(
        kind=KIND, verb=TAKEN_AWAY, subject_id=evidence_id, academy_id=row.academy_id
    ).first()
    if line is None:
        raise NotFound("There is no such evidence.")
    day = date_format(timezone.localtime(line.at), "j F Y")
    raise Gone(f"{line.by_name} took this evidence away on {day}.")


def said(evidence: Evidence, columns: Iterable[str] | None = None, areas: Iterable[str] | None = None) -> Said:
    """What it says, filed under what it stands under or under these columns and areas."""
    if columns is None or areas is None:
        filed = list(evidence.speaks_to.values_list("column__key", "area__key"))
        columns = [column for column, _ in filed if column] if columns is None else columns
        areas = [area for _, area in filed if area] if areas is None else areas
    return Said(
        source_id=evidence.source_id,
        title=evidence.title,
        summary=evidence.summary,
        url=evidence.url,
        file_id=evidence.file_id,
        dated_on=evidence.dated_on,
        columns=tuple(sorted(columns)),
        areas=tuple(sorted(areas)),
        table=SurveyTable.objects.filter(evidence=evidence).values_list("version", flat=True).first() or 0,
    )


def seen_by_area(agreed_at: dt.datetime | None) -> Q:
    """Of what is filed under areas: what cells show by it. What came after the row was agreed is for sections alone."""
    return Q(area__columns__isnull=False) & (Q(id__lt=first_of(agreed_at)) if agreed_at else Q())


def stands_in_agreed(row: AcademyCycle, evidence: Evidence) -> bool:
    """Whether a cell of the agreed row shows it, or its judgement rests on it: that stays as it is."""
    if not row.is_agreed:
        return False
    shown = evidence.speaks_to.filter(Q(column__isnull=False) | seen_by_area(row.agreed_at))
    return bool(shown.exists() or evidence.supports.exists())


def resting_on(evidence: Evidence) -> Resting:
    """What rests on it, in the order of the matrix and of the list of priorities."""
    judged = JudgementEvidence.objects.filter(evidence=OuterRef("id")).order_by(
        "judgement__column__order", "judgement__column__id"
    )
    asked = PriorityBasis.objects.filter(evidence=OuterRef("id")).exclude(priority__state=PriorityState.WITHDRAWN)
    asked = asked.order_by("priority__number")
    found = Evidence.objects.filter(id=evidence.id).values_list(
        ArraySubquery(judged.values("judgement__column__label")), ArraySubquery(asked.values("priority__number"))
    )
    labels, numbers = found[0]
    return Resting(tuple(labels), tuple(numbers))
