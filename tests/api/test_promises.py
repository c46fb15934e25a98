"""Promises over REST: what is told of one, recorded by a program, and kept from everybody else."""

from improvement_cycle.models import Commitment, Promise
from tests.api.changes import PROMISE
from tests.api.conftest import TokenFor
from tests.api.test_changes import url
from tests.api.test_doors import is_problem
from tests.cast import Cast
from trust.scopes import SCOPES


def test_what_is_told_of_one_and_of_many(written: Cast, token_for: TokenFor) -> None:
    director = token_for(written.a, "director")
    told = director.get(url(written, PROMISE)).json()
    assert (told["year"], told["owed_by"], told["state"], told["delivered_on"]) == (2026, "trust", "promised", None)
    listed = director.get(url(written, "promises/") + "?owed_by=trust&state=promised").json()["results"]
    assert told["id"] in [each["id"] for each in listed]
    assert {each["owed_by"] for each in listed} == {"trust"}
    assert is_problem(director.get(url(written, "promises/") + "?state=kept"), 400)


def test_it_gets_a_date_and_is_taken_back(written: Cast, token_for: TokenFor) -> None:
    scope = next(each for each in SCOPES if each.key == "commitment.write")
    one = url(written, PROMISE)
    asking = token_for(written.a, "director", [each.value for each in scope.permissions])
    record = one + "record/"
    told = asking.send("POST", record, {"act": "schedule", "day": "2027-03-02"}, seen=asking.tag(one)).json()
    assert (told["state"], told["scheduled_on"]) == ("scheduled", "2027-03-02")
    stale = asking.send("POST", record, {"act": "miss", "note": "Ill."}, seen='"old"')
    assert is_problem(stale, 412)
    told = asking.send("POST", record, {"act": "miss", "note": "Ill."}, seen=asking.tag(one)).json()
    assert (told["state"], told["note"]) == ("missed", "Ill.")
    told = asking.send("POST", record, {"act": "open_again", "note": "A mistake."}, seen=asking.tag(one)).json()
    assert (told["state"], told["note"]) == ("promised", "")


def test_what_does_not_fit_is_said_at_its_field(written: Cast, token_for: TokenFor) -> None:
    director, one = token_for(written.a, "director"), url(written, PROMISE)
    for given, field in (
        ({"act": "dance"}, "act"),
        ({"act": "schedule"}, "day"),
        ({"act": "schedule", "day": "2001-01-01"}, "day"),
        ({"act": "miss"}, "note"),
        ({"act": "deliver", "day": "2026-09-20", "days": "-1"}, "days"),
    ):
        answer = director.send("POST", one + "record/", given, seen=director.tag(one))
        assert is_problem(answer, 422), given
        assert field in answer.json()["errors"]


def test_who_does_not_owe_it_does_not_record_it_and_others_find_nothing(written: Cast, token_for: TokenFor) -> None:
    one = url(written, PROMISE)
    head = token_for(written.a, "head")
    sent = head.send("POST", one + "record/", {"act": "miss", "note": "Ill."}, seen=head.tag(one))
    assert is_problem(sent, 403)
    for person in ("trustee", "officer", "administrator", "other_head", "specialist"):
        assert is_problem(token_for(written.a, person).get(one), 404)
    assert is_problem(token_for(written.b, "chief").get(one), 401)


def test_what_is_need_to_know_is_told_to_no_program(written: Cast, token_for: TokenFor) -> None:
    with written.a.open():
        promise = Promise.objects.get(id=written.a.things["promise"].id)
        Commitment.objects.filter(id=promise.commitment_id).update(kind="leadership_review")
    one = url(written, PROMISE)
    asking = token_for(written.a, "chief")
    assert is_problem(asking.get(one), 404)
    listed = asking.get(url(written, "promises/")).json()["results"]
    assert listed
    assert str(promise.id) not in [each["id"] for each in listed]
