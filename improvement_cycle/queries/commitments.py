"""What was promised to an academy in a year and by it, and what a category would bring."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from improvement_cycle.models import AcademyCycle, Commitment, Promise
from improvement_cycle.policies.commitments import (
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
from improvement_cycle.queries.terms import terms_of
from improvement_cycle.workflow import PLAN, RAPID, REVIEWS, SEF
from trust.models import SubmittedVersion

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
    """What a category brings with those below it, by key, each with the number of the category that adds it."""
    return {
        entry.key: (category.number, entry)
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
            is_declined=not each.is_open and bool(each.reason),
            promises=tuple(
                PromiseFact(promise.id, promise.slot, promise.due_on, promise.state, bool(promise.moved_why))
                for promise in each.promises.all()
            ),
        )
        for each in standing
    ]


def changes_of(
    row: AcademyCycle, definition: Definition, number: int, *, effective_from: dt.date, today: dt.date
) -> Changes:
    """What this category does to what stands, when it holds from this day."""
    year, since = year_days(row), max(effective_from, today)
    wanted = [
        Wanted(key, slots(entry, since, year, DOCUMENTS)) for key, (_, entry) in entries_of(definition, number).items()
    ]
    return changes(wanted, facts_of(commitments_of(row)), ends_from=effective_from, today=today)


def first_handed_in(row: AcademyCycle) -> dict[str, dt.date]:
    """The day on which each kind of document of this year was first handed in, of those that were."""
    found = SubmittedVersion.objects.filter(document__subject_id=row.id, number=1).values_list("document__kind", "at")
    return {kind: timezone.localdate(at) for kind, at in found}
