"""Weeks, holidays and months as the calendar says them."""

import datetime as dt

import pytest

from trust.policies.school_calendar import (
    DAY,
    SchoolCalendar,
    bank_holidays,
    holiday_name,
    is_school_day,
    monday_of,
    planned_from,
    weeks_of_month,
)
from trust.policies.wording import span
from trust.policies.years import TermDates

AUTUMN = TermDates("Autumn", dt.date(2026, 9, 1), dt.date(2026, 12, 18), dt.date(2026, 10, 26), dt.date(2026, 10, 30))
SPRING = TermDates("Spring term", dt.date(2027, 1, 4), dt.date(2027, 3, 25), dt.date(2027, 2, 15), dt.date(2027, 2, 19))
SUMMER = TermDates("Summer", dt.date(2027, 4, 12), dt.date(2027, 7, 21))
YEAR = SchoolCalendar([AUTUMN, SPRING, SUMMER])


@pytest.mark.parametrize(
    ("monday", "is_first", "words"),
    [
        (dt.date(2026, 8, 31), False, "Week 1 of the autumn term"),
        (dt.date(2026, 10, 19), False, "Week 8"),
        (dt.date(2026, 10, 26), False, "Half term"),
        (dt.date(2026, 11, 2), False, "Week 9"),
        (dt.date(2026, 11, 23), True, "Week 12 of the autumn term"),
        (dt.date(2026, 11, 30), False, "Week 13"),
        (dt.date(2026, 12, 14), False, "Week 15, last of term"),
        (dt.date(2026, 12, 21), False, "Christmas holiday"),
        (dt.date(2026, 12, 28), True, "Christmas holiday"),
        (dt.date(2027, 1, 4), False, "Week 1 of the spring term"),
        (dt.date(2027, 4, 5), False, "Easter holiday"),
        (dt.date(2027, 7, 19), True, "Week 15 of the summer term, last of term"),
        (dt.date(2027, 8, 2), True, ""),
    ],
)
def test_a_week_says_where_in_the_term_it_is(monday: dt.date, is_first: bool, words: str) -> None:
    assert YEAR.week_words(monday, is_first=is_first) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 30), "week 13 of the autumn term"),
        (dt.date(2027, 1, 6), "week 1 of the spring term"),
        (dt.date(2026, 10, 28), ""),
        (dt.date(2026, 12, 24), ""),
    ],
)
def test_a_day_says_its_week_of_term_in_a_sentence_with_the_same_number(day: dt.date, words: str) -> None:
    assert YEAR.week_of_term(day) == words


def test_holidays_run_from_the_first_school_day_off_to_the_last_and_say_what_comes_after() -> None:
    starts = "Spring term starts on Monday 4 January"
    said = [pause.words for pause in YEAR.pauses()]
    assert said == [
        "Half term, 26 to 30 October.",
        f"Christmas holiday, 21 December to 1 January. {starts}; half term is 15 to 19 February.",
        "Half term, 15 to 19 February.",
        "Easter holiday, 26 March to 9 April. Summer term starts on Monday 12 April.",
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 10, 23), ""),
        (dt.date(2026, 10, 24), "Half term"),
        (dt.date(2026, 11, 1), "Half term"),
        (dt.date(2026, 11, 2), ""),
        (dt.date(2026, 12, 18), ""),
        (dt.date(2026, 12, 19), "Christmas holiday"),
        (dt.date(2027, 1, 3), "Christmas holiday"),
        (dt.date(2027, 1, 4), ""),
    ],
)
def test_the_weekends_at_its_ends_belong_to_a_holiday(day: dt.date, name: str) -> None:
    pause = YEAR.pause_on(day)
    assert (pause.name if pause else "") == name


def test_where_the_year_is() -> None:
    assert YEAR.where(dt.date(2026, 9, 2)) == "Autumn term 2026, first half"
    assert YEAR.where(dt.date(2026, 11, 27)) == "Autumn term 2026, second half"
    assert YEAR.where(dt.date(2026, 12, 25)) == "Christmas holiday"
    assert YEAR.where(dt.date(2027, 5, 3)) == "Summer term 2027"
    assert YEAR.ends_words(dt.date(2026, 11, 27)) == "Term ends on Friday 18 December."
    assert YEAR.ends_words(dt.date(2026, 12, 25)) == "Spring term starts on Monday 4 January."
    assert YEAR.ends_words(dt.date(2027, 8, 1)) == ""


def test_without_terms_nothing_is_said_and_nothing_is_off() -> None:
    bare = SchoolCalendar([])
    assert bare.where(dt.date(2026, 12, 25)) == bare.ends_words(dt.date(2026, 12, 25)) == ""
    assert bare.pause_on(dt.date(2026, 12, 25)) is None
    assert bare.week_words(dt.date(2026, 12, 21), is_first=True) == ""


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (dt.date(2026, 12, 21), dt.date(2027, 1, 1), "Christmas holiday"),
        (dt.date(2027, 7, 22), dt.date(2027, 9, 3), "Summer holiday"),
        (dt.date(2027, 3, 26), dt.date(2027, 4, 9), "Easter holiday"),
        (dt.date(2027, 5, 31), dt.date(2027, 6, 4), "Holiday"),
    ],
)
def test_a_holiday_has_the_name_of_its_season(first: dt.date, last: dt.date, name: str) -> None:
    assert holiday_name(first, last) == name


def test_weeks_begin_on_monday_and_at_the_weekend_people_look_ahead() -> None:
    assert monday_of(dt.date(2026, 11, 29)) == dt.date(2026, 11, 23)
    assert planned_from(dt.date(2026, 11, 27)) == dt.date(2026, 11, 23)
    assert planned_from(dt.date(2026, 11, 29)) == dt.date(2026, 11, 30)


def test_a_month_is_whole_weeks_with_nothing_beside_it() -> None:
    weeks = weeks_of_month(dt.date(2026, 11, 1))
    assert [len(week) for week in weeks] == [7] * 6
    assert weeks[0] == [None] * 6 + [dt.date(2026, 11, 1)]
    assert weeks[-1] == [dt.date(2026, 11, 30)] + [None] * 6
    assert [day for week in weeks_of_month(dt.date(2027, 2, 1)) for day in week if day][-1] == dt.date(2027, 2, 28)


def test_a_span_of_days_is_said_as_short_as_it_can_be() -> None:
    assert span(dt.date(2026, 11, 23), dt.date(2026, 11, 27)) == "23 to 27 November"
    assert span(dt.date(2026, 11, 30), dt.date(2026, 12, 4)) == "30 November to 4 December"
    assert span(dt.date(2026, 12, 4), dt.date(2026, 12, 4)) == "4 December"
    assert span(dt.date(2026, 12, 4), dt.date(2027, 12, 4)) == "4 December to 4 December"


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (dt.date(2026, 9, 1), True),  # the first and the last day of a term are of it
        (dt.date(2026, 12, 18), True),
        (dt.date(2026, 12, 21), False),
        (dt.date(2026, 10, 23), True),
        (dt.date(2026, 10, 26), False),  # half term
        (dt.date(2026, 10, 30), False),
        (dt.date(2026, 11, 2), True),
        (dt.date(2026, 11, 7), False),  # a weekend
        (dt.date(2027, 5, 3), False),  # a bank holiday
        (dt.date(2027, 5, 4), True),
    ],
)
def test_a_school_day_is_in_term_and_neither_half_term_nor_weekend_nor_bank_holiday(day: dt.date, is_one: bool) -> None:
    assert is_school_day(day, [term.days for term in YEAR.terms]) == is_one


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (2024, dt.date(2024, 3, 31)),
        (2026, dt.date(2026, 4, 5)),
        (2027, dt.date(2027, 3, 28)),
        (2038, dt.date(2038, 4, 25)),
    ],
)
def test_bank_holidays_of_easter_and_may(year: int, easter: dt.date) -> None:
    found = bank_holidays(year)
    assert {easter - 2 * DAY, easter + DAY} <= found
    assert sorted(day.weekday() for day in found) == [0, 0, 0, 4]
    assert {(day.month, day.day <= 7) for day in found if day.month == 5} == {(5, True), (5, False)}
