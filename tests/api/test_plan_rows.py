"""Rows of a plan over REST: listed for those who read it, written while it is open, told of once it is approved."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from improvement_cycle.models import PlanAction
from tests.api.changes import PLAN, PLANNED, ROW, ROWS
from tests.api.conftest import Asking, TokenFor
from tests.api.test_changes import url
from tests.api.test_doors import is_problem
from tests.cast import Cast

OTHERS = {
    "objectives": {"text": "Lessons start with a check", "baseline": "35%", "target_autumn": "50%"},
    "milestones": {"text": "Half are trained", "half_term": "3"},
    "checks": {"text": "Lesson visits", "who": "The head", "due_on": "2027-02-05"},
}


def page_of(cast: Cast) -> str:
    """The page beside which rows stand."""
    return str(cast.a.things["action"].section.key)


def approve(cast: Cast, token_for: TokenFor) -> None:
    plan = url(cast, PLAN)
    for person, act, body in (
        ("head", "submit/", None),
        ("director", "approve/", {"capacity": "director"}),
        ("chief", "approve/", {"capacity": "chief_executive"}),
    ):
        asking = token_for(cast.a, person)
        assert asking.send("POST", plan + act, body, seen=asking.tag(plan)).status_code == 200


def tell(asking: Asking, address: str, **progress: Any) -> Any:
    return asking.send("POST", address + "tell/", {"progress": progress}, seen=asking.tag(address))


def test_an_action_is_read_with_what_is_planned_and_how_it_goes(planned: Cast, token_for: TokenFor) -> None:
    head = token_for(planned.a, "head")
    (told,) = head.get(url(planned, ROWS)).json()["results"]
    assert told == head.get(url(planned, ROW)).json()
    assert told["section"] == page_of(planned)
    assert told["plan_id"] == str(planned.a.things["row"].id)
    assert told["content"] == {
        "text": f"Act {planned.a.canary}",
        "objective": None,
        "lead": None,
        "lead_name": "The leads",
        "supporter": "",
        "starts_on": None,
        "ends_on": "2027-03-26",
        "resources": "",
        "cost": "0.00",
        "funding": "",
        "training": "",
    }
    assert told["progress"] == {"state": "not_started", "note": "", "spent": None}
    assert (told["told_by"], told["told_at"], told["closed_at"], told["closed_why"]) == ("", None, None, "")


@pytest.mark.parametrize("rows", OTHERS)
def test_a_row_of_each_other_kind_is_added_read_changed_and_taken_away(
    planned: Cast, token_for: TokenFor, rows: str
) -> None:
    head, address = token_for(planned.a, "head"), url(planned, f"{PLAN}rows/{rows}/")
    made = head.send("POST", address, {"section": page_of(planned), "content": OTHERS[rows]})
    assert made.status_code == 201, made.text
    one = made.headers["Location"]
    assert head.get(one).json() == made.json()
    assert head.get(address).json()["count"] == 1
    assert OTHERS[rows].items() <= made.json()["content"].items()
    assert (made.json()["closed_at"], made.json()["closed_why"]) == (None, "")
    changed = head.send("PUT", one, {"content": {**OTHERS[rows], "text": "Other words"}}, seen=head.tag(one))
    assert changed.json()["content"]["text"] == "Other words"
    assert head.send("DELETE", one, seen=head.tag(one)).status_code == 204
    assert is_problem(head.get(one), 404)


def test_what_is_read_can_be_sent_back_and_changes_nothing(planned: Cast, token_for: TokenFor) -> None:
    head, one = token_for(planned.a, "head"), url(planned, ROW)
    before = head.get(one)
    again = head.send("PUT", one, {"content": before.json()["content"]}, seen=before.headers["ETag"])
    assert again.status_code == 200, again.text
    assert again.json() == before.json()
    assert again.headers["ETag"] == before.headers["ETag"]


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"ends_on": "26 March"}, "ends_on", "Enter a day such as"),
        ({"ends_on": "2001-01-01"}, "ends_on", "This plan is for the days between"),
        ({"lead_name": ""}, "lead", "Choose who leads it"),
        ({"cost": "about 400"}, "cost", "Enter an amount of pounds"),
        ({"text": None}, "text", "Say what will be done."),
        ({"lead": "00000000-0000-0000-0000-000000000001"}, "lead", "Choose from the list."),
        ({"weather": "Rain"}, "weather", "There is no such field in this row."),
        ({"state": "complete"}, "state", "There is no such field in this row."),
    ],
)
def test_what_does_not_fit_is_said_of_its_field(
    planned: Cast, token_for: TokenFor, given: dict[str, Any], field: str, said: str
) -> None:
    head = token_for(planned.a, "head")
    body = {"section": page_of(planned), "content": {**PLANNED, **given}}
    refused = head.send("POST", url(planned, ROWS), body)
    assert is_problem(refused, 422)
    assert said in str(refused.json()["errors"][f"content.{field}"])
    with planned.a.open():
        assert PlanAction.objects.count() == 1


def test_kinds_and_pages_that_there_are_not_are_not_found(planned: Cast, token_for: TokenFor) -> None:
    head = token_for(planned.a, "head")
    assert is_problem(head.get(url(planned, PLAN + "rows/wishes/")), 404)
    assert is_problem(head.send("POST", url(planned, PLAN + "rows/wishes/"), {"section": "x", "content": {}}), 404)
    assert is_problem(head.send("POST", url(planned, ROWS), {"section": "priority-2099-9", "content": PLANNED}), 404)
    whole = head.send("POST", url(planned, ROWS), {"section": "overview", "content": PLANNED})
    assert is_problem(whole, 409)
    one = planned.a.things["action"].id
    for elsewhere in (f"{PLAN}rows/objectives/{one}/", f"plans/{one}/rows/actions/{one}/"):
        assert is_problem(head.get(url(planned, elsewhere)), 404)


def test_of_a_draft_nobody_else_learns_anything(planned: Cast, token_for: TokenFor) -> None:
    for person in ("chief", "director", "trustee", "governor", "administrator", "other_head"):
        asking = token_for(planned.a, person)
        assert is_problem(asking.get(url(planned, ROW)), 404), person
        listed = asking.get(url(planned, ROWS))
        assert listed.status_code == 404 or listed.json()["results"] == [], person


def test_how_it_goes_is_told_once_the_plan_is_approved_and_read_by_those_who_read_it(
    planned: Cast, token_for: TokenFor
) -> None:
    head, one = token_for(planned.a, "head"), url(planned, ROW)
    early = tell(head, one, state="on_track")
    assert is_problem(early, 409)
    assert "once the plan is approved" in early.json()["detail"]
    approve(planned, token_for)
    refused = tell(head, one, state="wonderful")
    assert is_problem(refused, 422)
    assert "progress.state" in refused.json()["errors"]
    told = tell(head, one, state="at_risk", note="Cover fell through.", spent="80")
    assert told.status_code == 200, told.text
    assert told.json()["progress"] == {"state": "at_risk", "note": "Cover fell through.", "spent": "80.00"}
    assert is_problem(token_for(planned.a, "trustee").get(one), 404)
    for person in ("director", "chief"):
        asking = token_for(planned.a, person)
        assert asking.get(one).json()["progress"]["state"] == "at_risk", person
        assert is_problem(asking.send("POST", one + "tell/", {"progress": {"state": "complete"}}, seen='"x"'), 403)
    late = head.send("PUT", one, {"content": PLANNED}, seen=head.tag(one))
    assert is_problem(late, 409)


def test_who_saw_an_older_word_writes_nothing_over(planned: Cast, token_for: TokenFor) -> None:
    approve(planned, token_for)
    head, one = token_for(planned.a, "head"), url(planned, ROW)
    tag = head.tag(one)
    assert tell(head, one, state="at_risk", note="The coach is ill.").status_code == 200
    body = {"progress": {"state": "on_track"}}
    stale = head.send("POST", one + "tell/", body, seen=tag)
    assert is_problem(stale, 412)
    assert stale.json()["current"]["progress"]["note"] == "The coach is ill."


def test_an_action_is_closed_with_a_reason_and_opened_again(planned: Cast, token_for: TokenFor) -> None:
    approve(planned, token_for)
    head, one = token_for(planned.a, "head"), url(planned, ROW)
    send = lambda act, body: head.send("POST", one + act, body, seen=head.tag(one))
    assert is_problem(send("close/", {"note": " "}), 422)
    closed = send("close/", {"note": "The trainer left."}).json()
    assert closed["closed_why"] == "The trainer left."
    assert closed["closed_at"]
    assert is_problem(tell(head, one, state="complete"), 409)
    assert send("open/", None).json()["closed_at"] is None


def test_the_list_asks_the_database_no_more_when_there_are_more(
    planned: Cast, token_for: TokenFor, django_assert_num_queries: Any
) -> None:
    head, address = token_for(planned.a, "head"), url(planned, ROWS)
    head.get(address)
    with CaptureQueriesContext(connection) as one:
        assert head.get(address).json()["count"] == 1
        asked = len(one)
    for _ in range(2):
        assert head.send("POST", address, {"section": page_of(planned), "content": PLANNED}).status_code == 201
    with django_assert_num_queries(asked):
        assert head.get(address).json()["count"] == 3
