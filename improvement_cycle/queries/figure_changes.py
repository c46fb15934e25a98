"""Published figures that changed under an agreed judgement, and who still has to say: keep it, or revise it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, JSONObject

from academies.enums import FigureLevel
from academies.models import FigureChange, MeasureFigure
from academies.models.before import IsOfSchool
from academies.presets.measures import ALL, MeasureWords, measures
from improvement_cycle.enums import CycleState, FigureWord, View
from improvement_cycle.models import AcademyCycle, Cycle, FigureAnswer, Judgement, MatrixColumn
from improvement_cycle.permissions import parties_of
from improvement_cycle.presets.figure_links import measures_of_column
from trust.actors import Actor

NUMBERS = ("number_before", "number_now")
OF_CHANGE = ("id", "urn", "measure_id", "year", "missing_before", "status_before", "missing_now", "status_now", "at")
OF_ANSWER = ("judgement_version", "until_change", "party", "word", "note", "by_membership_id", "by_name", "at")
STARTS = "academy_cycle__cycle__school_year__starts_on__year"


@dataclass(frozen=True)
class Changed:
    """A figure as it stood when the judgement was agreed, and as it stands now."""

    measure: MeasureWords
    year: int
    before: FigureChange
    now: FigureChange


@dataclass(frozen=True)
class ChangedUnder:
    """The figures that changed under one agreed judgement.

    `mine`: as which parties this person has not kept it. Who would revise it is asked until it is judged again.
    """

    row: AcademyCycle
    judgement: Judgement
    changes: tuple[Changed, ...]
    answers: tuple[FigureAnswer, ...]
    mine: tuple[str, ...]
    membership_id: UUID | None  # who asks

    @property
    def academy(self) -> Any:
        """Whose judgement it is."""
        return self.row.academy

    @property
    def column(self) -> MatrixColumn:
        """In which column it stands."""
        return self.judgement.column  # type: ignore[no-any-return]

    @property
    def my_revise(self) -> FigureAnswer | None:
        """That a party of this person's would revise it, once it has said so: by them, or by another who holds it."""
        return next((each for each in self.answers if each.party in self.mine), None)

    @property
    def who_revises(self) -> str:
        """Who said so, to the person who asks."""
        said = self.my_revise
        if said is None:
            return ""
        is_own = said.by_membership_id is not None and said.by_membership_id == self.membership_id
        return "you" if is_own else said.by_name

    @property
    def newest(self) -> FigureChange:
        """The newest change: an answer holds until a later one."""
        return max((change.now for change in self.changes), key=lambda change: change.pk)


def changed_under(actor: Actor, cycle: Cycle, rows: Iterable[Any]) -> list[ChangedUnder]:
    """For these rows of a year: one question, and none where no figure of their academies has changed."""
    wanted = [row.id for row in rows if row.academy.urn and getattr(row, "figures_changed", True)]
    if cycle.is_closed or not wanted:
        return []
    return _changed(actor, Judgement.objects.filter(academy_cycle_id__in=wanted))


def figures_changed() -> Exists:
    """For rows of a year: whether any figure of the academy has changed. Only then there is something to ask for."""
    return Exists(FigureChange.objects.filter(IsOfSchool("urn", OuterRef("academy__establishment_id"))))


def waiting_for(found: Iterable[ChangedUnder]) -> list[ChangedUnder]:
    """Those that this person has not answered, or would revise."""
    return [each for each in found if each.mine]


def waiting_anywhere(actor: Actor) -> list[ChangedUnder]:
    """The same for every year that is not closed: one question."""
    rows = AcademyCycle.objects.visible_to(actor).exclude(cycle__state=CycleState.CLOSED)
    return waiting_for(_changed(actor, Judgement.objects.filter(academy_cycle__in=rows)))


def _changed(actor: Actor, judged: Any) -> list[ChangedUnder]:
    """Of the results of the year before and of this one. Older years carry no judgement now."""
    own = "academy_cycle__academy__establishment_id"
    # What pages show of a school before the academy: only where no other of them has a number of the same.
    others = MeasureFigure.objects.filter(
        ~Q(place=OuterRef("urn")),
        IsOfSchool("place", OuterRef(OuterRef(own))),
        level=FigureLevel.SCHOOL,
        measure_id=OuterRef("measure_id"),
        year=OuterRef("year"),
        breakdown=OuterRef("breakdown"),
        number__isnull=False,
    )
    later = FigureChange.objects.filter(
        IsOfSchool("urn", OuterRef(own)),
        Q(urn=OuterRef(own)) | ~Exists(others),
        breakdown=ALL,
        at__gt=OuterRef("at"),
        year__gte=OuterRef(STARTS) - 1,
        year__lte=OuterRef(STARTS) + 1,
    ).order_by("id")
    # Numbers as text: JSON would make them inexact.
    change = JSONObject(**{name: name for name in OF_CHANGE}, **{name: Cast(name, CharField()) for name in NUMBERS})
    answers = FigureAnswer.objects.filter(judgement=OuterRef("id"), judgement_version=OuterRef("version"))
    found = (
        judged.filter(Exists(later), view=View.AGREED)
        .select_related("column__area", "academy_cycle__academy", "academy_cycle__cycle__school_year")
        .annotate(
            later=ArraySubquery(later.values(change=change)),
            said=ArraySubquery(answers.order_by("at").values(answer=JSONObject(**{name: name for name in OF_ANSWER}))),
        )
        .order_by("academy_cycle__academy__name", "column__order", "id")
    )
    shown = (_shown(actor, judgement) for judgement in found)
    return [each for each in shown if each is not None]


def _shown(actor: Actor, judgement: Any) -> ChangedUnder | None:
    changes = _under([_change(each) for each in judgement.later], judgement.column)
    if not changes:
        return None
    row = judgement.academy_cycle
    newest = max(change.now.pk for change in changes)
    answers = tuple(_answer(each) for each in judgement.said if each["until_change"] >= newest)
    kept = {answer.party for answer in answers if answer.word == FigureWord.KEEP}
    mine = tuple(party for party in parties_of(actor, row) if party not in kept)
    return ChangedUnder(row, judgement, changes, answers, mine, actor.membership_id)


def _change(told: dict[str, Any]) -> FigureChange:
    numbers = {name: None if told[name] is None else Decimal(told[name]) for name in NUMBERS}
    return FigureChange(**told | numbers | _at(told))


def _answer(told: dict[str, Any]) -> FigureAnswer:
    by = told["by_membership_id"]
    return FigureAnswer(**told | {"by_membership_id": by and UUID(by)} | _at(told))


def _at(told: dict[str, Any]) -> dict[str, dt.datetime]:
    return {"at": dt.datetime.fromisoformat(told["at"])}


def _under(changes: Sequence[FigureChange], column: MatrixColumn) -> tuple[Changed, ...]:
    by_figure: dict[tuple[int, int, int], list[FigureChange]] = defaultdict(list)
    for change in changes:
        by_figure[change.measure_id, change.year, change.urn].append(change)
    made = []
    for key in measures_of_column(column.key, column.area.key if column.area else ""):
        measure = measures().measures[key]
        for (measure_id, year, _urn), each in by_figure.items():
            first, last = each[0], each[-1]
            # Changed and changed back is no change, nor is what reads the same.
            stood = (_as_shown(measure, first.number_before), first.missing_before)
            stands = (_as_shown(measure, last.number_now), last.missing_now)
            if measure_id == measure.id and stood != stands:
                made.append(Changed(measure, year, first, last))
    return tuple(made)


def _as_shown(measure: MeasureWords, number: Decimal | None) -> Decimal | None:
    return None if number is None else measure.rounded(number)
