"""Who was away for an hour is asked who is there, and nothing typed is lost; after twelve hours a session is over."""

import time
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast, signed_in
from trust.accounts import SEEN_AT, SIGNED_IN_AT
from trust.models import TrustSettings

HOUR = 3600
PAGE = "academies/"
WORDS = {"contact_name": "Ann of the office, on Mondays"}


def away(cast: Cast, person: str, seconds: int, *, since_sign_in: int | None = None) -> Client:
    """Somebody who was last seen so long ago."""
    client = cast.client(cast.a.users[person])
    signed_in(client, ago=since_sign_in or seconds)
    session = client.session
    session[SEEN_AT] = int(time.time()) - seconds
    session[SIGNED_IN_AT] = int(time.time()) - (since_sign_in or seconds)
    session.save()
    return client


def prove(client: Client, response: Any) -> Any:
    """Answer the question with the password; where it leads."""
    assert response.status_code == 302
    assert response.url.startswith("/account/reauthenticate/?next=")
    page = client.get(response.url)
    assert page.status_code == 200
    return client.post(response.url, {"password": PASSWORD, "next": page.context["redirect_field_value"]})


def test_after_an_hour_the_page_opens_when_the_question_is_answered(cast: Cast) -> None:
    client = away(cast, "chief", HOUR + 1)
    url = cast.a.url(PAGE) + "?phase=primary"
    answer = client.get(url)
    assert client.get(cast.a.url()).status_code == 302
    assert prove(client, answer).url == url
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(("seconds", "noted"), [(10, False), (290, False), (310, True), (3500, True)])
def test_work_goes_on_and_is_noted_every_few_minutes(cast: Cast, seconds: int, noted: bool) -> None:
    client = away(cast, "chief", seconds)
    assert client.get(cast.a.url(PAGE)).status_code == 200
    assert (time.time() - client.session[SEEN_AT] < 5) is noted


def test_a_page_that_asks_by_itself_is_nobody_working(cast: Cast) -> None:
    client = away(cast, "chief", 600)
    assert client.get(cast.a.url(PAGE) + "?by_itself=1").status_code == 200
    assert time.time() - client.session[SEEN_AT] > 500


def test_work_does_not_stretch_a_session_over_twelve_hours(cast: Cast) -> None:
    client = away(cast, "chief", 10, since_sign_in=12 * HOUR + 1)
    answer = client.get(cast.a.url(PAGE), follow=True)
    assert answer.redirect_chain[0][0].startswith("/account/login/?next=")
    assert "You were signed in for a long time." in answer.content.decode()
    client = away(cast, "chief", 10, since_sign_in=12 * HOUR - 60)
    assert client.get(cast.a.url(PAGE)).status_code == 200


def test_what_was_sent_after_the_hour_waits_and_is_sent_when_the_person_says_so(cast: Cast) -> None:
    client = away(cast, "administrator", HOUR + 1)
    url = cast.a.url("settings/identity/")
    sent = {**client_form(cast), **WORDS}
    assert prove(client, client.post(url, sent)).url == "/account/kept/"
    with cast.a.open():
        assert TrustSettings.objects.get().contact_name != WORDS["contact_name"]
    page = client.get("/account/kept/").content.decode()
    assert f"<blockquote>{WORDS['contact_name']}</blockquote>" in page
    assert f'action="{url}"' in page
    assert f'name="contact_name" value="{WORDS["contact_name"]}"' in page
    assert client.post(url, sent).status_code == 302
    with cast.a.open():
        assert TrustSettings.objects.get().contact_name == WORDS["contact_name"]


@pytest.mark.parametrize("way", [("?by_itself=1", {}), ("", {"by_itself": "1"})])
def test_what_a_page_sends_by_itself_stays_on_the_page_and_pushes_nothing_out(
    cast: Cast, way: tuple[str, dict[str, str]]
) -> None:
    client = away(cast, "administrator", HOUR + 1)
    url = cast.a.url("settings/identity/")
    answer = client.post(url, WORDS)
    address, more = way
    assert client.post(url + address, {"contact_name": "Not typed to be kept", **more}).status_code == 401
    prove(client, answer)
    page = client.get("/account/kept/").content.decode()
    assert WORDS["contact_name"] in page
    assert "Not typed to be kept" not in page


def client_form(cast: Cast) -> dict[str, str]:
    """The other fields of the form, as the page shows them."""
    page = cast.client(cast.a.users["administrator"]).get(cast.a.url("settings/identity/"))
    return {field.name: str(field.value() or "") for field in page.context["form"]}


def test_htmx_is_sent_to_the_question_and_what_was_typed_waits(cast: Cast) -> None:
    client = away(cast, "administrator", HOUR + 1)
    answer = client.post(cast.a.url("settings/identity/"), WORDS, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/account/reauthenticate/?next=%2Faccount%2Fkept%2F"
    assert client.get("/account/kept/").status_code == 302, "nobody reads it without the answer"


def test_what_waits_can_be_thrown_away(cast: Cast) -> None:
    client = away(cast, "administrator", HOUR + 1)
    prove(client, client.post(cast.a.url("settings/identity/"), WORDS))
    assert client.post("/account/kept/").status_code == 302
    assert "Nothing is waiting" in client.get("/account/kept/").content.decode()


def test_a_password_is_never_kept(cast: Cast) -> None:
    client = away(cast, "chief", HOUR + 1)
    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "x y z" * 4})
    assert prove(client, answer).url == "/account/"
    assert "x y z" not in str(dict(client.session))
    assert "Nothing is waiting" in client.get("/account/kept/").content.decode()


def test_what_is_sent_after_the_sign_in_ended_is_given_back_to_be_copied(cast: Cast) -> None:
    url, before = cast.a.url("settings/identity/"), "http://testserver" + cast.a.url("settings/?from=menu")
    answer = Client().post(url, {**WORDS, "contact_name": "zebrawords <b>typed</b>"}, headers={"Referer": before})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "zebrawords &lt;b&gt;typed&lt;/b&gt;</textarea>" in page
    # The address of the form may take forms alone: the sign-in leads to the page it stood on.
    assert f"/account/login/?next={quote(cast.a.url('settings/?from=menu'), safe='')}" in page


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({"to": "open"}, {}),
        ({"grade": "good", "word": "dissent", "seen-leadership": "version", "narrative": "<p></p>"}, {}),
        ({"preferred": "0198f3b1-7a11-7b52-9d6c-1c2a5c1ce0aa", "starts_on": "2026-09-01", "save": "yes"}, {}),
        ({"contact_name": "two words"}, {"Sec-Fetch-Site": "cross-site"}),
        ({"contact_name": "two words"}, {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}),
        ({"contact_name": "two words"}, {"Origin": "http://other.example"}),
        ({"contact_name": "two words"}, {"Origin": "https://testserver"}),
        ({"contact_name": "two words"}, {"Origin": "null"}),
        ({"contact_name": "two words"}, {"Sec-Fetch-Site": "cross-site", "Referer": "http://other.example/t/trust-a/"}),
    ],
)
def test_a_choice_or_the_words_of_another_site_lead_to_the_sign_in(
    cast: Cast, sent: dict[str, str], headers: dict[str, str]
) -> None:
    answer = Client().post(cast.a.url("settings/identity/"), sent, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/t/trust-a/")


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_browser_that_says_less_of_where_a_form_came_from_gets_its_words_back(
    cast: Cast, headers: dict[str, str]
) -> None:
    answer = Client().post(cast.a.url("settings/identity/"), WORDS, headers=headers)
    assert (answer.status_code, answer.context["words"]) == (401, [WORDS["contact_name"]])


@pytest.mark.parametrize("typed", ["Unclear.", "unclear", "Well-led", "ann@example.org", "Schön"])
def test_a_single_word_is_given_back_and_kept_as_well(cast: Cast, typed: str) -> None:
    url, sent = cast.a.url("settings/identity/"), {"reason": typed, "grade": "good", "base": '{"a": "1b 2c"}'}
    assert Client().post(url, sent).context["words"] == [typed]
    client = away(cast, "administrator", HOUR + 1)
    prove(client, client.post(url, sent))
    assert client.get("/account/kept/").context["kept"].words == [typed]


@pytest.mark.parametrize("way", [("?by_itself=1", {}), ("", {"by_itself": "1"})])
def test_what_a_page_sends_by_itself_after_the_sign_in_ended_stays_on_it(
    cast: Cast, way: tuple[str, dict[str, str]]
) -> None:
    address, more = way
    answer = Client().post(cast.a.url("settings/identity/") + address, {"contact_name": "two words", **more})
    assert (answer.status_code, answer.content) == (401, b"")
