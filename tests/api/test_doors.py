"""Who comes in with a token, and what it may read."""

import datetime as dt
import uuid
from typing import Any

import pytest

from tests.api.conftest import TokenFor
from tests.cast import Cast
from trust.models import Membership

PROBLEM = "application/problem+json"


def is_problem(response: Any, status: int) -> bool:
    """Whether a refusal has the one shape."""
    return (
        response.status_code == status
        and response.headers["Content-Type"] == PROBLEM
        and response.json()["status"] == status
        and bool(response.json()["title"])
    )


HEADERS = ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer nonsense", "Bearer \x00", "bearer é"]


def test_without_a_valid_token_nobody_comes_in(schools: Cast, client: Any) -> None:
    for slug in ("trust-a", "no-such-trust"):
        for header in HEADERS:
            answer = client.get(f"/t/{slug}/api/v1/academies/", headers={"Authorization": header})
            assert is_problem(answer, 401), header
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_unknown_trust_answers_as_the_others(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    slugs = ("trust-b", "trust-p", "no-such-trust", "trust-a%00", "%ff")
    for path in ("schema/", "academies/", "nothing/", ""):
        bodies = {asking.get(f"/t/{slug}/api/v1/{path}").content for slug in slugs}
        assert len(bodies) == 1, path
        assert b"does not open this trust" in bodies.pop()


def test_a_slug_with_a_nul_is_a_page_that_is_not_there(schools: Cast) -> None:
    browser = schools.client(schools.a.users["chief"])
    assert browser.get("/t/trust-a%00/").status_code == 404


def test_who_sent_a_token_is_told_that_it_was_the_wrong_one(schools: Cast, client: Any) -> None:
    url = schools.a.url("api/v1/academies/")
    assert "Send your access token" in client.get(url).json()["detail"]
    answer = client.get(url, headers={"Authorization": "Bearer mistyped"})
    assert "does not open this trust" in answer.json()["detail"]


def test_what_is_refused_says_why_and_what_would_do(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    said = lambda path, **more: asking.get(schools.a.url(f"api/v1/{path}"), **more).json()
    assert "nothing at this address" in said("academies/zz/")["detail"]
    assert "primary" in said("academies/?phase=foo")["errors"]["phase"][0]
    assert "application/json" in said("academies/", headers={"Accept": "text/csv"})["detail"]


def test_a_session_opens_no_endpoint(schools: Cast) -> None:
    browser = schools.client(schools.a.users["chief"])
    assert browser.get(schools.a.url("api/v1/academies/")).status_code == 401


@pytest.mark.parametrize("change", [{"expires": dt.timedelta(seconds=-1)}, {"revoked": True}])
def test_ended_tokens(schools: Cast, token_for: TokenFor, change: dict[str, Any]) -> None:
    asking = token_for(schools.a, "chief", **change)
    assert is_problem(asking.get(schools.a.url("api/v1/academies/")), 401)


def test_a_leaver_and_a_suspended_account_are_out_at_the_next_request(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    url = schools.a.url("api/v1/academies/")
    assert asking.get(url).status_code == 200
    schools.a.users["chief"].is_active = False
    schools.a.users["chief"].save()
    assert asking.get(url).status_code == 401
    other = token_for(schools.a, "director")
    with schools.a.open():
        schools.a.members["director"].until_on = dt.date(2024, 1, 1)
        schools.a.members["director"].save()
    assert other.get(url).status_code == 401


def test_using_a_token_is_noted(schools: Cast, token_for: TokenFor, django_capture_on_commit_callbacks: Any) -> None:
    from trust.models import ApiToken

    asking = token_for(schools.a, "chief")
    asking.get(schools.a.url("api/v1/academies/"))
    with schools.a.open():
        assert ApiToken.objects.get(membership=schools.a.members["chief"]).last_used_at is not None


def test_a_request_within_minutes_of_the_last_writes_no_line_of_history(schools: Cast, token_for: TokenFor) -> None:
    from django.apps import apps

    asking, url = token_for(schools.a, "chief"), schools.a.url("api/v1/academies/")
    events = apps.get_model("trust", "ApiTokenEvent").objects
    with schools.a.open():
        before = events.count()
    assert [asking.get(url).status_code for _ in range(3)] == [200, 200, 200]
    with schools.a.open():
        assert events.count() == before + 1


def test_a_token_of_an_earlier_membership_opens_nothing(schools: Cast, token_for: TokenFor) -> None:
    """Somebody left and was invited back in another role: what they may read now was never given to the old token."""
    asking, url = token_for(schools.a, "chief"), schools.a.url("api/v1/academies/")
    with schools.a.open():
        old = schools.a.members["chief"]
        old.until_on = dt.date(2024, 1, 1)
        old.save()
        Membership.objects.create(
            user=old.user, name=old.name, email=old.email, role="director", from_on=dt.date(2024, 6, 1)
        )
    assert is_problem(asking.get(url), 401)


def test_ids_of_others_answer_as_random_ones(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    theirs = schools.b.things["primary"].id
    enquiring = schools.a.things["enquiring"].id
    for path in ("academies/{}/", "academies/{}/inspections/"):
        answers = [asking.get(schools.a.url(f"api/v1/{path.format(i)}")) for i in (theirs, enquiring, uuid.uuid4())]
        assert all(is_problem(answer, 404) for answer in answers)
        assert len({answer.content for answer in answers}) == 1


def test_years_of_others_answer_as_random_ones(judged: Cast, token_for: TokenFor) -> None:
    asking = token_for(judged.a, "chief")
    ids = (judged.b.things["cycle"].id, judged.a.things["primary"].id, uuid.uuid4())
    answers = [asking.get(judged.a.url(f"api/v1/cycles/{each}/judgements/")) for each in ids]
    assert all(is_problem(answer, 404) for answer in answers)
    assert len({answer.content for answer in answers}) == 1


def test_too_many_requests(schools: Cast, token_for: TokenFor, monkeypatch: Any) -> None:
    from trust.api.throttles import PerToken

    monkeypatch.setattr(PerToken, "THROTTLE_RATES", {"token": "2/min"})
    one, other = token_for(schools.a, "chief"), token_for(schools.a, "director")
    url = schools.a.url("api/v1/academies/")
    assert [one.get(url).status_code for _ in range(3)] == [200, 200, 429]
    refused = one.get(url)
    assert is_problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert other.get(url).status_code == 200
