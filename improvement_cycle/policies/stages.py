"""The four stages of an academy's year, derived from what is done. Nobody moves a stage by hand.

The facts are those that one person knows: what they may not read is None, and the stages say nothing of it. What the
year brings later (actions, reviews) comes in as further facts of its stage. The day is a parameter.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from improvement_cycle.enums import Party
from trust.enums import DocumentState, Role
from trust.policies.due import Calendar, how_late
from trust.policies.wording import count, listed


class Stage(StrEnum):
    """In their order."""

    EVALUATE = "evaluate"
    PRIORITISE = "prioritise"
    IMPLEMENT = "implement"
    SUSTAIN = "sustain"


LABELS = {
    Stage.EVALUATE: "Evaluate",
    Stage.PRIORITISE: "Prioritise",
    Stage.IMPLEMENT: "Intent and implement",
    Stage.SUSTAIN: "Sustain",
}


class Stand(StrEnum):
    """Where a stage stands. `NOT_TOLD`: this person reads nothing of it."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to_come"
    NOT_TOLD = "not_told"


@dataclass(frozen=True)
class DocumentFacts:
    """A self-evaluation or a plan, as far as this person knows of it.

    `state` is empty where nothing was handed in, and for everybody who is not told of a draft. `approved_only`: this
    person reads what was approved and is told of nothing else, not even that something is late.
    """

    state: str = ""
    due_on: dt.date | None = None
    submitted_on: dt.date | None = None  # for the first time: then it is in time, or late
    last_on: dt.date | None = None  # the day of the last move that is told
    waits_for: tuple[str, ...] = ()  # roles that have not approved yet
    approved_only: bool = False

    @property
    def is_approved(self) -> bool:
        return self.state == DocumentState.APPROVED


@dataclass(frozen=True)
class JudgementFacts:
    """The academy's row in the matrix. `agreed_on`: the three have agreed the whole of it."""

    agreed: int
    expected: int
    agreed_on: dt.date | None = None
    # None where the model has no categories.
    is_decided: bool | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the three can agree it."""
        return self.agreed >= self.expected > 0 and self.is_decided is not False


@dataclass(frozen=True)
class PriorityFacts:
    """How many are agreed and how many only proposed; the day of the last agreement; who has still to agree."""

    agreed: int = 0
    proposed: int = 0
    agreed_on: dt.date | None = None
    due_on: dt.date | None = None
    waits_for: tuple[str, ...] = ()  # parties, of any of those proposed


@dataclass(frozen=True)
class ReviewFacts:
    """A review of the plan in one term, such as "Autumn review"; `page`: the name of its address.

    `state` as of a document: empty where nothing was handed in, and for everybody who is not told of a draft.
    """

    label: str
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    page: str = ""
    state: str = ""
    opens_on: dt.date | None = None  # the first day of its term, while that is still to come


@dataclass(frozen=True)
class StageFacts:
    """All that this person knows of an academy's year."""

    self_evaluation: DocumentFacts | None = None
    judgements: JudgementFacts | None = None
    priorities: PriorityFacts | None = None
    plan: DocumentFacts | None = None
    reviews: tuple[ReviewFacts, ...] = ()
    is_closed: bool = False


@dataclass(frozen=True)
class Piece:
    """One thing of a stage: in words, whether it is done, and how late it is."""

    words: str
    is_done: bool
    late: str = ""


@dataclass(frozen=True)
class StageView:
    """One stage as it is shown."""

    stage: Stage
    stand: Stand
    pieces: tuple[Piece, ...] = ()

    @property
    def number(self) -> int:
        """From one."""
        return list(Stage).index(self.stage) + 1

    @property
    def label(self) -> str:
        """Its name."""
        return LABELS[self.stage]

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said under its name."""
        return tuple(piece.words for piece in self.pieces if piece.words)

    @property
    def late(self) -> tuple[str, ...]:
        """What is late in it, in words."""
        return tuple(piece.late for piece in self.pieces if piece.late)


@dataclass(frozen=True)
class Stages:
    """All four. `current`: the first that is not done; none in a closed year, and where all that is told is done."""

    all: tuple[StageView, ...]
    current: StageView | None = field(default=None)

    @property
    def late(self) -> tuple[str, ...]:
        """What is late in any of them."""
        return tuple(words for each in self.all for words in each.late)

    def of(self, stage: Stage) -> StageView:
        """This one."""
        return next(each for each in self.all if each.stage is stage)


def stages(facts: StageFacts, today: dt.date) -> Stages:
    """Where the year stands. A later stage may be done while an earlier one is not: each says what is so."""
    words = _Words(today, is_closed=facts.is_closed)
    pieces = {
        Stage.EVALUATE: [words.document(facts.self_evaluation, "Self-evaluation"), words.judgements(facts.judgements)],
        Stage.PRIORITISE: [words.priorities(facts.priorities)],
        Stage.IMPLEMENT: [words.document(facts.plan, "Plan")],
        Stage.SUSTAIN: words.reviews(facts),
    }
    told = {stage: tuple(piece for piece in found if piece is not None) for stage, found in pieces.items()}
    open_ones = [stage for stage, found in told.items() if found and not all(piece.is_done for piece in found)]
    now = open_ones[0] if open_ones and not facts.is_closed else None
    made = tuple(StageView(stage, _stand(found, is_now=stage is now), found) for stage, found in told.items())
    return Stages(made, next((each for each in made if each.stage is now), None))


def _stand(pieces: Sequence[Piece], *, is_now: bool) -> Stand:
    if not pieces:
        return Stand.NOT_TOLD
    if all(piece.is_done for piece in pieces):
        return Stand.DONE
    return Stand.NOW if is_now else Stand.TO_COME


@dataclass(frozen=True)
class _Words:
    today: dt.date
    is_closed: bool

    def document(self, facts: DocumentFacts | None, name: str) -> Piece | None:
        """The self-evaluation or the plan."""
        if facts is None:
            return None
        if facts.approved_only and not facts.is_approved:
            return Piece(f"{name}: nothing approved yet", is_done=False)
        late = "" if facts.submitted_on else self._late(name, facts.due_on)
        # What is late says so by itself.
        words = document_words(replace(facts, due_on=None) if late else facts, self.today)
        return Piece(f"{name} {words}", facts.is_approved, late)

    def judgements(self, facts: JudgementFacts | None) -> Piece | None:
        """The row of the matrix."""
        if facts is None:
            return None
        if facts.agreed_on is not None:
            return Piece(f"Judgements agreed {self._day(facts.agreed_on)}", is_done=True)
        return Piece(f"{facts.agreed} of {facts.expected} areas agreed", is_done=False)

    def priorities(self, facts: PriorityFacts | None) -> Piece | None:
        """Agreed once one is, and none is only proposed."""
        if facts is None:
            return None
        if facts.agreed and not facts.proposed:
            late = facts.agreed_on and in_time(facts.due_on, facts.agreed_on)
            when = f" {self._day(facts.agreed_on)}" if facts.agreed_on else ""
            return Piece(f"{count(facts.agreed).capitalize()} agreed{when}{late or ''}", is_done=True)
        said = [f"{count(number)} {word}" for number, word in _counted(facts) if number] or ["none yet"]
        late = self._late("Priorities", facts.due_on)
        return Piece(f"{listed(said).capitalize()}{'' if late else self._due(facts.due_on)}", is_done=False, late=late)

    def reviews(self, facts: StageFacts) -> list[Piece | None]:
        """The termly reviews; before there are any, whether the plan is there to be reviewed."""
        if facts.plan is None:
            return []
        if not facts.reviews:
            words = "The plan is being carried out" if facts.plan.is_approved else "Once the plan is approved"
            return [Piece("" if self.is_closed else words, is_done=False)]
        return [self._review(each) for each in facts.reviews]

    def _review(self, each: ReviewFacts) -> Piece:
        if each.done_on is not None:
            late = in_time(each.due_on, each.done_on)
            return Piece(f"{each.label} {self._day(each.done_on)}{late}", is_done=True)
        if each.opens_on is not None:
            return Piece("" if self.is_closed else f"{each.label} from {self._day(each.opens_on)}", is_done=False)
        late = self._late(each.label, each.due_on)
        due = "" if late else self._due(each.due_on).removeprefix(",")
        return Piece(f"{each.label}{due}", is_done=False, late=late)

    def _late(self, name: str, due_on: dt.date | None) -> str:
        late = how_late(due_on, self.today) if due_on and not self.is_closed else ""
        return f"{name} {late}" if late else ""

    def _due(self, due_on: dt.date | None) -> str:
        return f", due {self._day(due_on)}" if due_on and not self.is_closed else ""

    def _day(self, day: dt.date) -> str:
        return Calendar(self.today).in_full(day)


def _counted(facts: PriorityFacts) -> Iterable[tuple[int, str]]:
    return ((facts.agreed, "agreed"), (facts.proposed, "proposed"))


def document_words(facts: DocumentFacts, today: dt.date) -> str:
    """Approved 30 October, on time; submitted 22 October; not handed in, due 30 October."""
    day = Calendar(today).in_full
    on = f" {day(facts.last_on)}" if facts.last_on else ""
    due = f", due {day(facts.due_on)}" if facts.due_on and not facts.submitted_on else ""
    if facts.state == DocumentState.APPROVED:
        timely = in_time(facts.due_on, facts.submitted_on) if facts.submitted_on and not facts.approved_only else ""
        return f"approved{on}{timely}"
    if facts.state == DocumentState.SUBMITTED:
        return f"submitted{on}"
    if facts.state == DocumentState.RETURNED:
        return f"given back{on}"
    return f"{'being written' if facts.state == DocumentState.DRAFT else 'not handed in'}{due}"


def in_time(due_on: dt.date | None, done_on: dt.date) -> str:
    """ ", on time" or ", 3 days late"; nothing where no day was set."""
    if due_on is None:
        return ""
    return f", {how_late(due_on, done_on) or 'on time'}"


def still_waiting(facts: StageFacts) -> str:
    """For whom or what the year waits, as one sentence for those who have nothing to do now; empty if nobody."""
    row, priorities = facts.judgements, facts.priorities
    if row is None and priorities is None:
        return "You read what is approved here."
    if said := _waiting_document(facts.self_evaluation, "self-evaluation"):
        return said
    if row and row.agreed_on is None and row.is_complete:
        return "Head, director and chief executive agree the judgements."
    if row and row.agreed_on is None:
        return f"The judgements are agreed in a meeting: {row.agreed} of {row.expected} areas so far."
    if priorities and priorities.waits_for:
        parties = listed([f"the {Party(party).label}" for party in priorities.waits_for])
        return f"The priorities wait for {parties}."
    if priorities and not priorities.agreed:
        return "No priority is proposed yet. The head or the director begins."
    return _waiting_document(facts.plan, "improvement plan")


def _waiting_document(facts: DocumentFacts | None, name: str) -> str:
    if facts is None or facts.approved_only or facts.is_approved:
        return ""
    if facts.state == DocumentState.SUBMITTED:
        return f"The {name} waits for {listed([f'the {Role(role).label}' for role in facts.waits_for])}."
    if facts.state == DocumentState.RETURNED:
        return f"The {name} is with the academy, which answers the comments."
    return f"The {name} is not handed in yet."
