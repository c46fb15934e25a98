"""The one thing that a person does next at an academy, in a sentence that says what and why.

First what others wait for: an answer, comments. Then what is still to do, stage by stage. The day is a parameter.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from improvement_cycle.policies.stages import StageFacts
from trust.enums import DocumentState
from trust.policies.due import Calendar, how_late
from trust.policies.wording import count, listed


@dataclass(frozen=True)
class OwnDocument:
    """What is this person's to do about a self-evaluation or a plan."""

    writes: bool = False
    answers: bool = False  # the version handed in last waits for this person's word
    for_name: str = ""  # for whom, where one stands in
    number: int = 0
    by: str = ""  # who handed it in, and when
    on: dt.date | None = None
    asked: str = ""  # of whoever answers it
    back_by: str = ""  # who gave it back, when, and what was said
    back_on: dt.date | None = None
    back_note: str = ""
    given: tuple[tuple[str, str], ...] = ()  # key and title of sections given to this person and not finished


@dataclass(frozen=True)
class OwnPriority:
    """A proposed priority that waits for this person's word."""

    key: str
    number: int
    statement: str
    by: str


@dataclass(frozen=True)
class Own:
    """All that may be this person's to do at an academy in a year."""

    self_evaluation: OwnDocument = field(default_factory=OwnDocument)
    plan: OwnDocument = field(default_factory=OwnDocument)
    reviews: tuple[OwnDocument, ...] = ()  # as the reviews of the facts
    views_missing: int = 0  # own views not recorded, where this person gives one
    may_judge: bool = False
    may_decide: bool = False
    may_say: bool = False  # one of the three, and has not said a word on the row as it stands
    priorities: tuple[OwnPriority, ...] = ()
    may_propose: bool = False


@dataclass(frozen=True)
class Step:
    """What is next: a heading, why, what its button says, and where it leads.

    `to`: a page by the name of its address, `key` what stands in the address besides the year and the academy.
    """

    title: str
    why: str
    act: str
    to: str
    key: tuple[str, ...] = ()


def next_step(facts: StageFacts, own: Own, today: dt.date) -> Step | None:
    """None where nothing is to be done by this person now."""
    if facts.is_closed:
        return None
    return next(_steps(_Sentences(facts, own, today)), None)


def _steps(say: "_Sentences") -> Iterator[Step]:
    """All of them in their order; only the first is made."""
    facts, own = say.facts, say.own
    reviews = [(_small(each.label), each.page, mine) for each, mine in zip(facts.reviews, own.reviews, strict=False)]
    documents = (
        ("self-evaluation", "sef", own.self_evaluation),
        ("improvement plan", "plan", own.plan),
        *reviews,
    )
    for name, page, document in documents:
        if document.answers:
            yield say.answer(name, page, document)
    all_known = (facts.self_evaluation, facts.plan, *facts.reviews)
    for (name, page, document), known in zip(documents, all_known, strict=False):
        if document.writes and known and known.state == DocumentState.RETURNED:
            yield say.comments(name, page, document)
    for name, page, document in documents:
        if document.given:
            yield say.section(name, page, document)
    yield from _evaluate(say)
    yield from _prioritise(say)
    if own.plan.writes and facts.plan and facts.priorities and facts.priorities.agreed:
        yield from say.write("improvement plan", "plan", facts.plan.state, facts.plan.due_on)
    for each, mine in zip(facts.reviews, own.reviews, strict=False):
        if mine.writes and each.done_on is None and each.opens_on is None:
            yield from say.write(_small(each.label), each.page, each.state, each.due_on)


def _small(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _evaluate(say: "_Sentences") -> Iterator[Step]:
    facts, own = say.facts, say.own
    if own.self_evaluation.writes and facts.self_evaluation:
        known = facts.self_evaluation
        yield from say.write("self-evaluation", "sef", known.state, known.due_on)
    row = facts.judgements
    if row is None or row.agreed_on is not None:
        return
    if own.views_missing and row.agreed < row.expected:
        yield say.views()
    if own.may_judge and row.agreed < row.expected:
        yield say.judge(row.agreed, row.expected)
    if own.may_decide and row.is_decided is False and row.agreed >= row.expected > 0:
        why = "All areas are agreed. What category follows from them is the next question."
        yield Step("Decide the current status", why, "Decide", "status")
    if own.may_say and row.is_complete:
        why = "Every area is agreed and the current status is decided. Your word on the whole is missing."
        yield Step("Check and agree the judgements", why, "Check and agree", "agree")


def _prioritise(say: "_Sentences") -> Iterator[Step]:
    facts, own = say.facts, say.own
    if own.priorities:
        yield say.agree_priority()
    known = facts.priorities
    judged = facts.judgements is None or facts.judgements.agreed_on is not None
    # Before the row is agreed there is nothing to rest on; once it is late, that does not wait either.
    is_late = known is not None and known.due_on is not None and known.due_on < say.today
    if own.may_propose and known and not known.agreed and not known.proposed and (judged or is_late):
        why = f"What the year is about rests on what was judged. {say.due('Priorities are', known.due_on)}".rstrip()
        yield Step("Propose the first priority", why, "Propose a priority", "priority_new")


@dataclass(frozen=True)
class _Sentences:
    facts: StageFacts
    own: Own
    today: dt.date

    def answer(self, name: str, page: str, document: OwnDocument) -> Step:
        """A version that waits for this person."""
        by = f"submitted by {document.by}{self._on(document.on)}"
        said = f"Version {document.number}, {by}: {document.asked}."
        for_whom = f" for {document.for_name}" if document.for_name else ""
        return Step(f"Answer the {name}{for_whom}", said, "Read and answer", f"{page}_version", (str(document.number),))

    def comments(self, name: str, page: str, document: OwnDocument) -> Step:
        """It came back."""
        said = f"{document.back_by or 'The trust'} gave it back{self._on(document.back_on)}"
        note = f": {_short(document.back_note)}" if document.back_note else "."
        return Step(f"Answer the comments on the {name}", f"{said}{note}", "Answer the comments", page)

    def section(self, name: str, page: str, document: OwnDocument) -> Step:
        """A section that was given to this person."""
        key, title = document.given[0]
        more = len(document.given) - 1
        others = f" {count(more).capitalize()} more {'is' if more == 1 else 'are'} yours as well." if more else ""
        why = f"It is a section of the {name} that was given to you, and it is not finished.{others}"
        return Step(f"Write “{title}”", why, "Write", f"{page}_section", (key,))

    def write(self, name: str, page: str, state: str, due_on: dt.date | None) -> Iterator[Step]:
        """To be begun, or to be written on and submitted."""
        due = self.due("It is", due_on)
        if not state:
            yield Step(f"Begin the {name}", due or "Nobody has begun it yet.", "Begin", page)
        elif state == DocumentState.DRAFT:
            yield Step(f"Write and submit the {name}", due or "It is begun and not submitted yet.", "Write", page)

    def views(self) -> Step:
        """The own view of each area."""
        missing = self.own.views_missing
        areas = f"{count(missing)} area{'' if missing == 1 else 's'}"
        why = f"Your view is missing in {areas}. The others see it in the meeting."
        return Step("Record your view of each area", why, "Record your view", "score")

    def judge(self, agreed: int, expected: int) -> Step:
        """Areas that are not agreed."""
        why = f"{agreed} of {expected} areas are agreed. The rest is agreed in the meeting."
        return Step("Agree the judgements", why, "Open the judgements", "score")

    def agree_priority(self) -> Step:
        """The first that waits; the others are counted."""
        first, *others = self.own.priorities
        numbers = listed([str(each.number) for each in others])
        more = f" Priorit{'y' if len(others) == 1 else 'ies'} {numbers} wait{'s' if len(others) == 1 else ''} too."
        why = f"“{_short(first.statement)}”, proposed by {first.by}: agree to it, or say why you do not."
        return Step(
            f"Give your word on priority {first.number}",
            f"{why}{more if others else ''}",
            "Read and answer",
            "priority",
            (first.key,),
        )

    def due(self, begin: str, day: dt.date | None) -> str:
        """It is due on 30 October. It is 6 days late."""
        if day is None:
            return ""
        late = how_late(day, self.today)
        return f"{begin} {late}." if late else f"{begin} due on {Calendar(self.today).in_full(day)}."

    def _on(self, day: dt.date | None) -> str:
        return f" on {Calendar(self.today).in_full(day)}" if day else ""


LONGEST = 160


def _short(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= LONGEST else f"{one_line[: LONGEST - 1].rstrip()}…"
