"""The evidence of one academy's year with all that it speaks to and supports, for the page of its row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from improvement_cycle.enums import View
from improvement_cycle.models import Evidence, EvidenceArea, JudgementEvidence
from improvement_cycle.policies.definition import ColumnWord


@dataclass(frozen=True)
class RowEvidence:
    """One piece. `used`: columns whose agreed judgement rests on it."""

    id: UUID
    title: str
    url: str
    file_id: UUID | None
    source_key: str
    source: str
    dated_on: dt.date | None
    by: str
    columns: frozenset[str]
    areas: frozenset[str]
    used: frozenset[str]

    def stands_under(self, column: ColumnWord) -> bool:
        """Whether the column's judgement rests on it, or it speaks to the column or its area."""
        return column.key in self.used or column.key in self.columns or column.area in self.areas


def row_evidence(row_id: UUID) -> tuple[RowEvidence, ...]:
    """All of it in one question, newest first."""
    spoken = EvidenceArea.objects.filter(evidence=OuterRef("id"))
    used = JudgementEvidence.objects.filter(evidence=OuterRef("id"), judgement__view=View.AGREED)
    found: Sequence[Any] = (
        Evidence.objects.filter(academy_cycle_id=row_id)
        .select_related("source")
        .annotate(
            columns=ArraySubquery(spoken.filter(column__isnull=False).values("column__key")),
            areas=ArraySubquery(spoken.filter(area__isnull=False).values("area__key")),
            used=ArraySubquery(used.values("judgement__column__key")),
        )
    )
    return tuple(
        RowEvidence(
            id=each.id,
            title=each.title,
            url=each.url,
            file_id=each.file_id,
            source_key=each.source.key,
            source=each.source.label,
            dated_on=each.dated_on,
            by=each.by_name,
            columns=frozenset(each.columns),
            areas=frozenset(each.areas),
            used=frozenset(each.used),
        )
        for each in found
    )
