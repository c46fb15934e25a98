"""Priorities over REST: what is told of one, agreed by three programs, and kept from everybody else."""

from tests.api.conftest import TokenFor
from tests.api.test_changes import ONE, OTHER_WORDS, url
from tests.api.test_doors import is_problem
from tests.cast import Cast


def test_what_is_told_of_one(written: Cast, token_for: TokenFor) -> None:
    told = token_for(written.a, "director").get(url(written, ONE)).json()
    assert told["statement"] == f"Statement {written.a.canary}"
    assert (told["judgements"], told["evidence"], told["points"]) == (["quality_of_education"], [], [])
    assert [(each["party"], each["agreed_by"]) for each in told["agreements"]] == [
        ("head", ""),
        ("director", ""),
        ("chief_executive", ""),
    ]
    assert (told["state"], told["number"], told["area"]) == ("proposed", 1, "send")


def test_three_agree_and_then_it_is_agreed(written: Cast, token_for: TokenFor) -> None:
    one = url(written, ONE)
    for person, party in (("head", "head"), ("director", "director"), ("chief", "chief_executive")):
        asking = token_for(written.a, person)
        told = asking.send("POST", one + "agree/", {"party": party}, seen=asking.tag(one)).json()
    assert told["state"] == "agreed"
    assert all(each["agreed_by"] for each in told["agreements"])
    head = token_for(written.a, "head")
    refused = head.send("PUT", one, OTHER_WORDS, seen=head.tag(one))
    assert is_problem(refused, 409)
    listed = head.get(url(written, "priorities/") + "?state=agreed").json()["results"]
    assert [each["id"] for each in listed] == [told["id"]]


def test_nobody_agrees_for_another(written: Cast, token_for: TokenFor) -> None:
    head, one = token_for(written.a, "head"), url(written, ONE)
    assert is_problem(head.send("POST", one + "agree/", {"party": "director"}, seen=head.tag(one)), 403)
    assert is_problem(head.send("POST", one + "agree/", {"party": "nobody"}, seen=head.tag(one)), 422)


def test_who_does_not_read_it_finds_nothing(written: Cast, token_for: TokenFor) -> None:
    for person in ("trustee", "officer", "administrator", "other_head", "specialist"):
        assert is_problem(token_for(written.a, person).get(url(written, ONE)), 404)
    assert is_problem(token_for(written.b, "chief").get(url(written, ONE)), 401)


def test_what_does_not_fit_is_said_at_its_field(written: Cast, token_for: TokenFor) -> None:
    head, one = token_for(written.a, "head"), url(written, ONE)
    answer = head.send("PUT", one, {"statement": "x", "area": "weather"}, seen=head.tag(one))
    assert is_problem(answer, 422)
    assert "area" in answer.json()["errors"]
