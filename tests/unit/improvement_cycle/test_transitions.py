"""Priorities and rows of a plan as tables: whatever is done in whichever order, nobody gets where they must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement_cycle import workflow
from improvement_cycle.enums import PriorityState, Progress
from improvement_cycle.policies.priorities import AGREED, OPEN, REACHED, STANDING, WITH_PAGE, has_page
from improvement_cycle.policies.sustain import is_sustained, verdict_of
from improvement_cycle.policies.year_end import MAKES
from trust.workflow import Workflow

PRIORITY = workflow.PRIORITY
ENDS = (PriorityState.CARRIED_FORWARD, PriorityState.WITHDRAWN)
VERBS = sorted(each.verb for each in PRIORITY.transitions)


def walk(table: Workflow, verbs: list[str]) -> list[tuple[str, str, str]]:
    """The steps that these verbs make from the start; a verb that does not go is refused and changes nothing."""
    state, steps = str(table.start), []
    for verb in verbs:
        found = table.find(verb)
        if state in found.sources:
            steps.append((state, verb, str(found.target)))
            state = str(found.target)
    return steps


@given(st.lists(st.sampled_from(VERBS), max_size=40))
def test_a_priority_is_in_a_plan_only_after_the_three_agreed_and_delivered_only_out_of_the_plan(
    verbs: list[str],
) -> None:
    steps = walk(PRIORITY, verbs)
    done = [verb for _, verb, _ in steps]
    for place, (before, verb, after) in enumerate(steps):
        earlier = done[:place]
        if after == PriorityState.IN_PLAN:
            assert "agree" in earlier
        if after in REACHED:
            assert "put_in_plan" in earlier
        if verb == "sustain":
            assert "deliver" in earlier
        assert before not in ENDS


@given(st.lists(st.sampled_from(VERBS), max_size=40))
def test_what_is_reached_is_neither_withdrawn_nor_carried(verbs: list[str]) -> None:
    for before, _, after in walk(PRIORITY, verbs):
        if after in ENDS:
            assert before in OPEN


@given(st.lists(st.sampled_from(VERBS), max_size=40))
def test_a_page_of_a_plan_goes_only_where_it_is_taken_out_or_its_priority_leaves_the_year(verbs: list[str]) -> None:
    for before, verb, after in walk(PRIORITY, verbs):
        if has_page(before, keeps=False) and not has_page(after, keeps=False):
            # At the end of the year the page is kept by its own mark: test_year_end.py.
            assert verb in {"take_out", "carry", "withdraw_from_plan"}


def test_every_state_is_reached_and_only_the_two_ends_are_left_by_nothing() -> None:
    reached, grown = {str(PRIORITY.start)}, True
    while grown:
        more = {str(each.target) for each in PRIORITY.transitions if reached & set(map(str, each.sources))}
        grown = not more <= reached
        reached |= more
    assert reached == set(PriorityState.values)
    left = {str(source) for each in PRIORITY.transitions for source in each.sources}
    assert reached - left == set(map(str, ENDS))


def test_what_nobody_works_on_any_more_says_why_or_where_it_goes_on() -> None:
    silent = {each.verb for each in PRIORITY.transitions if each.target in ENDS and not each.needs_note}
    assert silent == {"carry"}


def test_the_groups_of_states_hold_every_state_once() -> None:
    assert set(STANDING) | set(ENDS) == set(PriorityState)
    assert not set(STANDING) & set(ENDS)
    assert set(WITH_PAGE) < set(AGREED) < set(STANDING)


def test_each_decision_at_the_end_of_the_year_is_a_step_of_the_table() -> None:
    makes = {str(state) for states in MAKES.values() for state in states}
    targets = {str(each.target) for each in PRIORITY.transitions if set(each.sources) & set(OPEN)}
    assert makes - {str(PriorityState.SUSTAINED)} <= targets


@pytest.mark.parametrize("table", [workflow.PLAN_ACTION, workflow.MILESTONE])
@given(verbs=st.lists(st.sampled_from(Progress.values), max_size=20))
def test_a_row_goes_from_each_word_to_each_other_and_never_to_itself(table: Workflow, verbs: list[str]) -> None:
    steps = walk(table, verbs)
    assert all(before != after and after == verb for before, verb, after in steps)
    told = [verb for place, verb in enumerate(verbs) if verb != ([str(table.start), *verbs])[place]]
    assert [verb for _, verb, _ in steps] == told


@given(st.lists(st.sampled_from(["", "holding", "slipping"]), max_size=6))
def test_it_lasts_only_where_every_check_was_made_and_none_found_that_it_slips(verdicts: list[str]) -> None:
    assert is_sustained(verdicts) == (bool(verdicts) and set(verdicts) == {"holding"})
    if "" not in verdicts and verdicts:
        assert (verdict_of(verdicts) == "holding") == is_sustained(verdicts)
