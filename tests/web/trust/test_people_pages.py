"""The people pages: list, change, end, invite."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from tests.cast import Troupe, join, make_user
from trust.actions import memberships, people
from trust.enums import Remit, Role
from trust.models import Invitation, Membership, MembershipIndex, User
from trust.queries import access_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(cast: Any) -> Client:
    return cast.client(cast.a.users["administrator"])


def person_url(troupe: Troupe, who: str, rest: str = "") -> str:
    return troupe.url(f"people/{troupe.members[who].id}/{rest}")


def noted(client: Client, user: User) -> None:
    """The sign-in is on the person's list, as after signing in by hand."""
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=client.session.session_key, user_agent="x")


def ready_to_count(client: Client, url: str) -> None:
    """The first look in notes when the person was last seen; the one that is counted does not."""
    assert client.get(url).status_code == 200


def test_the_list_shows_everybody_with_role_factor_and_last_look_in(cast: Any, administrator: Client) -> None:
    text = administrator.get(cast.a.url("people/")).content.decode()
    assert "13 people have access" in text
    assert "Primary director" in text
    assert "App code" in text
    assert "Never" in text
    assert cast.b.canary not in text
    again = administrator.get(cast.a.url("people/")).content.decode()
    assert "Today" in again


def test_the_filter_holds_for_invitations_too(cast: Any, administrator: Client) -> None:
    given = {"name": "Nell Farraday", "email": "nell@ivybank.example", "role": "trustee"}
    administrator.post(cast.a.url("people/invite/"), given)
    for fits in ("?q=farraday", "?role=trustee", ""):
        assert "nell@ivybank.example" in administrator.get(cast.a.url(f"people/{fits}")).content.decode()
    assert "nell@ivybank.example" not in administrator.get(cast.a.url("people/?role=director")).content.decode()
    text = administrator.get(cast.a.url("people/?q=zzzzz")).content.decode()
    assert "Nobody fits" in text
    assert "pending" not in text


def test_the_role_filter_offers_what_inviting_offers(cast: Any, administrator: Client) -> None:
    page = administrator.get(cast.a.url("people/")).content.decode()
    offered = page.split('<select name="role">')[1].split("</select>")[0]
    assert ">At an academy</option>" in offered
    assert "luster lead" not in offered
    assert "ember of an academy" not in offered


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_questions_for_one_and_for_three(
    cast: Any, administrator: Client, rows: int, django_assert_num_queries: Any
) -> None:
    with cast.a.open():
        for number in range(rows):
            join(cast.a, [(f"extra{number}", make_user(f"zz{number}@a.example", "Zz"), Role.TRUSTEE, Remit.ALL)])
    url = cast.a.url("people/?q=zz")
    ready_to_count(administrator, url)
    with django_assert_num_queries(LIST_QUERIES):
        administrator.get(url)


LIST_QUERIES = 15


@pytest.mark.parametrize(
    ("who", "status"),
    [("chief", 200), ("director", 200), ("officer", 404), ("trustee", 404), ("head", 404), ("specialist", 404)],
)
def test_who_may_read_the_list(cast: Any, who: str, status: int) -> None:
    response = cast.client(cast.a.users[who]).get(cast.a.url("people/"))
    assert response.status_code == status
    assert b"Invite people" not in response.content


@pytest.mark.parametrize("path", ["people/", "people/invite/", "settings/", "years/", "tokens/", "settings/words/"])
def test_nobody_of_another_trust_finds_the_pages(cast: Any, path: str) -> None:
    assert cast.client(cast.b.users["administrator"]).get(cast.a.url(path)).status_code == 404
    assert cast.client(cast.stranger).get(cast.a.url(path)).status_code == 404
    assert Client().get(cast.a.url(path)).status_code == 302


def test_what_a_leaver_signs_in_with_elsewhere_is_not_shown(cast: Any, administrator: Client) -> None:
    member = cast.a.members["director"]
    with cast.a.open():
        people.end(actor=cast.a.actor("administrator"), membership_id=member.id, reason="")
    left = administrator.get(cast.a.url("people/?access=ended")).content.decode()
    assert "No access" in left
    assert "App code" not in left
    assert "Second factor" not in administrator.get(cast.a.url(f"people/{member.id}/")).content.decode()


def test_a_person_of_another_trust_is_no_person_here(cast: Any, administrator: Client) -> None:
    member = cast.b.members["trustee"]
    for rest in ("", "end/", "back/"):
        url = cast.a.url(f"people/{member.id}/{rest}")
        assert administrator.get(url).status_code == 404
        assert administrator.post(url, {}).status_code == 404


def test_filters_and_their_empty_answer(cast: Any, administrator: Client) -> None:
    assert b"Chief Canary" not in administrator.get(cast.a.url("people/?role=trustee")).content
    nobody = administrator.get(cast.a.url("people/?q=qqqqq"))
    assert b"Nobody fits" in nobody.content
    assert administrator.get(cast.a.url("people/?q=%00")).status_code == 200


def test_pages_of_fifty(cast: Any, administrator: Client) -> None:
    with cast.a.open():
        user = cast.stranger
        Membership.objects.bulk_create(
            Membership(
                user=user,
                name=f"Person {n:03}",
                email=user.email,
                role=Role.TRUSTEE,
                from_on=dt.date(2020, 9, 1),
                until_on=timezone.localdate(),
            )
            for n in range(60)
        )
    first = administrator.get(cast.a.url("people/?role=trustee")).content
    assert b"1 to 50 of 61" in first
    assert b"Person 059" not in first
    assert b"Person 059" in administrator.get(cast.a.url("people/?role=trustee&page=2")).content


def test_changing_a_person(cast: Any, administrator: Client) -> None:
    url = person_url(cast.a, "officer")
    given = {"name": "Max Holm", "role": "director", "remit": "secondary", "title": "Director", "until_on": ""}
    assert b"Officer" in administrator.get(url).content
    assert administrator.post(url, given).status_code == 302
    with cast.a.open():
        member = Membership.objects.get(pk=cast.a.members["officer"].pk)
        assert (member.name, member.role, member.remit) == ("Max Holm", "director", "secondary")


def test_a_change_that_makes_no_sense_comes_back_with_a_summary(cast: Any, administrator: Client) -> None:
    given = {"name": "", "role": "specialist", "remit": "all", "title": "", "until_on": ""}
    response = administrator.post(person_url(cast.a, "officer"), given)
    assert response.status_code == 422
    assert b"There is a problem" in response.content
    given["name"] = "Max"
    response = administrator.post(person_url(cast.a, "officer"), given)
    assert response.status_code == 422
    assert b"A specialist has access for a limited time" in response.content


def test_readers_may_not_change(cast: Any) -> None:
    chief = cast.client(cast.a.users["chief"])
    for rest in ("", "end/", "back/"):
        assert chief.post(person_url(cast.a, "officer", rest), {}).status_code == 403
        assert cast.client(cast.a.users["trustee"]).post(person_url(cast.a, "officer", rest), {}).status_code == 404


def test_a_leaver_is_out_with_the_next_click(cast: Any, administrator: Client) -> None:
    leaver = cast.client(cast.a.users["director"])
    noted(leaver, cast.a.users["director"])
    assert leaver.get(cast.a.url("people/")).status_code == 200
    url = person_url(cast.a, "director", "end/")
    assert b"signed out" in administrator.get(url).content
    assert administrator.post(url, {"reason": "New post"}).status_code == 302
    response = leaver.get(cast.a.url("people/"))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert b"Give access again" in administrator.get(person_url(cast.a, "director")).content
    assert administrator.post(person_url(cast.a, "director", "back/")).status_code == 302
    assert cast.client(cast.a.users["director"]).get(cast.a.url("people/")).status_code == 200


def test_a_leaver_of_one_trust_stays_signed_in_for_the_other(cast: Any, administrator: Client) -> None:
    consultant = cast.a.users["consultant"]
    client = cast.client(consultant)
    noted(client, consultant)
    assert administrator.post(person_url(cast.a, "consultant", "end/"), {}).status_code == 302
    assert client.get(cast.a.url()).status_code == 404
    assert client.get(cast.b.url()).status_code == 200


def test_nobody_ends_themselves(cast: Any, administrator: Client) -> None:
    assert administrator.post(person_url(cast.a, "administrator", "end/"), {}).status_code == 409


def test_inviting(cast: Any, administrator: Client) -> None:
    url = cast.a.url("people/invite/")
    given = {"name": "Nell Farraday", "email": "nell@ivybank.example", "role": "trustee"}
    assert administrator.get(url).status_code == 200
    response = administrator.post(url, given)
    assert response.status_code == 302
    page = administrator.get(cast.a.url("people/")).content.decode()
    assert "1 invitation is not answered" in page
    assert "nell@ivybank.example" in page
    with cast.a.open():
        row = Invitation.objects.get()
    assert administrator.post(cast.a.url(f"invitations/{row.id}/again/")).status_code == 302
    assert administrator.post(cast.a.url(f"invitations/{row.id}/again/")).status_code == 404
    with cast.a.open():
        row = Invitation.objects.get(withdrawn_at__isnull=True)
    assert b"Withdraw" in administrator.get(cast.a.url(f"invitations/{row.id}/withdraw/")).content
    assert administrator.post(cast.a.url(f"invitations/{row.id}/withdraw/")).status_code == 302
    assert "not answered" not in administrator.get(cast.a.url("people/")).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "N", "email": "nobody", "role": "trustee"},
        {"name": "N", "email": "n@i.example", "role": "coordinator"},
        {"name": "N", "email": "n@i.example", "role": "specialist"},
        {"name": "N", "email": "n@i.example", "role": "trustee", "until_on": "yesterday"},
        {"name": "N\x00", "email": "n@i.example", "role": "trustee"},
        {"name": "N" * 201, "email": "n@i.example", "role": "trustee"},
        {"name": "N", "email": "trustee@a.example", "role": "trustee"},
    ],
)
def test_an_invitation_that_makes_no_sense(cast: Any, administrator: Client, given: dict[str, str]) -> None:
    response = administrator.post(cast.a.url("people/invite/"), given)
    assert response.status_code == 422
    assert b"There is a problem" in response.content
    with cast.a.open():
        assert not Invitation.objects.exists()


def test_the_hourly_limit_is_said(cast: Any, administrator: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("trust.actions.invitations.PER_HOUR", 0)
    given = {"name": "Nell", "email": "nell@ivybank.example", "role": "trustee"}
    response = administrator.post(cast.a.url("people/invite/"), given)
    assert response.status_code == 429
    assert b"a little later" in response.content


def test_being_seen_is_noted_in_the_index_only(cast: Any, administrator: Client) -> None:
    administrator.get(cast.a.url("people/"))
    row = MembershipIndex.objects.get(membership_id=cast.a.members["administrator"].id)
    assert row.last_seen_at is not None
    first = row.last_seen_at
    administrator.get(cast.a.url("people/"))
    row.refresh_from_db()
    assert row.last_seen_at == first


def test_a_name_with_a_line_break_is_refused_before_it_stands_in_a_mail(cast: Any, administrator: Client) -> None:
    given = {"name": "a\nBcc: x@y.example", "email": "nell@ivybank.example", "role": "trustee"}
    answer = administrator.post(cast.a.url("people/invite/"), given)
    assert answer.status_code == 422
    assert "Write this in one line" in answer.content.decode()
    with cast.a.open():
        assert not Invitation.objects.exists()


def test_access_that_is_ended_now_is_said_to_end_today_wherever_it_is_said(cast: Any, administrator: Client) -> None:
    told = administrator.post(person_url(cast.a, "director", "end/"), {}, follow=True).content.decode()
    today = f"{timezone.localdate():%-d %B %Y}"
    assert re.search(rf"The access of [^<]+ ended today, {today}, at \d\d:\d\d\.", told)
    assert f"Ended {today}" in administrator.get(cast.a.url("people/?access=ended")).content.decode()
    assert f"Access ended on {today}." in administrator.get(person_url(cast.a, "director")).content.decode()
    with cast.a.open():
        report = access_review.build(cast.a.actor("administrator"), cast.a.trust.id, {})
    assert [line.row.until_on for line in report.left] == [timezone.localdate()]


def test_access_that_ended_with_its_last_day_is_said_to_end_on_that_day(cast: Any, administrator: Client) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with cast.a.open():
        member = cast.a.members["director"]
        member.from_on, member.until_on = yesterday, yesterday
        memberships.write(member)
    page = administrator.get(person_url(cast.a, "director")).content.decode()
    assert f"Access ended on {yesterday:%-d %B %Y}." in page


@pytest.mark.parametrize("days", [1, 40])
def test_who_was_not_the_first_to_end_an_access_is_not_told_that_it_ended_now(
    cast: Any, administrator: Client, days: int
) -> None:
    before = timezone.localdate() - dt.timedelta(days=days)
    with cast.a.open():
        member = cast.a.members["director"]
        member.from_on, member.until_on = before, before
        memberships.write(member)
    told = administrator.post(person_url(cast.a, "director", "end/"), {}, follow=True).content.decode()
    assert "had ended already. The list says when." in told
