"""Priorities to read: those of one academy's year, and one with all that it rests on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from improvement_cycle.enums import AgreementKind, Capability, Party, PriorityState, View
from improvement_cycle.models import (
    AcademyCycle,
    Judgement,
    Priority,
    PriorityAgreement,
    PriorityAlignment,
    PriorityBasis,
    PriorityComment,
    TrustPriority,
)
from improvement_cycle.permissions import (
    is_party,
    may_change_priority,
    may_record_absence,
    parties_of,
    records_own_absence,
)
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.plans import InPlan
from improvement_cycle.policies.priorities import (
    OPEN,
    REACHED,
    STANDING,
    has_page,
    limit_words,
    still_to_agree,
    waits_for,
)
from improvement_cycle.policies.rows import row_standing
from improvement_cycle.queries.documents import of_row as document_of
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.pieces import Piece, as_piece, pieces
from improvement_cycle.queries.rows_by_address import row_where
from improvement_cycle.queries.sequels import Sequel, sequel, with_sequel
from improvement_cycle.queries.suggested_points import Point, points
from improvement_cycle.workflow import PLAN
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import NotFound
from trust.models import Activity, Document
from trust.permissions import Permission, may

NONE = "There is no such priority."


@dataclass(frozen=True)
class Word:
    """One of the three on a priority: who agreed and when, who recorded that they are away and why, or nobody yet."""

    party: str
    label: str
    kind: str = ""  # as enums.AgreementKind
    note: str = ""
    by: str = ""
    at: dt.datetime | None = None

    @property
    def is_absent(self) -> bool:
        """Somebody else has recorded that they are away."""
        return self.kind == AgreementKind.ABSENT


@dataclass(frozen=True)
class ShownPriority:
    """A priority with what is said of it in lists."""

    priority: Priority
    words: tuple[Word, ...]
    aligned: tuple[str, ...]  # titles of the trust's priorities
    rests: int

    @property
    def agreed_by(self) -> list[Word]:
        """Those of the three who have agreed to it as it stands."""
        return [each for each in self.words if each.kind == AgreementKind.AGREED]

    @property
    def spoken(self) -> dict[str, str]:
        """What stands for each of the three, as far as anything does."""
        return {each.party: each.kind for each in self.words if each.kind}

    @property
    def waits_for(self) -> str:
        """Waiting for director and chief executive; nothing once it is agreed."""
        if not self.priority.is_proposed:
            return ""
        return waits_for(still_to_agree(self.spoken))


def row_of_address(actor: Actor, year: str, academy: str, **_: object) -> AcademyCycle:
    """An academy's year, for those who read its priorities. Raises NotFound for everybody else."""
    return row_where(actor, year, academy, permission=Permission.PRIORITY_READ, capability=Capability.PLAN)


def rows(actor: Actor) -> Any:
    """Rows whose priorities the actor reads, with their year, newest year first."""
    reached = AcademyCycle.objects.reached_by(actor, Permission.PRIORITY_READ)
    return reached.select_related("academy", "cycle__school_year", "cycle__model").order_by(
        "-cycle__school_year__starts_on", "academy__name"
    )


def priority_of_address(actor: Actor, year: str, academy: str, priority: UUID, **_: object) -> Priority:
    """A priority by its address. Raises NotFound as `row_of_address`, and where it is another academy's."""
    row = row_of_address(actor, year, academy)
    found: Priority | None = with_sequel(with_said(Priority.objects.filter(academy_cycle=row, id=priority))).first()
    if found is None:
        raise NotFound(NONE)
    found.academy_cycle = row
    return found


def of_row(row: AcademyCycle) -> list[ShownPriority]:
    """All of an academy's year in their order: one question."""
    found = list(with_said(Priority.objects.filter(academy_cycle=row)))
    for each in found:
        each.academy_cycle = row
    return [shown(each) for each in found]


def with_said(found: Any) -> Any:
    """Priorities with area, agreements to what stands, the trust's priorities, and on how much each rests."""
    said = PriorityAgreement.objects.filter(priority=OuterRef("id"), priority_version=OuterRef("version"))
    word = JSONObject(party="party", kind="kind", note="note", by="by_name", at="at")
    titles = PriorityAlignment.objects.filter(priority=OuterRef("id")).order_by("trust_priority__number")
    basis = PriorityBasis.objects.filter(priority=OuterRef("id")).order_by().values("priority")
    return found.select_related("area").annotate(
        said=ArraySubquery(said.order_by("at").values(word=word)),
        titles=ArraySubquery(titles.values("trust_priority__title")),
        aligned_with=ArraySubquery(titles.values("trust_priority_id")),
        rests=Coalesce(Subquery(basis.annotate(how_many=Count("id")).values("how_many")), 0),
    )


def moment(told: str) -> dt.datetime:
    """A moment as the database tells it inside JSON."""
    return dt.datetime.fromisoformat(told)


def shown(priority: Any) -> ShownPriority:
    """A priority as `with_said` read it."""
    given = {each["party"]: each for each in priority.said}
    words = tuple(
        Word(**{**given[party.value], "label": str(party.label), "at": moment(given[party.value]["at"])})
        if party.value in given
        else Word(party.value, str(party.label))
        for party in Party
    )
    return ShownPriority(priority, words, tuple(priority.titles), priority.rests)


@dataclass(frozen=True)
class PrioritiesOfYear:
    """The page of an academy's year. `suggested`: points of the self-evaluation that no priority rests on yet."""

    row: AcademyCycle
    open: tuple[ShownPriority, ...]
    reached: tuple[ShownPriority, ...]
    closed: tuple[ShownPriority, ...]
    suggested: tuple[Point, ...]
    limit: str
    may_propose: bool


def priorities_of_year(actor: Actor, row: AcademyCycle) -> PrioritiesOfYear:
    """All of it, in a number of questions that does not grow."""
    found = of_row(row)
    may_propose = may(actor, Permission.PRIORITY_PROPOSE, row) and not row.cycle.is_closed
    rest_on = PriorityBasis.objects.filter(priority__academy_cycle=row, point__isnull=False)
    used = set(rest_on.filter(priority__state__in=STANDING).values_list("section", "text")) if may_propose else set()
    suggested = [
        each
        for each in (points(actor, row) if may_propose else ())
        if each.is_suggested and (each.area, each.text) not in used
    ]
    open_ones = tuple(each for each in found if each.priority.state in OPEN)
    return PrioritiesOfYear(
        row=row,
        open=open_ones,
        reached=tuple(each for each in found if each.priority.state in REACHED),
        closed=tuple(each for each in found if each.priority.state not in STANDING),
        suggested=tuple(suggested),
        limit=limit_words(len(open_ones)),
        may_propose=may_propose,
    )


@dataclass(frozen=True)
class Choices:
    """What a priority of an academy's year may belong to and rest on."""

    definition: Definition
    judgements: tuple[Judgement, ...]  # agreed, with column and grade
    evidence: tuple[Piece, ...]
    points: tuple[Point, ...]
    trust_priorities: tuple[TrustPriority, ...]


def choices(actor: Actor, row: AcademyCycle) -> Choices:
    """As far as this person reads it: judgements and evidence with the matrix, points with the self-evaluation."""
    reads_row = may(actor, Permission.MATRIX_READ, row)
    agreed = Judgement.objects.filter(academy_cycle=row, view=View.AGREED).select_related("column", "grade")
    return Choices(
        definition=definition_of(row.cycle.model),
        judgements=tuple(agreed.order_by("column__order")) if reads_row else (),
        evidence=tuple(Piece(**as_piece(each)) for each in pieces(row.id)) if reads_row else (),
        points=tuple(points(actor, row)),
        trust_priorities=tuple(TrustPriority.objects.filter(cycle_id=row.cycle_id)),
    )


@dataclass(frozen=True)
class OnePriority:
    """The page of one priority. `comments`: those this person reads."""

    shown: ShownPriority
    basis: tuple[PriorityBasis, ...]
    aligned: tuple[TrustPriority, ...]
    comments: tuple[PriorityComment, ...]
    dissenting: frozenset[str]  # who of the three does not agree to these words, and has not agreed since
    own_words: tuple[str, ...]  # as which of the three this person may still agree
    parties: tuple[str, ...]  # as which of the three this person speaks here
    may_change: bool
    may_agree: bool
    may_comment: bool
    absent: tuple[str, ...]  # of whom this person may record that they are away
    is_party: bool  # reads why somebody is away
    reads_row: bool
    reads_sef: bool  # what was submitted
    reads_plan: bool
    in_plan: bool  # has a page there
    plan_key: str  # of its page in the plan, for those who write that
    goes_key: str  # as above, for those who read how it goes
    why: Activity | None  # the last move that took a reason
    sequel: Sequel
    may_deliver: bool
    may_put_back: bool  # what was delivered, back to work
    may_reopen_anew: bool
    may_confirm: bool


def one(actor: Actor, priority: Priority) -> OnePriority:
    """A priority as `priority_of_address` found it, with all that it rests on."""
    row = priority.academy_cycle
    is_open = not row.cycle.is_closed
    found = shown(priority)
    basis = priority.rests_on.select_related("judgement__column", "judgement__grade", "evidence__source")
    speaks = may(actor, Permission.PRIORITY_AGREE, priority)
    parties = parties_of(actor, priority) if speaks else ()
    agreed = {each.party for each in found.agreed_by}
    talks = speaks or may(actor, Permission.PRIORITY_PROPOSE, priority)
    page = InPlan(row.cycle.school_year.starts_on.year, priority.number, priority.statement)
    in_plan = has_page(priority.state, keeps=priority.keeps_page)
    plan = document_of(row, PLAN) if in_plan else None
    # What the three do not agree on stays with them.
    hears = Q() if is_party(actor, priority) else Q(party="")
    comments = tuple(priority.comments.filter(hears)) if talks else ()
    return OnePriority(
        shown=found,
        basis=tuple(basis),
        aligned=tuple(TrustPriority.objects.filter(aligned__priority=priority)),
        comments=comments,
        dissenting=frozenset(
            each.party for each in comments if each.party and each.priority_version == priority.version
        )
        - found.spoken.keys(),
        own_words=tuple(each for each in parties if each not in agreed) if is_open and priority.is_proposed else (),
        parties=parties if is_open and priority.is_proposed else (),
        may_change=is_open and priority.is_proposed and may_change_priority(actor, priority.proposed_by_id, priority),
        may_agree=is_open and speaks,
        may_comment=is_open and talks,
        absent=_may_be_absent(actor, found, comments) if is_open and priority.is_proposed and speaks else (),
        is_party=is_party(actor, priority),
        reads_row=may(actor, Permission.MATRIX_READ, priority),
        reads_sef=may(actor, Permission.SEF_READ, priority) or may(actor, Permission.SEF_WRITE, priority),
        reads_plan=any(may(actor, each, priority) for each in (Permission.PLAN_READ, Permission.PLAN_WRITE)),
        why=last_reason(priority),
        goes_key=page.key if plan and documents.reads_what_stands(actor, plan) else "",
        in_plan=in_plan,
        plan_key=page.key if in_plan and may(actor, Permission.PLAN_WRITE, priority) else "",
        **_going_on(priority, plan, is_open=is_open, speaks=speaks),
        may_confirm=is_open and priority.to_confirm and may_change_priority(actor, priority.proposed_by_id, priority),
    )


def _going_on(priority: Any, plan: Document | None, *, is_open: bool, speaks: bool) -> dict[str, Any]:
    """What came of it, and what the three may do about that. What slips goes on anew, though its year be closed."""
    after = sequel(priority)
    is_approved = plan is not None and plan.state == DocumentState.APPROVED
    checked = any(each.done_on for each in after.checks)
    return {
        "sequel": after,
        "may_deliver": is_open and speaks and priority.state == PriorityState.IN_PLAN and is_approved,
        "may_put_back": is_open and speaks and priority.state == PriorityState.DELIVERED and not checked,
        "may_reopen_anew": speaks and priority.is_delivered and after.slips and not after.is_anew,
    }


def _may_be_absent(actor: Actor, found: ShownPriority, comments: Sequence[PriorityComment]) -> tuple[str, ...]:
    """Those of the three who have not spoken, where this person may record that they are away."""
    place = found.priority
    if not may_record_absence(actor, place) or not row_standing(found.spoken).takes_absence:
        return ()
    opposed = {each.party for each in comments if each.priority_version == place.version}
    waiting = [each for each in still_to_agree(found.spoken) if each not in opposed]
    return tuple(each for each in waiting if not records_own_absence(actor, each, place))


def last_reason(about: Any) -> Activity | None:
    """The last line of the feed about it that gives a reason: withdrawn, reopened, taken out, ended."""
    found: Activity | None = Activity.objects.filter(subject_id=about.id).exclude(note="").order_by("-at").first()
    return found


def own_rows(actor: Actor) -> Sequence[AcademyCycle]:
    """This year of the academies at which the actor is appointed."""
    own = rows(actor).filter(academy_id__in=actor.academy_ids)
    current = own.current_first(timezone.localdate()).first()
    return list(own.filter(cycle_id=current.cycle_id)) if current else ()


@dataclass(frozen=True)
class Standing:
    """What a priority says, as its form begins with. `keeps`: its points, be they of an older version."""

    initial: dict[str, Any]
    keeps: tuple[tuple[str, str], ...]


def as_words(priority: Any) -> Standing:
    """What a priority as `priority_of_address` found it says and rests on now: one question."""
    basis = list(priority.rests_on.select_related("judgement__column"))
    points_kept = [each for each in basis if each.point is not None]
    keys = [f"{each.section}:{each.point}:{each.sef_version}" for each in points_kept]
    return Standing(
        {
            "statement": priority.statement,
            "area": priority.area.key,
            "rationale": priority.rationale,
            "support": list(priority.support),
            "support_note": priority.support_note,
            "judgements": [each.judgement.column.key for each in basis if each.judgement],
            "evidence": [str(each.evidence_id) for each in basis if each.evidence_id],
            "points": keys,
            "trust_priorities": [str(each) for each in priority.aligned_with],
            "seen": priority.version,
        },
        tuple(zip(keys, (f"{each.section_title}: {each.text}" for each in points_kept), strict=True)),
    )
