"""The matrix to score: agreed judgements, and the three views as far as the actor may see them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from academies.queries.inspections import profiles
from improvement_cycle.enums import Party, View
from improvement_cycle.models import AcademyCycle, CurrentStatus, Cycle, Judgement, RowAgreement
from improvement_cycle.permissions import may_score, parties_of
from improvement_cycle.policies.columns import Provision, provision_of
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition, GradeWord
from improvement_cycle.policies.judgements import Movement, differs, may_agree, may_see_views, movement
from improvement_cycle.policies.rows import Completeness, RowStanding, completeness, row_standing
from improvement_cycle.policies.suggestion import Suggestion
from improvement_cycle.queries.inspections import concern_category
from improvement_cycle.queries.suggestions import suggest
from improvement_cycle.queries.years import Year, with_years_before
from trust.actors import Actor
from trust.permissions import Permission, may


class Said(NamedTuple):
    """A judgement as read."""

    grade_id: str
    reason: str
    by: str
    at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True)
class ViewShown:
    """The view of one party. Hidden: it is recorded, but this person may not see it yet."""

    party: str
    is_recorded: bool
    is_hidden: bool
    grade: GradeWord | None = None
    reason: str = ""
    by: str = ""
    at: dt.datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class AgreedShown:
    """The agreed judgement of a cell."""

    grade: GradeWord
    reason: str
    by: str
    at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True)
class ScoringCell:
    """One cell of the grid."""

    column: ColumnWord
    applies: bool
    agreed: AgreedShown | None
    before: GradeWord | None
    before_said: Said | None
    movement: Movement
    views: tuple[ViewShown, ...]
    differs: bool
    may_agree: bool

    @property
    def version(self) -> int:
        """What a form sends back as the version it saw."""
        return self.agreed.version if self.agreed else 0


@dataclass(frozen=True, slots=True)
class StatusShown:
    """The category as decided."""

    id: UUID
    category: CategoryWord
    reason: str
    effective_from: dt.date
    took_part: tuple[str, ...]
    also_present: str
    dissent: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class ScoringRow:
    """One academy in the grid. Who has agreed, last year's category and the rule are read only where they are shown."""

    id: UUID
    academy_id: UUID
    academy: Any
    name: str
    phase: str
    version: int
    is_agreed: bool
    agreed_at: dt.datetime | None
    meeting_open: bool
    parties: tuple[str, ...]
    may_agree_judgements: bool
    may_decide_status: bool
    cells: tuple[ScoringCell, ...]
    completeness: Completeness
    status: StatusShown | None
    _category_before: Callable[[], CategoryWord | None] = field(repr=False, compare=False)
    _words: Callable[[], tuple[RowAgreement, ...]] = field(repr=False, compare=False)
    _suggestion: Callable[[], Suggestion | None] = field(repr=False, compare=False)

    @cached_property
    def category_before(self) -> CategoryWord | None:
        """Last year's category."""
        return self._category_before()

    @cached_property
    def words(self) -> tuple[RowAgreement, ...]:
        """What the three said on the row as it stands; nothing for everybody else."""
        return self._words()

    @cached_property
    def standing(self) -> RowStanding | None:
        """Where the three stand on the row; None for everybody else."""
        return row_standing({each.party: each.kind for each in self.words}) if self.parties else None

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """What the rule says."""
        return self._suggestion()

    @property
    def status_differs(self) -> bool:
        """Whether people decided otherwise than the rule, on a row that is still discussed."""
        rule = self.suggestion
        return bool(
            self.status and not self.is_agreed and rule and rule.number and rule.number != self.status.category.number
        )


@dataclass(frozen=True)
class Scoring:
    """The grid."""

    year: Year
    before: Year | None
    definition: Definition
    open_rows: tuple[ScoringRow, ...]
    agreed_rows: tuple[ScoringRow, ...]

    @property
    def rows(self) -> tuple[ScoringRow, ...]:
        return (*self.open_rows, *self.agreed_rows)


def scoring(actor: Actor, cycle: Cycle, *, academy_id: UUID | None = None) -> Scoring:
    """The rows this person scores: those of the phases or the academy for which they are one of the three."""
    years = with_years_before(cycle)[:2]
    found = AcademyCycle.objects.filter(cycle=cycle).visible_to(actor).select_related("academy").with_standing()
    if academy_id is not None:
        found = found.filter(academy_id=academy_id)
    mine = [row for row in found if may_score(actor, row)]
    reader = RowReader(actor, years, mine)
    rows = sorted((reader.row(row) for row in mine), key=lambda row: row.name)
    return Scoring(
        year=years[0],
        before=years[1] if len(years) > 1 else None,
        definition=years[0].definition,
        open_rows=tuple(row for row in rows if not row.is_agreed),
        agreed_rows=tuple(row for row in rows if row.is_agreed),
    )


class RowReader:
    """Everything of these rows in a few queries, then plain values."""

    def __init__(self, actor: Actor, years: list[Year], rows: list[AcademyCycle]) -> None:
        self.actor = actor
        self.rows = rows
        self.now = years[0]
        self.before = years[1] if len(years) > 1 else None
        self.judgements: dict[tuple[UUID, str, str], Said] = {}
        self.agreed_before: dict[tuple[UUID, str], Said] = {}
        self._read_judgements()

    @cached_property
    def standing(self) -> dict[UUID, AcademyCycle]:
        """The rows with their status and what was said on them. Those fresh from an action are asked for here."""
        if all("said" in row.__dict__ for row in self.rows):
            return {row.id: row for row in self.rows}
        found = AcademyCycle.objects.filter(id__in=[row.id for row in self.rows]).with_standing()
        return {row.id: row for row in found}

    @cached_property
    def concerns(self) -> dict[UUID, str]:
        """The category of concern of the academies that are in one."""
        return {key: concern_category(each) for key, each in self.profiles.items()}

    @cached_property
    def profiles(self) -> dict[UUID, Any]:
        """What is officially known of the academies, in a past year as at its end."""
        return profiles([row.academy for row in self.rows], self.now.until)

    @cached_property
    def categories_before(self) -> dict[UUID, str]:
        """The category of each academy at the end of the year before."""
        if self.before is None:
            return {}
        found = CurrentStatus.objects.filter(
            superseded_at__isnull=True,
            academy_cycle__cycle_id=self.before.id,
            academy_cycle__academy_id__in=[row.academy_id for row in self.rows],
        ).values_list("academy_cycle__academy_id", "category_id")
        return {academy_id: str(category_id) for academy_id, category_id in found}

    def _read_judgements(self) -> None:
        years = [self.now, *([self.before] if self.before else [])]
        found = Judgement.objects.filter(
            academy_cycle__cycle_id__in=[year.id for year in years],
            academy_cycle__academy_id__in=[row.academy_id for row in self.rows],
        ).values_list(
            "academy_cycle__cycle_id",
            "academy_cycle__academy_id",
            "academy_cycle_id",
            "column_id",
            "view",
            "grade_id",
            "reason",
            "by_name",
            "at",
            "version",
        )
        column_of = {UUID(column.id): column.key for year in years for column in year.definition.columns}
        for cycle_id, academy_id, row_id, column_id, view, grade_id, *rest in found:
            if cycle_id == self.now.id:
                self.judgements[row_id, column_of[column_id], view] = Said(str(grade_id), *rest)
            elif view == View.AGREED:
                self.agreed_before[academy_id, column_of[column_id]] = Said(str(grade_id), *rest)

    def row(self, row: AcademyCycle) -> ScoringRow:
        version = self.now.definition
        provision = provision_of(row.academy)
        parties = parties_of(self.actor, row)
        cells = tuple(self.cell(row, column, provision, parties) for column in version.judged_columns)
        agreed = {cell.column.key: cell.agreed.grade for cell in cells if cell.agreed}
        return ScoringRow(
            id=row.id,
            academy_id=row.academy_id,
            academy=row.academy,
            name=row.academy.name,
            phase=str(row.academy.phase),
            version=row.version,
            is_agreed=row.is_agreed,
            agreed_at=row.agreed_at,
            meeting_open=row.meeting_is_open,
            parties=parties,
            may_agree_judgements=may(self.actor, Permission.JUDGEMENT_AGREE, row),
            may_decide_status=may(self.actor, Permission.STATUS_DECIDE, row),
            cells=cells,
            completeness=completeness([column.key for column in version.columns_for(provision)], agreed),
            status=self._status(row, parties),
            _category_before=lambda: self._category_before(row),
            _words=lambda: self._said(row) if parties else (),
            _suggestion=lambda: suggest(
                version, provision, agreed, concern_category=self.concerns.get(row.academy_id, "")
            ),
        )

    def _said(self, row: AcademyCycle) -> tuple[RowAgreement, ...]:
        said = self.standing[row.id].said  # type: ignore[attr-defined]
        words = [RowAgreement(**each | {"at": dt.datetime.fromisoformat(each["at"])}) for each in said]
        return tuple(sorted(words, key=lambda word: word.at))

    def cell(
        self, row: AcademyCycle, column: ColumnWord, provision: Provision, parties: tuple[str, ...]
    ) -> ScoringCell:
        grade_of = self.now.definition.grade_of
        views = {
            party: found
            for party in Party.values
            if (found := self.judgements.get((row.id, column.key, party))) is not None
        }
        standing = self.judgements.get((row.id, column.key, View.AGREED))
        agreed = _agreed(standing, grade_of) if standing else None
        before = self._before(row, column)
        # For everybody else there are no single views at all, not even hidden ones.
        seen = Party.values if parties else ()
        opened = may_see_views(
            party=parties[0] if parties else None,
            own_recorded=any(party in views for party in parties),
            meeting_open=row.meeting_is_open,
            agreed=agreed is not None,
        )
        return ScoringCell(
            column=column,
            applies=column.applies_to_academy(provision),
            agreed=agreed,
            before=before,
            before_said=self.agreed_before.get((row.academy_id, column.key)),
            movement=movement(before.mark if before else None, agreed.grade.mark if agreed else None),
            views=tuple(_view(party, views.get(party), grade_of, shown=opened or party in parties) for party in seen),
            # What is agreed has been discussed.
            differs=opened and agreed is None and differs(grade_of[view.grade_id].mark for view in views.values()),
            may_agree=agreed is not None
            or may_agree(
                meeting_open=row.meeting_is_open,
                head_recorded=Party.HEAD in views,
                director_recorded=Party.DIRECTOR in views,
                sees_views=opened,
            ),
        )

    def _before(self, row: AcademyCycle, column: ColumnWord) -> GradeWord | None:
        said = self.agreed_before.get((row.academy_id, column.key))
        return self.before.definition.grade_of.get(said.grade_id) if self.before and said else None

    def _category_before(self, row: AcademyCycle) -> CategoryWord | None:
        category_id = self.categories_before.get(row.academy_id)
        return self.before.definition.category_of.get(category_id) if self.before and category_id else None

    def _status(self, row: AcademyCycle, parties: tuple[str, ...]) -> StatusShown | None:
        status: CurrentStatus | None = getattr(self.standing[row.id], "standing", None)
        if status is None:
            return None
        return StatusShown(
            id=status.id,
            category=self.now.definition.category_of[str(status.category_id)],
            reason=status.reason,
            effective_from=status.effective_from,
            took_part=tuple(status.took_part),
            also_present=status.also_present,
            dissent=status.dissent_note if parties else "",
            by=status.decided_by_name,
            at=status.decided_at,
        )


def _agreed(judgement: Said, grade_of: Mapping[str, GradeWord]) -> AgreedShown:
    return AgreedShown(
        grade=grade_of[judgement.grade_id],
        reason=judgement.reason,
        by=judgement.by,
        at=judgement.at,
        version=judgement.version,
    )


def _view(party: str, judgement: Said | None, grade_of: Mapping[str, GradeWord], *, shown: bool) -> ViewShown:
    if judgement is None:
        return ViewShown(party, is_recorded=False, is_hidden=False)
    if not shown:
        return ViewShown(party, is_recorded=True, is_hidden=True)
    return ViewShown(
        party=party,
        is_recorded=True,
        is_hidden=False,
        grade=grade_of[judgement.grade_id],
        reason=judgement.reason,
        by=judgement.by,
        at=judgement.at,
        version=judgement.version,
    )
