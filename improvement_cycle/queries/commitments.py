"""What was promised to an academy in a year and by it, and what a category would bring."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from improvement_cycle.enums import Capability, PromiseState
from improvement_cycle.models import AcademyCycle, Commitment, CurrentStatus, Cycle, Promise
from improvement_cycle.permissions import (
    check_may_adjust,
    check_may_keep,
    may_adjust,
    may_keep,
    may_read_commitment,
)
from improvement_cycle.policies.commitments import (
    OPEN,
    WHEN_USED,
    Changes,
    CommitmentFact,
    Documents,
    PromiseFact,
    Wanted,
    YearDays,
    changes,
    slots,
)
from improvement_cycle.policies.definition import CommitmentWord, Definition
from improvement_cycle.policies.promised import Told
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.rows_by_address import row_where
from improvement_cycle.queries.terms import terms_of, three_of, with_terms
from improvement_cycle.queries.years import is_year
from improvement_cycle.workflow import PLAN, RAPID, REVIEWS, SEF
from improvement_cycle.workflow.promises import PROMISE
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import SubmittedVersion
from trust.permissions import Permission, may

DOCUMENTS = Documents(yearly=(SEF, PLAN), reviews=tuple(REVIEWS.values()), rapid=RAPID)


def commitments_of(row: AcademyCycle) -> list[Commitment]:
    """All of an academy's year with their promises, those that ended too: two questions."""
    promises = Prefetch("promises", Promise.objects.order_by("due_on", "id"))
    found = list(Commitment.objects.filter(academy_cycle=row).prefetch_related(promises))
    for each in found:
        each.academy_cycle = row
    return found


def year_days(row: AcademyCycle) -> YearDays:
    """The days of the academy's year, by its own terms where it has some."""
    cycle = row.cycle
    days = {SEF: cycle.self_evaluations_due_on, PLAN: cycle.plans_due_on}
    return YearDays(
        first=cycle.school_year.starts_on,
        last=cycle.school_year.ends_on,
        terms=[(term.begins, term.closes, term.break_begins, term.break_closes) for term in terms_of(row)],
        documents={kind: day for kind, day in days.items() if day},
    )


def entries_of(definition: Definition, number: int) -> dict[str, tuple[int, CommitmentWord]]:
    """What a category brings with those below it, each with the number of the category that adds it.

    By that number and its own key: two categories may call something alike.
    """
    return {
        f"{category.number}/{entry.key}": (category.number, entry)
        for category in definition.categories
        if category.number <= number
        for entry in category.commitments
    }


def facts_of(standing: Sequence[Any]) -> list[CommitmentFact]:
    """Commitments as the rules see them."""
    return [
        CommitmentFact(
            id=each.id,
            key=each.key,
            is_open=each.is_open,
            is_declined=not each.is_open and bool(each.ended_why),
            promises=tuple(
                PromiseFact(promise.id, promise.slot, promise.due_on, promise.state, bool(promise.moved_why))
                for promise in each.promises.all()
            ),
        )
        for each in standing
    ]


def changes_of(
    row: AcademyCycle,
    definition: Definition,
    number: int,
    *,
    effective_from: dt.date,
    today: dt.date,
    known: Sequence[CommitmentFact] | None = None,
) -> Changes:
    """What this category does to what stands, when it holds from this day. `known`: what stands, read already."""
    year, since = year_days(row), max(effective_from, today)
    wanted = [
        Wanted(key, slots(entry, since, year, DOCUMENTS)) for key, (_, entry) in entries_of(definition, number).items()
    ]
    standing = facts_of(commitments_of(row)) if known is None else known
    return changes(wanted, standing, ends_from=effective_from, today=today)


def first_handed_in(row: AcademyCycle) -> dict[str, dt.date]:
    """The day on which each kind of document of this year was first handed in, of those that were."""
    found = SubmittedVersion.objects.filter(document__subject_id=row.id, number=1).values_list("document__kind", "at")
    return {kind: timezone.localdate(at) for kind, at in found}


@dataclass(frozen=True)
class CommitmentsPage:
    """The commitments of an academy's year as one person reads them.

    `status`: for those who read the row; others learn of no category.
    `term_ends`: last days of its three terms, none where the trust has not set them. `private`: ids of commitments that
    this person knows of as “Private” alone. `behind`: what the category
    brings by now and is not promised, told to those who bring it up to date.
    """

    row: AcademyCycle
    definition: Definition
    status: CurrentStatus | None
    commitments: Sequence[Any]
    term_ends: Sequence[dt.date]
    private: Collection[UUID]
    may_adjust: bool
    behind: Changes
    today: dt.date


def row_of_address(actor: Actor, year: str, academy: str, **_: object) -> AcademyCycle:
    """An academy's year, for those who read its commitments. Raises NotFound for everybody else."""
    return row_where(actor, year, academy, permission=Permission.COMMITMENT_READ, capability=Capability.COMMITMENTS)


def commitments_page(actor: Actor, row: AcademyCycle) -> CommitmentsPage:
    """All that was promised, with what this person may do about it."""
    found = commitments_of(row)
    terms = three_of(terms_of(row))
    moves = not row.cycle.is_closed
    standing, definition, today = standing_status(row), definition_of(row.cycle.model), timezone.localdate()
    reads_row = may(actor, Permission.MATRIX_READ, row)
    behind = Changes()
    if standing and moves and may(actor, Permission.COMMITMENT_MANAGE, row):
        behind = changes_of(
            row,
            definition,
            standing.category.number,
            effective_from=standing.effective_from,
            today=today,
            known=facts_of(found),
        )
    return CommitmentsPage(
        row=row,
        definition=definition,
        status=standing if reads_row else None,
        commitments=found,
        term_ends=[term.closes for term in terms],
        private={each.id for each in found if not may_read_commitment(actor, each.kind, row)},
        may_adjust=moves and may_adjust(actor, row),
        behind=behind,
        today=today,
    )


def standing_status(row: AcademyCycle) -> CurrentStatus | None:
    """The decision that stands, with its category."""
    found: CurrentStatus | None = (
        CurrentStatus.objects.filter(academy_cycle=row, superseded_at=None).select_related("category").first()
    )
    return found


def commitment_of_address(actor: Actor, year: str, academy: str, commitment: UUID, **_: object) -> Commitment:
    """A commitment by its address. Raises NotFound as `row_of_address`, and where it is another's or private."""
    row = row_of_address(actor, year, academy)
    found: Commitment | None = Commitment.objects.filter(academy_cycle=row, id=commitment).first()
    if found is None or not may_read_commitment(actor, found.kind, row):
        raise NotFound("There is no such commitment.")
    found.academy_cycle = row
    return found


def promise_of_address(actor: Actor, year: str, academy: str, commitment: UUID, promise: UUID, **_: object) -> Promise:
    """A promise by its address. Raises NotFound as above."""
    of = commitment_of_address(actor, year, academy, commitment)
    found: Promise | None = Promise.objects.filter(commitment=of, id=promise).first()
    if found is None:
        raise NotFound("There is no such promise.")
    found.commitment = of
    return found


def told_of(commitment: Commitment, promise: Promise) -> Told:
    """A promise as the sums need it."""
    return Told(
        state=promise.state,
        owed_by=commitment.owed_by,
        due_on=promise.due_on,
        scheduled_on=promise.scheduled_on,
        delivered_on=promise.delivered_on,
        days=promise.days,
    )


def current_year(actor: Actor) -> Cycle | None:
    """This year, or the nearest, in which this person reads commitments of an academy."""
    found = AcademyCycle.objects.reached_by(actor, Permission.COMMITMENT_READ).filter(
        cycle__model__capabilities__contains=[Capability.COMMITMENTS.value]
    )
    row = found.select_related("cycle__school_year", "cycle__model").current_first(timezone.localdate()).first()
    return row.cycle if row else None


def cycle_of_address(actor: Actor, year: str, **_: object) -> Cycle:
    """The year of an address, for those who read commitments. Raises NotFound for everybody else."""
    found: Cycle | None = None
    if is_year(year) and may(actor, Permission.COMMITMENT_READ):
        found = (
            Cycle.objects.select_related("school_year", "model").filter(school_year__starts_on__year=int(year)).first()
        )
    if found is None or Capability.COMMITMENTS not in found.model.capabilities:
        raise NotFound("There are no commitments for that year.")
    return found


def behind_in_year(actor: Actor, cycle: Cycle) -> list[AcademyCycle]:
    """Academies whose category brings by now what is not promised, or promises it for other days.

    Told to those who bring them up to date: it happens where terms or due dates are set after categories are decided.
    """
    if cycle.is_closed:
        return []
    reached = AcademyCycle.objects.filter(cycle=cycle).reached_by(actor, Permission.COMMITMENT_MANAGE)
    rows = list(reached.with_standing().select_related("academy").order_by("academy__name"))
    for row in rows:
        row.cycle = cycle
    definition, today = definition_of(cycle.model), timezone.localdate()
    known: dict[UUID, list[Commitment]] = defaultdict(list)
    promises = Prefetch("promises", Promise.objects.order_by("due_on", "id"))
    for each in Commitment.objects.filter(academy_cycle__in=[row.id for row in rows]).prefetch_related(promises):
        known[each.academy_cycle_id].append(each)
    found = []
    for row in with_terms(rows):
        standing = getattr(row, "standing", None)
        category = definition.category_of.get(str(standing.category_id)) if standing else None
        if standing is None or category is None:
            continue
        done = changes_of(
            row,
            definition,
            category.number,
            effective_from=standing.effective_from,
            today=today,
            known=facts_of(known[row.id]),
        )
        if not done.is_nothing:
            found.append(row)
    return found


def own_rows(actor: Actor, cycle: Cycle) -> list[AcademyCycle]:
    """The years of the academies whose commitments this person reads, of one year of the trust."""
    found = AcademyCycle.objects.filter(cycle=cycle).reached_by(actor, Permission.COMMITMENT_READ)
    return list(found.select_related("academy", "cycle__school_year"))


def check_adjusts(actor: Actor, row: AcademyCycle, kind: str = "") -> None:
    """Raise NotPermitted unless the actor changes what is promised there."""
    check_may_adjust(actor, row, kind)


def check_uses(actor: Actor, commitment: Commitment) -> None:
    """Raise NotPermitted unless the actor writes down what was used of it; NotFound where it has days of its own."""
    check_may_keep(actor, commitment, commitment.academy_cycle)
    if commitment.cadence not in WHEN_USED:
        raise NotFound("This commitment has its own days: record it at one of them.")


def check_says(actor: Actor, promise: Promise) -> None:
    """Raise NotPermitted unless the actor says anything at all of promises like this."""
    row = promise.commitment.academy_cycle
    if not may_adjust(actor, row, promise.commitment.kind):
        check_may_keep(actor, promise.commitment, row)


def acts_of(actor: Actor, promise: Promise) -> list[str]:
    """What this person may say of a promise, as it stands now."""
    commitment: Any = promise.commitment
    row = commitment.academy_cycle
    # A promise follows its visit.
    if row.cycle.is_closed or promise.visit is not None:
        return []
    if promise.document:
        return _acts_beside_a_document(actor, promise)
    found = []
    if may_keep(actor, commitment, row):
        back = "take_back" if commitment.cadence in WHEN_USED else "open_again"
        found = [
            verb for verb in ("deliver", "not_needed", "miss", back) if promise.state in PROMISE.find(verb).sources
        ]
        if promise.state == PromiseState.DELIVERED:
            found.insert(0, "deliver")
        if commitment.is_open and promise.state in (*PROMISE.find("schedule").sources, PromiseState.SCHEDULED):
            found.insert(0, "schedule")
    if commitment.is_open and promise.state in OPEN and may_adjust(actor, row, commitment.kind):
        found.append("move")
    return found


def _acts_beside_a_document(actor: Actor, promise: Promise) -> list[str]:
    """It is kept by handing the document in; that it is due on another day, or not needed, people say."""
    commitment: Any = promise.commitment
    if promise.state not in OPEN or not may_adjust(actor, commitment.academy_cycle, commitment.kind):
        return []
    return ["not_needed", "move"] if may_keep(actor, commitment, commitment.academy_cycle) else ["move"]
