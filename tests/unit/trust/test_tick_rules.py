"""Points that are ticked: what is kept of them, and two who tick in one list."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.policies.contents import Choice, Field, Part, clean_content, words_of_fields
from trust.policies.merging import Began, contested, own_changes, prints_of, ticks_of_both

KEYS = ("engage", "unite", "reflect", "explore")
FIELD = Field("considered", "Guidance", "ticks", choices=tuple(Choice(key, key.title()) for key in KEYS))
PART = Part("page", "Page", (FIELD, Field("problem", "Problem", "text")))
some = st.sets(st.sampled_from(KEYS)).map(sorted)


def began_from(*ticked: str, changed: Any = ()) -> Began:
    return Began(prints_of(PART, {"considered": list(ticked)}, is_finished=False), changed)


def test_they_are_kept_once_each_and_in_the_order_of_the_list() -> None:
    kept, faults = clean_content(PART, {"considered": ["reflect", "engage", "reflect"]})
    assert kept == {"considered": ["engage", "reflect"]}
    assert faults == {}
    assert clean_content(PART, {"considered": []})[0] == {"considered": []}


@pytest.mark.parametrize("sent", [["engage", "made up"], "made up", 3, None, {"engage": True}, [["engage"]]])
def test_what_does_not_stand_in_the_list_is_refused_with_a_sentence(sent: Any) -> None:
    kept, faults = clean_content(PART, {"considered": sent})
    assert kept == {}
    assert faults == {"considered": "Tick only what stands in the list."}


def test_a_list_that_was_not_on_the_page_stays_as_it_is() -> None:
    assert clean_content(PART, {"problem": "Noise"})[0] == {"problem": "Noise"}


def test_search_finds_no_ticks() -> None:
    assert words_of_fields([{"kind": "ticks", "value": ["engage"]}]) == ""


@given(before=some, mine=some, theirs=some)
def test_each_tick_of_two_people_stands_by_itself(before: list[str], mine: list[str], theirs: list[str]) -> None:
    began, stands = began_from(*before), {"considered": theirs}
    made = ticks_of_both(PART, {"considered": mine}, stands, began)["considered"]
    for key in KEYS:
        wanted = key in mine if (key in mine) != (key in before) else key in theirs
        assert (key in made) == wanted, key
    assert not contested(PART, {"considered": mine}, stands, began)


def test_a_list_that_the_page_left_alone_is_not_its_own() -> None:
    assert own_changes(PART, {"considered": ["engage"], "problem": "Noise"}, began_from("engage")) == {
        "problem": "Noise"
    }


def test_after_a_lost_answer_the_page_may_take_its_own_tick_back() -> None:
    began = began_from(changed={"considered"})
    assert ticks_of_both(PART, {"considered": []}, {"considered": ["engage"]}, began) == {"considered": []}
    assert contested(PART, {"considered": []}, {"considered": ["engage"]}, began)
