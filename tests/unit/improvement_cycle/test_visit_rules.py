"""Rules on visits without a database: what may become of one, in whichever order, and what fits a plan."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement_cycle.enums import VISIT_KINDS, WITHOUT_WORDS, CommitmentKind, VisitState
from improvement_cycle.models import Visit
from improvement_cycle.models.visits import STATES_HELD
from improvement_cycle.policies.visits import Plan, faults_of_holding, faults_of_plan, parts_of
from improvement_cycle.presenters.visits import days_words, spent_words
from improvement_cycle.workflow.visits import VISIT
from trust.ids import uuid7

TODAY = dt.date(2026, 11, 27)
VERBS = sorted(each.verb for each in VISIT.transitions)


@given(st.lists(st.sampled_from(VERBS), max_size=40))
def test_nothing_is_sent_before_it_was_held_and_nothing_answered_before_it_was_sent(verbs: list[str]) -> None:
    state, done = str(VISIT.start), []
    for verb in verbs:
        found = VISIT.find(verb)
        if state in found.sources:
            done.append(verb)
            state = str(found.target)
            assert state not in STATES_HELD or "hold" in done
            assert state != VisitState.ANSWERED or done.count("send") >= done.count("answer") >= 1
    if "cancel" in done:
        # Whatever is asked for afterwards, it stays cancelled.
        assert (done[-1], state) == ("cancel", VisitState.CANCELLED)


@given(
    day=st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 31)),
    until_on=st.none() | st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 31)),
    kind=st.sampled_from([each.value for each in CommitmentKind]),
    focus=st.text(max_size=600),
)
def test_whatever_is_typed_a_plan_fits_or_says_at_which_field_it_does_not(
    day: dt.date, until_on: dt.date | None, kind: str, focus: str
) -> None:
    faults = faults_of_plan(Plan(kind, day, until_on, people=(uuid7(),), focus=focus), TODAY)
    assert set(faults) <= {"day", "until_on", "kind", "focus"}
    assert ("kind" in faults) == (kind not in [each.value for each in VISIT_KINDS])
    if not faults:
        assert abs(day - TODAY) <= dt.timedelta(days=730)
        assert until_on is None or day < until_on <= day + dt.timedelta(days=14)
        assert kind not in WITHOUT_WORDS or not focus.split()


@pytest.mark.parametrize("kind", VISIT_KINDS)
def test_days_are_kept_of_all_but_coaching_and_hours_of_coaching_alone(kind: CommitmentKind) -> None:
    with_days = faults_of_holding(kind, TODAY, Decimal(1), None, TODAY)
    with_hours = faults_of_holding(kind, TODAY, None, Decimal(1), TODAY)
    assert (bool(with_days), bool(with_hours)) == ((True, False) if kind in WITHOUT_WORDS else (False, True))


def test_a_report_of_a_meeting_says_what_was_discussed() -> None:
    assert parts_of("meeting")[0].field("seen").label == "What was discussed"
    assert parts_of("qa_visit")[0].field("seen").label == "What was seen"


def test_days_and_time_are_said_as_people_say_them() -> None:
    one = Visit(kind="qa_visit", day=dt.date(2026, 12, 1), days=Decimal("0.5"))
    assert (days_words(one, TODAY), spent_words(one)) == ("Tue 1 December", "0.5 days")
    two = Visit(kind="qa_visit", day=dt.date(2026, 12, 1), until_on=dt.date(2026, 12, 2), days=Decimal(1))
    assert (days_words(two, TODAY), spent_words(two)) == ("1 to 2 December", "1 day")
    over = Visit(kind="coaching", day=dt.date(2026, 12, 31), until_on=dt.date(2027, 1, 1), hours=Decimal("1.5"))
    assert (days_words(over, TODAY), spent_words(over)) == ("31 December to 1 January 2027", "1.5 hours")
