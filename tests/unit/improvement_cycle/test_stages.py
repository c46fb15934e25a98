"""The stages of a year as a table of facts, and the one step that comes next for a person."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from improvement_cycle.policies.next_steps import Own, OwnDocument, OwnPriority, next_step
from improvement_cycle.policies.stages import (
    DocumentFacts,
    JudgementFacts,
    PriorityFacts,
    ReviewFacts,
    Stage,
    StageFacts,
    Stand,
    stages,
    still_waiting,
)
from improvement_cycle.presenters.cycle_pages import _carried
from improvement_cycle.queries.threads import Carried

TODAY = dt.date(2026, 11, 26)
EARLIER, DUE, LATER = dt.date(2026, 11, 3), dt.date(2026, 11, 22), dt.date(2026, 12, 18)

APPROVED = DocumentFacts("approved", due_on=DUE, submitted_on=EARLIER, last_on=EARLIER)
AGREED = JudgementFacts(7, 7, agreed_on=EARLIER, is_decided=True)
CHOSEN = PriorityFacts(agreed=2, agreed_on=EARLIER, due_on=DUE)
REVIEWED = ReviewFacts("Autumn review", due_on=DUE, done_on=EARLIER)
COMING = ReviewFacts("Spring review", due_on=dt.date(2027, 3, 25), opens_on=dt.date(2027, 1, 4))
ALL_DONE = StageFacts(APPROVED, AGREED, CHOSEN, APPROVED, (REVIEWED,))
NOTHING = StageFacts(DocumentFacts(), JudgementFacts(0, 7, is_decided=False), PriorityFacts(), DocumentFacts())


@pytest.mark.parametrize(
    ("changed", "current"),
    [
        ({}, None),
        ({"self_evaluation": DocumentFacts()}, Stage.EVALUATE),
        ({"self_evaluation": replace(APPROVED, state="submitted")}, Stage.EVALUATE),
        ({"self_evaluation": replace(APPROVED, state="returned")}, Stage.EVALUATE),
        ({"judgements": JudgementFacts(7, 7, is_decided=True)}, Stage.EVALUATE),
        ({"self_evaluation": None, "judgements": None}, None),
        ({"self_evaluation": None}, None),
        ({"priorities": PriorityFacts()}, Stage.PRIORITISE),
        ({"priorities": PriorityFacts(agreed=1, proposed=1)}, Stage.PRIORITISE),
        ({"priorities": PriorityFacts(), "judgements": JudgementFacts(6, 7)}, Stage.EVALUATE),
        ({"plan": DocumentFacts("draft")}, Stage.IMPLEMENT),
        ({"plan": replace(APPROVED, state="submitted")}, Stage.IMPLEMENT),
        ({"reviews": ()}, Stage.SUSTAIN),
        ({"reviews": (REVIEWED, ReviewFacts("Spring review"))}, Stage.SUSTAIN),
        ({"reviews": (REVIEWED, COMING)}, Stage.SUSTAIN),
        ({"plan": None}, None),
        ({"reviews": (), "is_closed": True}, None),
    ],
)
def test_the_stage_is_the_first_that_is_not_done(changed: dict[str, Any], current: Stage | None) -> None:
    found = stages(replace(ALL_DONE, **changed), TODAY)
    assert (found.current.stage if found.current else None) is current


def test_each_stage_says_where_it_stands() -> None:
    found = stages(replace(ALL_DONE, priorities=PriorityFacts(), plan=None), TODAY)
    assert [each.stand for each in found.all] == [Stand.DONE, Stand.NOW, Stand.NOT_TOLD, Stand.NOT_TOLD]
    assert [each.number for each in found.all] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("stage", "changed", "lines", "late"),
    [
        (Stage.EVALUATE, {}, ("Self-evaluation approved 3 November, on time", "Judgements agreed 3 November"), ()),
        (
            Stage.EVALUATE,
            {"self_evaluation": replace(APPROVED, submitted_on=dt.date(2026, 11, 24))},
            ("Self-evaluation approved 3 November, 2 days late", "Judgements agreed 3 November"),
            (),
        ),
        (
            Stage.EVALUATE,
            {"self_evaluation": DocumentFacts("draft", due_on=DUE), "judgements": JudgementFacts(3, 7)},
            ("Self-evaluation being written", "3 of 7 areas agreed"),
            ("Self-evaluation 4 days late",),
        ),
        (
            Stage.EVALUATE,
            {"self_evaluation": DocumentFacts(due_on=LATER), "judgements": None},
            ("Self-evaluation not handed in, due 18 December",),
            (),
        ),
        (
            Stage.EVALUATE,
            {"self_evaluation": DocumentFacts(approved_only=True), "judgements": None},
            ("Self-evaluation: nothing approved yet",),
            (),
        ),
        (Stage.PRIORITISE, {}, ("Two agreed 3 November, on time",), ()),
        (Stage.PRIORITISE, {"priorities": PriorityFacts(due_on=DUE)}, ("None yet",), ("Priorities 4 days late",)),
        (
            Stage.PRIORITISE,
            {"priorities": PriorityFacts(agreed=1, proposed=2, due_on=LATER)},
            ("One agreed and two proposed, due 18 December",),
            (),
        ),
        (Stage.IMPLEMENT, {"plan": replace(APPROVED, state="returned")}, ("Plan given back 3 November",), ()),
        (Stage.SUSTAIN, {"reviews": ()}, ("The plan is being carried out",), ()),
        (Stage.SUSTAIN, {"reviews": (), "plan": DocumentFacts()}, ("Once the plan is approved",), ()),
        (
            Stage.SUSTAIN,
            {"reviews": (REVIEWED, ReviewFacts("Spring review", due_on=LATER), ReviewFacts("Other", due_on=DUE))},
            ("Autumn review 3 November, on time", "Spring review due 18 December", "Other"),
            ("Other 4 days late",),
        ),
        (
            Stage.SUSTAIN,
            {"reviews": (REVIEWED, COMING)},
            ("Autumn review 3 November, on time", "Spring review from 4 January 2027"),
            (),
        ),
    ],
)
def test_what_a_stage_says(stage: Stage, changed: dict[str, Any], lines: Any, late: Any) -> None:
    found = stages(replace(ALL_DONE, **changed), TODAY).of(stage)
    assert (found.lines, found.late) == (lines, late)


def test_nothing_is_late_in_a_closed_year() -> None:
    facts = replace(NOTHING, self_evaluation=DocumentFacts(due_on=DUE), is_closed=True)
    assert stages(facts, TODAY).late == ()


WRITER = OwnDocument(writes=True)
PRIORITY = OwnPriority("key", 2, "Pupils remember more", "Jo")


@pytest.mark.parametrize(
    ("facts", "own", "title", "to"),
    [
        (NOTHING, Own(), None, None),
        (NOTHING, Own(self_evaluation=WRITER), "Begin the self-evaluation", "sef"),
        (replace(NOTHING, is_closed=True), Own(self_evaluation=WRITER), None, None),
        (
            replace(NOTHING, self_evaluation=DocumentFacts("draft")),
            Own(self_evaluation=WRITER),
            "Write and submit the self-evaluation",
            "sef",
        ),
        (
            replace(NOTHING, self_evaluation=DocumentFacts("returned")),
            Own(self_evaluation=WRITER),
            "Answer the comments on the self-evaluation",
            "sef",
        ),
        (
            replace(NOTHING, plan=DocumentFacts("submitted")),
            Own(self_evaluation=WRITER, plan=OwnDocument(answers=True, number=1)),
            "Answer the improvement plan",
            "plan_version",
        ),
        (NOTHING, Own(plan=OwnDocument(given=(("aim", "The aim"),))), "Write “The aim”", "plan_section"),
        (NOTHING, Own(views_missing=3), "Record your view of each area", "score"),
        (NOTHING, Own(may_judge=True), "Agree the judgements", "score"),
        (
            replace(NOTHING, judgements=JudgementFacts(7, 7, is_decided=False)),
            Own(may_decide=True, may_say=True),
            "Decide the current status",
            "status",
        ),
        (
            replace(NOTHING, judgements=JudgementFacts(7, 7, is_decided=True)),
            Own(may_decide=True, may_say=True, views_missing=2),
            "Check and agree the judgements",
            "agree",
        ),
        (replace(NOTHING, judgements=AGREED), Own(may_say=True, views_missing=2), None, None),
        (NOTHING, Own(priorities=(PRIORITY,)), "Give your word on priority 2", "priority"),
        (NOTHING, Own(may_propose=True), None, None),
        (
            replace(NOTHING, priorities=PriorityFacts(due_on=DUE)),
            Own(may_propose=True),
            "Propose the first priority",
            "priority_new",
        ),
        (replace(NOTHING, judgements=AGREED), Own(may_propose=True), "Propose the first priority", "priority_new"),
        (replace(NOTHING, judgements=None), Own(may_propose=True), "Propose the first priority", "priority_new"),
        (replace(NOTHING, priorities=CHOSEN), Own(may_propose=True, plan=WRITER), "Begin the improvement plan", "plan"),
        (replace(NOTHING, priorities=PriorityFacts(proposed=1)), Own(may_propose=True, plan=WRITER), None, None),
        (ALL_DONE, Own(self_evaluation=WRITER, plan=WRITER, may_propose=True, may_say=True), None, None),
    ],
)
def test_the_next_step(facts: StageFacts, own: Own, title: str | None, to: str | None) -> None:
    step = next_step(facts, own, TODAY)
    assert (step.title if step else None, step.to if step else None) == (title, to)


def test_a_review_is_begun_once_its_term_has() -> None:
    own = Own(reviews=(WRITER, WRITER))
    assert next_step(replace(ALL_DONE, reviews=(REVIEWED, COMING)), own, TODAY) is None
    step = next_step(replace(ALL_DONE, reviews=(REVIEWED, replace(COMING, opens_on=None))), own, TODAY)
    assert step is not None
    assert step.title == "Begin the spring review"


def test_a_step_says_why() -> None:
    facts = replace(NOTHING, self_evaluation=DocumentFacts(due_on=DUE))
    assert next_step(facts, Own(self_evaluation=WRITER), TODAY).why == "It is 4 days late."  # type: ignore[union-attr]
    back = OwnDocument(writes=True, back_by="Jo Whitlock", back_on=EARLIER, back_note="Say\nwhen.")
    step = next_step(replace(NOTHING, plan=DocumentFacts("returned")), Own(plan=back), TODAY)
    assert step is not None
    assert step.why == "Jo Whitlock gave it back on 3 November: Say when."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (StageFacts(), "You read what is approved here."),
        (
            replace(NOTHING, self_evaluation=DocumentFacts("submitted", waits_for=("director", "chief_executive"))),
            "The self-evaluation waits for the director and the chief executive.",
        ),
        (NOTHING, "The self-evaluation is not handed in yet."),
        (
            replace(NOTHING, self_evaluation=DocumentFacts("returned")),
            "The self-evaluation is with the academy, which answers the comments.",
        ),
        (
            replace(NOTHING, self_evaluation=APPROVED),
            "The judgements are agreed in a meeting: 0 of 7 areas so far.",
        ),
        (
            replace(NOTHING, self_evaluation=APPROVED, judgements=AGREED),
            "No priority is proposed yet. The head or the director begins.",
        ),
        (replace(ALL_DONE, plan=DocumentFacts()), "The improvement plan is not handed in yet."),
        (
            replace(ALL_DONE, priorities=PriorityFacts(proposed=1, waits_for=("head",))),
            "The priorities wait for the head.",
        ),
        (ALL_DONE, ""),
    ],
)
def test_whom_the_year_waits_for(facts: StageFacts, words: str) -> None:
    assert still_waiting(facts) == words


@pytest.mark.parametrize(
    ("worst", "objectives", "words"),
    [
        ("off_track", 3, "Furthest behind of three objectives."),
        ("complete", 2, "Each of two objectives."),
        ("at_risk", 1, "One objective."),
    ],
)
def test_the_thread_says_whose_word_the_word_of_a_review_is(worst: str, objectives: int, words: str) -> None:
    year = SimpleNamespace(label="2026/27")
    carried = Carried("key", 0, 0, "Autumn", worst, objectives)
    thread: Any = SimpleNamespace(carried=carried, row=SimpleNamespace(cycle=SimpleNamespace(school_year=year)))
    assert [knot.say for knot in _carried(thread, lambda *_, **__: "")] == [words]
