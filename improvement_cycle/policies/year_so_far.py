"""How far a year is in many academies at once: of each thing how many have done it, who has not, and who is late."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from improvement_cycle.policies.stages import Stage


class Thing(StrEnum):
    """What is counted, in the order of the year."""

    SELF_EVALUATIONS = "self-evaluations"
    JUDGEMENTS = "judgements"
    PRIORITIES = "priorities"
    PLANS = "plans"
    REVIEWS = "reviews"


STAGE_OF = {
    Thing.SELF_EVALUATIONS: Stage.EVALUATE,
    Thing.JUDGEMENTS: Stage.EVALUATE,
    Thing.PRIORITIES: Stage.PRIORITISE,
    Thing.PLANS: Stage.IMPLEMENT,
    Thing.REVIEWS: Stage.SUSTAIN,
}
WORDS = {
    Thing.SELF_EVALUATIONS: "Self-evaluations handed in",
    Thing.JUDGEMENTS: "Rows of the matrix agreed",
    Thing.PRIORITIES: "Priorities agreed",
    Thing.PLANS: "Plans approved",
    Thing.REVIEWS: "reviews handed in",
}


@dataclass(frozen=True, slots=True)
class AcademyFacts:
    """What is done at one academy; None for what this person is not told, or is not to be done there yet."""

    row: UUID
    self_evaluation: bool | None = None
    judgements: bool | None = None
    priorities: bool | None = None
    plan: bool | None = None
    plan_handed_in: bool = False
    review: bool | None = None


@dataclass(frozen=True, slots=True)
class DueDays:
    """Until when; empty where no day is set. `term` is that whose reviews are counted, such as Autumn."""

    self_evaluations: dt.date | None = None
    priorities: dt.date | None = None
    plans: dt.date | None = None
    reviews: dt.date | None = None
    term: str = ""


@dataclass(frozen=True, slots=True)
class SoFar:
    """One thing in all academies of which this person is told: the rows that have done it, and those that have not."""

    thing: Thing
    words: str
    due_on: dt.date | None
    done: tuple[UUID, ...]
    left: tuple[UUID, ...]
    late: tuple[UUID, ...]  # of those left

    @property
    def of(self) -> int:
        """How many there are."""
        return len(self.done) + len(self.left)


def year_so_far(academies: Sequence[AcademyFacts], days: DueDays, today: dt.date) -> tuple[SoFar, ...]:
    """Everything that is told of any academy."""
    # A plan that was handed in waits for others: nobody at the academy is late with it.
    handed_in = {each.row for each in academies if each.plan_handed_in}
    made = (
        _counted(Thing.SELF_EVALUATIONS, academies, lambda each: each.self_evaluation, days.self_evaluations, today),
        _counted(Thing.JUDGEMENTS, academies, lambda each: each.judgements, None, today),
        _counted(Thing.PRIORITIES, academies, lambda each: each.priorities, days.priorities, today),
        _counted(Thing.PLANS, academies, lambda each: each.plan, days.plans, today, in_time=handed_in),
        _counted(Thing.REVIEWS, academies, lambda each: each.review, days.reviews, today, before=days.term),
    )
    return tuple(each for each in made if each.of)


def _counted(
    thing: Thing,
    academies: Iterable[AcademyFacts],
    fact: Callable[[AcademyFacts], bool | None],
    due_on: dt.date | None,
    today: dt.date,
    *,
    in_time: Iterable[UUID] = (),
    before: str = "",
) -> SoFar:
    done: list[UUID] = []
    left: list[UUID] = []
    for each in academies:
        is_done = fact(each)
        if is_done is not None:
            (done if is_done else left).append(each.row)
    known = set(in_time)
    late = [row for row in left if row not in known] if due_on and due_on < today else []
    words = f"{before} {WORDS[thing]}".strip()
    return SoFar(thing, words, due_on, tuple(done), tuple(left), tuple(late))
