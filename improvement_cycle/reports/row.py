"""School on a page: one academy's row of the matrix on paper. Agreed judgements, never a single view or a dissent."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from academies.queries.inspections import profiles
from improvement_cycle.models import AcademyCycle
from improvement_cycle.presenters.model_words import title_of
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.presenters.rows import row_page
from improvement_cycle.queries.cells import academy_year
from improvement_cycle.queries.inspections import concern_shown, is_before_joining, profile_words
from improvement_cycle.queries.scoring import ScoringCell
from improvement_cycle.reports.matrix import MOVED, drawn
from trust.actors import Actor
from trust.charts import TONES
from trust.errors import NotFound
from trust.permissions import Permission, may
from trust.reports import About, ReportKind


@dataclass(frozen=True)
class AreaShown:
    """One judged area."""

    label: str
    before: str
    tone: str
    shape: SafeString | str
    grade: str
    moved: str
    reason: str
    by: str


@dataclass(frozen=True)
class RowReport:
    """Everything that the template prints."""

    name: str
    phase: str
    year: str
    before: str
    inspection: str
    concern: str
    before_joining: bool
    standing: str
    category: str
    tone: str
    category_reason: str
    decided: str
    areas: tuple[AreaShown, ...]
    brings: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    model: str


def describe(actor: Actor, row_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what is on the page."""
    made = build(actor, row_id, parameters)
    content = json.dumps(asdict(made), sort_keys=True, default=str)
    return About(f"{made.name}, {made.year}", sha256(content.encode()).hexdigest()[:40])


def build(actor: Actor, row_id: UUID, parameters: Mapping[str, Any]) -> RowReport:
    """The row as the person who asks may see it. Raises NotFound where there is none for that person."""
    row = _row(actor, row_id)
    found = academy_year(actor, row)
    knows_private = may(actor, Permission.COMMITMENT_PRIVATE, row)
    shown, status = row_page(found, knows_private=knows_private), found.row.status
    profile = profiles([row.academy], found.year.until).get(row.academy_id)
    return RowReport(
        name=found.row.name,
        phase=phase_word(found.row.phase),
        year=f"{title_of(actor, found.definition.matrix_label)} {found.year.label}",
        before=found.before.label if found.before else "",
        inspection=profile_words(profile) or "No inspection known",
        concern=concern_shown(profile),
        before_joining=is_before_joining(profile),
        standing="Agreed and frozen" if found.row.is_agreed else "Not agreed yet",
        category=f"Category {status.category.number}: {status.category.label}" if status else "",
        tone=status.category.tone if status else "",
        category_reason=status.reason if status else "",
        decided=f"{status.by}, {status.effective_from:%-d %B %Y}" if status else "",
        areas=tuple(_area(line.cell) for line in shown.lines),
        brings=tuple(
            (who, tuple((line.text, f"{line.cadence}. The {line.responsible.lower()} sees to it.") for line in lines))
            for who, lines in shown.brings
        ),
        model=f"{found.definition.label}, version {found.definition.number}",
    )


def _row(actor: Actor, row_id: UUID, _version: str = "") -> AcademyCycle:
    found: AcademyCycle | None = (
        AcademyCycle.objects.visible_to(actor).select_related("academy", "cycle__school_year").filter(id=row_id).first()
    )
    if found is None:
        raise NotFound("There is no such row in the matrix.")
    return found


def _area(cell: ScoringCell) -> AreaShown:
    agreed = cell.agreed
    tone = agreed.grade.tone if agreed else ""
    return AreaShown(
        label=cell.column.label,
        before=cell.before.label if cell.before else "",
        tone=tone,
        shape=drawn(agreed.grade.shape, TONES.get(tone, TONES["na"])[1]) if agreed else "",
        grade=agreed.grade.label if agreed else "",
        moved=MOVED.get(cell.movement.value, "") if agreed else "",
        reason=agreed.reason if agreed else "",
        by=f"{agreed.by}, {timezone.localtime(agreed.at):%-d %B %Y}" if agreed else "",
    )


PDF = ReportKind(
    kind="row",
    title="School on a page",
    # Whose row it is is asked of the row itself.
    permission=Permission.MATRIX_READ,
    build=build,
    describe=describe,
    check=_row,
    template="reports/row.html",
)
