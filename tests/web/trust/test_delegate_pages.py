"""Delegates: shown to those who see the people, named by those who approve, ended."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from trust.models import Delegation, TrustSettings

pytestmark = pytest.mark.django_db


def days(first: int = 0, last: int = 7) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "kind": "self_evaluation",
        "from_on": str(today + dt.timedelta(days=first)),
        "until_on": str(today + dt.timedelta(days=last)),
    }


def test_named_shown_and_ended(cast: Any) -> None:
    chief, administrator = (cast.client(cast.a.users[who]) for who in ("chief", "administrator"))
    url, officer = cast.a.url("delegates/"), cast.a.members["officer"]
    assert "Nobody stands in for anybody" in chief.get(url).content.decode()
    assert "Name a delegate" not in administrator.get(url).content.decode()
    form = chief.get(f"{url}new/").content.decode()
    assert officer.name in form
    assert cast.a.members["head"].name not in form
    assert chief.post(f"{url}new/", {**days(), "membership": str(officer.id)}).status_code == 302
    page = administrator.get(url).content.decode()
    assert f"<strong>{officer.name}</strong> for {cast.a.members['chief'].name}" in page
    assert "Holds now" in page
    with cast.a.open():
        made = Delegation.objects.get()
    end = f"{url}{made.id}/end/"
    assert "no longer" not in chief.get(end).content.decode()
    assert cast.client(cast.a.users["director"]).post(end).status_code == 403
    assert administrator.post(end).status_code == 302
    page = chief.get(url).content.decode()
    assert "ended before it began" in page
    assert f"Ended by {cast.a.members['administrator'].name}" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"membership": ""}, "Choose a person."),
        ({"membership": "x"}, "Choose a person."),
        ({"until_on": ""}, "Enter the date, last day."),
        ({"until_on": "2020-01-01"}, "The last day is before the first"),
        ({"kind": "x"}, "Choose what they approve."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Any, wrong: dict[str, str], words: str) -> None:
    chief = cast.client(cast.a.users["chief"])
    answer = chief.post(
        cast.a.url("delegates/new/"), {**days(), "membership": str(cast.a.members["officer"].id), **wrong}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("officer", 404), ("trustee", 404), ("head", 404)])
def test_others_do_not_know_of_it(cast: Any, who: str, status: int) -> None:
    assert cast.client(cast.a.users[who]).get(cast.a.url("delegates/")).status_code == status
    assert cast.client(cast.a.users["administrator"]).get(cast.a.url("delegates/new/")).status_code == 404


def test_the_trust_says_who_approves(cast: Any) -> None:
    administrator, url = cast.client(cast.a.users["administrator"]), cast.a.url("settings/documents/")
    given = {"sef_approvers": "director", "small_number_threshold": "10"}
    assert administrator.post(url, given).status_code == 302
    with cast.a.open():
        row = TrustSettings.objects.get()
        assert (row.sef_approvers, row.grade_required_in_sef, row.small_number_threshold) == ("director", False, 10)
    for wrong in ({"sef_approvers": "everybody"}, {"small_number_threshold": "-1"}, {"small_number_threshold": ""}):
        assert administrator.post(url, {**given, **wrong}).status_code == 422
    assert cast.client(cast.a.users["chief"]).post(url, given).status_code == 404
