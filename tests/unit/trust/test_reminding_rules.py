"""When reminders go out, and which: never in holidays or at night, each thing once, by the clock on the wall."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.policies import reminding
from trust.policies.reminding import (
    IN_THREE_DAYS,
    IN_TWO_WEEKS,
    LATE,
    OPENS,
    Days,
    escalates,
    goes_out_at,
    may_go_out,
    occasion_of,
    own_days,
    together,
)
from trust.policies.school_calendar import monday_of
from trust.policies.years import TermDates

D = dt.date
DAY = dt.timedelta(days=1)
TERMS = (
    TermDates("Autumn", D(2026, 9, 1), D(2026, 12, 18), D(2026, 10, 26), D(2026, 10, 30)),
    TermDates("Spring", D(2027, 1, 4), D(2027, 3, 25), D(2027, 2, 15), D(2027, 2, 19)),
    TermDates("Summer", D(2027, 4, 12), D(2027, 7, 21), D(2027, 5, 31), D(2027, 6, 4)),
)
YEAR = Days(TERMS)
ALL = [D(2026, 9, 1) + n * DAY for n in range(324)]
SOME_DAY = st.dates(D(2026, 9, 1), D(2027, 7, 21))


def told(due_on: dt.date, *, opens: bool = False, days: Days = YEAR) -> dict[str, dt.date]:
    """On which day each occasion is said first, if somebody looks every day."""
    said: dict[str, dt.date] = {}
    for day in ALL:
        if occasion := occasion_of(due_on=due_on, opens=opens, days=days, today=day):
            said.setdefault(occasion, day)
    return said


@given(due_on=SOME_DAY, opens=st.booleans())
def test_nothing_is_said_on_a_day_without_school(due_on: dt.date, opens: bool) -> None:
    for day in ALL:
        if not YEAR.is_school_day(day):
            assert occasion_of(due_on=due_on, opens=opens, days=YEAR, today=day) == ""
            assert not escalates(due_on=due_on, days=YEAR, today=day)


@given(due_on=SOME_DAY, opens=st.booleans())
def test_what_comes_is_said_before_it_is_due_and_what_is_late_after(due_on: dt.date, opens: bool) -> None:
    for occasion, day in told(due_on, opens=opens).items():
        assert (day > due_on) == occasion.startswith(LATE)


@given(due_on=SOME_DAY)
def test_late_is_said_on_the_next_school_day_and_then_once_in_each_week_of_school(due_on: dt.date) -> None:
    late = [day for occasion, day in told(due_on).items() if occasion.startswith(LATE)]
    weeks = {monday_of(day) for day in ALL if day > due_on and YEAR.is_school_day(day)}
    assert [monday_of(day) for day in late] == sorted(weeks)
    if late:
        assert late[0] == YEAR.first_from(due_on + DAY)
    assert all(YEAR.first_from(monday_of(day)) == day for day in late[1:])


@given(due_on=st.dates(D(2026, 9, 22), D(2027, 7, 21)))
def test_what_would_be_said_in_the_holidays_is_said_on_the_last_school_day_before(due_on: dt.date) -> None:
    said = told(due_on)
    three, fourteen = (YEAR.last_until(due_on - n * DAY) for n in (3, 14))
    assert said[IN_THREE_DAYS] == three
    # Where both fall on one day before the holidays, it is said once.
    assert said.get(IN_TWO_WEEKS) == (fourteen if fourteen != three else None)


@pytest.mark.parametrize(
    ("due_on", "occasion", "day"),
    [
        (D(2026, 12, 11), IN_TWO_WEEKS, D(2026, 11, 27)),
        (D(2026, 12, 11), IN_THREE_DAYS, D(2026, 12, 8)),
        (D(2026, 12, 7), IN_THREE_DAYS, D(2026, 12, 4)),  # a Friday for a Monday
        (D(2026, 12, 8), IN_THREE_DAYS, D(2026, 12, 4)),  # Saturday is no day for it
        (D(2026, 11, 13), IN_TWO_WEEKS, D(2026, 10, 23)),  # half term lies between
        (D(2027, 1, 6), IN_THREE_DAYS, D(2026, 12, 18)),  # Christmas lies between
        (D(2026, 12, 18), f"{LATE}:2027-01-04", D(2027, 1, 4)),
        (D(2026, 10, 23), f"{LATE}:2026-11-02", D(2026, 11, 2)),
        (D(2027, 4, 30), f"{LATE}:2027-05-03", D(2027, 5, 4)),  # early May bank holiday
    ],
)
def test_on_which_day_it_is_said(due_on: dt.date, occasion: str, day: dt.date) -> None:
    assert told(due_on)[occasion] == day


def test_what_opens_is_said_on_the_first_day_of_its_term_and_nothing_else_is() -> None:
    assert told(D(2027, 3, 25), opens=True)[OPENS] == D(2027, 1, 4)
    assert OPENS not in told(D(2027, 3, 25))


def test_an_academy_with_its_own_term_goes_by_its_own_days() -> None:
    later = own_days((term, (D(2027, 1, 11), term.ends_on) if term.name == "Spring" else None) for term in TERMS)
    assert told(D(2026, 12, 18), days=later)[f"{LATE}:2027-01-11"] == D(2027, 1, 11)
    assert f"{LATE}:2027-01-04" not in told(D(2026, 12, 18), days=later)
    assert not later.is_school_day(D(2027, 1, 5))
    assert together([later, YEAR]).is_school_day(D(2027, 1, 5))
    assert not later.is_school_day(D(2026, 10, 27))


def test_without_terms_nothing_is_said() -> None:
    assert told(D(2026, 12, 11), days=Days()) == {}
    assert Days().first_from(D(2026, 12, 11)) is None


def test_whoever_looks_after_the_place_is_told_after_two_weeks_of_which_the_last_day_may_be_a_holiday() -> None:
    first = next(day for day in ALL if escalates(due_on=D(2026, 12, 11), days=YEAR, today=day))
    assert first == D(2027, 1, 4)
    assert next(day for day in ALL if escalates(due_on=D(2026, 11, 4), days=YEAR, today=day)) == D(2026, 11, 18)


def test_the_digest_goes_on_monday_or_the_first_school_days_of_the_week() -> None:
    taking = [day for day in ALL if YEAR.takes_digest(day)]
    assert taking[:3] == [D(2026, 9, 1), D(2026, 9, 2), D(2026, 9, 3)]
    assert D(2026, 11, 30) in taking
    assert D(2026, 12, 3) not in taking
    assert D(2027, 5, 3) not in taking  # a bank holiday
    assert D(2027, 5, 4) in taking
    assert all(YEAR.is_school_day(day) for day in taking)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (D(2026, 10, 23), 6),  # summer time until 25 October
        (D(2026, 10, 26), 7),
        (D(2027, 3, 26), 7),
        (D(2027, 3, 29), 6),  # summer time since 28 March
    ],
)
def test_seven_in_the_morning_is_seven_by_the_clock_on_the_wall(day: dt.date, hour: int) -> None:
    moment = goes_out_at(day).astimezone(dt.UTC)
    assert (moment.date(), moment.hour, moment.minute) == (day, hour, 0)
    assert may_go_out(moment)
    assert not may_go_out(moment - dt.timedelta(seconds=1))


@given(day=st.dates(D(2026, 1, 1), D(2030, 12, 31)))
def test_every_day_has_one_morning_and_one_evening(day: dt.date) -> None:
    """Also those of 23 and 25 hours: from minute to minute it opens once and closes once."""
    start = dt.datetime.combine(day, dt.time(), reminding.LONDON).astimezone(dt.UTC)
    minutes = [may_go_out(start + dt.timedelta(minutes=n)) for n in range(0, 23 * 60, 5)]
    assert sum(one != other for one, other in pairwise(minutes)) == 2
    assert (minutes[0], minutes[-1]) == (False, False)


def test_the_key_of_a_mail_is_the_person_and_the_day() -> None:
    assert reminding.key_of_mail(D(2026, 11, 30), "x") == "2026-11-30:x"
