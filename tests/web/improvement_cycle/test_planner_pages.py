"""Visits by week in the browser: what stands where, what clashes, who reads whose days, and what is left to plan."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import commitments, visits
from improvement_cycle.actions.commitments import Words
from improvement_cycle.models import Visit
from improvement_cycle.policies.visits import Plan
from tests.web.improvement_cycle.conftest import Web
from trust.policies.school_calendar import planned_from

MONDAY = planned_from(timezone.localdate())


def plan(web: Web, day: dt.date, *people: str, academy: str = "beckside", kind: str = "qa_visit") -> Visit:
    with web.open():
        stage = web.stage
        goes = tuple(stage.troupe.members[each].id for each in people or ("director",))
        return visits.plan(
            actor=stage.chief, academy_id=stage.academies[academy].id, given=Plan(kind=kind, day=day, people=goes)
        )


def page(web: Web, who: str = "director", **query: str) -> str:
    answer = web.client(who).get(web.url("visits_by_week"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def promise(web: Web, kind: str, due_on: dt.date) -> Any:
    with web.open():
        words = Words("A visit each term.", kind, "trust", "director", "", due_on, "Because.")
        made = commitments.add(actor=web.stage.chief, academy_cycle_id=web.stage.row("beckside").id, words=words)
        return made.promises.get()


@pytest.mark.parametrize(
    ("who", "status"),
    [("chief", 200), ("director", 200), ("head", 404), ("senior_leader", 404), ("trustee", 404), ("officer", 404)],
)
def test_who_plans_visits_reads_them_by_week(web: Web, who: str, status: int) -> None:
    assert web.client(who).get(web.url("visits_by_week")).status_code == status


def test_a_visit_stands_in_its_week_and_what_has_no_date_by_the_day_until_which_it_is_promised(web: Web) -> None:
    plan(web, MONDAY)
    promise(web, "progress_meeting", MONDAY + dt.timedelta(days=8))
    html = page(web)
    assert f"<b>{MONDAY:%a %-d}</b> Quality assurance visit" in html
    assert "<b>No date yet</b> Progress meeting" in html
    assert "Promised, no date yet" in html
    assert "Nothing clashes" in html
    later = page(web, **{"from": (MONDAY + dt.timedelta(weeks=20)).isoformat()})
    assert f"<b>{MONDAY:%a %-d}</b> Quality assurance visit" not in later


def test_two_on_one_day_clash_and_one_of_them_can_be_moved(web: Web) -> None:
    first = plan(web, MONDAY)
    plan(web, MONDAY, "chief", kind="behaviour_audit")
    html = page(web)
    assert "One clash" in html
    assert "two visits on one day" in html
    assert web.url("visit_move", first.id) in html
    with web.open():
        Visit.objects.filter(id=first.id).update(state="cancelled", reason="Snow.")
    assert "Nothing clashes" in page(web)


def test_somebody_at_two_places_at_once_is_said(web: Web) -> None:
    plan(web, MONDAY)
    plan(web, MONDAY, academy="castle")
    assert "two places on one day" in page(web)


def test_whoever_is_elsewhere_too_is_told_whatever_part_is_looked_at(web: Web) -> None:
    plan(web, MONDAY)
    plan(web, MONDAY, academy="castle")
    for query in ({"phase": "primary"}, {"whose": "mine"}):
        html = page(web, **query)
        assert "One clash" in html
        assert "Beckside Primary and Castle Rise High" in html or "Castle Rise High and Beckside Primary" in html
        assert "2 days" in html


def test_days_on_visits_are_for_oneself_and_the_chief_executive(web: Web) -> None:
    plan(web, MONDAY, "chief")
    plan(web, MONDAY + dt.timedelta(days=1), "director", academy="castle")
    names = {who: web.cast.a.members[who].name for who in ("chief", "director")}
    of = {who: page(web, who).split('id="h-load"')[1] for who in ("chief", "director")}
    assert names["chief"] in of["chief"]
    assert names["director"] in of["chief"]
    assert names["director"] in of["director"]
    assert names["chief"] not in of["director"]


def test_whoever_is_away_for_more_than_three_days_of_a_week_is_told(web: Web) -> None:
    for day in range(4):
        plan(web, MONDAY + dt.timedelta(days=day), academy=("beckside", "castle")[day % 2])
    html = page(web)
    assert "4 days, over" in html
    assert "one person is on visits for more than three days of a week" in html.lower()


def test_only_mine_and_one_phase(web: Web) -> None:
    plan(web, MONDAY, "chief")
    plan(web, MONDAY, "director", academy="castle")
    mine = page(web, whose="mine")
    assert "Castle Rise High" in mine
    assert "Beckside Primary" not in mine
    primary = page(web, phase="primary")
    assert "Beckside Primary" in primary
    assert "Castle Rise High" not in primary
    empty = page(web, "chief", whose="mine", **{"from": (MONDAY + dt.timedelta(weeks=30)).isoformat()})
    assert "You go on no visit in these weeks" in empty


@pytest.mark.parametrize("week", ["2026-13-01", "soon", "0001-01-01", "9999-12-31", "\x00", "2" * 5000])
def test_a_week_that_makes_no_sense_is_refused_kindly(web: Web, week: str) -> None:
    answer = web.client("director").get(web.url("visits_by_week"), {"from": week})
    assert 400 <= answer.status_code < 500


def test_dragged_to_another_week_the_form_has_that_day(web: Web) -> None:
    made, day = plan(web, MONDAY), (MONDAY + dt.timedelta(days=7)).isoformat()
    director = web.client("director")
    assert f'value="{day}"' in director.get(web.url("visit_move", made.id), {"day": day}).content.decode()
    assert director.get(web.url("visit_move", made.id), {"day": "soon"}).status_code == 400
    to_keep = promise(web, "progress_meeting", MONDAY)
    address = web.row_url("promise_visit", "beckside", to_keep.commitment_id, to_keep.id)
    assert f'value="{day}"' in director.get(address, {"day": day}).content.decode()


def test_of_a_leadership_review_only_those_learn_who_carry_it_out(web: Web) -> None:
    plan(web, MONDAY, kind="leadership_review")
    assert "Leadership review" in page(web, "chief")
    assert page(web, "chief").count("Leadership review") >= 1
