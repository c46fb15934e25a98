"""The to-do list over REST: one's own, that of others, what is done; as far as the token reads it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.models import AcademyCycle, Cycle
from tests.api.changes import SEF
from tests.api.conftest import TokenFor
from tests.api.test_changes import made_ready, url
from tests.cast import Cast
from trust.permissions import Permission

TO_DO = "to-do/"


@pytest.fixture
def dated(written: Cast) -> Cast:
    """In both trusts self-evaluations are due today and plans in ten days."""
    today = timezone.localdate()
    for troupe in (written.a, written.b):
        with troupe.open():
            days = {"self_evaluations_due_on": today, "plans_due_on": today + dt.timedelta(days=10)}
            Cycle.objects.update(**days)
    return written


def told(cast: Cast, asking: Any, show: str = "mine") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asking.get(url(cast, f"{TO_DO}?show={show}")).json()["results"]
    return found


def test_a_head_is_told_what_is_due_from_them_the_earliest_first(dated: Cast, token_for: TokenFor) -> None:
    first, second = told(dated, token_for(dated.a, "head"))
    primary, today = dated.a.things["primary"], timezone.localdate()
    assert (first["kind"], first["due_on"], first["done_on"]) == ("self_evaluation", today.isoformat(), None)
    assert first["title"] == f"Self-evaluation of {primary.name}, 2026/27"
    assert (first["academy_id"], first["academy"]) == (str(primary.id), primary.name)
    assert first["url"].endswith(dated.a.url("self-evaluation/2026/primary/"))
    assert first["url"].startswith("http")
    assert second["kind"] == "improvement_plan"
    with dated.a.open():
        assert first["id"] == str(dated.a.things["row"].id)


def test_what_is_submitted_is_done_and_stands_in_the_list_of_what_is_done(dated: Cast, token_for: TokenFor) -> None:
    made_ready(dated, SEF + "return/", token_for)
    head, director = token_for(dated.a, "head"), token_for(dated.a, "director")
    assert [each["kind"] for each in told(dated, head)] == ["improvement_plan"]
    for asking in (head, director):
        (done,) = told(dated, asking, "done")
        assert (done["kind"], done["done_on"]) == ("self_evaluation", timezone.localdate().isoformat())


def test_a_director_is_told_what_others_are_to_do(dated: Cast, token_for: TokenFor) -> None:
    director = token_for(dated.a, "director")
    assert [each["kind"] for each in told(dated, director)] == ["visit"]  # on which the director goes
    waits = told(dated, director, "others")
    assert {each["kind"] for each in waits} == {"self_evaluation", "improvement_plan"}
    assert dated.b.canary not in str(waits)


def test_a_token_is_told_no_more_than_it_reads(dated: Cast, token_for: TokenFor) -> None:
    head = token_for(dated.a, "head", [Permission.PLAN_READ.value])
    assert [each["kind"] for each in told(dated, head)] == ["improvement_plan"]
    assert told(dated, token_for(dated.a, "head", [])) == []
    for person in ("trustee", "officer", "specialist"):
        for show in ("mine", "others", "done"):
            assert told(dated, token_for(dated.a, person), show) == [], (person, show)


def test_it_comes_in_pages_and_asks_as_much_for_three_as_for_one(
    dated: Cast, token_for: TokenFor, django_assert_num_queries: Any
) -> None:
    director = token_for(dated.a, "director")
    with dated.a.open():
        assert AcademyCycle.objects.count() > 1
    body = director.get(url(dated, f"{TO_DO}?show=others&size=1&page=2")).json()
    assert (len(body["results"]), body["count"]) == (1, len(told(dated, director, "others")))
    for size in (1, 3):
        with django_assert_num_queries(9):
            director.get(url(dated, f"{TO_DO}?show=others&size={size}"))
