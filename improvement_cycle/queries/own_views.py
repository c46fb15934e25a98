"""The latest self-evaluation judgements of academies: of what was handed in, never of a draft."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Func, JSONField, OuterRef, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from improvement_cycle.enums import ColumnKind
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.own_view import OwnGrade, OwnState, OwnView
from improvement_cycle.policies.self_evaluation import scale_of_area
from improvement_cycle.queries.years import Year
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Approval, SubmittedVersion
from trust.permissions import may

NOT_SUBMITTED = "Not submitted"
NOT_APPROVED = "None approved yet"


class _Grades(Func):
    """The grades of a version as [area, title, grade, word], without its texts leaving the database."""

    template = (
        "(SELECT jsonb_agg(jsonb_build_array(s ->> 'key', s ->> 'title', f ->> 'value', f ->> 'words')) "
        "FROM jsonb_array_elements(%(expressions)s -> 'sections') s, jsonb_array_elements(s -> 'fields') f "
        "WHERE f ->> 'key' = 'grade' AND f ->> 'value' <> '')"
    )
    output_field: ClassVar[Any] = JSONField()


@dataclass(frozen=True)
class OwnViews:
    """By academy. `read`: as far as this person reads it; `approved`: what everybody reads who reads the matrix."""

    read: Mapping[UUID, OwnView]
    approved: Mapping[UUID, OwnView]
    reads_submitted: frozenset[UUID]

    def words(self, academy_id: UUID) -> str:
        """What stands where there is nothing to show."""
        return NOT_SUBMITTED if academy_id in self.reads_submitted else NOT_APPROVED


# The newest versions of each academy whose grades are read with the list of them.
READ_AT_ONCE = 3
NONE = OwnViews({}, {}, frozenset())


def has_own_views(definition: Definition) -> bool:
    """Whether the matrix of this model has a column for them."""
    return any(column.kind == ColumnKind.SELF_EVALUATION for column in definition.columns)


def own_views(actor: Actor, years: Sequence[Year], rows: Sequence[AcademyCycle]) -> OwnViews:
    """Of the academies of these rows, up to the first of these years: one query, two where what was approved is old.

    Those who read what was submitted see it as soon as it is; everybody else reads what was approved.
    """
    reads = frozenset(row.academy_id for row in rows if may(actor, SEF_RIGHTS.read, row))
    wanted = {row.academy_id for row in rows}
    versions: list[Any] = [each for each in _versions(years) if each.document.academy_id in wanted]
    latest = _first(each for each in versions if each.document.academy_id in reads)
    approved = _first(each for each in versions if _is_approved(each))
    picked = {each.id for each in (*latest.values(), *approved.values())}
    if not picked:
        return OwnViews({}, {}, reads)
    grades = {each.id: each.said for each in versions if each.id in picked and each.place <= READ_AT_ONCE}
    if rest := picked - grades.keys():
        older = SubmittedVersion.objects.filter(id__in=rest)
        grades |= dict(older.annotate(said=_Grades(F("content"))).values_list("id", "said"))
    shown = _reader(years, grades)
    by_academy = {academy: shown(each) for academy, each in approved.items()}
    return OwnViews(
        read=by_academy | {academy: shown(each) for academy, each in latest.items()},
        approved=by_academy,
        reads_submitted=reads,
    )


def _versions(years: Sequence[Year]) -> Iterable[SubmittedVersion]:
    """Newest first, with the year of each, without texts."""
    rows = AcademyCycle.objects.filter(cycle_id__in=[year.id for year in years])
    approvals = Approval.objects.filter(version=OuterRef("id"))
    # By year first: an earlier one may be reopened and handed in once more after this year's was.
    newest = [F("year_starts").desc(), F("at").desc()]
    subject = rows.filter(id=OuterRef("document__subject_id"))
    found: Iterable[SubmittedVersion] = (
        SubmittedVersion.objects.filter(document__kind=SEF, document__subject_id__in=rows.values("id"))
        .select_related("document")
        .defer("content")
        .annotate(
            cycle_id=Subquery(subject.values("cycle_id")[:1]),
            capacities=ArraySubquery(approvals.values("capacity")),
            approved_at=ArraySubquery(approvals.values("at")),
            year_starts=Subquery(subject.values("cycle__school_year__starts_on")[:1]),
        )
        .annotate(place=Window(RowNumber(), partition_by="document__academy_id", order_by=newest))
        .annotate(said=Case(When(place__lte=READ_AT_ONCE, then=_Grades(F("content"))), default=None))
        .order_by(*newest)
    )
    return found


def _first(versions: Iterable[Any]) -> dict[UUID, SubmittedVersion]:
    found: dict[UUID, SubmittedVersion] = {}
    for each in versions:
        found.setdefault(each.document.academy_id, each)
    return found


def _is_approved(version: Any) -> bool:
    return set(version.approvers) <= set(version.capacities)


def _state(version: Any) -> tuple[OwnState, dt.date]:
    if _is_approved(version):
        return OwnState.APPROVED, timezone.localdate(max(version.approved_at))
    document = version.document
    is_answered = document.state == DocumentState.RETURNED and document.number == version.number
    return OwnState.RETURNED if is_answered else OwnState.SUBMITTED, timezone.localdate(version.at)


def _reader(years: Sequence[Year], grades: Mapping[UUID, Any]) -> Callable[[Any], OwnView]:
    year_of = {year.id: year for year in years}

    def shown(version: Any) -> OwnView:
        year = year_of[version.cycle_id]
        state, on = _state(version)
        return OwnView(
            year=year.label,
            year_key=year.key,
            number=version.number,
            state=state,
            on=on,
            grades=tuple(_grade(year.definition, *each) for each in grades.get(version.id) or ()),
        )

    return shown


def _grade(definition: Definition, area: str, title: str, key: str, words: str) -> OwnGrade:
    """In the words it had when it was handed in; its mark from the model of its year."""
    scale = scale_of_area(definition, area)
    found = next((each for each in scale.grades if each.key == key), None) if scale else None
    if scale is None or found is None:
        return OwnGrade(area, title, key, words, words, "na", "dot", "", 0)
    return OwnGrade(area, title, key, words, found.short_label, found.tone, found.shape, scale.key, found.rank)
