"""Priorities over REST: what is told of one, agreed by three programs, and kept from everybody else."""

from tests.api.changes import ONE, OTHER_WORDS
from tests.api.conftest import TokenFor
from tests.api.test_changes import url
from tests.api.test_doors import is_problem
from tests.cast import Cast
from trust.scopes import SCOPES


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


def test_one_who_is_away_is_recorded_without_telling_why(written: Cast, token_for: TokenFor) -> None:
    chief, head, one = token_for(written.a, "chief"), token_for(written.a, "head"), url(written, ONE)
    away = {"party": "director", "note": "The post is vacant."}
    assert is_problem(head.send("POST", one + "absent/", away, seen=head.tag(one)), 403)
    told = chief.send("POST", one + "absent/", away, seen=chief.tag(one))
    assert [(each["party"], each["kind"]) for each in told.json()["agreements"]] == [
        ("head", ""),
        ("director", "absent"),
        ("chief_executive", ""),
    ]
    assert "vacant" not in told.text
    again = chief.send("POST", one + "absent/", {**away, "party": "head"}, seen=chief.tag(one))
    assert is_problem(again, 409)
    for asking, party in ((head, "head"), (chief, "chief_executive")):
        told = asking.send("POST", one + "agree/", {"party": party}, seen=asking.tag(one))
    assert told.json()["state"] == "agreed"


def test_a_token_that_may_write_priorities_agrees_and_records_an_absence(written: Cast, token_for: TokenFor) -> None:
    """It needed a token that scores the matrix too: who somebody is was read from what the token may do."""
    scope = next(each for each in SCOPES if each.key == "priority.write")
    allowed = [each.value for each in scope.permissions]
    chief, one = token_for(written.a, "chief", allowed), url(written, ONE)
    assert chief.send("POST", one + "agree/", {"party": "chief_executive"}, seen=chief.tag(one)).status_code == 200
    body = {"party": "head", "note": "Ill."}
    assert chief.send("POST", one + "absent/", body, seen=chief.tag(one)).status_code == 200


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
