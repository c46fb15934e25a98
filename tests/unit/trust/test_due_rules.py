"""When something is due: groups and words."""

import datetime as dt

import pytest

from trust.policies.due import Calendar, how_late, in_a_sentence

SUNDAY = dt.date(2026, 11, 22)
THURSDAY = dt.date(2026, 11, 26)
TERM_ENDS = dt.date(2026, 12, 18)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (dt.date(2026, 11, 25), "late"),
        (dt.date(2026, 11, 26), "this_week"),
        (dt.date(2026, 11, 29), "this_week"),
        (dt.date(2026, 11, 30), "next_week"),
        (dt.date(2026, 12, 6), "next_week"),
        (dt.date(2026, 12, 7), "this_term"),
        (dt.date(2026, 12, 18), "this_term"),
        (dt.date(2026, 12, 19), "later"),
    ],
)
def test_each_day_has_its_group(due: dt.date, group: str) -> None:
    assert Calendar(THURSDAY, TERM_ENDS).group_of(due) == group


def test_in_the_holidays_nothing_is_due_this_term() -> None:
    assert Calendar(THURSDAY).group_of(dt.date(2026, 12, 7)) == "later"


def test_at_the_weekend_this_week_is_the_one_that_comes() -> None:
    for day in (SUNDAY, SUNDAY - dt.timedelta(days=1)):
        calendar = Calendar(day, TERM_ENDS)
        assert calendar.group_of(day) == "this_week"
        assert calendar.group_of(dt.date(2026, 11, 29)) == "this_week"
        assert calendar.group_of(dt.date(2026, 11, 30)) == "next_week"
        assert calendar.days_of("this_week") == "23 to 27 November"
        assert calendar.days_of("next_week") == "30 November to 4 December"
        assert calendar.days_of("late") == calendar.days_of("later") == ""


def test_a_day_is_said_as_short_as_it_can_be() -> None:
    calendar = Calendar(SUNDAY)
    said = {
        dt.date(2026, 11, 18): "4 days late",
        dt.date(2026, 11, 21): "1 day late",
        SUNDAY: "Today",
        dt.date(2026, 11, 23): "Mon 23",
        dt.date(2026, 12, 2): "Wed 2 Dec",
        dt.date(2027, 1, 6): "Wed 6 Jan 2027",
    }
    assert {day: calendar.in_short(day) for day in said} == said
    assert calendar.in_full(dt.date(2026, 11, 18)) == "18 November"
    assert calendar.in_full(dt.date(2027, 1, 6)) == "6 January 2027"


def test_what_is_in_time_is_not_late() -> None:
    assert how_late(SUNDAY, SUNDAY) == how_late(THURSDAY, SUNDAY) == ""
    assert how_late(SUNDAY, THURSDAY) == "4 days late"


@pytest.mark.parametrize(
    ("mine", "late", "others", "sentence"),
    [
        (4, 1, 3, "4 for you, 1 of them late. 3 more wait for other people."),
        (4, 4, 1, "4 for you, all of them late. 1 more waits for other people."),
        (1, 1, 0, "1 for you, and it is late."),
        (2, 0, 0, "2 for you."),
        (0, 0, 0, "Nothing for you."),
        (0, 0, 2, "Nothing for you. 2 wait for other people."),
    ],
)
def test_the_page_says_in_a_sentence_how_much_there_is(mine: int, late: int, others: int, sentence: str) -> None:
    assert in_a_sentence(mine, late, others) == sentence
