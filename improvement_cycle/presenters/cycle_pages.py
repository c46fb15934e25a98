"""The page of an academy's year in words and links: what is to be done in its stage, and the thread as a picture."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from improvement_cycle.enums import PriorityState, Progress
from improvement_cycle.policies.definition import GradeWord
from improvement_cycle.policies.next_steps import Step
from improvement_cycle.policies.plans import InPlan
from improvement_cycle.policies.priorities import AGREED, REACHED, STANDING, WITH_PAGE, still_to_agree, waits_for
from improvement_cycle.policies.stages import DocumentFacts, Stage, document_words, still_waiting
from improvement_cycle.queries.cycle_pages import TrailYear
from improvement_cycle.queries.stages import RowStages
from improvement_cycle.queries.threads import Judged, Thread
from trust.actors import Actor
from trust.enums import DocumentState, Role
from trust.policies.due import Calendar, how_late
from trust.policies.wording import count, listed

# A page of the academy's year by the name of its address and what else stands in it.
Address = Callable[..., str]
DONE, PART, TODO = "done", "part", "todo"


@dataclass(frozen=True)
class Task:
    """One thing of the stage: its state, and a day at its end."""

    title: str
    state: str
    under: str = ""
    url: str = ""
    when: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Next:
    """What is next for the person who looks; without an address there is nothing to do."""

    title: str
    why: str
    act: str = ""
    url: str = ""


def step_url(step: Step, row: Any, address: Address) -> str:
    """Where a step leads. Scoring is a page of the whole year, opened at the academy."""
    if step.to == "score":
        return f"{address('score', of_year=True)}?mode=one&academy={row.academy.slug}"
    return address(step.to, *step.key)


def next_of(year: RowStages, address: Address) -> Next:
    """The one primary button, in a sentence that says what and why; or that there is nothing to do."""
    if year.step:
        return Next(year.step.title, year.step.why, year.step.act, step_url(year.step, year.row, address))
    if closed := year.row.cycle.closed_words:
        return Next("This year is closed", closed)
    waits = still_waiting(year.facts)
    return Next("Nothing for you to do here now", waits or "What comes up stands here once it is yours to do.")


def tasks(actor: Actor, year: RowStages, address: Address, today: dt.date) -> tuple[Task, ...]:
    """What belongs to the stage that the year is in."""
    current = year.stages.current
    if current is None:
        return ()
    made = _Tasks(actor, year, address, today)
    of_stage = {
        Stage.EVALUATE: made.evaluate,
        Stage.PRIORITISE: made.prioritise,
        Stage.IMPLEMENT: made.implement,
        Stage.SUSTAIN: made.sustain,
    }
    return tuple(of_stage[current.stage]())


@dataclass(frozen=True)
class _Tasks:
    actor: Actor
    year: RowStages
    address: Address
    today: dt.date

    def evaluate(self) -> Iterator[Task]:
        """The self-evaluation, and the row of the matrix."""
        facts = self.year.facts
        if facts.self_evaluation:
            yield self._document(facts.self_evaluation, "Self-evaluation", "sef")
        row = facts.judgements
        if row is None:
            return
        state = DONE if row.agreed >= row.expected else PART if row.agreed else TODO
        yield Task("Judgements", state, f"{row.agreed} of {row.expected} areas agreed", self.address("row"))
        if row.is_decided is not None:
            said = self.year.category
            words = f"Category {said.number}: {said.label}" if said else "Not decided yet"
            yield Task("Current status", DONE if row.is_decided else TODO, words, self.address("status"))
        under = "Head, director and chief executive agree the whole row"
        when = f"Agreed {self._day(row.agreed_on)}" if row.agreed_on else ""
        yield Task("Check and agree", DONE if row.agreed_on else TODO, under, self.address("row"), when)

    def prioritise(self) -> Iterator[Task]:
        """Each priority with who has still to agree."""
        facts = self.year.facts.priorities
        for each in self.year.priorities:
            is_done = not each.is_proposed
            under = f"{each.area.label}. Agreed by all three" if is_done else waits_for(still_to_agree(each.given))
            when = f"Agreed {self._day(_local(each.agreed_at))}" if is_done and each.agreed_at else ""
            state = DONE if is_done else PART if each.given else TODO
            url = self.address("priority", each.id)
            yield self._dated(Task(_named(each), state, under, url, when), facts.due_on if facts else None)
        if not self.year.priorities and facts:
            task = Task("Priorities", TODO, "None is proposed yet", self.address("priorities"))
            yield self._dated(task, facts.due_on)

    def implement(self) -> Iterator[Task]:
        """A page for each priority, then the plan as a whole."""
        plan, facts = self.year.plan, self.year.facts.plan
        reads_draft = bool(self.year.unfinished) or (facts is not None and facts.state == DocumentState.DRAFT)
        begins = self.year.row.cycle.school_year.starts_on.year
        for each in self.year.priorities:
            if each.state not in AGREED:
                continue
            state, under = TODO, "No page in the plan yet"
            if each.state in WITH_PAGE:
                key = InPlan(begins, each.number, each.statement).key
                is_open = plan is not None and plan.is_open and reads_draft
                state = PART if is_open and key in self.year.unfinished else DONE
                under = "Its page is being written" if state == PART else "Has a page in the plan"
            if each.state in REACHED:
                state, under = DONE, str(PriorityState(each.state).label).capitalize()
            yield Task(_named(each), state, under, self.address("priority", each.id))
        if facts:
            yield self._document(facts, "Improvement plan", "plan")

    def sustain(self) -> Iterator[Task]:
        """The plan, and its reviews."""
        facts = self.year.facts
        if facts.plan:
            yield self._document(facts.plan, "Improvement plan", "plan")
        for each in facts.reviews:
            if each.opens_on is not None:
                yield Task(each.label, TODO, url=self.address(each.page), when=f"From {self._day(each.opens_on)}")
                continue
            when = f"Done {self._day(each.done_on)}" if each.done_on else ""
            state = DONE if each.done_on else PART if each.state else TODO
            yield self._dated(Task(each.label, state, url=self.address(each.page), when=when), each.due_on)

    def _document(self, facts: DocumentFacts, name: str, page: str) -> Task:
        if facts.approved_only:
            if not facts.is_approved:
                return Task(name, TODO, "Nothing approved yet")
            return Task(name, DONE, capfirst(document_words(facts, self.today)), self.address(page))
        state = DONE if facts.is_approved else PART if facts.state else TODO
        words = capfirst(document_words(facts, self.today).partition(", due")[0])
        if facts.state == DocumentState.SUBMITTED and facts.waits_for:
            words += f", waits for {listed([f'the {Role(role).label}' for role in facts.waits_for])}"
        task = Task(name, state, words, self.address(page))
        return task if facts.submitted_on else self._dated(task, facts.due_on)

    def _dated(self, task: Task, due_on: dt.date | None) -> Task:
        if task.state == DONE or task.when or due_on is None:
            return task
        late = how_late(due_on, self.today)
        return Task(
            task.title, task.state, task.under, task.url, late or f"Due {self._day(due_on)}", is_late=bool(late)
        )

    def _day(self, day: dt.date) -> str:
        return Calendar(self.today).in_full(day)


def _named(priority: Any) -> str:
    return f"Priority {priority.number}: {priority.statement}"


def _local(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()


def trail_title(trail: Sequence[TrailYear]) -> str:
    """The news of the category: where it moved since last year, inside one set of categories."""
    now = trail[-1].category if trail else None
    if now is None:
        return "Current status not decided yet"
    before = trail[-2] if len(trail) > 1 and trail[-2].comparable else None
    if before is None or before.category is None:
        return f"Category {now.number} this year"
    moved = before.category.number - now.number
    if not moved:
        return f"Category {now.number}, as last year"
    steps = f"{count(abs(moved))} categor{'y' if abs(moved) == 1 else 'ies'}"
    return f"{'Less' if moved > 0 else 'More'} support than last year: {steps} {'up' if moved > 0 else 'down'}"


@dataclass(frozen=True)
class Knot:
    """One place on the thread. Only a judgement has a grade, and with it a colour."""

    step: str
    words: str
    say: str = ""
    url: str = ""
    grade: GradeWord | None = None
    is_open: bool = False  # nothing stands there yet


@dataclass(frozen=True)
class ThreadShown:
    """A thread as a picture, with its sentence."""

    sentence: str
    movement: str
    knots: tuple[Knot, ...]


def thread_shown(thread: Thread, address: Address, today: dt.date) -> ThreadShown:
    """From judgement to judgement."""
    year = thread.row.cycle.school_year
    column, priority = thread.column.key, thread.priority
    rests = len(priority.basis)
    agreed = (
        f"Agreed by all three, {Calendar(today).in_full(_local(priority.agreed_at))}."
        if priority.agreed_at and not priority.is_proposed
        else f"{waits_for(still_to_agree(priority.given))}."
    )
    reached = f" Delivered {Calendar(today).in_full(priority.delivered_on)}." if priority.delivered_on else ""
    left = "" if priority.state in STANDING else f" {priority.get_state_display().capitalize()}."
    knots = (
        _end(thread.first, column, address, today, f"Judgement, {year.label}"),
        Knot(
            f"Priority, {year.label}",
            f"{priority.number}. {priority.statement}",
            f"{agreed} Rests on {count(rests)} thing{'' if rests == 1 else 's'}.{reached}{left}",
            address("priority", priority.id, row=thread.row),
        ),
        _plan(thread, address),
        *_carried(thread, address),
        _end(thread.last, column, address, today, _last_step(thread)),
    )
    return ThreadShown(thread.sentence, thread.movement.value, knots)


def _last_step(thread: Thread) -> str:
    begins = thread.row.cycle.school_year.starts_on.year + 1
    return f"Judgement, {begins}/{(begins + 1) % 100:02}"


def _end(end: Judged, column: str, address: Address, today: dt.date, step: str) -> Knot:
    if end.grade is None or end.said is None:
        url = address("cell", column, row=end.row) if end.row else ""
        return Knot(step, "Not judged yet", url=url, is_open=True)
    say = f"Agreed {Calendar(today).in_full(_local(end.said.at))}."
    return Knot(step, end.grade.label, say, address("cell", column, row=end.row), end.grade)


def _carried(thread: Thread, address: Address) -> Iterator[Knot]:
    """Its actions, and what the last review says of it."""
    found, year = thread.carried, thread.row.cycle.school_year.label
    if found is None:
        return
    url = address("plan_progress_of", found.key, row=thread.row)
    if found.actions:
        said = f"{count(found.complete).capitalize()} complete." if found.complete else "None complete yet."
        words = f"{count(found.actions).capitalize()} action{'' if found.actions == 1 else 's'}"
        yield Knot(f"Actions, {year}", words, said, url)
    if found.worst:
        many, is_worst = found.objectives, found.worst != Progress.COMPLETE
        of = (
            f"{'Furthest behind of' if is_worst else 'Each of'} {count(many)} objectives."
            if many > 1
            else "One objective."
        )
        yield Knot(f"{found.term} review", str(Progress(found.worst).label), of, url)


def _plan(thread: Thread, address: Address) -> Knot:
    plan, step = thread.plan, f"Plan, {thread.row.cycle.school_year.label}"
    if not plan.is_there:
        return Knot(step, "Not in the plan yet", is_open=True)
    say = "The plan is approved." if plan.words == DocumentState.APPROVED else ""
    url = ""
    if plan.key:
        url = address("plan_section", plan.key, row=thread.row)
    elif plan.number:
        url = address("plan_version", plan.number, row=thread.row)
    return Knot(step, "A page in the plan", say, url)
