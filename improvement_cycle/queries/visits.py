"""Visits as one person reads them: one by its address, those of an academy's year, those of the trust."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from academies.models import Academy, Appointment
from improvement_cycle.enums import VISIT_KINDS, WITHOUT_WORDS, Capability, VisitState
from improvement_cycle.models import AcademyCycle, Commitment, Cycle, Evidence, Promise, Visit, VisitFollowUp
from improvement_cycle.permissions import (
    check_may_carry_out,
    check_may_plan_visits,
    may_open_visit,
    may_plan_visits,
    may_read_commitment,
)
from improvement_cycle.policies.commitments import OPEN, WHEN_USED
from improvement_cycle.queries.commitments import commitment_of_address, promise_of_address
from improvement_cycle.queries.rows_by_address import row_where
from improvement_cycle.queries.visit_reports import with_all
from improvement_cycle.workflow.promises import PROMISE
from trust.actors import Actor
from trust.enums import Place, Role
from trust.errors import NotFound
from trust.models import Membership
from trust.permissions import Permission, may
from trust.policies.wording import full_day

NONE = "There is no such visit."
CENTRE = (Role.CHIEF_EXECUTIVE, Role.DIRECTOR, Role.TRUST_OFFICER, Role.SPECIALIST)
LEADERS = (Place.HEADTEACHER, Place.SENIOR_LEADER)
COMING, HELD, EVERY = "coming", "held", "all"


def visit_of_address(actor: Actor, visit: UUID, **_: object) -> Visit:
    """A visit by its address. Raises NotFound for everybody who does not read what it is."""
    found: Visit | None = with_all(Visit.objects.select_related("commitment", "promise")).filter(id=visit).first()
    if found is None or not may_open_visit(actor, found):
        raise NotFound(NONE)
    return found


def own_visit_of_address(actor: Actor, visit: UUID, **_: object) -> Visit:
    """The same for those who carry it out. Raises NotPermitted for others who read it."""
    found = visit_of_address(actor, visit)
    check_may_carry_out(actor, found)
    return found


def visit_to_plan(actor: Actor, visit: UUID, **_: object) -> Visit:
    """The same for those who plan visits like it. Raises NotPermitted for others who read it."""
    found = visit_of_address(actor, visit)
    check_may_plan_visits(actor, found, found.kind)
    return found


def follow_up_of_address(actor: Actor, visit: UUID, follow_up: UUID, **_: object) -> VisitFollowUp:
    """What follows from a visit, for those who read its report, and for whoever owns it. Raises NotFound elsewhere."""
    found: VisitFollowUp | None = (
        VisitFollowUp.objects.select_related("owner").filter(id=follow_up, visit_id=visit).first()
    )
    of = with_all(Visit.objects).filter(id=visit).first() if found else None
    if found is None or of is None:
        raise NotFound(NONE)
    found.visit = of
    is_own = found.owner_id == actor.membership_id
    if not found.was_sent or not (is_own or may_open_visit(actor, of)):
        raise NotFound(NONE)
    return found


def row_of_address(actor: Actor, year: str, academy: str, **_: object) -> AcademyCycle:
    """An academy's year, for those who read its visits. Raises NotFound for everybody else."""
    return row_where(actor, year, academy, permission=Permission.VISIT_READ, capability=Capability.VISITS)


def reads_visits_of(actor: Actor, row: AcademyCycle) -> bool:
    """Whether there is a list of visits of this academy's year for this person."""
    return Capability.VISITS in row.cycle.model.capabilities and may(actor, Permission.VISIT_READ, row)


@dataclass(frozen=True)
class Listed:
    """A line of a list. `is_private`: nothing of it but its day and that it is."""

    visit: Visit
    is_private: bool

    def is_to_come(self, today: dt.date) -> bool:
        """In which of two lists it stands. A private one goes by its day alone: the list must not say what became."""
        return self.visit.last_day >= today if self.is_private else self.visit.is_planned


def visits_of(actor: Actor, row: AcademyCycle) -> list[Listed]:
    """Those of an academy's year, in their order. A private one that was cancelled is none for others."""
    found = with_all(Visit.objects.filter(academy_cycle=row)).order_by("day", "begins_at", "id")
    listed = [Listed(each, not may_open_visit(actor, each)) for each in found]
    return [each for each in listed if not (each.is_private and each.visit.is_cancelled)]


def open_in(actor: Actor, cycle: Cycle) -> list[Visit]:
    """Visits of a year with something left, of those of which this person reads what they are: for its closing."""
    to_do = VisitFollowUp.objects.sent().filter(visit=OuterRef("id"), done_on__isnull=True)
    is_open = Q(state__in=(VisitState.PLANNED, VisitState.SENT)) | Q(Exists(to_do))
    is_open |= Q(state=VisitState.HELD) & ~Q(kind__in=WITHOUT_WORDS)
    found = Visit.objects.visible_to(actor).filter(is_open, academy_cycle__cycle=cycle)
    return list(found.select_related("academy").order_by("academy__name", "day", "id"))


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to."""

    when: str = COMING
    kind: str = ""
    academy: str = ""
    state: str = ""
    is_mine: bool = False


def visits_known_to(actor: Actor, wanted: Wanted) -> Any:
    """Visits of the trust that this person learns of: first those that come next, of past ones the last first.

    Narrowed by what a visit is, private ones are left out for those who read them as “Private” alone.
    """
    today = timezone.localdate()
    found = with_all(Visit.objects.known_to(actor))
    if wanted.kind or wanted.state or wanted.is_mine:
        found = found.filter(id__in=Visit.objects.visible_to(actor).values("id"))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.academy:
        found = found.filter(academy__slug=wanted.academy)
    if wanted.is_mine:
        found = found.filter(people__membership_id=actor.membership_id)
    # In which list a private one stands must not say what became of it: it goes by its day alone.
    known = Q(id__in=Visit.objects.visible_to(actor).values("id"))
    found = found.filter(known | ~Q(state=VisitState.CANCELLED))
    to_come = Q(until_on__isnull=True, day__gte=today) | Q(until_on__gte=today)
    if wanted.when == COMING:
        found = found.filter(known & Q(state=VisitState.PLANNED) | ~known & to_come)
        return found.order_by("day", "begins_at", "id")
    if wanted.when == HELD:
        over = ~Q(state__in=(VisitState.PLANNED, VisitState.CANCELLED))
        found = found.filter(known & over | ~known & ~to_come)
    return found.filter(day__lte=today + dt.timedelta(days=731)).order_by("-day", "-begins_at", "-id")


def academies_visited(actor: Actor) -> list[Academy]:
    """The academies of whose visits this person reads, for the filter."""
    return list(Academy.objects.visible_to(actor, Permission.VISIT_READ).order_by("name"))


def academies_to_visit(actor: Actor) -> list[Academy]:
    """Those to which this person plans visits."""
    return list(Academy.objects.visible_to(actor, Permission.VISIT_MANAGE).order_by("name"))


def plans_any(actor: Actor) -> bool:
    """Whether this person plans visits at all."""
    return may(actor, Permission.VISIT_MANAGE)


@dataclass(frozen=True)
class People:
    """Who may go: those of the trust, and leaders of academies with where they work."""

    centre: Sequence[Membership]
    leaders: Sequence[tuple[Membership, str]]


def people_to_go(besides: Collection[UUID] = ()) -> People:
    """Two questions. `besides`: who went already stays in the list, whatever has become of them."""
    today = timezone.localdate()
    centre = Membership.objects.filter(Q(role__in=CENTRE) | Q(id__in=besides), Q(id__in=_today(today)))
    heads = Appointment.objects.on(today).filter(role__in=LEADERS, membership__in=Membership.objects.on(today))
    leaders = heads.exclude(membership_id__in=besides).select_related("membership", "academy")
    known: dict[UUID, tuple[Membership, str]] = {}
    for each in leaders.order_by("academy__name", "membership__name"):
        known.setdefault(each.membership_id, (each.membership, each.academy.name))
    return People(list(centre.order_by("name")), list(known.values()))


def _today(today: dt.date) -> Any:
    return Membership.objects.on(today).values("id")


def people_to_own(visit: Visit) -> list[Membership]:
    """Who may own what follows: the leaders of the academy, then those who go and the directors."""
    today = timezone.localdate()
    there = Appointment.objects.on(today).filter(
        academy_id=visit.academy_id, role__in=LEADERS, membership_id=OuterRef("id")
    )
    goes = [each.membership_id for each in visit.people.all()]
    found = Membership.objects.on(today).annotate(is_there=Exists(there))
    found = found.filter(Q(is_there=True) | Q(id__in=goes) | Q(role=Role.DIRECTOR))
    return list(found.order_by("-is_there", "name"))


@dataclass(frozen=True)
class ToFulfil:
    """What a visit is planned for, from the page of a commitment."""

    commitment: Commitment
    promise: Promise | None

    @property
    def academy_id(self) -> UUID:
        """Where it stands, for permissions."""
        return self.commitment.academy_cycle.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.commitment.academy_cycle.phase


def promise_to_fulfil(actor: Actor, **words: Any) -> ToFulfil:
    """A promise by its address, for those who plan visits. Raises NotFound where none can be planned for it."""
    promise = promise_of_address(actor, **words)
    return _to_fulfil(actor, ToFulfil(promise.commitment, promise))


def commitment_to_fulfil(actor: Actor, **words: Any) -> ToFulfil:
    """The same for what is used when needed."""
    return _to_fulfil(actor, ToFulfil(commitment_of_address(actor, **words), None))


def _to_fulfil(actor: Actor, found: ToFulfil) -> ToFulfil:
    is_taken = found.promise is not None and found.promise.visits.exclude(state=VisitState.CANCELLED).exists()
    if is_taken or not can_be_visited(found.commitment, found.promise):
        raise NotFound("No visit can be planned for this.")
    check_may_plan_visits(actor, found, found.commitment.kind)
    return found


def can_be_visited(commitment: Commitment, promise: Promise | None) -> bool:
    """Whether it is kept by somebody coming, and may still get a date."""
    row: Any = commitment.academy_cycle
    if Capability.VISITS not in row.cycle.model.capabilities or commitment.kind not in VISIT_KINDS:
        return False
    if row.cycle.is_closed or not commitment.is_open:
        return False
    if promise is None:
        return commitment.cadence in WHEN_USED
    return not promise.document and promise.state in (*PROMISE.find("schedule").sources, "scheduled")


def without_visit(promises: Any) -> Any:
    """Of these promises, those for which no visit stands."""
    return promises.exclude(Exists(Visit.objects.filter(promise=OuterRef("id")).exclude(state=VisitState.CANCELLED)))


def open_promises_for(actor: Actor, visit: Visit) -> list[Promise]:
    """Promises still to be kept that a visit planned without one could keep: of its sort, academy and year.

    Those nearest to its day first; for those who plan visits like it. One question; none where it fulfils something.
    """
    row: Any = visit.academy_cycle
    if row is None or visit.closed_words or visit.commitment_id is not None:
        return []
    if not (may_plan_visits(actor, visit, visit.kind) and may_read_commitment(actor, visit.kind, row)):
        return []
    day, year = visit.held_on or visit.day, row.cycle.school_year
    if not year.starts_on <= day <= year.ends_on:
        return []
    found = Promise.objects.filter(commitment__academy_cycle=row, commitment__kind=visit.kind, state__in=OPEN)
    found = without_visit(found).select_related("commitment__academy_cycle__cycle__model")
    can_be = [each for each in found if can_be_visited(each.commitment, each)]
    return sorted(can_be, key=lambda each: (abs(each.expected_on - day), each.expected_on, each.id))


def may_plan_for(actor: Actor, commitment: Commitment, promise: Promise | None) -> bool:
    """Whether this person plans a visit for it now."""
    return can_be_visited(commitment, promise) and may_plan_visits(actor, commitment, commitment.kind)


def with_visits(actor: Actor, commitment: Commitment, promises: Sequence[Promise]) -> list[Visit]:
    """Says of each promise which visit is planned for it or kept it, and whether this person plans one: one question.

    Returns those that are planned for the commitment and keep no promise yet: what is there when it is needed.
    """
    found = list(Visit.objects.filter(commitment=commitment).exclude(state=VisitState.CANCELLED).order_by("day"))
    by_promise = {each.promise_id: each for each in found if each.promise_id}
    for each in promises:
        each.visit = by_promise.get(each.id)
        each.may_be_visited = each.visit is None and may_plan_for(actor, commitment, each)
    return [each for each in found if each.promise_id is None]


def is_evidence(visit: Visit) -> bool:
    """Whether its report is used as evidence of its year."""
    found = Evidence.objects.filter(academy_cycle_id=visit.academy_cycle_id, title=evidence_title(visit))
    return visit.held_on is not None and bool(found.exists())


def evidence_title(visit: Visit) -> str:
    """Quality assurance visit, 12 November 2026."""
    return f"{visit.sort}, {full_day(visit.held_on)}" if visit.held_on else visit.sort
