"""The subscription feed: read by a real parser, by whoever has the address and by nobody else."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import icalendar
import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from improvement_cycle.actions import commitments, promises, trust_meetings
from improvement_cycle.actions.commitments import Words
from improvement_cycle.models import InspectionDeadline, PlanAction, Priority, TrustMeeting, VisitFollowUp
from tests.cast import signed_in
from tests.unit.improvement_cycle.conftest import Stage
from tests.unit.improvement_cycle.test_deadlines import checked_priority, planned_action, visited
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_calendar_pages import day, due, main, scheduled, shown
from tests.web.improvement_cycle.test_sef_pages import submitted
from trust import deadlines
from trust.models import Activity, CalendarFeed, Membership, MembershipIndex, User
from trust.queries import calendar_feed
from trust.reminder_mails import named

TITLE = "Self-evaluation of Beckside Primary"


@pytest.fixture
def supported(web: Web) -> Web:
    with web.open():
        web.stage.decide("beckside", 3)
    return web


def at(web: Web, path: str = "") -> str:
    return f"/t/{web.stage.troupe.trust.slug}/calendar/{path}"


def make(web: Web, who: str, holds: str = "mine", act: str = "new") -> str:
    """The path of the address that the page shows."""
    client = web.client(who)
    assert client.post(at(web, "own/"), {"holds": holds, "act": act}).status_code == 302
    html = client.get(at(web, "own/")).content.decode()
    found = re.search(r'value="http://testserver(/t/[^"]+\.ics)"', html)
    assert found
    return found[1]


def fetch(path: str, **headers: str) -> Any:
    """As a calendar does: nobody is signed in."""
    return Client().get(path, headers=headers)


def events(path: str) -> list[Any]:
    answer = fetch(path)
    assert answer.status_code == 200
    found = icalendar.Calendar.from_ical(answer.content)
    assert found.errors == []
    return list(found.walk("VEVENT"))


def titles(path: str) -> list[str]:
    return [str(each["summary"]) for each in events(path)]


CANARY = "Mr Thorne is on a support plan"


def wrote(stage: Stage, words: str) -> None:
    """These words stand wherever people write freely what has a day."""
    today = timezone.localdate()
    planned_action(stage)
    checked_priority(stage)
    visited(stage)
    PlanAction.objects.update(text=words)
    Priority.objects.update(statement=words)
    VisitFollowUp.objects.update(text=words)
    given = Words(words, "other", "trust", "director", "", today, words)
    commitments.add(actor=stage.chief, academy_cycle_id=stage.row("beckside").id, words=given)
    trust_meetings.plan(actor=stage.chief, given=trust_meetings.Given("board", today, title=words))
    said = {"words": words, "by_name": "Chief", "at": timezone.now()}
    InspectionDeadline.objects.create(academy=stage.academies["beckside"], kind="rise_milestone", due_on=today, **said)


def assert_says_nobody(web: Web, refused: Any) -> None:
    """In plain words, without a page and so without whose it is."""
    assert refused["Content-Type"] == "text/plain; charset=utf-8"
    words = refused.content.decode()
    assert len(words) < 100
    assert not any(member.name in words for member in web.stage.troupe.members.values())
    assert web.stage.troupe.trust.name not in words


class TestReading:
    def test_what_is_mine_comes_with_its_day_and_its_page(self, web: Web) -> None:
        on = due(web, 8)
        (told,) = events(make(web, "head"))
        label = web.stage.years["now"].label
        assert str(told["summary"]) == f"Due: {TITLE}, {label}"
        assert told.decoded("dtstart") == on
        assert str(told["url"]) == f"http://testserver{web.row_url('sef')}"
        assert "description" not in told

    def test_it_tells_all_one_may_see_where_that_is_chosen(self, web: Web) -> None:
        due(web, 8)
        assert titles(make(web, "chief")) == []
        assert len(titles(make(web, "chief", "all"))) == 3
        path = make(web, "head")
        for _ in range(2):
            assert make(web, "head", "all", "keep") == path
        with web.open():
            (said,) = Activity.objects.filter(kind="token", verb="change")
            assert said.sentence == "let the address for the calendar tell all they may see"

    def test_headers(self, web: Web) -> None:
        answer = fetch(make(web, "head"))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["Content-Disposition"] == f'inline; filename="{web.stage.troupe.trust.slug}.ics"'
        assert "session" not in answer.cookies

    def test_nothing_new_is_304_and_a_change_counts_on(self, web: Web) -> None:
        due(web, 8)
        path = make(web, "head")
        first = fetch(path)
        assert fetch(path, If_None_Match=first["ETag"]).status_code == 304
        again = fetch(path)
        assert again.content == first.content
        due(web, 9)
        changed = fetch(path, If_None_Match=first["ETag"])
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]
        before, after = (icalendar.Calendar.from_ical(each.content).walk("VEVENT")[0] for each in (first, changed))
        assert before["uid"] == after["uid"]
        assert after["sequence"] == before["sequence"] + 1

    def test_a_deadline_that_was_met_is_told_no_more(self, web: Web) -> None:
        due(web, 8)
        path = make(web, "head")
        assert len(titles(path)) == 1
        assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
        submitted(web)
        assert titles(path) == []

    def test_what_is_done_takes_no_place_from_what_is_to_come(self, web: Web, monkeypatch: Any) -> None:
        due(web, -14)
        path = make(web, "head")
        assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
        submitted(web)
        with web.open():
            planned_action(web.stage)
        monkeypatch.setattr(calendar_feed, "MOST", 1)
        # What was met lies before it, or it would be no trial.
        assert titles(path) == ["Due: Action of a plan, Beckside Primary"]

    def test_a_visit_that_took_place_stays(self, supported: Web) -> None:
        path = make(supported, "chief", "all")
        promise = scheduled(supported, "behaviour_audit", timezone.localdate())
        with supported.open():
            told = {"on": timezone.localdate(), "days": Decimal(1), "note": "Done.", "seen_version": 2}
            promises.deliver(actor=supported.stage.chief, promise_id=promise.id, **told)
        assert "Behaviour and attendance audit: Beckside Primary" in titles(path)

    def test_the_day_of_last_use_is_noted(self, web: Web) -> None:
        path = make(web, "head")
        assert "Nothing has read it yet." in web.client("head").get(at(web, "own/")).content.decode()
        fetch(path)
        assert "Last read on" in web.client("head").get(at(web, "own/")).content.decode()


class TestPrivate:
    @pytest.mark.parametrize("who", ["head", "chief", "senior_leader"])
    def test_what_is_need_to_know_reads_private_to_everybody(self, supported: Web, who: str) -> None:
        scheduled(supported, "leadership_review", day(9))
        answer = fetch(make(supported, who, "all"))
        assert b"eadership" not in answer.content.replace(b"\r\n ", b"")
        told = [each for each in events(make(supported, who, "all")) if each["summary"] == "Private"]
        assert len(told) == 1
        assert set(told[0]) == {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "TRANSP", "CLASS"}

    def test_nothing_that_people_wrote_is_told(self, web: Web) -> None:
        with web.open():
            wrote(web.stage, CANARY)
            actor = web.stage.chief
            lines = deadlines.read(deadlines.in_calendar(actor, deadlines.IS_OPEN))
            inside = {line.kind for line in lines if CANARY in line.title}
            assert {"plan_action", "sustain_check", "visit_follow_up"} <= inside
            assert {"promise", "inspection_deadline", "trust_meeting"} <= inside
            # Neither a feed nor the subject of a mail.
            assert [line.kind for line in lines if CANARY in named(line)] == []
        path = make(web, "chief", "all")
        assert CANARY.encode() not in fetch(path).content.replace(b"\r\n ", b"")
        told = set(titles(path))
        assert {"Meeting of the trust", "Due: Commitment, Beckside Primary"} <= told
        assert "Due: Day after an inspection, Beckside Primary" in told

    def test_a_meeting_that_is_cancelled_says_so_without_its_title(self, web: Web) -> None:
        with web.open():
            wrote(web.stage, CANARY)
            TrustMeeting.objects.update(cancelled_at=timezone.now(), cancelled_why="Nobody can come.")
        assert "Cancelled: Meeting of the trust" in titles(make(web, "chief", "all"))


class TestDoor:
    def test_an_unknown_a_revoked_and_another_trusts_address_are_the_page_that_does_not_exist(self, web: Web) -> None:
        path = make(web, "head")
        slug = web.stage.troupe.trust.slug
        other = path.replace(slug, web.cast.b.trust.slug)
        nowhere = path.replace(slug, "nobody")
        unknown = at(web, f"{'x' * 43}.ics")
        bodies = set()
        for each in (other, nowhere, unknown, at(web, "%00.ics"), at(web, f"{'y' * 3000}.ics")):
            answer = fetch(each)
            assert answer.status_code == 404, each
            bodies.add(re.sub(r"nonce=\"[^\"]*\"|\b[a-zA-Z0-9]{64}\b", "", answer.content.decode()))
        assert len(bodies) == 1
        assert web.client("head").post(at(web, "own/stop/")).status_code == 302
        assert fetch(path).status_code == 404

    def test_a_new_address_ends_the_old_one(self, web: Web) -> None:
        old = make(web, "head")
        new = make(web, "head")
        assert old != new
        assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
        with web.open():
            assert CalendarFeed.objects.filter(revoked_at=None).count() == 1

    def test_it_ends_with_the_membership_and_with_the_account(self, web: Web) -> None:
        path = make(web, "head")
        member = web.stage.troupe.members["head"]
        User.objects.filter(pk=member.user_id).update(is_active=False)
        assert fetch(path).status_code == 404
        User.objects.filter(pk=member.user_id).update(is_active=True)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        with web.open():
            Membership.objects.filter(pk=member.id).update(until_on=yesterday)
            MembershipIndex.objects.filter(membership_id=member.id).update(until_on=yesterday)
        assert fetch(path).status_code == 404

    def test_the_secret_is_kept_nowhere(self, web: Web) -> None:
        key = make(web, "head").rpartition("/")[2].removesuffix(".ics")
        assert len(key) == 43
        with web.open():
            kept = CalendarFeed.objects.get()
            assert key not in str(vars(kept))
            assert not any(key in each.sentence for each in Activity.objects.all())

    def test_another_secret_of_the_house_shows_no_wrong_address(self, web: Web, settings: Any) -> None:
        path = make(web, "head")
        settings.SECRET_KEY = "another secret of the house, as long as the first one was"
        page = web.client("head").get(at(web, "own/")).content.decode()
        assert "can no longer be shown" in page
        assert ".ics" not in page
        assert fetch(path).status_code == 200

    def test_it_only_reads(self, web: Web) -> None:
        path = make(web, "head")
        client = Client()
        assert [client.post(path).status_code, client.put(path).status_code, client.delete(path).status_code] == [
            405
        ] * 3
        assert client.head(path).status_code == 200
        assert Client(enforce_csrf_checks=True).post(path)["Allow"] == "GET, HEAD"

    def test_it_opens_nothing_else(self, web: Web) -> None:
        key = make(web, "chief").rpartition("/")[2].removesuffix(".ics")
        for path in ("matrix/", "calendar/", f"calendar/{key}.ics/", f"waiting/{key}.ics", "calendar/own/"):
            assert Client().get(f"/t/{web.stage.troupe.trust.slug}/{path}").status_code in {302, 404}, path

    def test_too_often_is_refused_for_a_minute(self, web: Web) -> None:
        path = make(web, "head")
        caches["trust"].clear()
        assert {fetch(path).status_code for _ in range(30)} == {200}
        answer = fetch(path)
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert_says_nobody(web, answer)

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_no_refusal_says_whose_it_is(self, web: Web, method: str) -> None:
        path = make(web, "head")
        for client in (Client(), Client(enforce_csrf_checks=True), web.client("chief")):
            refused = getattr(client, method)(path)
            assert refused.status_code == 405
            assert_says_nobody(web, refused)
        unknown = web.client("chief").get(at(web, f"{'x' * 43}.ics"))
        assert unknown.status_code == 404
        assert_says_nobody(web, unknown)

    def test_a_session_of_somebody_else_changes_nothing(self, web: Web) -> None:
        due(web, 8)
        path = make(web, "head")
        assert web.client("trustee").get(path).content == fetch(path).content
        assert web.client("chief", "b").get(path).status_code == 200


class TestPage:
    @pytest.mark.parametrize("who", ["chief", "head", "trustee", "governor", "specialist", "administrator"])
    def test_everybody_may_have_one(self, web: Web, who: str) -> None:
        assert fetch(make(web, who)).status_code == 200

    def test_the_calendar_offers_it_and_then_shows_it(self, web: Web) -> None:
        assert 'calendar/own/">Make an address</a>' in shown(web, "head")
        path = make(web, "head")
        assert path in main(shown(web, "head"))
        assert path not in shown(web, "chief")

    @pytest.mark.parametrize("given", [{}, {"holds": "theirs"}, {"holds": "mine\x00"}, {"holds": "m" * 10000}])
    def test_what_is_not_chosen_is_asked_for(self, web: Web, given: dict[str, str]) -> None:
        answer = web.client("head").post(at(web, "own/"), given)
        assert answer.status_code == 422
        assert "Choose what it tells." in answer.content.decode()

    def test_making_one_asks_who_is_there(self, web: Web) -> None:
        client = web.client("head")
        signed_in(client, ago=3600 // 2)
        assert "reauthenticate" in client.post(at(web, "own/"), {"holds": "mine", "act": "new"})["Location"]
        with web.open():
            assert not CalendarFeed.objects.exists()

    def test_taking_it_back_asks_first(self, web: Web) -> None:
        path = make(web, "head")
        assert "Take the address back?" in web.client("head").get(at(web, "own/stop/")).content.decode()
        assert fetch(path).status_code == 200
