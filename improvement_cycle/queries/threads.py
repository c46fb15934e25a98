"""The thread of an area: what was judged, the priority that answers it, its page in the plan, what is judged next.

Made of what `queries.stages` has read of the years around.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from improvement_cycle.enums import Progress, TermOfYear
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.definition import ColumnWord, GradeWord
from improvement_cycle.policies.judgements import Movement, movement
from improvement_cycle.policies.plans import InPlan
from improvement_cycle.policies.priorities import has_page
from improvement_cycle.queries.reviews import reads_review
from improvement_cycle.queries.stages import Known, RowStages, Said
from improvement_cycle.workflow import PLAN_RIGHTS, REVIEWS
from trust import documents
from trust.actors import Actor
from trust.permissions import Permission, may


@dataclass(frozen=True)
class Judged:
    """One of the two ends: an agreed judgement, or the place where it will stand."""

    row: AcademyCycle | None
    grade: GradeWord | None
    said: Said | None


@dataclass(frozen=True)
class PlanPage:
    """The page of the priority in the plan. `key` for those who write it, `number` of what others read."""

    is_there: bool
    key: str = ""
    number: int = 0
    words: str = ""


@dataclass(frozen=True)
class Carried:
    """How a priority is carried out: its actions, how many are complete, and what the last review says.

    `key` of its page; `worst`: of its objectives in that term, the word that asks for most.
    """

    key: str
    actions: int
    complete: int
    term: str = ""
    worst: str = ""
    objectives: int = 0  # that the review speaks of


# What asks for most first.
ASKS = (Progress.OFF_TRACK, Progress.AT_RISK, Progress.NOT_STARTED, Progress.ON_TRACK, Progress.COMPLETE)


@dataclass(frozen=True)
class Thread:
    """One area with one priority that rests on its judgement."""

    column: ColumnWord
    row: AcademyCycle  # in which year the priority is
    priority: Any
    first: Judged
    plan: PlanPage
    carried: Carried | None  # for those who read how the plan goes
    last: Judged

    @property
    def movement(self) -> Movement:
        """From one end to the other, inside one scale."""
        before, now = self.first.grade, self.last.grade
        return movement(before.mark if before else None, now.mark if now else None)

    @property
    def sentence(self) -> str:
        """Behaviour went from requires improvement to good."""
        name, before, now = self.column.label, self.first.grade, self.last.grade
        if before is None:
            return f"{name}: priority {self.priority.number}"
        if now is None:
            return f"{name}: {_small(before.label)}, and priority {self.priority.number} answers it"
        if self.movement is Movement.SAME:
            return f"{name} is {_small(now.label)}, as before"
        if self.movement is Movement.NEW_SCALE:
            return f"{name} was {_small(before.label)}, and is judged on another scale now"
        return f"{name} went from {_small(before.label)} to {_small(now.label)}"


def threads(actor: Actor, years: Sequence[RowStages], known: Known) -> tuple[Thread, ...]:
    """Those of one academy's years, given from the oldest; the newest first, then by area. For readers of the row."""
    found = []
    for place, year in enumerate(years):
        if not year.reads_row:
            continue
        after = years[place + 1] if place + 1 < len(years) else None
        for priority in year.priorities:
            for key in priority.columns:
                if column := year.definition.column_of.get(key):
                    first, last = _judged(year, key, known), _judged(after, key, known)
                    plan, carried = _plan(actor, year, priority), _carried(actor, year, priority, known)
                    found.append(Thread(column, year.row, priority, first, plan, carried, last))
    return tuple(sorted(found, key=lambda each: each.last.grade is None))


def _judged(year: RowStages | None, key: str, known: Known) -> Judged:
    if year is None or not year.reads_row:
        return Judged(year.row if year else None, None, None)
    said = known.agreed.get((year.row.id, key))
    return Judged(year.row, year.definition.grade_of.get(said.grade_id) if said else None, said)


def _plan(actor: Actor, year: RowStages, priority: Any) -> PlanPage:
    """As far as this person opens it."""
    row = year.row
    if not has_page(priority.state, keeps=priority.keeps_page):
        return PlanPage(is_there=False)
    words = "" if year.facts.plan is None else year.facts.plan.state
    if may(actor, PLAN_RIGHTS.write, row):
        key = InPlan(row.cycle.school_year.starts_on.year, priority.number, priority.statement).key
        return PlanPage(is_there=True, key=key, words=words)
    reads = may(actor, Permission.PLAN_READ, row)
    return PlanPage(is_there=True, number=year.plan.number if year.plan and reads else 0, words=words)


def _carried(actor: Actor, year: RowStages, priority: Any, known: Known) -> Carried | None:
    """As far as this person reads it: the rows of the plan, and each review."""
    stands = has_page(priority.state, keeps=priority.keeps_page)
    if year.plan is None or not stands or not documents.reads_what_stands(actor, year.plan):
        return None
    key = InPlan(year.row.cycle.school_year.starts_on.year, priority.number, priority.statement).key
    made = Carried(key, len(priority.acts), priority.acts.count(Progress.COMPLETE))
    for term in reversed(TermOfYear):
        document = known.documents.get((year.row.id, REVIEWS[term]))
        states = [each["state"] for each in priority.went if each["term"] == term]
        if document is not None and states and reads_review(actor, document):
            worst = next(each for each in ASKS if each in states)
            return replace(made, term=str(term.label), worst=worst, objectives=len(states))
    return made


def _small(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"
