"""One's own address and password."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.cast import PASSWORD, Cast
from trust.models import Membership, MembershipIndex, User

pytestmark = pytest.mark.django_db
NEW = "new@elsewhere.example"


def test_a_new_address_holds_once_it_is_proven_and_every_trust_follows(cast: Cast, mailoutbox: Any) -> None:
    user = cast.a.users["consultant"]
    client = cast.client(user)
    assert 'href="/account/email/"' in client.get("/account/").content.decode()
    assert user.email in client.get("/account/email/").content.decode()
    asked = client.post("/account/email/", {"action_add": "1", "email": NEW})
    assert asked.url.startswith("/account/")
    assert "reauthenticate" in asked.url
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/"})
    assert "There is a problem" in client.post("/account/email/", {"action_add": "1", "email": "no"}).content.decode()
    assert client.post("/account/email/", {"action_add": "1", "email": NEW}).status_code == 302
    assert NEW in client.get("/account/email/").content.decode()
    with cast.a.open():
        assert cast.a.actor("consultant").email == user.email != NEW
    sent = mailoutbox[-1]
    assert sent.to == [NEW]
    assert user.email not in sent.body
    link = re.search(r"/account/confirm-email/[^/\s]+/", sent.body)
    assert link is not None
    assert client.post(link[0]).status_code == 302
    assert User.objects.get(pk=user.pk).email == NEW
    assert EmailAddress.objects.get(user=user, primary=True).email == NEW
    assert [mail.to for mail in mailoutbox if f"from {user.email} to {NEW}" in mail.body] == [[user.email]]
    for troupe in (cast.a, cast.b):
        with troupe.open():
            assert set(Membership.objects.filter(user=user).values_list("email", flat=True)) == {NEW}


def test_a_membership_that_ended_follows_too(cast: Cast) -> None:
    from trust.actions import accounts

    user = cast.a.users["officer"]
    MembershipIndex.objects.filter(user=user).update(until_on="2023-01-01")
    User.objects.filter(pk=user.pk).update(email=NEW)
    user.refresh_from_db()
    accounts.follow_address(user=user)
    with cast.a.open():
        assert Membership.objects.get(user=user).email == NEW


WEAK = [
    "Fourfold 2026!",
    "f0urf0ld-trust",
    "Larkfield-Trust-2026",
    "larkfield.12345",
    "Nell Farraday 1!",
    "ivybank-nell-99",
]
STRONG = ["quiet river lantern", "fourfold quiet river lantern", "8492 3310 5582", "Larkfield otter kettle moss"]


@pytest.fixture
def person(cast: Cast) -> Any:
    """Nell of the Larkfield Trust."""
    cast.a.trust.name, cast.a.trust.slug = "Larkfield Trust", "larkfield"
    cast.a.trust.save()
    user = cast.a.users["chief"]
    user.name, user.email = "Nell Farraday", "n.farraday@ivybank.example"
    user.save()
    return user


@pytest.mark.parametrize("password", WEAK)
def test_words_of_the_house_are_no_password(person: Any, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize("password", STRONG)
def test_such_a_word_may_be_part_of_a_long_one(person: Any, password: str) -> None:
    validate_password(password, person)


def test_the_newcomer_is_told_at_the_field(cast: Cast) -> None:
    from django.test import Client

    from tests.unit.trust.test_invitations import sent, token_of

    cast.a.trust.name = "Larkfield Trust"
    cast.a.trust.save()
    with cast.a.open():
        token = token_of(sent(cast))
    page = Client().post(f"/join/trust-a/{token}/", {"name": "Nell", "password": "Larkfield2026!"})
    assert page.status_code == 422
    assert "words that others would try first" in page.content.decode()
    assert not User.objects.filter(email="nell@ivybank.example").exists()


def test_the_only_second_step_cannot_be_turned_off(cast: Cast) -> None:
    user = cast.a.users["chief"]
    client = cast.client(user)
    assert "It is your only second step" in client.get("/account/2fa/").content.decode()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {}})
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_nothing_is_said_of_what_was_typed_where_nothing_was(cast: Cast) -> None:
    client = cast.client(cast.a.users["chief"])
    assert "What you typed" not in client.get("/account/reauthenticate/?next=/account/").content.decode()
    page = client.get("/account/reauthenticate/?next=/t/a/people/%3Ftyped%3D1").content.decode()
    assert "What you typed is kept." in page
    assert "placeholder" not in page
