"""Evidence as the sections of a self-evaluation list it: filed under their area."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.utils.formats import date_format

from improvement_cycle.models import AcademyCycle, EvidenceArea, JudgementEvidence
from improvement_cycle.permissions import may_correct
from improvement_cycle.queries.evidence import seen_by_area
from improvement_cycle.queries.pieces import Piece, as_piece, pieces
from improvement_cycle.workflow import SEF
from trust.actors import Actor
from trust.models import Document, SectionWriter
from trust.permissions import Permission, may

FIELD = "evidence"  # its key in what was handed in


@dataclass(frozen=True, kw_only=True)
class EvidenceItem(Piece):
    """With everything that it speaks to."""

    areas: frozenset[str]
    columns: tuple[str, ...]  # labels
    is_near: bool  # it speaks to a column of the section's area
    is_frozen: bool  # an agreed judgement rests on it, or a cell of an agreed row shows it
    kept: frozenset[str]  # areas by which cells of an agreed row show it: it stays in their sections

    @property
    def words(self) -> str:
        """One line, as it is kept and printed."""
        day = date_format(self.dated_on, "j F Y") if self.dated_on else ""
        return f"{self.title} ({', '.join(part for part in (self.source, day) if part)})"


@dataclass(frozen=True)
class SectionEvidence:
    """What a section lists, and what else the year holds: that which speaks to the same columns first."""

    listed: tuple[EvidenceItem, ...]
    others: tuple[EvidenceItem, ...]


def of_section(row: AcademyCycle, area_key: str) -> SectionEvidence:
    """For those who read the section."""
    items = _items(row, area_key)
    return SectionEvidence(
        listed=tuple(each for each in items if area_key in each.areas),
        others=tuple(sorted((each for each in items if area_key not in each.areas), key=lambda each: not each.is_near)),
    )


def evidence_fields(row: AcademyCycle) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """By area: what its section lists, as a version keeps it."""
    found: dict[str, list[EvidenceItem]] = {}
    for each in _items(row):
        for area in each.areas:
            found.setdefault(area, []).append(each)
    return {
        area: [
            {
                "key": FIELD,
                "label": "Evidence",
                "kind": "lines",
                "value": [each.words for each in items],
                "items": [str(each.id) for each in items],
                # As they were that day, in words: the table may be corrected afterwards.
                "tables": [asdict(each.survey) if each.survey else None for each in items],
            }
        ]
        for area, items in found.items()
    }


def sections_take(row: AcademyCycle) -> bool:
    """Whether its sections list more or less by now: not once they are handed in."""
    document = Document.objects.filter(kind=SEF, subject_id=row.id).first()
    return document is None or document.is_open


def standing(actor: Actor, row: AcademyCycle, ids: Collection[str]) -> Mapping[str, EvidenceItem]:
    """Those of these that are still there, by id, for those who open them; the others read their titles."""
    if not ids or not may_read_evidence(actor, row.id):
        return {}
    return {str(each.id): each for each in _items(row) if str(each.id) in ids}


def corrects(actor: Actor, row: AcademyCycle, items: Iterable[EvidenceItem]) -> frozenset[UUID]:
    """Which of these this person may correct now."""
    if row.cycle.is_closed or not may(actor, Permission.MATRIX_READ, row):
        return frozenset()
    return frozenset(each.id for each in items if not each.is_frozen and may_correct(actor, each.by_membership_id, row))


def may_read_evidence(actor: Actor, row_id: UUID) -> bool:
    """Whether this person opens the files of this row: readers of the matrix, readers and writers of the texts."""
    if AcademyCycle.objects.visible_to(actor).filter(id=row_id).exists():
        return True
    row = AcademyCycle.objects.select_related("academy").filter(id=row_id).first()
    if row is None:
        return False
    return may(actor, Permission.SEF_READ, row) or (may(actor, Permission.SEF_WRITE_GIVEN, row) and _writes(actor, row))


def _writes(actor: Actor, row: AcademyCycle) -> bool:
    """Whether a section of the year's self-evaluation was given to this person."""
    given = SectionWriter.objects.filter(membership_id=actor.membership_id)
    return bool(given.filter(section__document__kind=SEF, section__document__subject_id=row.id).exists())


def _items(row: AcademyCycle, area_key: str = "") -> list[EvidenceItem]:
    """All evidence of the year with what it speaks to: one question."""
    spoken = EvidenceArea.objects.filter(evidence=OuterRef("id"))
    column = JSONObject(label="column__label", area="column__area__key")
    found = pieces(row.id).annotate(
        areas=ArraySubquery(spoken.filter(area__isnull=False).values("area__key")),
        columns=ArraySubquery(
            spoken.filter(column__isnull=False).order_by("column__order", "column_id").annotate(of=column).values("of")
        ),
        is_used=Exists(JudgementEvidence.objects.filter(evidence=OuterRef("id"))),
        kept=ArraySubquery(spoken.filter(seen_by_area(row.agreed_at)).values("area__key").distinct()),
    )
    return [
        EvidenceItem(
            **as_piece(each),
            areas=frozenset(each.areas),
            columns=tuple(column["label"] for column in each.columns),
            is_near=any(column["area"] == area_key for column in each.columns),
            is_frozen=row.is_agreed and bool(each.columns or each.is_used or each.kept),
            kept=frozenset(each.kept if row.is_agreed else ()),
        )
        for each in found
    ]
