"""Visits by week: which weeks stand on a page, what clashes, and how many days somebody is on visits."""

import datetime as dt
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from improvement_cycle.policies.planner import (
    NO_SCHOOL,
    SAME_DAY,
    TWO_PLACES,
    Going,
    clashes,
    columns,
    earlier,
    load,
)
from trust.policies.school_calendar import WEEK, SchoolCalendar, planned_from
from trust.policies.years import TermDates

AUTUMN = TermDates("Autumn", dt.date(2026, 9, 2), dt.date(2026, 12, 18), dt.date(2026, 10, 26), dt.date(2026, 10, 30))
SPRING = TermDates("Spring", dt.date(2027, 1, 4), dt.date(2027, 3, 25), dt.date(2027, 2, 15), dt.date(2027, 2, 19))
TERMS = SchoolCalendar([AUTUMN, SPRING])
BECKSIDE, CASTLE, JO, AMARA = (uuid4() for _ in range(4))
MONDAY = dt.date(2026, 11, 23)


def going(
    day: dt.date,
    academy: UUID = BECKSIDE,
    *people: UUID,
    until: dt.date | None = None,
    at: dt.time | None = None,
    spent: Decimal | None = None,
) -> Going:
    return Going(uuid4(), academy, day, until or day, at, frozenset(people), spent)


def test_eight_weeks_of_school_with_the_holiday_drawn_together() -> None:
    found = columns(TERMS, MONDAY)
    assert [(each.monday.isoformat(), each.under) for each in found] == [
        ("2026-11-23", "Autumn 12"),
        ("2026-11-30", "Autumn 13"),
        ("2026-12-07", "Autumn 14"),
        ("2026-12-14", "Autumn 15"),
        ("2026-12-21", "Christmas holiday"),
        ("2027-01-04", "Spring 1"),
        ("2027-01-11", "Spring 2"),
        ("2027-01-18", "Spring 3"),
        ("2027-01-25", "Spring 4"),
    ]
    assert found[4].until == dt.date(2027, 1, 3)
    assert [each.is_holiday for each in found].count(True) == 1


def test_a_half_term_is_called_so_and_what_lies_beyond_the_terms_is_no_holiday() -> None:
    assert columns(TERMS, dt.date(2026, 10, 19))[1].under == "Half term"
    beyond = columns(TERMS, dt.date(2027, 3, 22))
    assert [each.under for each in beyond] == ["Spring 11", *[""] * 7]
    assert len(columns(SchoolCalendar([]), MONDAY)) == 8


@given(st.dates(dt.date(2026, 8, 1), dt.date(2027, 8, 1)))
def test_pages_follow_each_other_without_a_gap_and_a_day_stands_in_one_column(day: dt.date) -> None:
    first = planned_from(day)
    found = columns(TERMS, first)
    days = [first + dt.timedelta(days=n) for n in range((found[-1].until - found[0].monday).days + 1)]
    assert found[0].monday >= first
    assert all(sum(each.has(one) for each in found) == 1 for one in days if one >= found[0].monday)
    assert not found[-1].is_holiday
    assert earlier(first) == first - 8 * WEEK


def test_at_the_weekend_people_plan_for_the_week_that_comes() -> None:
    assert planned_from(dt.date(2026, 11, 27)) == MONDAY
    assert planned_from(dt.date(2026, 11, 28)) == MONDAY + WEEK


def test_two_at_one_academy_on_one_day_clash() -> None:
    one, other = going(MONDAY), going(MONDAY, at=dt.time(9))
    assert [each.kind for each in clashes([one, other], lambda *_: True)] == [SAME_DAY]
    elsewhere = going(MONDAY, CASTLE)
    assert clashes([one, elsewhere], lambda *_: True) == []


def test_of_several_at_one_academy_on_one_day_all_but_one_are_to_move() -> None:
    several = [going(MONDAY) for _ in range(4)]
    found = clashes(several, lambda *_: True)
    assert len({each.visit.id for each in found}) == len(found) == 3
    assert {each.id for each in several} == {each.visit.id for each in found} | {
        each.other.id for each in found if each.other
    }


def test_nobody_is_at_two_places_at_once() -> None:
    morning, noon = dt.time(9), dt.time(13)
    for first, second, count in ((None, None, 1), (None, noon, 1), (morning, morning, 1), (morning, noon, 0)):
        pair = [going(MONDAY, BECKSIDE, JO, AMARA, at=first), going(MONDAY, CASTLE, JO, at=second)]
        found = clashes(pair, lambda *_: True)
        assert [(each.kind, each.person) for each in found] == [(TWO_PLACES, JO)] * count


def test_of_several_days_each_is_looked_at_and_a_day_without_school_is_said() -> None:
    long = going(MONDAY, until=MONDAY + dt.timedelta(days=3))
    short = going(MONDAY + dt.timedelta(days=2))
    found = clashes([long, short], lambda _, day: day != MONDAY + dt.timedelta(days=1))
    assert [each.kind for each in found] == [NO_SCHOOL, SAME_DAY]


def test_days_on_visits_are_counted_by_person_and_week() -> None:
    found = load(
        [
            going(MONDAY, BECKSIDE, JO),
            going(MONDAY + dt.timedelta(days=1), CASTLE, JO, AMARA, at=dt.time(9)),
            going(MONDAY + dt.timedelta(days=3), CASTLE, AMARA, until=MONDAY + dt.timedelta(days=7)),
            going(MONDAY + WEEK, CASTLE, JO, at=dt.time(9), spent=Decimal(1)),
        ]
    )
    assert found[JO] == {MONDAY: Decimal("1.5"), MONDAY + WEEK: Decimal(1)}
    # Thursday and Friday of one week and Monday of the next: nobody visits at the weekend.
    assert found[AMARA] == {MONDAY: Decimal("2.5"), MONDAY + WEEK: Decimal(1)}
