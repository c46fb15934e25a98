"""The list of who has access, once a term."""

import datetime as dt
import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.cast import Cast
from tests.work import work_off
from trust.actions import invitations, people, tokens
from trust.actions.invitations import Invited
from trust.files import path_of
from trust.models import Activity, MembershipIndex, Report

pytestmark = pytest.mark.django_db


def sheets(cast: Cast, report: Report) -> dict[str, list[dict[str, Any]]]:
    with cast.a.open():
        made = Report.objects.get(pk=report.pk)
        assert made.state == "ready", made.fault
    book = load_workbook(io.BytesIO(path_of(cast.a.trust.id, made.file_id).read_bytes()))
    found = {}
    for sheet in book.worksheets[1:]:
        head, *rows = sheet.values
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_an_administrator_gets_everybody_with_role_phases_last_seen_factor_and_end(cast: Cast) -> None:
    today = timezone.localdate()
    with cast.a.open():
        administrator = cast.a.actor("administrator")
        people.end(actor=administrator, membership_id=cast.a.members["officer"].id, reason="moved on")
        invitations.invite(actor=administrator, invited=Invited(name="=1+1", email="new@a.example", role="trustee"))
        tokens.create(actor=cast.a.actor("primary_director"), label="x", scopes=["matrix.read"], days=30)
        old = cast.a.members["trustee"]
        old.from_on, old.until_on = dt.date(2019, 1, 1), today - dt.timedelta(days=366)
        old.save()
    MembershipIndex.objects.filter(membership_id=cast.a.members["chief"].id).update(last_seen_at=timezone.now())
    client = cast.client(cast.a.users["administrator"])
    assert "Access review" in client.get(cast.a.url("people/")).content.decode()
    assert "Prepare the list" in client.get(cast.a.url("people/review/")).content.decode()
    answer = client.post(cast.a.url("people/review/"))
    with cast.a.open():
        report = Report.objects.get()
        assert answer.url == cast.a.url(f"reports/{report.pk}/")
        line = Activity.objects.get(verb="export")
        assert (line.by_name, line.subject_id) == (administrator.name, report.pk)
    assert work_off().count("done") >= 1
    found = sheets(cast, report)
    holding = {row["E-mail address"]: row for row in found["Has access"]}
    assert set(holding) == {user.email for key, user in cast.a.users.items() if key not in {"officer", "trustee"}}
    director = holding["primary_director@a.example"]
    assert (director["Role"], director["Phases"], director["Last day"]) == ("Primary director", "primary", "No end")
    assert (director["Second factor"], director["Last seen"], director["Access tokens"]) == ("App code", "Never", 1)
    assert isinstance(holding["chief@a.example"]["Last seen"], dt.datetime)
    assert [(row["E-mail address"], row["Reason"]) for row in found["Left within a year"]] == [
        ("officer@a.example", "moved on")
    ]
    assert [row["E-mail address"] for row in found["Invited"]] == ["new@a.example"]
    assert cast.b.canary not in str(found)


@pytest.mark.parametrize(("who", "status"), [("chief", 403), ("director", 403), ("trustee", 404), ("head", 404)])
def test_nobody_else_may(cast: Cast, who: str, status: int) -> None:
    client = cast.client(cast.a.users[who])
    for ask in (client.get, client.post):
        assert ask(cast.a.url("people/review/")).status_code == status
    assert "Access review" not in client.get(cast.a.url("people/")).content.decode()
    with cast.a.open():
        assert not Report.objects.exists()


def test_somebody_who_lost_the_role_meanwhile_gets_nothing(cast: Cast) -> None:
    with cast.a.open():
        report = people.ask_review(actor=cast.a.actor("administrator"))
        member = cast.a.members["administrator"]
        member.role = "trustee"
        member.save()
    work_off()
    with cast.a.open():
        assert Report.objects.get(pk=report.pk).state == "failed"
