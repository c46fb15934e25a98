"""The pages of signing in and of one's account, drawn by our own templates."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

OUTSIDE = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
    "account_signup",
]


def assert_ours(response: Any) -> None:
    text = response.content.decode()
    assert '<html lang="en-GB">' in text
    assert '<main id="main"' in text
    assert len(re.findall(r"<h1\b", text)) == 1
    assert not re.search(r"\sstyle=|\son[a-z]+=\"", text)
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_signed_out_pages(client: Client, name: str) -> None:
    response = client.get(reverse(name), secure=True)
    assert response.status_code == 200
    assert_ours(response)


def test_sign_in_names_the_passkey_first(client: Client) -> None:
    text = client.get(reverse("account_login"), secure=True).content.decode()
    assert text.index("Sign in with a passkey") < text.index('name="password"')


def test_sign_in_says_what_is_missing_at_the_field_and_above(client: Client) -> None:
    text = client.post(reverse("account_login"), {"login": "", "password": ""}, secure=True).content.decode()
    assert "There is a problem" in text
    assert text.count("Fill in: Password") == 2
    assert_ours_words(text)


def assert_ours_words(text: str) -> None:
    assert "This field is required" not in text


def test_an_old_reset_link_says_what_to_do(client: Client) -> None:
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "a-b"})
    response = client.get(address, secure=True)
    assert "This link no longer works" in response.content.decode()
    assert_ours(response)


def test_missing_pages_say_the_same_whoever_asks(client: Client) -> None:
    response = client.get("/nowhere/", secure=True)
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()
    assert_ours(response)


def test_the_only_second_step_stays(cast: Cast) -> None:
    """A passkey goes as long as something else is left to sign in with; the app likewise."""
    user = cast.a.users["chief"]
    Authenticator.objects.filter(user=user).delete()
    first, second = (
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name})
        for name in ("Laptop", "Phone")
    )
    client = cast.client(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("mfa_remove_webauthn", args=[first.pk])).status_code == 302
    url = reverse("mfa_remove_webauthn", args=[second.pk])
    page = client.get(url).content.decode()
    assert "only second step" in page
    assert "Remove passkey</button>" not in page
    refused = client.post(url)
    assert refused.status_code == 409
    assert "only second step" in refused.content.decode()
    assert Authenticator.objects.filter(user=user).get() == second
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    assert client.post(url).status_code == 302
    assert Authenticator.objects.filter(user=user).get().type == Authenticator.Type.TOTP
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user).get().type == Authenticator.Type.TOTP
