"""How a year is counted, until when somebody knows what happened, and which questions figures give rise to."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest

from improvement_cycle.policies.board_pack import PackPage, needs_a_page, pages_in_order, suggested
from improvement_cycle.policies.seen import is_to_note, known_until
from improvement_cycle.policies.year_so_far import AcademyFacts, DueDays, Thing, year_so_far

TODAY = dt.date(2026, 11, 27)
YESTERDAY = TODAY - dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)


def of(thing: Thing, *academies: AcademyFacts, **days: Any) -> Any:
    return next((each for each in year_so_far(academies, DueDays(**days), TODAY) if each.thing is thing), None)


def test_done_and_to_come_are_told_apart_and_what_is_not_told_is_not_counted() -> None:
    done, left, untold = (AcademyFacts(uuid4(), self_evaluation=each) for each in (True, False, None))
    found = of(Thing.SELF_EVALUATIONS, done, left, untold)
    assert (found.done, found.left, found.of) == ((done.row,), (left.row,), 2)


def test_nothing_is_said_of_a_thing_that_is_told_of_no_academy() -> None:
    assert of(Thing.PLANS, AcademyFacts(uuid4(), judgements=True)) is None


@pytest.mark.parametrize(("due", "late"), [(None, 0), (TODAY, 0), (YESTERDAY, 1)])
def test_what_is_left_is_late_from_the_day_after_its_date(due: dt.date | None, late: int) -> None:
    found = of(Thing.PRIORITIES, AcademyFacts(uuid4(), priorities=False), priorities=due)
    assert len(found.late) == late


def test_a_plan_that_was_handed_in_is_not_late_while_it_waits_for_approval() -> None:
    waits, missing = AcademyFacts(uuid4(), plan=False, plan_handed_in=True), AcademyFacts(uuid4(), plan=False)
    found = of(Thing.PLANS, waits, missing, plans=YESTERDAY)
    assert (len(found.left), found.late) == (2, (missing.row,))


def test_reviews_are_named_after_their_term() -> None:
    assert of(Thing.REVIEWS, AcademyFacts(uuid4(), review=True), term="Autumn").words == "Autumn reviews handed in"


@pytest.mark.parametrize(
    ("minutes", "known"),
    [(None, None), (5, "before"), (60, "before"), (61, "seen")],
)
def test_a_visit_goes_on_for_an_hour(minutes: int | None, known: str | None) -> None:
    seen = NOW - dt.timedelta(minutes=minutes) if minutes is not None else None
    before = NOW - dt.timedelta(days=3)
    assert known_until(seen, before, NOW) == {None: None, "before": before, "seen": seen}[known]
    assert is_to_note(seen, NOW) is (minutes is None or minutes > 1)


def content(**more: Any) -> dict[str, Any]:
    matrix = {"rows": [], "weak_areas": [], "columns": []}
    return {"matrix": matrix | more.pop("matrix", {}), "promised": [], "overdue": []} | more


def row(name: str, movement: str) -> dict[str, Any]:
    return {"name": name, "category_movement": movement, "category": {"number": 2}}


def test_questions_ask_and_never_judge() -> None:
    area = {"column": "a", "serious": 0, "some": 2}
    told = content(
        matrix={
            "rows": [row("Up", "less"), row("Down", "more")],
            "weak_areas": [area],
            "columns": [{"key": "a", "short_label": "Attendance"}],
        },
        promised={"whole": {"trust": {"late": 1, "missed": 2}}},
        overdue=[{}, {}],
    )
    found = suggested(told)
    assert len(found) == 6
    assert found[0].startswith("What has changed for Down")
    assert "the one promise of the trust that is late" in found[2]
    assert "the two promises of the trust that were missed" in found[3]
    assert all(each.endswith("?") for each in found)


def test_without_news_there_is_nothing_to_ask() -> None:
    assert suggested(content()) == []


def test_pages_stand_in_their_order_each_once() -> None:
    assert pages_in_order(["questions", "matrix", "questions", "diary"]) == [PackPage.MATRIX, PackPage.QUESTIONS]


@pytest.mark.parametrize(("number", "needs"), [(1, False), (2, True), (3, True)])
def test_academies_above_the_first_category_have_a_page(number: int, needs: bool) -> None:
    assert needs_a_page({"category": {"number": number}}) is needs
    assert needs_a_page({"category": None}) is False


def test_ids_are_those_that_were_given() -> None:
    key = UUID(int=7)
    assert of(Thing.JUDGEMENTS, AcademyFacts(key, judgements=True)).done == (key,)
