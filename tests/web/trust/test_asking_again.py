"""Important steps ask who is there where the sign-in is old; what was typed is not lost. Nothing here needs script."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast, signed_in
from tests.security.routes import every_route
from trust.models import ApiToken, Invitation, Membership, Trust, TrustSettings
from trust.web.fresh import FRESH_SECONDS

pytestmark = pytest.mark.django_db
OLD = FRESH_SECONDS + 1
INVITATION = {"name": "Nell Farraday", "email": "nell@ivybank.example", "role": "director", "remit": "primary"}
STEPS = {
    "academies:appoint",
    "academies:appointment_end",
    "academies:leave",
    "trust:calendar_own",
    "trust:invite",
    "trust:person",
    "trust:person_end",
    "trust:person_back",
    "trust:people_review",
    "trust:delegate_new",
    "trust:settings_documents",
    "trust:settings_policies",
    "trust:token_new",
}


@pytest.fixture
def administrator(cast: Cast) -> Client:
    """Signed in this morning."""
    client = cast.client(cast.a.users["administrator"])
    signed_in(client, ago=OLD)
    return client


def asked(response: Any) -> str:
    """The address of the question; where it leads back to."""
    assert response.status_code == 302
    assert response.url.startswith("/account/reauthenticate/?")
    return str(parse_qs(urlsplit(response.url).query)["next"][0])


def invitations(cast: Cast) -> int:
    with cast.a.open():
        return int(Invitation.objects.count())


def test_the_steps_that_ask() -> None:
    assert {route.name for route in every_route() if (route.access or {}).get("fresh")} == STEPS
    for route in every_route():
        if (route.access or {}).get("fresh"):
            assert {"GET", "POST"} <= set(route.access["methods"]), f"{route.name} cannot be come back to"


def test_an_invitation_waits_for_the_password_and_is_then_sent_as_typed(cast: Cast, administrator: Client) -> None:
    url = cast.a.url("people/invite/")
    response = administrator.post(url, INVITATION)
    assert invitations(cast) == 0
    back = asked(response)
    assert back == f"{url}?typed=1"
    page = administrator.get(response.url).content.decode()
    assert "Is it you?" in page
    assert page.count("What you typed is kept.") == 1
    assert "placeholder" not in page
    wrong = administrator.post(response.url, {"password": "not this one", "next": back})
    assert wrong.status_code == 200
    assert asked(administrator.post(url, INVITATION)) == back
    right = administrator.post(response.url, {"password": PASSWORD, "next": back})
    assert (right.status_code, right.url) == (302, back)
    page = administrator.get(back).content.decode()
    assert 'value="Nell Farraday"' in page
    assert 'value="nell@ivybank.example"' in page
    assert re.search(r'<option value="director" selected', page)
    assert re.search(r'<option value="primary" selected', page)
    assert "Nothing is done yet" in page
    assert invitations(cast) == 0
    assert administrator.post(back, INVITATION).status_code == 302
    assert invitations(cast) == 1
    # What was typed is kept once, and for nobody else.
    assert "Nell Farraday" not in administrator.get(back).content.decode()


def test_a_code_will_do_too(cast: Cast, administrator: Client) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    url = cast.a.url("people/invite/")
    back = asked(administrator.post(url, INVITATION))
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counters[len(counters) // 2]))
    done = administrator.post("/account/2fa/reauthenticate/", {"code": code, "next": back})
    assert (done.status_code, done.url) == (302, back)
    assert administrator.post(url, INVITATION).url == cast.a.url("people/")


def test_changing_and_ending_and_bringing_back_ask(cast: Cast, administrator: Client) -> None:
    officer = cast.a.members["officer"]
    fields = {"name": "Changed", "role": "trustee", "remit": "all", "title": "", "until_on": ""}
    url = cast.a.url(f"people/{officer.id}/")
    for path, typed in ((url, fields), (f"{url}end/", {"reason": "moved on"}), (f"{url}back/", {})):
        assert asked(administrator.post(path, typed)) == f"{path}?typed=1"
        page = administrator.get(f"{path}?typed=1").content.decode()
        assert "Nothing is done yet" in page
        assert all(value in page for value in typed.values())
    with cast.a.open():
        assert Membership.objects.get(pk=officer.id).role == "trust_officer"
        assert Membership.objects.get(pk=officer.id).until_on is None
    signed_in(administrator, ago=OLD - 60)
    assert administrator.post(url, fields).url == cast.a.url("people/")


def test_making_a_token_asks_and_keeps_every_choice(cast: Cast) -> None:
    chief, url = cast.client(cast.a.users["chief"]), cast.a.url("tokens/new/")
    signed_in(chief, ago=OLD)
    back = asked(chief.post(url, {"label": "Sheet", "scopes": ["academy.read", "matrix.read"], "days": "30"}))
    with cast.a.open():
        assert not ApiToken.objects.exists()
    page = chief.get(back).content.decode()
    assert 'value="Sheet"' in page
    assert re.search(r'<option value="30" selected', page)
    assert len(re.findall(r'<input type="checkbox"[^>]* checked', page)) == 2


def test_htmx_is_told_where_to_go(cast: Cast, administrator: Client) -> None:
    response = administrator.post(cast.a.url("people/invite/"), INVITATION, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/account/reauthenticate/?next=")
    assert invitations(cast) == 0


def test_who_may_not_is_refused_before_anything_is_asked(cast: Cast) -> None:
    chief = cast.client(cast.a.users["chief"])
    signed_in(chief, ago=OLD)
    assert chief.post(cast.a.url("people/invite/"), INVITATION).status_code == 403
    head = cast.client(cast.a.users["head"])
    signed_in(head, ago=OLD)
    assert head.post(cast.a.url("people/invite/"), INVITATION).status_code == 404


def test_a_session_without_any_record_and_one_from_the_future_ask(cast: Cast, administrator: Client) -> None:
    signed_in(administrator, ago=-3600)
    asked(administrator.post(cast.a.url("people/invite/"), INVITATION))
    bare = Client()
    bare.force_login(cast.a.users["administrator"], backend="trust.accounts.SignInBackend")
    asked(bare.post(cast.a.url("people/invite/"), INVITATION))


def test_another_form_is_not_filled_with_what_was_typed_here(cast: Cast, administrator: Client) -> None:
    asked(administrator.post(cast.a.url("people/invite/"), INVITATION))
    page = administrator.get(cast.a.url(f"people/{cast.a.members['officer'].id}/?typed=1")).content.decode()
    assert "Nell Farraday" not in page


def test_a_button_of_the_example_counts_as_signing_in(cast: Cast) -> None:
    user = cast.a.users["administrator"]
    user.is_example = True
    user.save()
    client = Client()
    assert client.post(f"/example/as/{user.id}/", {"trust": "trust-a"}).status_code == 302
    assert client.post(cast.a.url("people/invite/"), INVITATION).url == cast.a.url("people/")


def test_the_operator_is_asked_before_a_trust_and_an_administrator_are_made(cast: Cast) -> None:
    client = cast.client(cast.operator)
    signed_in(client, ago=OLD)
    new = {
        "name": "Moorside",
        "slug": "moorside",
        "kind": "partnership",
        "first_name": "D",
        "first_email": "d@m.example",
    }
    back = asked(client.post("/operator/trusts/new/", new))
    assert 'value="Moorside"' in client.get(back).content.decode()
    assert not Trust.objects.filter(slug="moorside").exists()
    asked(client.post(f"/operator/trusts/{cast.a.trust.id}/administrator/", {"name": "A", "email": "a@a.example"}))
    assert invitations(cast) == 0
    # Nobody else learns that there is something to ask about.
    other = cast.client(cast.a.users["chief"])
    signed_in(other, ago=OLD)
    assert other.post("/operator/trusts/new/", new).status_code == 404


def test_boxes_that_were_all_left_empty_come_back_empty(cast: Cast, administrator: Client) -> None:
    url = cast.a.url("settings/policies/")
    assert 'name="senior_leaders_see_own_row"' in administrator.get(url).content.decode()
    response = administrator.post(url, {})
    back = asked(response)
    administrator.post(response.url, {"password": PASSWORD, "next": back})
    page = administrator.get(back)
    assert "Nothing is done yet" in page.content.decode()
    form = page.context["form"]
    assert [name for name in form.fields if form[name].value()] == []
    with cast.a.open():
        assert TrustSettings.objects.get().senior_leaders_see_own_row
