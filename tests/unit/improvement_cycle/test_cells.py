"""Cells: escaped, made once, honest about scales."""

import pytest

from improvement_cycle.cells import NOT_APPLICABLE, HeatCells, TrailPoint, arrow, chip
from improvement_cycle.policies.definition import CategoryWord, Definition, GradeWord, ScaleWord

NASTY = '<img src=x onerror="alert(1)"> & "quotes"'


def grade(label: str = "Good") -> GradeWord:
    return GradeWord("1", "good", label, label, "dot", "g2", "none", 2, "scale:a>b")


def definition(label: str = "Good") -> Definition:
    scale = ScaleWord("s", "scale", "Scale", "scale:a>b", (grade(label),))
    return Definition("d", 1, "Model", "Matrix", "a>b", (), (), (scale,), (), (), ())


def category(number: int) -> CategoryWord:
    return CategoryWord(str(number), number, f"c{number}", NASTY, NASTY, "", f"c{number}", None, None, False, ())  # noqa: FBT003


def test_a_word_that_a_person_typed_is_escaped() -> None:
    made = HeatCells(definition(NASTY), NASTY).judged("1", "up")
    assert "<img" not in made
    assert made.count("&lt;img") == 3
    assert "<img" not in chip(grade(NASTY))
    assert "<img" not in arrow("new_scale", NASTY)


def test_the_trail_is_escaped() -> None:
    points = [TrailPoint(NASTY, 1, category(1)), TrailPoint(NASTY, 3, category(3))]
    made = HeatCells(definition(), NASTY).trail(points, "more")
    assert "<img" not in made
    assert "needs more support than in &lt;img" in made


def test_equal_cells_are_one_string() -> None:
    cells = HeatCells(definition(), "2025/26")
    assert cells.judged("1", "up") is cells.judged("1", "up")
    assert cells.judged("1", "up") is not cells.judged("1", "down")


@pytest.mark.parametrize(("moved", "says"), [("up", "improved since 2025/26"), ("down", "declined since 2025/26")])
def test_an_arrow_has_words(moved: str, says: str) -> None:
    assert says in arrow(moved, "2025/26")
    assert f"#s-{moved}" in arrow(moved, "2025/26")


def test_no_arrow_across_scales() -> None:
    made = arrow("new_scale", "2025/26")
    assert "<svg" not in made
    assert "not comparable with 2025/26" in made
    assert arrow("same", "2025/26") == ""


def test_a_cell_without_judgement_says_so() -> None:
    cells = HeatCells(definition())
    assert "no judgement yet" in cells.judged(None)
    assert "not applicable" in NOT_APPLICABLE
