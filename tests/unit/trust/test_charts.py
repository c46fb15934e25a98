"""Charts: coordinates, words and the table of figures."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string

from trust.charts import Count, category_trail, dot_profile, stacked_bars
from trust.trends import Year, trend

ROWS = [
    ("Statutory data", [Count("g1", "Outstanding", 1), Count("g2", "Good", 6), Count("g4", "Inadequate", 1)]),
    ("Leadership", [Count("g1", "Outstanding", 0), Count("g2", "Good", 4)]),
]
GRADES = ["Inadequate", "Requires improvement", "Good", "Outstanding"]


def test_bar_parts_follow_each_other_and_fill_the_longest_row() -> None:
    chart = stacked_bars("Statutory data is the area of most concern", ROWS)
    first = chart.bars[0]
    assert [(part.x, part.width) for part in first.parts] == [("0%", "12.5%"), ("12.5%", "75%"), ("87.5%", "12.5%")]
    assert first.words == "1 outstanding, 6 good, 1 inadequate"


def test_nought_is_left_out_of_the_bar_but_not_of_the_table() -> None:
    chart = stacked_bars("A sentence", ROWS)
    assert [part.count for part in chart.bars[1].parts] == [4]
    assert chart.table.head == ("Area", "Outstanding", "Good", "Inadequate")
    assert chart.table.rows[1] == ("Leadership", "0", "4", "0")


def test_a_wide_part_says_its_grade_in_letters_too() -> None:
    counts = [Count("g1", "Outstanding", 1, "Out"), Count("g2", "Good", 11, "Good")]
    chart = stacked_bars("A sentence", [("Leadership", counts)])
    assert [part.text for part in chart.bars[0].parts] == ["1", "11 Good"]
    assert [count.label for count in chart.legend] == ["Outstanding", "Good"]


@pytest.mark.parametrize("rows", [[], [("Leadership", [])], [("Leadership", [Count("g1", "Good", 0)])]])
def test_no_counts_are_no_error(rows: list[tuple[str, list[Count]]]) -> None:
    chart = stacked_bars("Nothing agreed yet", rows)
    assert all(bar.words == "none" and not bar.parts for bar in chart.bars)


def test_unknown_tone_is_drawn_as_not_applicable() -> None:
    chart = stacked_bars("A sentence", [("Leadership", [Count("new", "Promising", 2)])], literal=True)
    assert chart.bars[0].parts[0].paint.fill == "#EFEDE8"


def test_profile_marks_only_rows_that_differ() -> None:
    chart = dot_profile(
        "The trust sees teaching one grade lower",
        GRADES,
        [("Leadership", 2, 2), ("Teaching", 2, 1), ("SEND", None, 1)],
        own_label="Own view",
        theirs_label="Trust",
    )
    assert [row.differs for row in chart.rows] == [False, True, False]
    assert chart.rows[1].own == "62.5%"
    assert chart.rows[1].theirs == "37.5%"
    assert chart.rows[2].own == ""
    assert chart.rows[2].words == "Own view no view, Trust Requires improvement"
    assert chart.table.rows[2] == ("SEND", "no view", "Requires improvement")


def test_trend_axis_has_round_ends_around_all_figures() -> None:
    chart = trend("Up ten points", [Year("2024", 48, 61), Year("2025", 54, 62)], ours_label="Holloway Bridge")
    assert [tick.label for tick in chart.ticks] == ["45%", "50%", "55%", "60%", "65%"]
    assert chart.note == "The axis starts at 45%."


def test_the_note_says_of_which_year_a_national_figure_beside_a_newer_one_is() -> None:
    years = [Year("2025", 60, 61), Year("2026", 62, None)]
    assert "The last national figure is of 2025." in trend("A sentence", years, ours_label="Beckside").note
    assert "national" not in trend("A sentence", [*years[:1], Year("2026", 62, 62)], ours_label="Beckside").note


def test_no_figure_stands_on_the_years_below() -> None:
    years = [Year("2024", 60, 61), Year("2025", 50, 62), Year("2026", 61, 62)]
    chart = trend("A sentence", years, ours_label="Beckside")
    lowest = next(point for point in chart.points if point.label == "50")
    assert float(lowest.label_y) < float(lowest.y)


def test_trend_breaks_at_a_gap_and_dashes_the_provisional_way() -> None:
    years = [
        Year("2019", 50),
        Year("2022", 49),
        Year("2023", None),
        Year("2024", 48),
        Year("2025", 54),
        Year("2026", 58, provisional=True),
    ]
    chart = trend("A sentence", years, ours_label="Holloway Bridge")
    assert [run.provisional for run in chart.stretches] == [False, False, True]
    assert chart.years[-1].label == "2026*"
    assert "* provisional." in chart.note
    assert chart.table.rows[2] == ("2023", "not published", "not published")
    assert [point.last for point in chart.points] == [False, False, False, False, True]


def test_labels_at_the_ends_of_two_close_lines_do_not_lie_on_each_other() -> None:
    chart = trend("Level", [Year("2025", 60, 61), Year("2026", 62, 62)], ours_label="Beckside")
    assert chart.our_end is not None
    assert chart.national_end is not None
    assert abs(float(chart.our_end.y) - float(chart.national_end.y)) >= 15


@pytest.mark.parametrize("years", [[], [Year("2026", None)], [Year("2026", 50)], [Year("2025", 50), Year("2026", 50)]])
def test_trend_of_few_figures_is_no_error(years: list[Year]) -> None:
    assert trend("A sentence", years, ours_label="Beckside").ticks


def test_trail_shows_the_present_in_colour_and_the_past_in_grey() -> None:
    chart = category_trail("Category by year", [("2024/25", None), ("2025/26", 3), ("2026/27", 2)])
    assert [ring.css for ring in chart.rings] == ["none past", "past", "c2"]
    assert chart.words == "2024/25: none, 2025/26: category 3, 2026/27: category 2"


CHARTS = [
    lambda literal: stacked_bars("A sentence", ROWS, literal=literal),
    lambda literal: dot_profile(
        "A sentence", GRADES, [("Teaching", 2, 1)], own_label="Own view", theirs_label="Trust", literal=literal
    ),
    lambda literal: trend(
        "A sentence",
        [Year("2025", 54, 62), Year("2026", 58, 62, provisional=True)],
        ours_label="Beckside",
        literal=literal,
    ),
    lambda literal: category_trail("A sentence", [("2025/26", 1), ("2026/27", 3)], literal=literal),
]


@pytest.mark.parametrize("build", CHARTS)
def test_pages_get_classes_and_reports_get_colours(build: Callable[..., Any]) -> None:
    page = build(literal=False)
    drawn = render_to_string(page.template, {"chart": page})
    assert not re.search(r"\sstyle=|#[0-9A-Fa-f]{6}", drawn)
    assert 'role="img"' in drawn
    assert "<figcaption>A sentence" in drawn
    report = build(literal=True)
    written = render_to_string(report.template, {"chart": report})
    assert "<details" not in written
    for shape in re.findall(r"<(?:rect|circle|path|polyline)\b[^>]*>", written):
        assert "fill=" in shape


def test_names_are_escaped() -> None:
    chart = stacked_bars("<b>", [("<script>", [Count("g1", "<i>", 1)])])
    drawn = render_to_string(chart.template, {"chart": chart})
    assert "<script>" not in drawn
    assert "<i>" not in drawn
    assert "<b>" not in drawn
