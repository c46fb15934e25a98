"""Lanes, the sentence at the head of the matrix, and the areas needing most support."""

from dataclasses import replace

import pytest

from improvement_cycle.policies.overview import (
    CellFact,
    Standing,
    category_movement,
    headline,
    lanes,
    weak_areas,
    weak_areas_title,
)

LABELS = {1: "Universal support", 2: "Targeted support", 3: "Intensive support"}


def standing(name: str, now: int | None, before: int | None = None) -> Standing:
    return Standing(name, now, before, "three", "three" if before else "")


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (standing("A", 3, 2), "more"),
        (standing("A", 1, 2), "less"),
        (standing("A", 2, 2), "same"),
        (standing("A", 2), "new"),
        (standing("A", None, 2), "none"),
        (Standing("A", 2, 3, "three", "four"), "new_scale"),
    ],
)
def test_movement_between_categories(each, expected):
    assert category_movement(each) == expected


def test_lanes_stand_with_most_concern_first():
    found = lanes(
        [
            standing("Dunmoor", 3, 2),
            standing("Kestrel", 3, 3),
            standing("Aldermere", 1, 1),
            standing("Thornfield", 1),
        ],
        LABELS,
    )
    assert [(lane.number, lane.words) for lane in found] == [
        (3, "2 now, 1 last year"),
        (2, "0 now, 1 last year"),
        (1, "2 now, 1 last year"),
    ]
    assert [(each.name, each.movement) for each in found[0].members] == [("Dunmoor", "more"), ("Kestrel", "same")]
    assert [(each.name, each.movement) for each in found[2].members] == [("Aldermere", "same"), ("Thornfield", "new")]


@pytest.mark.parametrize(
    ("agreed", "said", "lane"),
    [
        ((True, True), "One needs less support than last year.", "1 now, 0 last year"),
        ((False, True), "One of these two rows is not agreed yet.", "1 now (1 not agreed yet), 0 last year"),
        ((False, False), "None of these rows is agreed yet.", "1 now (1 not agreed yet), 0 last year"),
    ],
)
def test_what_is_counted_and_not_agreed_yet_is_said(agreed, said, lane):
    rows = [
        replace(standing(*each), is_agreed=yes) for each, yes in zip([("A", 2, 3), ("B", 1, 1)], agreed, strict=True)
    ]
    assert headline(rows, LABELS, year="2026/27").endswith(said)
    assert lanes(rows, LABELS)[1].words == lane


def test_headline_of_the_prototype():
    pairs = [(3, 2), (3, 3), (2, 1), (2, 2), (2, 3), (1, 2), (1, 2), (1, 1)]
    found = headline([standing(str(i), *pair) for i, pair in enumerate(pairs)], LABELS, year="2026/27")
    assert found == "Two academies need intensive support. Three need less support than last year; two need more."


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        ([], ""),
        ([standing("A", None, 1)], "Not yet scored for 2026/27."),
        ([standing("A", 3, 3)], "One academy needs intensive support. No academy has moved since last year."),
        ([standing("A", 1, 2)], "No academy needs intensive support. One needs less support than last year."),
        ([standing("A", 1)], "No academy needs intensive support. There is no earlier year to compare with."),
        (
            [Standing("A", 3, 3, "new", "old")],
            (
                "One academy needs intensive support. "
                "The categories are new this year, so nothing is compared with last year."
            ),
        ),
    ],
)
def test_headline_at_its_edges(standings, expected):
    assert headline(standings, LABELS, year="2026/27") == expected


def test_headline_uses_the_trusts_own_words():
    labels = {1: "Core", 2: "Core double"}
    found = headline([standing("A", 2, 2), standing("B", 2, 2)], labels, place="school", year="2026/27")
    assert found.startswith("Two schools are in Core double.")


def test_weak_areas_count_most_concern_first_and_keep_order_in_a_tie():
    cells = [
        CellFact("quality", "good"),
        CellFact("quality", "requires", "some"),
        CellFact("data", "requires", "some"),
        CellFact("data", "inadequate", "serious"),
        CellFact("early", None),
        CellFact("gone", "good"),
    ]
    found = weak_areas(["early", "quality", "data", "care"], cells)
    assert [each.column for each in found] == ["data", "quality", "early", "care"]
    assert found[0].grades == {"requires": 1, "inadequate": 1}
    assert found[2].not_applicable == 1


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            [CellFact("data", "i", "serious"), CellFact("quality", "i", "serious")],
            "Quality and data need most support",
        ),
        ([CellFact("data", "i", "serious"), CellFact("quality", "r", "some")], "Data needs most support"),
        ([CellFact("data", "g")], "No area is a concern"),
        ([CellFact("data", None)], "No judgement is agreed yet"),
        ([], "No judgement is agreed yet"),
    ],
)
def test_title_of_weak_areas(cells, expected):
    labels = {"quality": "Quality", "data": "Data"}
    assert weak_areas_title(weak_areas(["quality", "data"], cells), labels) == expected
