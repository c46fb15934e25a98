"""Meetings of the trust: who plans them, who sees them, and papers that open nothing to anybody."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from improvement_cycle.actions import trust_meetings
from improvement_cycle.actions.trust_meetings import Given
from improvement_cycle.models import BoardPack, BoardPackWithdrawal, MatrixSnapshot, TrustMeeting, TrustMeetingPaper
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_calendar_feed import events, make
from tests.web.improvement_cycle.test_calendar_pages import main, scheduled, shown, supported
from trust.models import Activity

__all__ = ["supported"]

DAY = timezone.localdate() + dt.timedelta(days=5)
PEOPLE = ("chief", "director", "officer", "trustee", "specialist", "administrator", "head", "other_head", "governor")


def plan(web: Web, kind: str = "board", **more: Any) -> TrustMeeting:
    with web.open():
        if kind == "local_group":
            more.setdefault("academy_id", web.stage.academies["beckside"].id)
        given = Given(**{"kind": kind, "held_on": DAY, "starts_at": dt.time(17, 30), "place": "Trust office", **more})
        return trust_meetings.plan(actor=web.stage.chief, given=given)


def packed(web: Web) -> BoardPack:
    snapshot = published(web)
    with web.open():
        return BoardPack.objects.create(
            cycle=snapshot.cycle,
            snapshot=snapshot,
            number=1,
            title="December",
            pages=[],
            content={},
            sha256="0" * 64,
            frozen_by_name="Chief",
            frozen_at=timezone.now(),
        )


def published(web: Web, number: int = 1) -> MatrixSnapshot:
    with web.open():
        content = {"rows": [], "matrix_label": "Matrix"}
        return MatrixSnapshot.objects.create(
            cycle=web.stage.cycles["now"],
            number=number,
            content=content,
            sha256="0" * 64,
            published_by_name="Chief",
            published_at=timezone.now(),
        )


def typed(**more: Any) -> dict[str, Any]:
    return {"kind": "board", "held_on": DAY.isoformat(), "starts_at": "17:30", "place": "Trust office", **more}


def seen_by(web: Web, meeting: TrustMeeting) -> set[str]:
    at = web.url("trust_meeting", meeting.id)
    return {who for who in PEOPLE if web.client(who).get(at).status_code == 200}


class TestWhoSees:
    @pytest.mark.parametrize(
        ("kind", "asked"),
        [
            ("executive", {"officer"}),
            ("partnership", {"head", "other_head"}),
            ("local_group", {"head", "governor"}),
            ("board", {"trustee"}),
        ],
    )
    def test_those_who_are_asked_and_those_who_plan_them(self, web: Web, kind: str, asked: set[str]) -> None:
        meeting = plan(web, kind)
        assert seen_by(web, meeting) == {"chief", "director", "administrator"} | asked
        in_calendar = {who for who in PEOPLE if meeting.title in main(shown(web, who))}
        assert in_calendar == {"chief", "director", "administrator"} | asked

    def test_it_is_mine_where_i_am_asked(self, web: Web) -> None:
        meeting = plan(web, "board")
        mine = {who for who in PEOPLE if meeting.title in main(shown(web, who, "?whose=mine"))}
        assert mine == {"chief", "trustee"}
        waiting = f"/t/{web.stage.troupe.trust.slug}/waiting/"
        assert meeting.title in web.client("trustee").get(waiting).content.decode()
        for query in ("", "?show=others"):
            assert meeting.title not in web.client("director").get(f"{waiting}{query}").content.decode()

    def test_another_trust_finds_nothing(self, web: Web) -> None:
        meeting = plan(web)
        assert web.client("chief", "b").get(web.cast.b.url(f"calendar/meetings/{meeting.id}/")).status_code == 404

    @pytest.mark.parametrize("page", ["change", "cancel"])
    def test_who_is_asked_may_read_and_not_change(self, web: Web, page: str) -> None:
        at = web.url(f"trust_meeting_{page}", plan(web).id)
        assert web.client("trustee").get(at).status_code == 403
        assert web.client("head").get(at).status_code == 404
        assert web.client("administrator").get(at).status_code == 200

    def test_the_time_stands_in_calendar_and_feed(self, web: Web) -> None:
        plan(web, title="Board of trustees, special")
        assert "17:30" in main(shown(web, "trustee"))
        (told,) = events(make(web, "trustee"))
        assert (str(told["summary"]), told.decoded("dtstart").hour) == ("Meeting of the trust", 17)
        assert told["transp"] == "OPAQUE"


class TestPlanning:
    @pytest.mark.parametrize("who", ["chief", "director", "administrator"])
    def test_a_meeting_is_planned(self, web: Web, who: str) -> None:
        answer = web.client(who).post(web.url("trust_meeting_new"), typed(about="First\nSecond"))
        with web.open():
            made = TrustMeeting.objects.get()
        assert answer["Location"] == web.url("trust_meeting", made.id)
        assert (made.title, made.asked, made.starts_at) == (
            "Board of trustees",
            ["chief_executive", "trustee"],
            "17:30",
        )
        page = web.client("trustee").get(answer["Location"]).content.decode()
        assert "Chief executive and trustee." in page
        assert "First\nSecond" in page

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"kind": ""}, "Choose which meeting it is."),
            ({"kind": "party"}, "Choose"),
            ({"held_on": ""}, "Enter the date"),
            ({"held_on": "9999-12-31"}, "Enter a year between"),
            ({"held_on": "tomorrow"}, "date"),
            ({"starts_at": "25:00"}, "Enter a time such as 17:30."),
            ({"kind": "local_group"}, "Choose whose local advisory group it is."),
            ({"academy_id": "00000000-0000-0000-0000-000000000000"}, "Choose an academy of the list."),
            ({"asked": ["king"]}, "Choose roles of the list."),
            ({"title": "x" * 10000}, "120"),
            ({"place": "a\x00b"}, "has-err"),
            ({"about": "x" * 10000}, "2,000"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
        self, web: Web, given: dict[str, Any], said: str
    ) -> None:
        answer = web.client("chief").post(web.url("trust_meeting_new"), typed(**{"about": "Agenda", **given}))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page or said.replace(",", "") in page
        assert "Agenda" in page or "about" in given
        with web.open():
            assert not TrustMeeting.objects.exists()

    def test_change_and_who_changed_in_between(self, web: Web) -> None:
        meeting = plan(web)
        at = web.url("trust_meeting_change", meeting.id)
        assert 'value="17:30"' in web.client("chief").get(at).content.decode()
        assert web.client("chief").post(at, typed(title="Extra", seen="1")).status_code == 302
        late = web.client("director").post(at, typed(title="Other", seen="1"))
        assert late.status_code == 409
        page = late.content.decode()
        assert "Somebody has changed this meeting" in page
        # What was typed stays, beside what stands: who sends it again has seen both.
        assert "Other" in page
        assert '<strong>Its name, if it has another</strong> <span class="lines-kept">Extra</span>' in page
        with web.open():
            assert TrustMeeting.objects.get().title == "Extra"
        seen = late.context["form"]["seen"].value()
        assert web.client("director").post(at, typed(title="Other", seen=seen)).status_code == 302
        with web.open():
            assert TrustMeeting.objects.get().title == "Other"

    def test_who_cancels_what_was_changed_in_between_is_told_and_may_send_it_again(self, web: Web) -> None:
        meeting = plan(web)
        assert web.client("chief").post(web.url("trust_meeting_change", meeting.id), typed(seen="1")).status_code == 302
        at = web.url("trust_meeting_cancel", meeting.id)
        late = web.client("director").post(at, {"why": "Too few of us.", "seen": "1"})
        assert late.status_code == 409
        assert "Somebody has changed this meeting" in late.content.decode()
        seen = late.context["form"]["seen"].value()
        assert web.client("director").post(at, {"why": "Too few of us.", "seen": seen}).status_code == 302

    def test_cancelling_takes_a_reason_and_stays_in_the_calendar(self, web: Web) -> None:
        meeting = plan(web)
        at = web.url("trust_meeting_cancel", meeting.id)
        assert web.client("chief").post(at, {"why": " ", "seen": "1"}).status_code == 422
        assert web.client("chief").post(at, {"why": "Too few of us.", "seen": "1"}).status_code == 302
        html = main(shown(web, "trustee"))
        assert "Cancelled: Board of trustees" in html
        # Nobody held it.
        assert "Done" not in html
        page = web.client("trustee").get(web.url("trust_meeting", meeting.id)).content.decode()
        assert "Too few of us." in page
        again = web.client("chief").post(at, {"why": "Again.", "seen": "2"})
        assert again.status_code == 409
        with web.open():
            assert Activity.objects.filter(kind="trust_meeting", verb="cancel").count() == 1

    def test_what_was_cancelled_clashes_with_nothing(self, supported: Web) -> None:
        scheduled(supported, "behaviour_audit", DAY)
        meeting = plan(supported, "local_group")
        assert "Clash: local advisory group on the same day" in main(shown(supported, "chief"))
        at = supported.url("trust_meeting_cancel", meeting.id)
        assert supported.client("chief").post(at, {"why": "Too few of us.", "seen": "1"}).status_code == 302
        html = main(shown(supported, "chief"))
        assert "Cancelled: Local advisory group" in html
        assert "Clash" not in html

    def test_a_place_that_is_the_academy_is_said_once(self, web: Web) -> None:
        plan(web, "local_group", place="Beckside Primary")
        assert main(web.client("chief").get(web.url("trust_meetings")).content.decode()).count("Beckside Primary") == 1

    def test_the_table_refuses_a_group_without_its_academy(self, web: Web) -> None:
        meeting = plan(web)
        with web.open(), pytest.raises(IntegrityError), transaction.atomic():
            TrustMeeting.objects.filter(pk=meeting.pk).update(kind="local_group")


class TestPapers:
    def test_a_paper_leads_trustees_to_what_is_published(self, web: Web) -> None:
        paper = published(web)
        meeting = plan(web, papers=[paper.id])
        page = web.client("trustee").get(web.url("trust_meeting", meeting.id)).content.decode()
        assert f'href="{web.url("published", web.key)}?number=1"' in page

    def test_a_paper_opens_nothing_to_who_may_not_read_it(self, web: Web) -> None:
        paper = published(web)
        meeting = plan(web, "partnership", papers=[paper.id])
        page = web.client("head").get(web.url("trust_meeting", meeting.id)).content.decode()
        assert "Published matrix" not in main(page)
        assert "1 paper that you may not read." in page
        assert web.client("head").get(web.url("published", web.key)).status_code == 404

    def test_who_may_not_read_papers_chooses_none_and_takes_none_away(self, web: Web) -> None:
        paper = published(web)
        meeting = plan(web, papers=[paper.id])
        at = web.url("trust_meeting_change", meeting.id)
        assert "Published matrix" not in main(web.client("administrator").get(at).content.decode())
        assert web.client("administrator").post(at, typed(seen="1")).status_code == 302
        with web.open():
            assert TrustMeeting.objects.get().papers.count() == 1


class TestBoardPackAsPaper:
    def test_it_leads_trustees_to_the_pack_and_head_teachers_nowhere(self, web: Web) -> None:
        pack = packed(web)
        form = web.client("chief").get(web.url("trust_meeting_new")).content.decode()
        assert "Board pack 2026/27, number 1: December" in form
        meeting = plan(web, asked=["trustee", "headteacher"], papers=[pack.id])
        page = web.client("trustee").get(web.url("trust_meeting", meeting.id)).content.decode()
        assert f'href="{web.url("board_pack", pack.id)}"' in page
        page = web.client("head").get(web.url("trust_meeting", meeting.id)).content.decode()
        assert "Board pack" not in main(page)
        assert "1 paper that you may not read." in page

    def test_one_that_was_withdrawn_says_so_and_is_not_offered_again(self, web: Web) -> None:
        pack = packed(web)
        meeting = plan(web, papers=[pack.id])
        with web.open():
            BoardPackWithdrawal.objects.create(pack=pack, why="Wrong day.", by_name="Chief", at=timezone.now())
        page = web.client("trustee").get(web.url("trust_meeting", meeting.id)).content.decode()
        assert ", withdrawn</a>" in page
        assert "Board pack" not in main(web.client("chief").get(web.url("trust_meeting_new")).content.decode())
        # Of the meeting that has it, it can be taken away.
        at = web.url("trust_meeting_change", meeting.id)
        assert ", withdrawn" in web.client("chief").get(at).content.decode()
        assert web.client("chief").post(at, typed(seen="1")).status_code == 302
        with web.open():
            assert TrustMeeting.objects.get().papers.count() == 0

    def test_who_plans_and_reads_no_packs_takes_none_away(self, web: Web) -> None:
        pack, paper = packed(web), published(web, 2)
        meeting = plan(web, papers=[pack.id, paper.id])
        assert (
            web.client("administrator").post(web.url("trust_meeting_change", meeting.id), typed(seen="1")).status_code
            == 302
        )
        with web.open():
            assert TrustMeeting.objects.get().papers.count() == 2

    def test_more_papers_than_anybody_reads_are_refused_by_number(self, web: Web, monkeypatch: Any) -> None:
        monkeypatch.setattr(trust_meetings, "MOST_PAPERS", 1)
        given = typed(papers=[str(packed(web).id), str(published(web, 2).id)])
        answer = web.client("chief").post(web.url("trust_meeting_new"), given)
        assert answer.status_code == 422
        assert "Choose at most 1 papers." in answer.content.decode()

    def test_a_paper_is_one_thing(self, web: Web) -> None:
        pack, paper = packed(web), published(web, 2)
        meeting = plan(web)
        for both in ({}, {"pack": pack, "snapshot": paper}):
            with web.open(), pytest.raises(IntegrityError), transaction.atomic():
                TrustMeetingPaper.objects.create(meeting=meeting, **both)


class TestList:
    def test_each_sees_their_own(self, web: Web) -> None:
        plan(web, "board")
        plan(web, "partnership", held_on=timezone.localdate() - dt.timedelta(days=1))
        pages = {who: web.client(who).get(web.url("trust_meetings")).content.decode() for who in ("chief", "head")}
        assert "Board of trustees" in pages["chief"]
        assert "Held before" in pages["head"]
        assert "Board of trustees" not in pages["head"]
        assert "No meeting is planned" in pages["head"]
        assert "Plan a meeting" not in main(pages["head"])
