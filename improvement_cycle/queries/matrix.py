"""The matrix to read: agreed judgements, categories, movement. Never a single view. Constant number of queries."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q

from academies.enums import Phase
from academies.queries.inspections import profiles
from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, Cycle, Judgement
from improvement_cycle.policies.columns import Provision, provision_of
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition, GradeWord
from improvement_cycle.policies.judgements import Movement, movement
from improvement_cycle.policies.overview import (
    AreaCount,
    CellFact,
    Lane,
    Standing,
    category_movement,
    headline,
    lanes,
    weak_areas,
    weak_areas_title,
)
from improvement_cycle.policies.own_view import OwnView
from improvement_cycle.policies.rows import Completeness, completeness
from improvement_cycle.queries.figure_changes import figures_changed
from improvement_cycle.queries.own_views import NONE, OwnViews, has_own_views, own_views
from improvement_cycle.queries.years import Year, with_years_before
from trust.actors import Actor
from trust.words import word


@dataclass(frozen=True, slots=True)
class Cell:
    """One judged cell. `grade` is None while nothing is agreed; nothing is drawn where it does not apply."""

    column: str
    applies: bool = True
    grade: GradeWord | None = None
    before: GradeWord | None = None
    movement: Movement = Movement.NONE


@dataclass(frozen=True, slots=True)
class TrailStep:
    """The category in one year. `comparable` is false where the set of categories was another than this year's."""

    year: str
    category: CategoryWord | None
    comparable: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One academy."""

    id: UUID
    academy_id: UUID
    academy: Any
    name: str
    phase: str
    is_agreed: bool
    meeting_open: bool
    agreed_at: dt.datetime | None
    version: int
    profile: Any
    cells: tuple[Cell, ...]
    completeness: Completeness
    own_view: OwnView | None  # as this person reads it
    own_view_approved: OwnView | None
    own_view_missing: str  # what stands where there is none
    category: CategoryWord | None
    category_movement: str
    trail: tuple[TrailStep, ...]  # oldest first, this year last
    standing: Standing
    figures_changed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The academies of one category, or those without one yet."""

    category: CategoryWord | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LastChange:
    """When something was last agreed, and by whom."""

    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The news of some rows."""

    lanes: tuple[Lane, ...]
    headline: str
    weak_areas: tuple[AreaCount, ...]
    weak_areas_title: str


@dataclass(frozen=True)
class Matrix:
    """The whole page."""

    year: Year
    before: Year | None
    definition: Definition
    groups: tuple[Group, ...]
    summary: Summary
    agreed_rows: int
    all_rows: int
    phases: tuple[str, ...]
    phase: str  # the one all of this is narrowed to, or nothing
    last_change: LastChange | None  # of the whole year only
    place: str  # the trust's own word for an academy, with the phase

    @property
    def columns(self) -> tuple[ColumnWord, ...]:
        """All columns in their order."""
        return self.definition.columns

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """One lane for each category."""
        return self.summary.lanes

    @property
    def headline(self) -> str:
        """The news in a sentence or two."""
        return self.summary.headline

    @property
    def weak_areas(self) -> tuple[AreaCount, ...]:
        """Counts for each column, most concern first."""
        return self.summary.weak_areas

    @property
    def weak_areas_title(self) -> str:
        """The one or two columns with most concern."""
        return self.summary.weak_areas_title

    @property
    def rows(self) -> Iterable[Row]:
        """All rows as grouped."""
        return (row for group in self.groups for row in group.rows)


def matrix(actor: Actor, cycle: Cycle, phase: str | None = None) -> Matrix:
    """The matrix of a year, as far as the actor may see it. `phase` narrows all of it: table, news and counts."""
    years = with_years_before(cycle)
    now, before = years[0], years[1] if len(years) > 1 else None
    readable = AcademyCycle.objects.filter(cycle=cycle).visible_to(actor).select_related("academy")
    academy_rows = list(readable.annotate(figures_changed=figures_changed()))
    places, statuses = _standing(years)
    agreed, last_change = _agreed(years[:2], places, {row.id for row in academy_rows})
    known = profiles([row.academy for row in academy_rows], now.until)
    own = own_views(actor, years, academy_rows) if has_own_views(years[0].definition) else NONE
    reader = _RowReader(years, agreed, statuses, known, own)
    rows = sorted((reader.row(each) for each in academy_rows), key=lambda row: row.name)
    phases = tuple(sorted({row.phase for row in rows}))
    # A phase nobody has is none: an old address still shows everything.
    phase = phase if phase in phases else ""
    place = word(actor.words, "academy")
    if phase:
        rows = [row for row in rows if row.phase == phase]
        place = f"{Phase(phase).label} {place}"
        last_change = None
    return Matrix(
        year=now,
        before=before,
        definition=now.definition,
        groups=_groups(now.definition, rows),
        summary=summary_of(rows, now, place=place),
        agreed_rows=sum(row.is_agreed for row in rows),
        all_rows=len(rows),
        phases=phases,
        phase=phase,
        last_change=last_change,
        place=place,
    )


def summary_of(rows: Sequence[Row], year: Year, *, place: str) -> Summary:
    """Lanes, sentence and weak areas of these rows."""
    version = year.definition
    standings = [row.standing for row in rows]
    labels = {category.number: category.label for category in version.categories}
    areas = weak_areas([column.key for column in version.judged_columns], _facts(rows))
    return Summary(
        lanes=lanes(standings, labels),
        headline=headline(standings, labels, place=place, year=year.label),
        weak_areas=areas,
        weak_areas_title=weak_areas_title(areas, {column.key: column.name for column in version.judged_columns}),
    )


Agreed = Mapping[tuple[UUID, UUID, str], str]
Statuses = Mapping[tuple[UUID, UUID], str]
Places = Mapping[UUID, tuple[UUID, UUID]]  # row -> (year, academy)


def _standing(years: Sequence[Year]) -> tuple[Places, Statuses]:
    """Where each row of these years stands, and its category: one query."""
    found = (
        AcademyCycle.objects.filter(cycle_id__in=[year.id for year in years])
        .annotate(
            standing=FilteredRelation("statuses", condition=Q(statuses__superseded_at__isnull=True)),
        )
        .values_list("id", "cycle_id", "academy_id", "standing__category_id")
    )
    places: dict[UUID, tuple[UUID, UUID]] = {}
    statuses: dict[tuple[UUID, UUID], str] = {}
    for row_id, cycle_id, academy_id, category_id in found:
        places[row_id] = (cycle_id, academy_id)
        if category_id is not None:
            statuses[cycle_id, academy_id] = str(category_id)
    return places, statuses


def _agreed(years: Sequence[Year], places: Places, shown: Collection[UUID]) -> tuple[Agreed, LastChange | None]:
    """Agreed grades by (year, academy, column), and the latest change in the rows shown: one query without joins."""
    wanted = {year.id for year in years}
    found = Judgement.objects.filter(
        view=View.AGREED, academy_cycle_id__in=[row for row, place in places.items() if place[0] in wanted]
    ).values_list("academy_cycle_id", "column_id", "grade_id", "at", "by_name")
    column_of = {UUID(column.id): column.key for year in years for column in year.definition.columns}
    text_of: dict[UUID, str] = {}
    agreed: dict[tuple[UUID, UUID, str], str] = {}
    latest: tuple[dt.datetime, str] | None = None
    for row_id, column_id, grade_id, at, by in found:
        cycle_id, academy_id = places[row_id]
        grade = text_of.get(grade_id) or text_of.setdefault(grade_id, str(grade_id))
        agreed[cycle_id, academy_id, column_of[column_id]] = grade
        if row_id in shown and (latest is None or at > latest[0]):
            latest = (at, by)
    return agreed, LastChange(*latest) if latest else None


class _RowReader:
    """Makes rows from what was read. Equal cells are one object: 500 academies have a few hundred different cells."""

    def __init__(
        self, years: Sequence[Year], agreed: Agreed, statuses: Statuses, known: Mapping[UUID, Any], own: OwnViews
    ) -> None:
        self.years = years
        self.now = years[0]
        self.before = years[1] if len(years) > 1 else None
        self.agreed = agreed
        self.statuses = statuses
        self.known = known
        self.own = own
        self._cells: dict[tuple[str, str | None, str | None], Cell] = {}
        self._columns: dict[Provision, tuple[frozenset[str], list[str]]] = {}
        self._trails: dict[tuple[str | None, ...], tuple[TrailStep, ...]] = {}
        self._categories = [year.definition.category_of for year in years]

    def row(self, row: AcademyCycle) -> Row:
        academy = row.academy
        applicable, expected = self._columns_for(provision_of(academy))
        cells = tuple(
            self._cell(column.key, academy.id)
            if column.key in applicable
            else self._cells.setdefault((column.key, "n/a", None), Cell(column.key, applies=False))
            for column in self.now.definition.judged_columns
        )
        trail = self._trail(academy.id)
        standing = self._standing(academy, is_agreed=row.is_agreed)
        return Row(
            id=row.id,
            academy_id=academy.id,
            academy=academy,
            name=academy.name,
            phase=str(academy.phase),
            is_agreed=row.is_agreed,
            meeting_open=row.meeting_is_open,
            agreed_at=row.agreed_at,
            version=row.version,
            profile=self.known.get(academy.id),
            cells=cells,
            completeness=completeness(expected, {cell.column for cell in cells if cell.grade}),
            own_view=self.own.read.get(academy.id),
            own_view_approved=self.own.approved.get(academy.id),
            own_view_missing=self.own.words(academy.id),
            category=trail[-1].category,
            # As with cells: without any year before there is nothing that could be new.
            category_movement=category_movement(standing) if self.before else "none",
            trail=trail,
            standing=standing,
            figures_changed=row.figures_changed,  # type: ignore[attr-defined]
        )

    def _standing(self, academy: Any, *, is_agreed: bool) -> Standing:
        def of(index: int) -> int | None:
            if index >= len(self.years):
                return None
            category = self._categories[index].get(self.statuses.get((self.years[index].id, academy.id), ""))
            return category.number if category else None

        return Standing(
            academy=academy.short_name or academy.name,
            slug=academy.slug,
            now=of(0),
            before=of(1),
            categories_now=self.now.definition.categories_mark,
            categories_before=self.before.definition.categories_mark if self.before else "",
            is_agreed=is_agreed,
        )

    def _columns_for(self, provision: Provision) -> tuple[frozenset[str], list[str]]:
        if provision not in self._columns:
            keys = [column.key for column in self.now.definition.columns_for(provision)]
            self._columns[provision] = (frozenset(keys), keys)
        return self._columns[provision]

    def _cell(self, column: str, academy_id: UUID) -> Cell:
        grade_id = self.agreed.get((self.now.id, academy_id, column))
        before_id = self.agreed.get((self.before.id, academy_id, column)) if self.before else None
        key = (column, grade_id, before_id)
        cell = self._cells.get(key)
        if cell is None:
            grade = self.now.definition.grade_of[grade_id] if grade_id else None
            before = self.before.definition.grade_of[before_id] if self.before and before_id else None
            moved = movement(before.mark if before else None, grade.mark if grade else None)
            # Without any year before there is nothing that could be new.
            if moved is Movement.NEW and self.before is None:
                moved = Movement.NONE
            cell = self._cells[key] = Cell(column, grade=grade, before=before, movement=moved)
        return cell

    def _trail(self, academy_id: UUID) -> tuple[TrailStep, ...]:
        ids = tuple(self.statuses.get((year.id, academy_id)) for year in self.years)
        if ids not in self._trails:
            mark = self.now.definition.categories_mark
            self._trails[ids] = tuple(
                TrailStep(
                    year.label,
                    year.definition.category_of.get(status) if status else None,
                    year.definition.categories_mark == mark,
                )
                for year, status in zip(reversed(self.years), reversed(ids), strict=True)
            )
        return self._trails[ids]


def _facts(rows: Iterable[Row]) -> Iterable[CellFact]:
    for row in rows:
        for cell in row.cells:
            if not cell.applies:
                yield CellFact(cell.column, None)
            elif cell.grade:
                yield CellFact(cell.column, cell.grade.key, cell.grade.concern)


def _groups(version: Definition, rows: Sequence[Row]) -> tuple[Group, ...]:
    """Most concern first; academies without a category last."""
    wanted: list[CategoryWord | None] = [*sorted(version.categories, key=lambda each: -each.number), None]
    made = [Group(each, tuple(row for row in rows if _is_in(row, each))) for each in wanted]
    return tuple(group for group in made if group.rows)


def _is_in(row: Row, category: CategoryWord | None) -> bool:
    return row.category is category or (
        row.category is not None and category is not None and row.category.id == category.id
    )
