"""One academy's row and one of its cells with everything around it: reasons, evidence, history."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery

from improvement_cycle.enums import Party, View
from improvement_cycle.models import AcademyCycle, EvidenceArea, Judgement, JudgementEvidence
from improvement_cycle.policies.definition import ColumnWord, Definition
from improvement_cycle.policies.own_view import OwnGrade, OwnView
from improvement_cycle.policies.sources import Found, Sources
from improvement_cycle.queries.evidence import CORRECTED, KIND, seen_by_area
from improvement_cycle.queries.own_views import NONE, OwnViews, has_own_views, own_views
from improvement_cycle.queries.pieces import Piece, as_piece, pieces
from improvement_cycle.queries.row_evidence import RowEvidence, row_evidence
from improvement_cycle.queries.scoring import RowReader, ScoringCell, ScoringRow
from improvement_cycle.queries.sources import AtHand, sources_of
from improvement_cycle.queries.years import Year, with_years_before
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Activity
from trust.permissions import Permission, may
from trust.tenancy import current_trust_id


@dataclass(frozen=True, kw_only=True)
class EvidenceShown(Piece):
    """Linked: the agreed judgement rests on it. Speaks here: it was filed under this cell."""

    corrected_by: str  # where it was somebody else
    is_linked: bool
    speaks_here: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step in the life of a cell."""

    at: dt.datetime
    by: str
    sentence: str


@dataclass(frozen=True)
class AcademyYear:
    """One academy in one year."""

    year: Year
    before: Year | None
    definition: Definition
    row: ScoringRow
    _own: Callable[[], OwnViews] = field(default=lambda: NONE, repr=False, compare=False)
    _sources: Callable[["AcademyYear"], Sources] = field(default=lambda _: Sources(()), repr=False, compare=False)

    @cached_property
    def own(self) -> OwnViews:
        """The latest self-evaluation, read where it is shown."""
        return self._own()

    @property
    def own_view(self) -> OwnView | None:
        """As far as this person reads it."""
        return self.own.read.get(self.row.academy_id)

    @property
    def own_view_words(self) -> str:
        """Its state and day, or why there is none."""
        view = self.own_view
        return f"{view.year}, {_small(view.when)}" if view else _small(self.own.words(self.row.academy_id))

    @cached_property
    def evidence(self) -> tuple[RowEvidence, ...]:
        """All evidence of the year."""
        return row_evidence(self.row.id, self.row.agreed_at if self.row.is_agreed else None)

    @cached_property
    def sources(self) -> Sources:
        """Which sources there are this year."""
        return self._sources(self)


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


@dataclass(frozen=True)
class CellPage:
    """One cell."""

    year: Year
    before: Year | None
    definition: Definition
    row: ScoringRow
    cell: ScoringCell
    position: int
    previous: ColumnWord | None
    next: ColumnWord | None
    evidence: tuple[EvidenceShown, ...]
    history: tuple[HistoryLine, ...]
    own: OwnGrade | None  # what the self-evaluation says of the column's area
    own_words: str  # its year, state and day, or why there is none

    @property
    def own_evidence(self) -> tuple[EvidenceShown, ...]:
        """What stands under its column, as on the page of the row."""
        return tuple(each for each in self.evidence if each.is_linked or each.speaks_here)

    @property
    def other_evidence(self) -> tuple[EvidenceShown, ...]:
        """The rest of the year's."""
        return tuple(each for each in self.evidence if not (each.is_linked or each.speaks_here))

    @property
    def grades(self) -> tuple[Any, ...]:
        """The grades to choose from, best first."""
        return self.definition.scale_of[self.cell.column.scale].grades


def academy_year(actor: Actor, row: AcademyCycle) -> AcademyYear:
    """One academy's year. The row carries its academy and its year. Raises NotFound where this person has none such."""
    if not may(actor, Permission.MATRIX_READ, row):
        raise NotFound("There is no such row in the matrix.")
    known = with_years_before(row.cycle)
    years = known[:2]
    reader = RowReader(actor, years, [row])

    def sources(page: AcademyYear) -> Sources:
        added: dict[tuple[UUID, str], list[Found]] = {}
        for each in page.evidence:
            added.setdefault((row.id, each.source_key), []).append(Found(each.title, each.dated_on))
        return sources_of(actor, known, [row], AtHand(added, reader.profiles, page.own))[row.id]

    return AcademyYear(
        year=years[0],
        before=years[1] if len(years) > 1 else None,
        definition=years[0].definition,
        row=reader.row(row),
        _own=lambda: own_views(actor, known, [row]) if has_own_views(years[0].definition) else NONE,
        _sources=sources,
    )


def cell(page: AcademyYear, column_key: str, *, alone: bool = False) -> CellPage:
    """One cell. Raises NotFound where the academy is not judged in that column.

    `alone` leaves evidence and history out: the grid answers a change with the cell only.
    """
    cells = [each for each in page.row.cells if each.applies]
    index = next((n for n, each in enumerate(cells) if each.column.key == column_key), None)
    if index is None:
        raise NotFound("This academy is not judged in that column.")
    found = cells[index]
    return CellPage(
        year=page.year,
        before=page.before,
        definition=page.definition,
        row=page.row,
        cell=found,
        position=index + 1,
        previous=cells[index - 1].column if index else None,
        next=cells[index + 1].column if index + 1 < len(cells) else None,
        evidence=() if alone else _evidence(page.row, found),
        history=() if alone else _history(page, found),
        own=None if alone else own_grade(page, found.column),
        own_words="" if alone else page.own_view_words,
    )


def own_grade(page: AcademyYear, column: ColumnWord) -> OwnGrade | None:
    """The self-evaluation's grade for the area that the column speaks of, in its own words; never compared."""
    return page.own_view.of_area(column.area) if page.own_view and column.area else None


def _evidence(row: ScoringRow, shown: ScoringCell) -> tuple[EvidenceShown, ...]:
    linked = JudgementEvidence.objects.filter(
        evidence=OuterRef("id"), judgement__column_id=shown.column.id, judgement__view=View.AGREED
    )
    agreed_at = row.agreed_at if row.is_agreed else None
    by_area = Q(area__key=shown.column.area, area__isnull=False) & seen_by_area(agreed_at)
    speaking = EvidenceArea.objects.filter(Q(column_id=shown.column.id) | by_area, evidence=OuterRef("id"))
    corrections = Activity.objects.filter(kind=KIND, verb=CORRECTED, subject_id=OuterRef("id")).order_by("-at")
    rows = pieces(row.id).annotate(
        corrected_by=Subquery(corrections.values("by_name")[:1]),
        is_linked=Exists(linked),
        speaks_here=Exists(speaking),
    )
    if agreed_at:
        # An agreed cell keeps what it shows; the rest of the year's evidence still comes and goes.
        rows = rows.filter(Q(is_linked=True) | Q(speaks_here=True))
    made = [
        EvidenceShown(
            **as_piece(each),
            corrected_by=each.corrected_by if each.corrected_by and each.corrected_by != each.by_name else "",
            is_linked=each.is_linked,
            speaks_here=each.speaks_here,
        )
        for each in rows
    ]
    return tuple(sorted(made, key=lambda each: (not each.is_linked, not each.speaks_here)))


def _history(page: AcademyYear, shown: ScoringCell) -> tuple[HistoryLine, ...]:
    """Newest first. Single views only where the actor sees them now; last year's judgement closes the list."""
    visible = {View.AGREED.value, *(view.party for view in shown.views if view.is_recorded and not view.is_hidden)}
    judgements = Judgement.objects.filter(academy_cycle_id=page.row.id, column_id=shown.column.id, view__in=visible)
    event = apps.get_model("improvement_cycle", "JudgementEvent")
    events = event.objects.filter(trust=current_trust_id(), pgh_obj_id__in=judgements.values("id")).order_by("pgh_id")
    lines = list(_lines(page.definition, events))
    lines.reverse()
    if shown.before and shown.before_said and page.before:
        said = shown.before_said
        lines.append(HistoryLine(said.at, said.by, f"{page.before.label} agreed: {shown.before.label}"))
    return tuple(lines)


def _lines(version: Definition, events: Iterable[Any]) -> Iterable[HistoryLine]:
    before: dict[UUID, str] = {}
    for each in events:
        grade = version.grade_of.get(str(each.grade_id))
        word = grade.label if grade else "?"
        earlier = before.get(each.pgh_obj_id)
        view = each.view
        if view == View.AGREED:
            sentence = f"Agreed: {word}" if earlier in (None, word) else f"Agreed: {word}. Before: {earlier}"
        elif earlier in (None, word):
            sentence = f"View of the {Party(view).label}: {word}"
        else:
            sentence = f"View of the {Party(view).label} changed to {word}. Before: {earlier}"
        before[each.pgh_obj_id] = word
        yield HistoryLine(each.at, each.by_name, sentence)
