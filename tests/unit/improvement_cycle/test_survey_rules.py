"""Survey results: what is pasted, read cell by cell, and refused where a group is too small."""

import pytest

from improvement_cycle.policies.survey import MOST_LINES, SurveyLine, pasted, read


def test_cells_of_a_spreadsheet_are_taken_over_without_the_headings() -> None:
    rows, faults = pasted(
        "Statement\tAgree\tAnswers\tLast year\r\nI feel safe\t92%\t143\t89\r\n\r\nI am heard\t81\t143\n"
    )
    assert rows == [["I feel safe", "92%", "143", "89"], ["I am heard", "81", "143", ""]]
    assert faults == []


def test_too_many_columns_and_lines_are_named() -> None:
    _, faults = pasted("a\t1\t2\t3\t4\n")
    assert "Line 1 has 5 columns" in faults[0]
    rows, faults = pasted("a\t1\t20\n" * 60)
    assert len(rows) == MOST_LINES
    assert "60 lines" in faults[0]


def test_percentages_and_counts_are_read() -> None:
    found = read([["I feel safe", "92,5 %", "143", "89"], ["", "", "", ""]], "percent", 6)
    assert found.lines == (SurveyLine("I feel safe", 92.5, 143, 89.0),)
    counted = read([["I feel safe", "120", "150", ""]], "count", 6).lines[0]
    assert (counted.share("count"), counted.before) == (80.0, None)


@pytest.mark.parametrize(
    ("cells", "unit", "column", "sentence"),
    [
        (["", "1", "20", ""], "percent", "statement", "Say what was asked."),
        (["x" * 301, "1", "20", ""], "percent", "statement", "At most 300 characters."),
        (["a", "101", "20", ""], "percent", "value", "from 0 to 100"),
        (["a", "many", "20", ""], "percent", "value", "from 0 to 100"),
        (["a", "1e5", "20", ""], "percent", "value", "from 0 to 100"),
        (["a", "-1", "20", ""], "percent", "value", "from 0 to 100"),
        (["a", "²", "20", ""], "percent", "value", "from 0 to 100"),
        (["a", "3.5", "20", ""], "count", "value", "a whole number"),
        (["a", "21", "20", ""], "count", "value", "More people than answered."),
        (["a", "50", "", ""], "percent", "answers", "Give the number of answers"),
        (["a", "50", "5", ""], "percent", "answers", "Fewer than 6 people"),
        (["a", "50", "0", ""], "percent", "answers", "Fewer than 6 people"),
        (["a", "50", "20", "x"], "percent", "before", "from 0 to 100"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(cells, unit, column, sentence) -> None:
    found = read([cells], unit, 6)
    assert found.lines == ()
    assert sentence in found.faults[0, column]


def test_an_empty_table_is_none() -> None:
    assert (0, "statement") in read([["", "", "", ""]], "percent", 6).faults


@pytest.mark.parametrize(
    ("cells", "unit", "careful"),
    [
        (["a", "10", "20", ""], "percent", True),  # two people
        (["a", "95", "20", ""], "percent", True),  # one does not
        (["a", "0", "20", ""], "percent", False),
        (["a", "50", "20", ""], "percent", False),
        (["a", "3", "20", ""], "count", True),
    ],
)
def test_a_few_people_among_many_draw_a_gentle_word(cells, unit, careful) -> None:
    found = read([cells], unit, 6)
    assert bool(found.careful) is careful
    assert found.lines
