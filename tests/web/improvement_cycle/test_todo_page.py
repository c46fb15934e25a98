"""The to-do list: what is due and from whom, its three lists, and the number in the header."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from improvement_cycle.models import Cycle
from tests.unit.improvement_cycle.academies import make_academy
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import submitted
from trust import deadlines, waiting
from trust.actors import Actor
from trust.permissions import Permission
from trust.waiting import Waits

TITLE = "Self-evaluation of Beckside Primary"
PEOPLE = ("chief", "director", "secondary_director", "head", "other_head", "trustee", "officer", "administrator")


def due(web: Web, days: int) -> dt.date:
    """So many days from today."""
    day = timezone.localdate() + dt.timedelta(days=days)
    with web.open():
        Cycle.objects.filter(id=web.stage.cycles["now"].id).update(self_evaluations_due_on=day)
    return day


def page(web: Web, who: str, query: str = "") -> str:
    answer = web.client(who).get(f"/t/{web.stage.troupe.trust.slug}/waiting/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def count(web: Web, who: str) -> str:
    return str(web.client(who).get(f"/t/{web.stage.troupe.trust.slug}/waiting/count/").content.decode())


def said(day: dt.date) -> str:
    return f"{day:%-d %B}" if day.year == timezone.localdate().year else f"{day:%-d %B %Y}"


class TestMine:
    def test_the_head_finds_what_is_late_with_how_late_it_is(self, web: Web) -> None:
        day = due(web, -4)
        html = page(web, "head")
        today = timezone.localdate()
        assert f'<p class="eyebrow">{today:%A} {today.day} {today:%B %Y}</p><h1>To do</h1>' in html
        assert "1 for you, and it is late." in html
        assert "4 days late" in html
        assert f"Due {said(day)}" in html
        assert f'href="{web.row_url("sef")}">{TITLE}, {web.stage.years["now"].label}</a>' in html
        assert '<span class="vh"> thing</span>' in count(web, "head")
        assert ">1<" in count(web, "head")

    def test_what_is_due_today_is_not_late(self, web: Web) -> None:
        due(web, 0)
        html = page(web, "head")
        assert "1 for you." in html
        assert "Today" in html
        assert "late" not in html.partition("<main")[2]

    def test_the_words_of_the_header(self, web: Web) -> None:
        due(web, 3)
        assert '<span class="word">To do</span>' in page(web, "head")

    def test_what_is_due_later_stands_on_the_page_and_is_not_counted(self, web: Web) -> None:
        due(web, 100)
        html = page(web, "head")
        assert '<h2 id="h-later">Later</h2>' in html
        assert TITLE in html
        assert count(web, "head").strip() == ""

    def test_undated_things_keep_their_own_group_and_their_since(self, web: Web) -> None:
        assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
        submitted(web)
        html = page(web, "chief")
        assert '<h2 id="h-answer">Waiting for your answer</h2>' in html
        assert f"Since {timezone.localdate():%-d %b}" in html
        assert "Read and answer</a>" in html
        assert ">1<" in count(web, "chief")

    def test_what_one_waits_for_stands_beside(self, web: Web) -> None:
        due(web, -1)
        html = page(web, "chief")
        assert "Nothing for you. 3 wait for other people." in html
        beside = html.partition("You wait for")[2]
        assert TITLE in beside
        head = web.stage.troupe.members["head"].name
        assert f"{head}. 1 day late" in beside
        assert 'href="?show=others">All 3</a>' in beside


class TestOthers:
    def test_each_waits_for_those_they_look_after(self, web: Web) -> None:
        due(web, 5)
        shown = {who: page(web, who, "?show=others") for who in PEOPLE}
        assert {who for who, html in shown.items() if TITLE in html} == {"chief", "director"}
        assert {who for who, html in shown.items() if "Castle Rise High" in html} == {
            "chief",
            "director",
            "secondary_director",
        }
        assert "You wait for nobody" in shown["trustee"]
        assert f"{web.stage.troupe.members['head'].name}. Due" in shown["chief"]

    def test_a_draft_changes_nothing_on_the_page_of_others(self, web: Web) -> None:
        due(web, 5)
        before = page(web, "chief", "?show=others").partition("<main")[2]
        assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
        assert page(web, "chief", "?show=others").partition("<main")[2] == before

    def test_another_trust_learns_nothing(self, web: Web) -> None:
        due(web, 5)
        mine = web.client("chief", "b").get(web.cast.b.url("waiting/?show=others"))
        assert mine.status_code == 200
        assert "Beckside" not in mine.content.decode()


class TestDone:
    def test_it_says_when_it_was_done_and_that_it_was_late(self, web: Web) -> None:
        day = due(web, -2)
        assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
        submitted(web)
        for who in ("head", "chief"):
            html = page(web, who, "?show=done")
            assert f"{said(timezone.localdate())}</span>" in html
            assert f"Was due {said(day)}, 2 days late" in html
            assert TITLE not in page(web, who, "?show=others")
        assert "1 for you" not in page(web, "head")
        assert TITLE not in page(web, "trustee", "?show=done")

    def test_nothing_done_is_said(self, web: Web) -> None:
        due(web, 5)
        assert "Nothing was done in the last 30 days" in page(web, "head", "?show=done")


def test_a_list_that_is_not_there_is_refused_with_a_way_back(web: Web) -> None:
    place = f"/t/{web.stage.troupe.trust.slug}/waiting/"
    for query in ("?show=everything", "?page=x", "?show=done&page=0"):
        answer = web.client("chief").get(f"{place}{query}")
        assert answer.status_code == 400, query
        assert f'href="{place}' in answer.content.decode()
    # A page beyond the last is the last one.
    assert web.client("chief").get(f"{place}?page=9").status_code == 200


def test_more_than_fifty_things_come_in_pages(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(_actor: Actor) -> list[Waits]:
        return [Waits(timezone.now(), f"Thing {n:02}", "Do it.", "/") for n in range(60)]

    monkeypatch.setattr(waiting, "_sources", {"many": waiting.WaitingSource("many", (Permission.TRUST_ENTER,), many)})
    due(web, -1)
    first, second = page(web, "head"), page(web, "head", "?page=2")
    assert "61 for you, 1 of them late." in first
    assert first.index(TITLE) < first.index("Thing 00")
    assert "1 to 50 of 61 things" in first
    assert ("Thing 48" in first, "Thing 49" in first, "Thing 49" in second) == (True, False, True)
    assert TITLE not in second


@pytest.mark.parametrize("query", ["", "?show=others", "count/"])
def test_the_number_of_questions_does_not_grow(web: Web, query: str) -> None:
    due(web, -1)
    counts = []
    client = web.client("chief")
    for n in range(2):
        client.get(f"/t/{web.stage.troupe.trust.slug}/activity/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/t/{web.stage.troupe.trust.slug}/waiting/{query}")
        counts.append(len(asked))
        with web.open():
            for more in range(3):
                academy = make_academy(f"More{n}{more} Primary", "primary")
                web.row().__class__.objects.create(cycle=web.stage.cycles["now"], academy=academy)
    assert counts[0] == counts[1]


def test_who_has_no_page_of_their_own_lands_on_what_is_due(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    day = timezone.localdate() + dt.timedelta(days=3)

    def find(_actor: Actor) -> Any:
        return deadlines.lines(
            Cycle.objects.all(), kind="one", title="Send the papers", due_on=Value(day), role="trust_officer"
        )

    start = f"/t/{web.stage.troupe.trust.slug}/"
    assert "There is nothing for you to do just now" in web.client("officer").get(start).content.decode()
    one = deadlines.DeadlineSource("one", (Permission.TRUST_ENTER,), find, lambda _trust, _line: "/papers/")
    monkeypatch.setattr(deadlines, "_sources", {"one": one})
    html = web.client("officer").get(start).content.decode()
    assert "There is nothing for you to do just now" not in html
    assert html.count('href="/papers/">Send the papers</a>') == 2
    assert "Send the papers" not in web.client("specialist").get(start).content.decode()
