"""Improvement plans over REST: begun with a page for each agreed priority, written, handed in and answered."""

import pytest

from improvement_cycle.actions import plans
from improvement_cycle.models import Priority
from tests.api.changes import PAGE, PLAN
from tests.api.conftest import TokenFor, agree_a_priority
from tests.api.test_changes import url
from tests.api.test_doors import is_problem
from tests.cast import Cast
from trust.models import Section, SubmittedVersion


def page_of(cast: Cast) -> str:
    """The address of the page of the priority in the plan."""
    with cast.a.open():
        key = Section.objects.get(document__kind="improvement_plan", title__startswith="In the plan").key
    return url(cast, f"{PLAN}sections/{key}/")


def test_it_is_begun_with_a_page_for_each_agreed_priority_and_once_only(written: Cast, token_for: TokenFor) -> None:
    head, plan = token_for(written.a, "head"), url(written, PLAN)
    assert head.get(plan).json()["state"] == "none"
    refused = head.send("POST", plan + "begin/")
    assert is_problem(refused, 409)
    assert "Agree priorities first" in refused.json()["detail"]
    with written.a.open():
        agree_a_priority(written.a, "In the plan")
    title = f"Improvement plan of {written.a.things['primary'].name}, 2026/27"
    for _ in range(2):
        told = head.send("POST", plan + "begin/").json()
        assert (told["state"], told["title"]) == ("draft", title)
        assert [each["title"] for each in told["sections"]] == [
            "The plan as a whole",
            f"In the plan {written.a.canary}",
        ]


def test_a_page_is_written_and_says_which_fields_it_has(planned: Cast, token_for: TokenFor) -> None:
    head, page = token_for(planned.a, "head"), page_of(planned)
    body = {"content": {"ingredients": ["A short check", "The teacher acts on it"]}, "is_finished": False}
    told = head.send("PATCH", page, body, seen=head.tag(page)).json()
    assert told["content"]["ingredients"] == ["A short check", "The teacher acts on it"]
    assert told["content"]["problem"] == planned.a.canary
    assert {"problem", "ingredients", "will_stop", "final"} <= {each["key"] for each in told["fields_here"]}
    refused = head.send("PATCH", page, {"content": {"weather": "Rain"}}, seen=head.tag(page))
    assert "content.weather" in refused.json()["errors"]
    missing = head.send("POST", url(planned, PLAN + "submit/"), seen=head.tag(url(planned, PLAN)))
    assert is_problem(missing, 409)
    assert "not marked as finished" in missing.json()["detail"]


def test_it_is_handed_in_returned_answered_and_approved_by_both(planned: Cast, token_for: TokenFor) -> None:
    plan = url(planned, PLAN)
    note = {"note": "Who covers?"}
    for person, act, body, state in (
        ("head", "submit/", None, "submitted"),
        ("director", "return/", note, "returned"),
        ("head", "submit/", None, "submitted"),
        ("director", "approve/", {"capacity": "director"}, "submitted"),
        ("chief", "approve/", {"capacity": "chief_executive"}, "approved"),
        ("chief", "reopen/", {"note": "One more priority."}, "returned"),
    ):
        asking = token_for(planned.a, person)
        answer = asking.send("POST", plan + act, body, seen=asking.tag(plan))
        assert (answer.status_code, answer.json()["state"]) == (200, state), act
    version = token_for(planned.a, "trustee").get(plan + "versions/2/").json()
    assert {each["capacity"] for each in version["approvals"]} == {"director", "chief_executive"}
    assert version["content"]["sections"][0]["key"] == "overview"
    assert is_problem(token_for(planned.a, "trustee").get(plan + "versions/1/"), 404)


def test_a_plan_whose_priorities_were_all_taken_out_is_not_handed_in(planned: Cast, token_for: TokenFor) -> None:
    with planned.a.open():
        priority = Priority.objects.get(state="in_plan")
        plans.take_out(actor=planned.a.actor("head"), priority_id=priority.id, note="Next year.")
    head, plan = token_for(planned.a, "head"), url(planned, PLAN)
    assert [each["key"] for each in head.get(plan).json()["sections"]] == ["overview"]
    refused = head.send("POST", plan + "submit/", seen=head.tag(plan))
    assert is_problem(refused, 409)
    assert "No priority has a page in this plan" in refused.json()["detail"]
    with planned.a.open():
        assert not SubmittedVersion.objects.exists()


def test_what_a_draft_says_is_told_to_nobody_who_does_not_read_it_on_its_page(
    planned: Cast, token_for: TokenFor
) -> None:
    plan, page = url(planned, PLAN), page_of(planned)
    for person in ("chief", "director"):
        asking = token_for(planned.a, person)
        told = asking.get(plan).json()
        assert (told["state"], told["sections"], told["versions"]) == ("draft", [], [])
        for address in (page, url(planned, PAGE)):
            assert is_problem(asking.get(address), 404)
    for person in ("trustee", "governor", "administrator", "officer", "other_head"):
        assert is_problem(token_for(planned.a, person).get(plan), 404)


@pytest.mark.parametrize("query", ["state=draft", "year=2026&phase=primary&state=draft"])
def test_the_list_is_narrowed(planned: Cast, token_for: TokenFor, query: str) -> None:
    (told,) = token_for(planned.a, "chief").get(url(planned, f"plans/?{query}")).json()["results"]
    assert told["academy_id"] == str(planned.a.things["primary"].id)
    assert planned.b.canary not in str(told)
