"""Coming in: the invitation link, the second factor, the chooser, sign-in limits."""

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from academies.models import Academy, Appointment
from tests.cast import PASSWORD as CAST_PASSWORD
from tests.unit.trust.test_invitations import PASSWORD, sent, token_of
from trust.actors import load_actor
from trust.models import Invitation, Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(cast: Any) -> str:
    with cast.a.open():
        return f"/join/trust-a/{token_of(sent(cast))}/"


def test_a_new_person_comes_in_and_must_set_up_a_second_factor(cast: Any, link: str) -> None:
    client = Client()
    page = client.get(link)
    assert page.status_code == 200
    assert "Nell Farraday" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    response = client.post(link, {"name": "Nell Farraday", "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == cast.a.url()
    assert client.get(cast.a.url())["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    TOTP.activate(User.objects.get(email="nell@ivybank.example"), "JBSWY3DPEHPK3PXP")
    assert client.get(cast.a.url(), follow=True).status_code == 200


def test_a_second_click_leads_to_the_same_place(cast: Any, link: str) -> None:
    client, given = Client(), {"name": "Nell", "password": PASSWORD}
    other = Client()
    for browser in (client, client, other):
        response = browser.post(link, given)
        assert response.status_code == 302
        assert response["Location"] == cast.a.url()
    assert client.get(link)["Location"] == cast.a.url()


@pytest.mark.parametrize("given", [{}, {"name": "", "password": PASSWORD}, {"name": "Nell", "password": "short"}])
def test_a_weak_account_comes_back_with_a_summary(link: str, given: dict[str, str]) -> None:
    response = Client().post(link, given)
    assert response.status_code == 422
    assert b"There is a problem" in response.content


def test_every_dead_link_gives_one_page(cast: Any, link: str) -> None:
    dead = ["/join/trust-a/unknown/", "/join/nowhere/unknown/", link.replace("trust-a", "trust-b")]
    with cast.a.open():
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    pages = [Client().get(url) for url in (*dead, link)] + [
        Client().post(url, {"name": "Nell", "password": PASSWORD}) for url in (*dead, link)
    ]
    assert {page.status_code for page in pages} == {404}
    assert {b"This link cannot be used" in page.content for page in pages} == {True}
    assert len({len(page.content) for page in pages}) == 1


def test_an_existing_person_signs_in_and_accepts(cast: Any) -> None:
    with cast.a.open():
        url = f"/join/trust-a/{token_of(sent(cast, email=cast.stranger.email))}/"
    page = Client().get(url).content.decode()
    assert f"/account/login/?next=%2Fjoin%2Ftrust-a%2F{url.split('/')[3]}%2F" in page
    wrong = cast.client(cast.operator)
    assert b"signed in as operator@host.example" in wrong.get(url).content
    assert wrong.post(url).status_code == 404
    client = cast.client(cast.stranger)
    assert b"Accept the invitation" in client.get(url).content
    for _ in range(2):
        assert client.post(url)["Location"] == cast.a.url()
    assert client.get(cast.a.url(), follow=True).status_code == 200


def test_signing_in_goes_on_where_one_wanted_to_go(cast: Any) -> None:
    client = Client()
    wanted = cast.a.url("people/")
    sent_to = client.get(wanted)["Location"]
    given = {"login": "administrator@a.example", "password": CAST_PASSWORD, "next": wanted}
    response = client.post(sent_to, given)
    assert response["Location"].startswith("/account/2fa/authenticate/")
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counters[len(counters) // 2]))
    response = client.post(response["Location"], {"code": code})
    assert response["Location"] == wanted


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off_and_no_code_works_twice(
    cast: Any, monkeypatch: pytest.MonkeyPatch, steps: int, works: bool
) -> None:
    now = 1_800_000_015
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now))
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", now // 30 + steps))
    for again in (False, True):
        client = Client()
        client.post("/account/login/", {"login": "administrator@a.example", "password": CAST_PASSWORD})
        client.post("/account/2fa/authenticate/", {"code": code})
        assert (SESSION_KEY in client.session) is (works and not again)


def test_next_never_leads_out_of_the_house(cast: Any) -> None:
    client = Client()
    given = {"login": "administrator@a.example", "password": CAST_PASSWORD, "next": "https://evil.example/"}
    response = client.post("/account/login/", given)
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counters[len(counters) // 2]))
    assert client.post(response["Location"], {"code": code})["Location"] == "/"


def test_five_wrong_passwords_close_the_door_for_a_while(cast: Any) -> None:
    for _ in range(5):
        Client().post("/account/login/", {"login": "administrator@a.example", "password": "wrong wrong wrong"})
    response = Client().post("/account/login/", {"login": "administrator@a.example", "password": CAST_PASSWORD})
    assert response.status_code != 302


def test_there_is_no_open_sign_up(cast: Any) -> None:
    before = User.objects.count()
    given = {"email": "me@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/account/signup/", given)
    assert User.objects.count() == before


def test_one_trust_is_opened_at_once_and_several_are_offered(cast: Any) -> None:
    assert cast.client(cast.a.users["chief"]).get("/")["Location"] == cast.a.url()
    page = cast.client(cast.a.users["consultant"]).get("/").content.decode()
    assert cast.a.url() in page
    assert cast.b.url() in page
    assert "No trust has let you in" in cast.client(cast.stranger).get("/").content.decode()
    assert cast.client(cast.operator).get("/")["Location"] == "/operator/"
    assert "/account/login/" in Client().get("/")["Location"]


def test_a_person_without_any_page_is_welcomed(cast: Any) -> None:
    response = cast.client(cast.a.users["specialist"]).get(cast.a.url())
    assert response.status_code == 200
    assert b"Good to have you here" in response.content


def test_who_keeps_the_trust_running_lands_on_the_ways_to_do_so(cast: Any) -> None:
    page = cast.client(cast.a.users["administrator"]).get(cast.a.url()).content.decode()
    assert "Good to have you here" not in page
    for path in ("people/", "years/"):
        assert f'<li><a href="{cast.a.url(path)}">' in page


def test_a_wrong_password_is_told_in_plain_words() -> None:
    page = Client().post("/account/login/", {"login": "nobody@a.example", "password": "not this one at all"})
    assert "That e-mail address or password is wrong." in page.content.decode()
    assert "<title>Sign in · Fourfold</title>" in Client().get("/account/login/").content.decode()


def test_own_account(cast: Any) -> None:
    client = cast.client(cast.a.users["consultant"])
    page = client.get("/account/").content.decode()
    assert cast.a.trust.name in page
    assert "App code" in page
    assert client.post("/account/", {"name": ""}).status_code == 422
    assert client.post("/account/", {"name": "Helen Ashdown"}).status_code == 302
    assert "Helen Ashdown" in client.get("/account/").content.decode()
    assert Client().get("/account/").status_code == 302


def test_signing_out(cast: Any) -> None:
    client = cast.client(cast.a.users["chief"])
    assert client.post("/account/logout/").status_code == 302
    assert client.get(cast.a.url()).status_code == 302


def test_a_head_comes_in_with_the_appointment_at_the_academy(cast: Any) -> None:
    with cast.a.open():
        academy = Academy.objects.create(name="Ivybank", short_name="Ivybank", slug="ivybank", phase="primary")
    administrator = cast.client(cast.a.users["administrator"])
    given = {"name": "Nell", "email": "nell@ivybank.example", "role": "headteacher", "academy": str(academy.id)}
    assert administrator.post(cast.a.url("people/invite/"), {**given, "academy": ""}).status_code == 422
    assert administrator.post(cast.a.url("people/invite/"), given).status_code == 302
    with cast.a.open():
        url = f"/join/trust-a/{token_of(Invitation.objects.get())}/"
    assert Client().post(url, {"name": "Nell", "password": PASSWORD}).status_code == 302
    with cast.a.open():
        member = Membership.objects.get(email="nell@ivybank.example")
        user = User.objects.get(email="nell@ivybank.example")
        actor = load_actor(user=user, trust=cast.a.trust, today=timezone.localdate())
        assert actor is not None
        assert actor.academies_of("headteacher") == {academy.id}
    page = administrator.get(cast.a.url(f"people/?q=nell&academy={academy.id}")).content.decode()
    assert "Headteacher" in page
    assert administrator.post(cast.a.url(f"people/{member.id}/end/"), {}).status_code == 302
    with cast.a.open():
        assert load_actor(user=user, trust=cast.a.trust, today=timezone.localdate()) is None
        assert not Appointment.objects.on(timezone.localdate()).filter(membership=member).exists()


def test_the_forms_send_what_a_browser_sends(cast: Any, link: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(link).content.decode())
    assert token is not None
    given = {"name": "Nell", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert browser.post(link, given, headers={"origin": "http://testserver"}).status_code == 302
    assert Client(enforce_csrf_checks=True).post(link, given).status_code == 403
