"""Visits by week of the academies that somebody plans for, with what is promised and has no date yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from academies.enums import AcademyState
from academies.models import Academy
from improvement_cycle.enums import VISIT_KINDS, Capability, VisitState
from improvement_cycle.models import AcademyCycle, Promise, Visit
from improvement_cycle.models.commitments import known_to
from improvement_cycle.permissions import may_open_visit
from improvement_cycle.policies.commitments import OPEN, YearDays
from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.planner import MOST_WEEKS, Clash, Column, Going, Load, clashes, columns, load
from improvement_cycle.queries.commitments import year_days
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.promised_people import sees_everybody
from improvement_cycle.queries.terms import with_terms
from improvement_cycle.queries.visits import without_visit
from trust.actors import Actor
from trust.permissions import Permission, may
from trust.policies.school_calendar import SATURDAY, WEEK
from trust.policies.years import TermDates
from trust.queries.calendar import terms_between


@dataclass(frozen=True)
class PlannedAcademy:
    """An academy in the table, with its category as far as this person reads the row."""

    academy: Academy
    category: CategoryWord | None
    visits: Sequence[Visit]
    promises: Sequence[Promise]  # without a visit: with a date, or by the day until which they are promised


@dataclass(frozen=True)
class Planner:
    """A page. `load`: days on visits by person and week; `names` of those people. `private`: known as that alone."""

    columns: Sequence[Column]
    academies: Sequence[PlannedAcademy]
    phases: frozenset[str]
    clashes: Sequence[Clash]
    load: Load
    names: Mapping[UUID, str]
    visits: Mapping[UUID, Visit]
    private: frozenset[UUID]
    undated: Sequence[Promise]
    terms: Sequence[TermDates]
    today: dt.date = field(default_factory=timezone.localdate)


def planner(actor: Actor, first: dt.date, *, phase: str = "", is_mine: bool = False) -> Planner:
    """From this Monday on. `is_mine`: only visits on which this person goes, and no promises."""
    calendar = terms_between(first, first + WEEK * MOST_WEEKS)
    shown = columns(calendar, first)
    last = shown[-1].until if shown else first
    rows = _rows(actor, first, last)
    phases = frozenset(row.academy.phase for row in rows)
    if phase:
        rows = [row for row in rows if row.academy.phase == phase]
    # Who goes to academies beyond these, and how often, counts as well.
    known = _visits(first, last)
    here = {row.academy_id for row in rows}
    visits = [each for each in known if each.academy_id in here]
    private = frozenset(each.id for each in known if not may_open_visit(actor, each))
    going = {each.id: _going(each) for each in known}
    names = {each.membership_id: each.name for visit in known for each in visit.people.all()}
    years: dict[UUID, list[YearDays]] = defaultdict(list)
    for row in with_terms(rows):
        years[row.academy_id].append(year_days(row))
    found = clashes(
        [going[each.id] for each in known if each.state == VisitState.PLANNED],
        lambda academy_id, day: _is_school_day(years[academy_id], day),
    )
    promises = _promises(actor, rows, last)
    if is_mine:
        visits = [each for each in visits if actor.membership_id in going[each.id].people]
        promises = []
    spent = _own_load(actor, load(going.values()))
    academies = [
        PlannedAcademy(
            row.academy,
            category,
            [each for each in visits if each.academy_id == row.academy_id],
            [each for each in promises if each.academy_id == row.academy_id and _stands_in(each, shown)],
        )
        for row, category in _by_support(actor, rows)
        if not is_mine or any(each.academy_id == row.academy_id for each in visits)
    ]
    return Planner(
        columns=shown,
        academies=academies,
        phases=phases,
        clashes=_told(found, {each.id for each in visits}, private),
        load=spent,
        names=names,
        visits={each.id: each for each in known},
        private=private,
        undated=[each for each in promises if each.scheduled_on is None],
        terms=calendar.terms,
    )


def _rows(actor: Actor, first: dt.date, last: dt.date) -> list[AcademyCycle]:
    """Years of academies that these weeks touch, where this person plans visits."""
    found = AcademyCycle.objects.reached_by(actor, Permission.VISIT_MANAGE).filter(
        cycle__school_year__starts_on__lte=last,
        cycle__school_year__ends_on__gte=first,
        cycle__model__capabilities__contains=[Capability.VISITS.value],
    )
    found = found.exclude(academy__state=AcademyState.LEFT).with_standing()
    return list(
        found.select_related("academy", "cycle__school_year", "cycle__model").order_by(
            "academy__name", "cycle__school_year__starts_on"
        )
    )


def _by_support(actor: Actor, rows: Sequence[AcademyCycle]) -> list[tuple[AcademyCycle, CategoryWord | None]]:
    """Each academy once, by the earlier of two years, with its category; most support first."""
    words: dict[UUID, Mapping[str, CategoryWord]] = {}
    found: dict[UUID, tuple[AcademyCycle, CategoryWord | None]] = {}
    for row in rows:
        model = row.cycle.model
        if model.id not in words:
            words[model.id] = definition_of(model).category_of
        standing = getattr(row, "standing", None) if may(actor, Permission.MATRIX_READ, row) else None
        category = words[model.id].get(str(standing.category_id)) if standing else None
        found.setdefault(row.academy_id, (row, category))
    return sorted(found.values(), key=lambda each: (-(each[1].number if each[1] else 0), each[0].academy.name))


def _visits(first: dt.date, last: dt.date) -> list[Visit]:
    found = Visit.objects.filter(Q(day__gte=first) | Q(until_on__gte=first), day__lte=last)
    found = found.exclude(state=VisitState.CANCELLED).select_related("academy").prefetch_related("people")
    return list(found.order_by("day", "begins_at", "id"))


def _going(visit: Visit) -> Going:
    return Going(
        visit.id,
        visit.academy_id,
        visit.day,
        visit.last_day,
        visit.begins_at,
        frozenset(each.membership_id for each in visit.people.all()),
        visit.days,
    )


def _is_school_day(years: Sequence[YearDays], day: dt.date) -> bool:
    """Of days beyond all terms that are set nobody knows: only weekends are no school days."""
    terms = [term for year in years for term in year.terms]
    if terms and min(first for first, *_ in terms) <= day <= max(last for _, last, *_ in terms):
        return any(year.is_school_day(day) for year in years)
    return day.weekday() < SATURDAY


def _promises(actor: Actor, rows: Sequence[AcademyCycle], last: dt.date) -> list[Promise]:
    """Promises of visits that are still to be kept, and for which no visit is planned."""
    found = Promise.objects.filter(
        known_to(actor, "commitment__"),
        Q(due_on__lte=last) | Q(scheduled_on__lte=last),
        commitment__academy_cycle_id__in=[row.id for row in rows],
        commitment__kind__in=VISIT_KINDS,
        commitment__ended_on=None,
        state__in=OPEN,
        document="",
    ).select_related("commitment__academy_cycle__academy", "commitment__academy_cycle__cycle__school_year")
    return list(without_visit(found).order_by("due_on", "id"))


def _stands_in(promise: Promise, shown: Sequence[Column]) -> bool:
    return any(each.has(promise.expected_on) for each in shown)


def _own_load(actor: Actor, spent: Load) -> Load:
    if sees_everybody(actor):
        return spent
    return {person: weeks for person, weeks in spent.items() if person == actor.membership_id}


def _told(found: Sequence[Clash], here: Collection[UUID], private: Collection[UUID]) -> list[Clash]:
    """Those of visits that are drawn, which come first in them. Of what is private nothing clashes."""
    told = []
    for each in found:
        if each.other and each.visit.id not in here:
            each = replace(each, visit=each.other, other=each.visit)
        if each.visit.id in here and each.visit.id not in private and (not each.other or each.other.id not in private):
            told.append(each)
    return told
