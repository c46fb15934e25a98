"""Marks on lines of a list: they go with the words."""

import pytest

from trust.policies.contents import Field, Part, clean_content, words_of_fields
from trust.policies.marks import with_marks

PART = Part("a", "A", (Field("points", "Points", "lines"), Field("marks", "Marked", "marks", of="points")))
BEFORE = {"points": ["Check what pupils remember", "Daily practice", "Attendance"], "marks": ["Daily practice"]}


def after(**given: object) -> tuple[dict[str, object], dict[str, str]]:
    kept, faults = clean_content(PART, given)
    assert faults == {}
    made, strays = with_marks(PART, BEFORE, BEFORE | kept, kept)
    return made, strays


@pytest.mark.parametrize(
    ("points", "marked"),
    [
        (["Daily practice", "Attendance", "Check what pupils remember"], ["Daily practice"]),
        (["Attendance", "Attendance", "Daily practice"], ["Daily practice"]),
        (["Attendance", "Daily practice in Year 4"], ["Daily practice in Year 4"]),
        (["daily practice"], ["daily practice"]),
        (["Attendance", "Phonics in Reception"], []),
        (["Attendance"], []),
        ([], []),
    ],
)
def test_where_only_the_list_is_sent_a_mark_goes_with_its_line(points: list[str], marked: list[str]) -> None:
    assert after(points=points) == ({"points": points, "marks": marked}, {})


def test_two_marks_do_not_become_one_line() -> None:
    before = {"points": ["Practice in mathematics", "Practice in reading"], "marks": ["Practice in mathematics"] * 1}
    before["marks"] = list(before["points"])
    made, _ = with_marks(PART, before, {**before, "points": ["Practice in writing"]}, {"points": []})
    assert made["marks"] == ["Practice in writing"]


def test_marks_that_are_sent_stand_in_the_order_of_the_list() -> None:
    made, strays = after(points=["B", "A", "C"], marks=["A", "B", "A"])
    assert (made["marks"], strays) == (["B", "A"], {})
    assert after(marks=[])[0] == BEFORE | {"marks": []}


def test_a_mark_on_a_line_that_is_not_there_is_refused_with_its_words() -> None:
    assert after(marks=["Weather"])[1] == {"marks": "“Weather” is not one of the lines of “Points”."}


def test_a_section_without_marks_gets_none() -> None:
    assert with_marks(PART, {}, {"points": ["A"]}, {"points": ["A"]}) == ({"points": ["A"]}, {})


def test_search_finds_a_marked_line_once() -> None:
    fields = [{"kind": "lines", "value": ["Daily practice"]}, {"kind": "marks", "value": ["Daily practice"]}]
    assert words_of_fields(fields) == "Daily practice"
