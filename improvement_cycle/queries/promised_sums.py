"""Promised against delivered in sums: by academy and category for those who look after them, as totals for trustees."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from improvement_cycle.enums import NEED_TO_KNOW, Capability, CommitmentKind, OwedBy
from improvement_cycle.models import AcademyCycle, Cycle, Promise
from improvement_cycle.policies.commitments import WHEN_USED
from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.promised import Sum, Told, of_side, summed, together
from improvement_cycle.queries.improvement_models import definition_of
from trust.actors import Actor
from trust.permissions import Permission, check_may, may

# The rule of every sum, in one place: the dashboard, the page of the year, the totals and the board pack agree


def owed_by(day: dt.date) -> Q:
    """Promised until that day, or for a date that has passed. What is used when needed was promised for no day."""
    return (Q(due_on__lte=day) | Q(scheduled_on__lt=day)) & ~Q(commitment__cadence__in=WHEN_USED)


IS_PRIVATE = Q(commitment__kind__in=NEED_TO_KNOW)


def told_in_sums(inside: Collection[UUID] = ()) -> Q:
    """What a sum may hold: the need-to-know only of the rows of which its reader knows it, else a sum would tell."""
    return ~IS_PRIVATE | Q(commitment__academy_cycle_id__in=inside)


@dataclass(frozen=True)
class AcademySum:
    """What was promised at one academy until today, and kept: the two sides apart."""

    row: AcademyCycle
    category: CategoryWord | None
    reads_row: bool
    trust: Sum
    academy: Sum
    days: Decimal

    @property
    def wrong(self) -> str:
        """2 late, 1 missed."""
        return together((self.trust, self.academy)).wrong


def sums_of_year(actor: Actor, cycle: Cycle) -> list[AcademySum]:
    """Of each academy whose commitments this person reads: what was promised until today, and what of it was kept."""
    today = timezone.localdate()
    reached = AcademyCycle.objects.filter(cycle=cycle).reached_by(actor, Permission.COMMITMENT_READ)
    rows = list(reached.with_standing().select_related("academy").order_by("academy__name"))
    definition = definition_of(cycle.model)
    told: dict[UUID, list[Told]] = defaultdict(list)
    used: dict[UUID, Decimal] = defaultdict(Decimal)
    inside = {row.id for row in rows if may(actor, Permission.COMMITMENT_PRIVATE, row)}
    found = Promise.objects.filter(told_in_sums(inside), commitment__academy_cycle_id__in=[row.id for row in rows])
    for row_id, _kind, is_owed, each in _told(found, today):
        used[row_id] += each.days or 0
        if is_owed:
            told[row_id].append(each)
    made = []
    for row in rows:
        row.cycle = cycle
        standing = getattr(row, "standing", None)
        made.append(
            AcademySum(
                row,
                # Who does not read the row learns of no category.
                definition.category_of.get(str(standing.category_id))
                if standing and may(actor, Permission.MATRIX_READ, row)
                else None,
                may(actor, Permission.MATRIX_READ, row),
                summed(of_side(told[row.id], OwedBy.TRUST), today),
                summed(of_side(told[row.id], OwedBy.ACADEMY), today),
                used[row.id],
            )
        )
    return made


# The fields of `Told`, as they are asked of a promise.
TOLD = ("state", "commitment__owed_by", "due_on", "scheduled_on", "delivered_on", "days")


def told_with(promises: Any, today: dt.date, *names: str) -> Iterable[tuple[Sequence[Any], bool, Told]]:
    """Of each promise these fields, whether it was owed by now, and what the sums need of it: one question."""
    for line in promises.annotate(is_owed=owed_by(today)).values_list("is_owed", *TOLD, *names):
        yield line[1 + len(TOLD) :], bool(line[0]), Told(*line[1 : 1 + len(TOLD)])


def _told(promises: Any, today: dt.date) -> Iterable[tuple[UUID, str, bool, Told]]:
    """Each with where it stands and of what sort it is."""
    for (row_id, kind), is_owed, each in told_with(promises, today, "commitment__academy_cycle_id", "commitment__kind"):
        yield row_id, kind, is_owed, each


@dataclass(frozen=True)
class CategorySum:
    """What was promised until today, and kept, at the academies of one category."""

    category: CategoryWord | None
    academies: int
    trust: Sum
    academy: Sum
    days: Decimal


def by_category(found: Sequence[AcademySum]) -> list[CategorySum]:
    """The same by category, most support first, of the academies whose row this person reads."""
    groups: dict[int, list[AcademySum]] = defaultdict(list)
    for each in found:
        if each.reads_row:
            groups[each.category.number if each.category else 0].append(each)
    return [
        CategorySum(
            theirs[0].category,
            len(theirs),
            together(each.trust for each in theirs),
            together(each.academy for each in theirs),
            sum((each.days for each in theirs), Decimal(0)),
        )
        for _, theirs in sorted(groups.items(), reverse=True)
    ]


@dataclass(frozen=True)
class Totals:
    """What the trust and all academies promised until today, and kept, and of what sort it was. No academy is named."""

    cycle: Cycle
    trust: Sum
    academy: Sum
    kinds: Sequence[tuple[str, Sum]]
    days: Decimal


def totals(actor: Actor) -> Totals | None:
    """Of this year, or the nearest. What is need-to-know is in no sum: where there is one of it, a sum would tell."""
    check_may(actor, Permission.COMMITMENT_TOTALS)
    today = timezone.localdate()
    row = (
        AcademyCycle.objects.filter(cycle__model__capabilities__contains=[Capability.COMMITMENTS.value])
        .select_related("cycle__school_year")
        .current_first(today)
        .first()
    )
    if row is None:
        return None
    days = Decimal(0)
    by_kind: dict[str, list[Told]] = defaultdict(list)
    for _row_id, kind, is_owed, each in _told_to_all(row.cycle, today):
        days += each.days or 0
        if is_owed:
            by_kind[kind].append(each)
    told = [each for theirs in by_kind.values() for each in theirs]
    return Totals(
        row.cycle,
        summed(of_side(told, OwedBy.TRUST), today),
        summed(of_side(told, OwedBy.ACADEMY), today),
        [(capfirst(str(kind.label)), summed(by_kind[kind], today)) for kind in CommitmentKind if by_kind.get(kind)],
        days,
    )


def sums_told_to_all(cycle: Cycle) -> dict[UUID, tuple[Sum, Sum]]:
    """What the trust and each academy, by its id, promised until today and kept: together as much as `totals` says.

    Only academies of which something is counted.
    """
    today = timezone.localdate()
    academy_of = dict(AcademyCycle.objects.filter(cycle=cycle).values_list("id", "academy_id"))
    told: dict[UUID, list[Told]] = defaultdict(list)
    for row_id, _kind, is_owed, each in _told_to_all(cycle, today):
        if is_owed:
            told[academy_of[row_id]].append(each)
    sums = {
        academy: (summed(of_side(of, OwedBy.TRUST), today), summed(of_side(of, OwedBy.ACADEMY), today))
        for academy, of in told.items()
    }
    return {academy: both for academy, both in sums.items() if together(both).counted}


def _told_to_all(cycle: Cycle, today: dt.date) -> Iterable[tuple[UUID, str, bool, Told]]:
    return _told(Promise.objects.filter(told_in_sums(), commitment__academy_cycle__cycle=cycle), today)
