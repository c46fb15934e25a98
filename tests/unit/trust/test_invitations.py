"""Invitations: one use, seven days, hashed; nobody above the own role; twenty an hour."""

import datetime as dt
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trust import places
from trust.actions import invitations
from trust.actions.invitations import PER_HOUR, Invited
from trust.doors import hash_of, trusts_of
from trust.enums import Place, Role
from trust.errors import BadInput, NotFound, NotPermitted, Refused, TooMany
from trust.models import Activity, Invitation, Job, Membership, User

pytestmark = pytest.mark.django_db
PASSWORD = "quiet river lantern"


def sent(cast: Any, *, by: str = "administrator", **fields: Any) -> Invitation:
    given = {"name": "Nell Farraday", "email": "Nell@Ivybank.example", "role": Role.DIRECTOR, **fields}
    return invitations.invite(actor=cast.a.actor(by), invited=Invited(**given))


def token_of(row: Invitation) -> str:
    """The token as it stands in the mail."""
    job = Job.objects.get(kind="mail", key__contains=str(row.id))
    found = re.search(r"/join/trust-a/([\w-]+)/", job.payload["text"])
    assert found is not None
    return found[1]


def accepted(cast: Any, token: str, **more: Any) -> invitations.Accepted:
    given = {"slug": "trust-a", "token": token, "name": "Nell Farraday", "password": PASSWORD, **more}
    return invitations.accept_as_new(**given)


def test_the_token_is_long_and_kept_as_a_hash(cast: Any) -> None:
    with cast.a.open():
        row = sent(cast)
        token = token_of(row)
        assert len(token) >= 43
        assert row.token_hash == hash_of(token)
        assert token not in repr(Invitation.objects.values())
        assert row.email == "nell@ivybank.example"
        assert dt.timedelta(days=6, hours=23) < row.expires_at - timezone.now() <= dt.timedelta(days=7)


def test_every_change_of_people_locks_people_first_so_that_two_never_wait_crosswise(cast: Any) -> None:
    with cast.a.open():
        row = sent(cast)
        for act in (invitations.send_again, invitations.withdraw):
            with CaptureQueriesContext(connection) as queries:
                row = act(actor=cast.a.actor("administrator"), invitation_id=row.id)
            locked = [q["sql"] for q in queries.captured_queries if "FOR UPDATE" in q["sql"]]
            assert 'FROM "trust_trustsettings"' in locked[0]
            assert any('FROM "trust_invitation"' in sql for sql in locked[1:])


def test_accepting_makes_an_account_with_a_proven_mailbox_and_lets_in(cast: Any) -> None:
    with cast.a.open():
        token = token_of(sent(cast))
    user = accepted(cast, token).user
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert trusts_of(user, timezone.localdate()) == [cast.a.trust]
    with cast.a.open():
        assert Membership.objects.get(user=user).role == Role.DIRECTOR
        assert Activity.objects.filter(verb="accept").count() == 1


def test_the_second_click_of_a_pair_gets_the_answer_of_the_first(cast: Any) -> None:
    with cast.a.open():
        token = token_of(sent(cast))
    first, second = accepted(cast, token), accepted(cast, token)
    assert first.user == second.user
    assert User.objects.filter(email="nell@ivybank.example").count() == 1


def test_a_used_link_never_passes_a_second_factor_or_another_password(cast: Any) -> None:
    with cast.a.open():
        token = token_of(sent(cast))
    user = accepted(cast, token).user
    with pytest.raises(NotFound):
        accepted(cast, token, password="another long password")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    with pytest.raises(NotFound):
        accepted(cast, token)


@pytest.mark.parametrize("spoil", ["expired", "withdrawn", "replaced", "unknown", "other trust", "no trust"])
def test_every_link_that_cannot_be_used_says_the_same(cast: Any, spoil: str) -> None:
    slug = {"other trust": "trust-b", "no trust": "nowhere"}.get(spoil, "trust-a")
    with cast.a.open():
        row = sent(cast)
        token = token_of(row)
        if spoil == "expired":
            Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        elif spoil == "withdrawn":
            invitations.withdraw(actor=cast.a.actor("administrator"), invitation_id=row.id)
        elif spoil == "replaced":
            sent(cast, email="NELL@ivybank.example")
        elif spoil == "unknown":
            token = "x" * 43
    with pytest.raises(NotFound) as refused:
        accepted(cast, token, slug=slug)
    assert refused.value.message == invitations.UNUSABLE
    assert not User.objects.filter(email="nell@ivybank.example").exists()


@pytest.mark.parametrize("password", ["short", "password1234", "nell@ivybank.example", "administrator"])
def test_weak_passwords_are_refused_and_nothing_is_made(cast: Any, password: str) -> None:
    with cast.a.open():
        token = token_of(sent(cast))
    with pytest.raises(BadInput) as refused:
        accepted(cast, token, password=password)
    assert "password" in refused.value.detail
    assert not User.objects.filter(email="nell@ivybank.example").exists()


def test_an_existing_account_must_sign_in(cast: Any) -> None:
    with cast.a.open():
        token = token_of(sent(cast, email=cast.stranger.email))
    with pytest.raises(Refused):
        accepted(cast, token)
    with pytest.raises(NotFound):
        invitations.accept_as(user=cast.operator, slug="trust-a", token=token)
    for _ in range(2):
        invitations.accept_as(user=cast.stranger, slug="trust-a", token=token)
    with cast.a.open():
        assert Membership.objects.filter(user=cast.stranger).count() == 1


def test_an_address_that_is_not_proven_does_not_count(cast: Any) -> None:
    EmailAddress.objects.filter(user=cast.stranger).update(verified=False)
    with cast.a.open():
        token = token_of(sent(cast, email=cast.stranger.email))
    with pytest.raises(NotFound):
        invitations.accept_as(user=cast.stranger, slug="trust-a", token=token)


@pytest.mark.parametrize("by", ["chief", "director", "officer", "trustee", "specialist", "head"])
def test_only_who_manages_people_invites(cast: Any, by: str) -> None:
    with cast.a.open(), pytest.raises(NotPermitted):
        sent(cast, by=by)


def test_nobody_gives_a_role_above_their_own(cast: Any) -> None:
    with cast.p.open(), pytest.raises(BadInput) as refused:
        invitations.invite(
            actor=cast.p.actor("coordinator"),
            invited=Invited(name="X", email="x@y.example", role=Role.CHIEF_EXECUTIVE),
        )
    assert "role" in refused.value.detail


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\nBcc: all@b.example"}, "email"),
        ({"name": " "}, "name"),
        ({"role": Role.SPECIALIST}, "until_on"),
        ({"role": Role.ACADEMY_STAFF, "place": Place.HEADTEACHER}, "academy"),
        ({"role": Role.ACADEMY_STAFF, "place": Place.HEADTEACHER, "academy_id": UUID(int=7)}, "academy"),
        ({"email": "trustee@a.example"}, "email"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(cast: Any, fields: dict[str, Any], field: str) -> None:
    with cast.a.open(), pytest.raises(BadInput) as refused:
        sent(cast, **fields)
    assert field in refused.value.detail


def test_twenty_an_hour(cast: Any) -> None:
    with cast.a.open():
        for number in range(PER_HOUR):
            sent(cast, email=f"n{number}@ivybank.example")
        with pytest.raises(TooMany):
            sent(cast, email="one.more@ivybank.example")
        Invitation.objects.update(invited_at=timezone.now() - dt.timedelta(hours=2))
        sent(cast, email="one.more@ivybank.example")


def test_sending_again_voids_the_first_link(cast: Any) -> None:
    with cast.a.open():
        first = sent(cast)
        old = token_of(first)
        second = invitations.send_again(actor=cast.a.actor("administrator"), invitation_id=first.id)
        new = token_of(second)
        with pytest.raises(Refused):
            invitations.send_again(actor=cast.a.actor("administrator"), invitation_id=first.id)
    with pytest.raises(NotFound):
        accepted(cast, old)
    assert accepted(cast, new).user.name == "Nell Farraday"


def test_an_appointment_comes_with_the_invitation(cast: Any, monkeypatch: Any) -> None:
    academy, made = uuid4(), []
    monkeypatch.setattr(places, "academy_choices", [lambda: [(academy, "Ivybank")]])
    monkeypatch.setattr(
        places, "accepted", [lambda actor, row, member: made.append((row.academy_id, row.place, member.role))]
    )
    with cast.a.open():
        token = token_of(sent(cast, role=Role.ACADEMY_STAFF, place=Place.HEADTEACHER, academy_id=academy))
    accepted(cast, token)
    assert made == [(academy, "headteacher", "academy_staff")]


def test_the_mail_to_somebody_of_an_academy_names_the_academy(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    academy = uuid4()
    monkeypatch.setattr(places, "academy_choices", [lambda: [(academy, "Ivybank")]])
    with cast.a.open():
        row = sent(cast, role=Role.ACADEMY_STAFF, place=Place.HEADTEACHER, academy_id=academy)
        said = Job.objects.get(kind="mail", key__contains=str(row.id)).payload["text"]
    assert "You will be there as headteacher of Ivybank." in said
