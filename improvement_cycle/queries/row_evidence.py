"""The evidence of one academy's year with all that it speaks to and supports, for the page of its row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from improvement_cycle.enums import View
from improvement_cycle.models import EvidenceArea, JudgementEvidence
from improvement_cycle.policies.definition import ColumnWord
from improvement_cycle.queries.evidence import seen_by_area
from improvement_cycle.queries.pieces import Piece, as_piece, pieces


@dataclass(frozen=True, kw_only=True)
class RowEvidence(Piece):
    """`used`: columns whose agreed judgement rests on it."""

    columns: frozenset[str]
    areas: frozenset[str]
    used: frozenset[str]

    def stands_under(self, column: ColumnWord) -> bool:
        """Whether the column's judgement rests on it, or it speaks to the column or its area."""
        return column.key in self.used or column.key in self.columns or column.area in self.areas


def row_evidence(row_id: UUID, agreed_at: dt.datetime | None) -> tuple[RowEvidence, ...]:
    """All of it in one question, newest first; under areas as the row stood when it was agreed."""
    spoken = EvidenceArea.objects.filter(evidence=OuterRef("id"))
    used = JudgementEvidence.objects.filter(evidence=OuterRef("id"), judgement__view=View.AGREED)
    found: Sequence[Any] = pieces(row_id).annotate(
        columns=ArraySubquery(spoken.filter(column__isnull=False).values("column__key")),
        areas=ArraySubquery(spoken.filter(seen_by_area(agreed_at)).values("area__key").distinct()),
        used=ArraySubquery(used.values("judgement__column__key")),
    )
    return tuple(
        RowEvidence(
            **as_piece(each),
            columns=frozenset(each.columns),
            areas=frozenset(each.areas),
            used=frozenset(each.used),
        )
        for each in found
    )
