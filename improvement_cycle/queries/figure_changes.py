"""Published figures that changed under an agreed judgement, and who still has to say: keep it, or revise it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from academies.models import FigureChange
from academies.presets.measures import ALL, MeasureWords, measures
from improvement_cycle.enums import View
from improvement_cycle.models import Cycle, FigureAnswer, Judgement
from improvement_cycle.permissions import parties_of
from improvement_cycle.policies.definition import ColumnWord, Definition
from improvement_cycle.presets.figure_links import measures_of_column
from trust.actors import Actor


@dataclass(frozen=True)
class Changed:
    """A figure as it stood when the judgement was agreed, and as it stands now."""

    measure: MeasureWords
    year: int
    before: FigureChange
    now: FigureChange


@dataclass(frozen=True)
class ChangedUnder:
    """The figures that changed under one agreed judgement. `mine`: as which parties this person has not answered."""

    row_id: UUID
    academy: Any
    column: ColumnWord
    judgement: Judgement
    changes: tuple[Changed, ...]
    answers: tuple[FigureAnswer, ...]
    mine: tuple[str, ...]

    @property
    def newest(self) -> int:
        """The newest change: an answer holds until a later one."""
        return max(change.now.pk for change in self.changes)


def changed_under(actor: Actor, cycle: Cycle, definition: Definition, rows: Iterable[Any]) -> list[ChangedUnder]:
    """For these rows of a year (with id, academy_id, phase, academy): one question, two more where figures changed."""
    rows = [row for row in rows if row.academy.urn and getattr(row, "figures_changed", True)]
    if cycle.is_closed or not rows:
        return []
    changes = _changes([row.academy.urn for row in rows], cycle.school_year.starts_on.year)
    if not changes:
        return []
    wanted = [row for row in rows if row.academy.urn in changes]
    agreed: dict[UUID, list[Judgement]] = defaultdict(list)
    judged = Judgement.objects.filter(academy_cycle_id__in=[row.id for row in wanted], view=View.AGREED)
    for judgement in judged.prefetch_related("figure_answers"):
        agreed[judgement.academy_cycle_id].append(judgement)
    columns = {column.id: column for column in definition.judged_columns}
    found = []
    for row in wanted:
        for judgement in agreed[row.id]:
            column = columns.get(str(judgement.column_id))
            if column is not None and (under := _under(changes[row.academy.urn], judgement.at, column)):
                found.append(_shown(actor, row, column, judgement, under))
    return sorted(found, key=lambda each: (each.academy.name, [*columns].index(each.column.id)))


def figures_changed() -> Exists:
    """For rows of a year: whether any figure of the academy has changed. Only then there is something to ask for."""
    return Exists(FigureChange.objects.filter(urn=OuterRef("academy__establishment_id")))


def waiting_for(actor: Actor, found: Iterable[ChangedUnder]) -> list[ChangedUnder]:
    """Those that this person has not answered."""
    return [each for each in found if each.mine]


def _changes(urns: Iterable[int], starts: int) -> Mapping[int, list[FigureChange]]:
    """Of the results of the year before and of this one, oldest change first. Older years carry no judgement now."""
    found: dict[int, list[FigureChange]] = defaultdict(list)
    years = (starts - 1, starts, starts + 1)
    for change in FigureChange.objects.filter(urn__in=list(urns), year__in=years, breakdown=ALL).order_by("id"):
        found[change.urn].append(change)
    return found


def _under(changes: Iterable[FigureChange], agreed_at: dt.datetime, column: ColumnWord) -> tuple[Changed, ...]:
    named = measures_of_column(column.key, column.area)
    by_figure: dict[tuple[int, int], list[FigureChange]] = defaultdict(list)
    for change in changes:
        if change.at > agreed_at:
            by_figure[change.measure_id, change.year].append(change)
    made = []
    for key in named:
        measure = measures().measures[key]
        for (measure_id, year), each in by_figure.items():
            first, last = each[0], each[-1]
            # Changed and changed back is no change.
            stood, stands = (first.number_before, first.missing_before), (last.number_now, last.missing_now)
            if measure_id == measure.id and stood != stands:
                made.append(Changed(measure, year, first, last))
    return tuple(made)


def _shown(
    actor: Actor, row: Any, column: ColumnWord, judgement: Judgement, changes: tuple[Changed, ...]
) -> ChangedUnder:
    newest = max(change.now.pk for change in changes)
    answers = tuple(
        answer
        for answer in judgement.figure_answers.all()
        if answer.judgement_version == judgement.version and answer.until_change >= newest
    )
    said = {answer.party for answer in answers}
    mine = tuple(party for party in parties_of(actor, row) if party not in said)
    return ChangedUnder(row.id, row.academy, column, judgement, changes, answers, mine)
