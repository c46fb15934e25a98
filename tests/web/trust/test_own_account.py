"""One's own address and password."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from tests.cast import PASSWORD, Cast, make_user
from tests.work import let_pauses_pass, work_off
from trust import jobs
from trust.actions import accounts, people
from trust.actions.memberships import write
from trust.models import Membership, Trust, User
from trust.queries import access_review
from trust.queries.people import Wanted, people_page
from trust.tenancy import tenant

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
    assert set(work_off()) == {"done"}
    for troupe in (cast.a, cast.b):
        with troupe.open():
            assert set(Membership.objects.filter(user=user).values_list("email", flat=True)) == {NEW}


def move(user: User) -> None:
    """Prove a new address, as the link in the mail does; then the work in the background is done."""
    client = Client()
    new = EmailAddress.objects.create(user=user, email=NEW)
    assert client.post(f"/account/confirm-email/{EmailConfirmationHMAC(new).key}/").status_code == 302
    user.refresh_from_db()
    assert user.email == NEW
    assert set(work_off()) <= {"done"}


def test_a_trust_that_the_person_left_does_not_learn_the_new_address(cast: Cast) -> None:
    user, old = cast.a.users["consultant"], cast.a.users["consultant"].email
    with cast.a.open():
        people.end(actor=cast.a.actor("administrator"), membership_id=cast.a.members["consultant"].id)
    move(user)
    with cast.a.open():
        administrator = cast.a.actor("administrator")
        assert Membership.objects.get(user=user).email == old
        assert [row.email for row in people_page(administrator, Wanted(access="ended")).rows] == [old]
        # Nor can it be guessed at, a letter at a time.
        assert not people_page(administrator, Wanted(access="all", text=NEW[:6])).rows
        review = access_review.build(administrator, cast.a.trust.id, None)
        assert [line.row.email for line in review.left] == [old]
    with cast.b.open():
        assert {member.email for member in Membership.objects.filter(user=user)} == {NEW}


def test_who_comes_back_is_known_by_the_address_of_today(cast: Cast) -> None:
    user = cast.a.users["officer"]
    with cast.a.open():
        member = people.end(actor=cast.a.actor("administrator"), membership_id=cast.a.members["officer"].id)
    move(user)
    with cast.a.open():
        assert people.bring_back(actor=cast.a.actor("administrator"), membership_id=member.id).email == NEW


@pytest.fixture
def no_handler() -> Iterator[None]:
    """A fault on our side: asking for the work breaks."""
    known = jobs._handlers.pop(accounts.FOLLOW)
    yield
    jobs._handlers[accounts.FOLLOW] = known


def test_the_old_address_is_warned_even_if_no_trust_can_follow(cast: Cast, no_handler: None, mailoutbox: Any) -> None:
    user = cast.a.users["consultant"]
    old = user.email
    move(user)
    assert [mail.to for mail in mailoutbox if f"from {old} to {NEW}" in mail.body] == [[old]]


def test_a_trust_where_the_row_is_locked_follows_later_and_holds_up_no_other(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trust.actions.jobs.ring_soon", lambda *_words: None)
    user = make_user("nell@one.example", "Nell")
    trusts = [Trust.objects.create(slug=slug, name=slug, kind="multi_academy_trust") for slug in ("one", "two")]
    for trust in trusts:
        with tenant(trust.id), transaction.atomic():
            write(Membership(user=user, name="Nell", role="trustee", from_on="2020-01-01"))

    def addresses() -> list[str]:
        found = []
        for trust in trusts:
            with tenant(trust.id), transaction.atomic():
                found.append(Membership.objects.get(user=user).email)
        return found

    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT set_config('app.trust_id', %s, true)", [str(trusts[0].id)])
            cursor.execute("SELECT id FROM trust_membership FOR UPDATE")
            assert len(cursor.fetchall()) == 1
        User.objects.filter(pk=user.pk).update(email=NEW)
        accounts.ask_to_follow(user=user, occurrence="1")
        assert sorted(work_off()) == ["done", "due"]
        assert addresses() == ["nell@one.example", NEW]
        other.rollback()
    finally:
        other.close()
        connection.close()
    assert let_pauses_pass() == 1
    assert work_off() == ["done"]
    assert addresses() == [NEW, NEW]


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
    page = client.get("/account/reauthenticate/?next=/account/").content.decode()
    assert "Is it you?" in page
    assert "What you typed" not in page
