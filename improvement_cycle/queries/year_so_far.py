"""How a year goes in all academies at once: what stands around the matrix on the dashboard. Each number has its list.

A fixed number of questions: rows, what is agreed, all that is counted of them, what is late, what is new.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, JSONArray, JSONObject
from django.utils import timezone

from improvement_cycle.enums import Capability, OwedBy, PromiseState, TermOfYear, TrustPriorityState
from improvement_cycle.models import (
    AcademyCycle,
    Cycle,
    DashboardVisit,
    Priority,
    PriorityAlignment,
    Promise,
    TrustPriority,
    TrustPriorityColumn,
)
from improvement_cycle.policies.alignment import ANSWERS, Aligned, Stand, cell
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.commitments import OPEN
from improvement_cycle.policies.definition import CategoryWord, Definition
from improvement_cycle.policies.priorities import STANDING, was_agreed
from improvement_cycle.policies.promised import UNCOUNTED, Sum
from improvement_cycle.policies.seen import known_until
from improvement_cycle.policies.year_so_far import AcademyFacts, DueDays, SoFar, year_so_far
from improvement_cycle.queries.alignment import agreed_words
from improvement_cycle.queries.priorities import moment
from improvement_cycle.queries.promised_sums import IS_PRIVATE, owed_by
from improvement_cycle.queries.years import Year, with_years_before
from improvement_cycle.workflow import PLAN, REVIEWS, SEF
from trust import deadlines, documents
from trust.actors import Actor
from trust.db.prepared import Prepared
from trust.deadlines import Deadline
from trust.models import Activity, Document, Term
from trust.permissions import Permission, may
from trust.queries.activity import visible_to

SHOWN = 5
PER_PAGE = 50
# What of the feed is news of the matrix and of how the year goes.
NEWS = (
    *("academy_cycle", "current_status", "judgement", "priority", "trust_priority", "commitment"),
    *("matrix_snapshot", SEF, PLAN, *REVIEWS.values()),
)


@dataclass(frozen=True)
class PromiseSum:
    """What was promised until today to the academies of one category and by them, and kept: the two sides apart."""

    category: CategoryWord | None
    academies: int
    trust: Sum
    academy: Sum


@dataclass(frozen=True)
class TrustPrioritySum:
    """A priority of the trust: how many academies work on it, and how many concerns no priority answers."""

    id: UUID
    title: str
    working: int
    gaps: int


@dataclass(frozen=True)
class News:
    """What others did since the last visit; `since` is empty at the first."""

    since: dt.datetime | None
    lines: Sequence[Activity]
    number: int


@dataclass(frozen=True)
class YearSoFar:
    """All of it. `rows`: those this person reads, by id, with `category_id` of their standing category."""

    year: Year
    phase: str
    rows: Mapping[UUID, Any]
    things: tuple[SoFar, ...]
    late: Sequence[Deadline]
    late_number: int
    promised: tuple[PromiseSum, ...]
    trust_priorities: tuple[TrustPrioritySum, ...]
    news: News
    # The last time this person was here, and the end of the visit before, for whoever notes this one.
    seen_at: dt.datetime | None
    before_at: dt.datetime | None
    today: dt.date

    @property
    def definition(self) -> Definition:
        """The version of the model that the year is judged by."""
        return self.year.definition


def so_far(actor: Actor, cycle: Cycle, phase: str = "") -> YearSoFar:
    """As far as this person reads each fact. `phase` narrows all of it; a phase nobody has is none."""
    year, today, now = with_years_before(cycle)[0], timezone.localdate(), timezone.now()
    rows = rows_of(actor, cycle, phase)
    told = _told(cycle.id, actor, today)
    seen_at, before_at = (moment(each) if each else None for each in (told.visit or (None, None)))
    late, number = ([], 0) if cycle.is_closed else late_lines(actor, phase, 0, SHOWN)
    since = known_until(seen_at, before_at, now)
    return YearSoFar(
        year=year,
        phase=phase,
        rows=rows,
        things=things_of(actor, year, rows, told, today),
        late=late,
        late_number=number,
        promised=_promised(actor, year.definition, rows, told),
        trust_priorities=_trust_priorities(actor, year.definition, rows, told),
        news=_news(actor, since, _academies(rows, phase)),
        seen_at=seen_at,
        before_at=before_at,
        today=today,
    )


def things(actor: Actor, cycle: Cycle, phase: str) -> tuple[Mapping[UUID, Any], tuple[SoFar, ...]]:
    """The rows, and what is counted of them, for the lists behind the numbers."""
    year, today = with_years_before(cycle)[0], timezone.localdate()
    rows = rows_of(actor, cycle, phase)
    return rows, things_of(actor, year, rows, _told(cycle.id, actor, today), today)


def rows_of(actor: Actor, cycle: Cycle, phase: str) -> Mapping[UUID, Any]:
    """Those this person reads, with their category: one question."""
    found = AcademyCycle.objects.filter(cycle=cycle).visible_to(actor).select_related("academy")
    if phase:
        found = found.filter(academy__phase=phase)
    stands = FilteredRelation("statuses", condition=Q(statuses__superseded_at__isnull=True))
    rows = found.annotate(stands=stands).annotate(category_id=F("stands__category_id")).order_by("academy__name")
    return {row.id: row for row in rows}


def late_lines(actor: Actor, phase: str, first: int, last: int) -> tuple[list[Deadline], int]:
    """What is open past its day, from this person or from those they look after: one question."""
    wanted = deadlines.IS_OPEN & deadlines.due_before(timezone.localdate())
    wanted &= deadlines.overseen(actor) | deadlines.mine(actor)
    return deadlines.part_and_number(actor, wanted & deadlines.in_phase(phase) if phase else wanted, first, last)


def news_since(actor: Actor, since: dt.datetime, academies: Sequence[UUID] | None) -> Any:
    """What others did since then, newest first; `academies` narrows it."""
    found = visible_to(actor).filter(at__gt=since, kind__in=NEWS).exclude(by_membership=actor.membership_id)
    return found if academies is None else found.filter(academy_id__in=academies)


def _news(actor: Actor, since: dt.datetime | None, academies: Sequence[UUID] | None) -> News:
    if since is None:
        return News(None, (), 0)
    found = list(news_since(actor, since, academies).annotate(number=Window(Count("*")))[:SHOWN])
    return News(since, found, found[0].number if found else 0)


def _academies(rows: Mapping[UUID, Any], phase: str) -> list[UUID] | None:
    return [row.academy_id for row in rows.values()] if phase else None


# All that is counted, in one question


def _all_told(cycle_id: UUID, membership_id: UUID, today: dt.date) -> Any:
    rows = AcademyCycle.objects.filter(cycle=OuterRef(OuterRef("id"))).values("id")
    kept = Document.objects.filter(kind__in=(SEF, PLAN, *REVIEWS.values()), subject_id__in=rows)
    priorities = Priority.objects.filter(
        Q(state__in=STANDING) | Q(keeps_page=True), academy_cycle__cycle=OuterRef("id")
    )
    terms = Term.objects.filter(school_year=OuterRef("school_year")).order_by("starts_on")
    visit = DashboardVisit.objects.filter(membership_id=membership_id)
    return Cycle.objects.filter(id=cycle_id).annotate(
        documents=ArraySubquery(kept.values(told=JSONArray("subject_id", "kind", "number", "approved_number"))),
        priorities=ArraySubquery(
            priorities.order_by().values(told=JSONArray("academy_cycle_id", "state", "keeps_page"))
        ),
        terms=ArraySubquery(terms.values(told=JSONArray("starts_on", "ends_on"))),
        sums=ArraySubquery(_sums(today, ~IS_PRIVATE)),
        private_sums=ArraySubquery(_sums(today, IS_PRIVATE)),
        trust_wide=ArraySubquery(_open_priorities()),
        visit=Subquery(visit.values(told=JSONArray("seen_at", "before_at"))[:1]),
    )


def _sums(today: dt.date, of_these: Q) -> Any:
    """As queries.promised_sums.sums_of_year, summed by the database: a trust has thousands of promises."""
    found = Promise.objects.filter(owed_by(today), of_these, commitment__academy_cycle__cycle=OuterRef("id"))
    owed = found.exclude(state__in=UNCOUNTED)
    late = Q(state__in=OPEN, expected__lt=today)
    by_side = owed.annotate(expected=Coalesce("scheduled_on", "due_on")).order_by()
    return (
        by_side.values("commitment__academy_cycle_id", "commitment__owed_by")
        .annotate(
            counted=Count("id"),
            kept=Count("id", filter=Q(state=PromiseState.DELIVERED)),
            late=Count("id", filter=late),
            missed=Count("id", filter=Q(state=PromiseState.MISSED)),
        )
        .annotate(
            told=JSONArray("commitment__academy_cycle_id", "commitment__owed_by", "kept", "counted", "late", "missed")
        )
        .values("told")
    )


def _open_priorities() -> Any:
    asked = TrustPriorityColumn.objects.filter(priority=OuterRef("id")).values("column__key")
    working = PriorityAlignment.objects.filter(trust_priority=OuterRef("id"), priority__state__in=ANSWERS)
    aligned = working.values(
        told=JSONArray("priority__academy_cycle_id", "priority_id", "priority__number", "priority__state")
    )
    found = TrustPriority.objects.filter(cycle=OuterRef("id"), state=TrustPriorityState.OPEN).order_by("number")
    return found.values(
        told=JSONObject(id="id", title="title", asked=ArraySubquery(asked), aligned=ArraySubquery(aligned))
    )


_prepared: Prepared[Any] = Prepared(
    _all_told,
    like={
        "cycle_id": UUID("f0000000-0000-4000-8000-000000000011"),
        "membership_id": UUID("f0000000-0000-4000-8000-000000000012"),
        "today": dt.date(1, 2, 4),
    },
)


def _told(cycle_id: UUID, actor: Actor, today: dt.date) -> Any:
    # Unattended work has no membership, and no visit: any id that is nobody's will do.
    return _prepared.rows(cycle_id=cycle_id, membership_id=actor.membership_id or cycle_id, today=today)[0]


def things_of(actor: Actor, year: Year, rows: Mapping[UUID, Any], told: Any, today: dt.date) -> tuple[SoFar, ...]:
    """What is counted of these rows, each as far as this person is told of it there."""
    cycle, has = year.cycle, set(year.definition.capabilities)
    kept = {(UUID(row), kind): (number, approved) for row, kind, number, approved in told.documents}
    states: dict[UUID, list[tuple[str, bool]]] = {}
    for row, state, keeps in told.priorities:
        states.setdefault(UUID(row), []).append((state, keeps))
    term, review_due = _term_of(told.terms, today)

    def facts(row: Any) -> AcademyFacts:
        def reads(kind: str) -> bool:
            return may(actor, documents.kind_named(kind).rights.read, row)

        number, _ = kept.get((row.id, SEF), (0, 0))
        plan_number, approved = kept.get((row.id, PLAN), (0, 0))
        plans, reads_plan = Capability.PLAN.value in has, reads(PLAN)
        return AcademyFacts(
            row=row.id,
            self_evaluation=number > 0 if Capability.SELF_EVALUATION.value in has and reads(SEF) else None,
            judgements=row.is_agreed,
            priorities=_are_agreed(states.get(row.id, ())) if plans and may(actor, READ_PRIORITIES, row) else None,
            plan=approved > 0 if plans and reads_plan else None,
            plan_handed_in=plan_number > 0,
            # Without an approved plan there is nothing to review.
            review=kept.get((row.id, REVIEWS[term]), (0, 0))[0] > 0 if term and approved and reads_plan else None,
        )

    return year_so_far(
        [facts(row) for row in rows.values()],
        DueDays(
            self_evaluations=cycle.self_evaluations_due_on,
            priorities=cycle.priorities_due_on,
            plans=cycle.plans_due_on,
            reviews=review_due,
            term=str(term.label) if term else "",
        ),
        # In a closed year nothing is late any more.
        dt.date.min if cycle.is_closed else today,
    )


READ_PRIORITIES = Permission.PRIORITY_READ


def _are_agreed(priorities: Sequence[tuple[str, bool]]) -> bool:
    """Once one is agreed, and none is only proposed: as policies.stages."""
    agreed = any(was_agreed(state, keeps=keeps) for state, keeps in priorities)
    return agreed and not any(state == "proposed" for state, _ in priorities)


def _term_of(terms: Sequence[Sequence[str]], today: dt.date) -> tuple[TermOfYear | None, dt.date | None]:
    """The last of the trust's three terms that has begun, and its last day."""
    if len(terms) != len(TermOfYear):
        return None, None
    begun = [
        (term, dt.date.fromisoformat(last))
        for term, (first, last) in zip(TermOfYear, terms, strict=True)
        if dt.date.fromisoformat(first) <= today
    ]
    return begun[-1] if begun else (None, None)


def _promised(actor: Actor, definition: Definition, rows: Mapping[UUID, Any], told: Any) -> tuple[PromiseSum, ...]:
    """By category, most support first; those without one last."""
    if Capability.COMMITMENTS.value not in definition.capabilities:
        return ()
    sums: dict[tuple[str, str], Sum] = {}
    academies: dict[str, set[UUID]] = {}
    lines = [(Permission.COMMITMENT_READ, line) for line in told.sums]
    lines += [(Permission.COMMITMENT_PRIVATE, line) for line in told.private_sums]
    for permission, (row_id, side, kept, counted, late, missed) in lines:
        row = rows.get(UUID(row_id))
        if row is None or not (may(actor, Permission.COMMITMENT_READ, row) and may(actor, permission, row)):
            continue
        category = str(row.category_id or "")
        academies.setdefault(category, set()).add(row.id)
        before = sums.get((category, side), Sum())
        sums[category, side] = Sum(
            before.delivered + kept, before.counted + counted, before.late + late, before.missed + missed
        )
    order = [*sorted(definition.categories, key=lambda each: -each.number), None]
    return tuple(
        PromiseSum(
            each,
            len(academies[key]),
            *(sums.get((key, side), Sum()) for side in (OwedBy.TRUST.value, OwedBy.ACADEMY.value)),
        )
        for each in order
        if (key := each.id if each else "") in academies
    )


def _trust_priorities(
    actor: Actor, definition: Definition, rows: Mapping[UUID, Any], told: Any
) -> tuple[TrustPrioritySum, ...]:
    """As the grid of the trust's priorities counts them: policies.alignment."""
    read = [row for row in rows.values() if may(actor, Permission.PRIORITY_READ, row)]
    if not told.trust_wide or not read:
        return ()
    judged = agreed_words(definition, [row.id for row in read])
    applies = {row.id: [each.key for each in definition.columns_for(provision_of(row.academy))] for row in read}
    made = []
    for each in told.trust_wide:
        aligned: dict[UUID, list[Aligned]] = {}
        for row_id, key, number, state in each["aligned"]:
            aligned.setdefault(UUID(row_id), []).append(Aligned(key, number, state))
        stands = [
            cell(
                aligned.get(row.id, ()),
                asked_by=each["asked"],
                applies=applies[row.id],
                judged=judged.get(row.id, {}),
            ).stand
            for row in read
        ]
        working = sum(stand in (Stand.WORKS, Stand.PROPOSED) for stand in stands)
        made.append(TrustPrioritySum(UUID(each["id"]), each["title"], working, stands.count(Stand.GAP)))
    return tuple(made)
