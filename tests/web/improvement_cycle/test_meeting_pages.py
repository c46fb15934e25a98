"""The judgement meeting in the browser: planned, opened, one academy on screen, closed, minutes as a PDF."""

import datetime as dt
from typing import Any

from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.enums import CycleState
from improvement_cycle.models import Cycle, JudgementMeeting, OpenPoint
from tests.pdf import words_of
from tests.web.improvement_cycle.conftest import Web
from tests.work import work_off
from trust.enums import ReportState
from trust.files import path_of
from trust.models import Report, StoredFile
from trust.policies.wording import full_day


def plan(
    web: Web,
    who: str = "chief",
    academies: tuple[str, ...] = ("castle", "beckside"),
    people: tuple[str, ...] = ("chief", "head"),
    also_present: str = "Jo Bell",
) -> Any:
    with web.open():
        places = {f"place-{web.row(each).id}": str(n) for n, each in enumerate(academies, start=1)}
        noted = [str(web.stage.troupe.members[key].id) for key in people]
    day = timezone.localdate().isoformat()
    given = {"held_on": day, "attendees": noted, "also_present": also_present, **places}
    return web.client(who).post(web.url("meeting_new", web.key), given)


def the_meeting(web: Web) -> JudgementMeeting:
    with web.open():
        return JudgementMeeting.objects.get()  # type: ignore[no-any-return]


def noted(web: Web) -> list[str]:
    with web.open():
        return list(JudgementMeeting.objects.get().attendees.values_list("name", flat=True))


def closed_meeting(web: Web, **more: Any) -> None:
    plan(web, **more)
    go(web, "open")
    go(web, "close")


def go(web: Web, to: str, who: str = "chief") -> Any:
    return web.client(who).post(web.url("meeting_move", the_meeting(web).id), {"to": to, "sure": "1"})


def add_point(web: Web, **more: str) -> Any:
    given = {
        "text": "Send the attendance figures",
        "academy": "beckside-primary",
        "owner": "head",
        "due_on": (timezone.localdate() + dt.timedelta(days=10)).isoformat(),
    }
    return web.client("chief").post(web.url("meeting_points", the_meeting(web).id), {**given, **more})


class TestPlan:
    """A day, people, and numbers that make the order."""

    def test_every_open_academy_stands_on_the_agenda_at_first(self, web: Web) -> None:
        html = web.client("primary_director").get(web.url("meeting_new", web.key)).content.decode()
        assert "Beckside Primary" in html
        assert "Castle Rise High</label>" not in html
        assert 'value="1"' in html

    def test_it_is_planned_in_the_order_of_the_numbers(self, web: Web) -> None:
        answer = plan(web)
        assert answer.status_code == 302
        html = web.client("chief").get(answer["Location"]).content.decode()
        agenda = html.split('class="agenda"')[1]
        assert agenda.index("Castle Rise High") < agenda.index("Beckside Primary")
        assert "Jo Bell" in html

    def test_without_an_academy_or_with_a_wrong_number_the_place_is_named(self, web: Web) -> None:
        assert plan(web, academies=()).status_code == 422
        with web.open():
            name = f"place-{web.row('castle').id}"
        answer = web.client("chief").post(web.url("meeting_new", web.key), {"held_on": "2026-11-30", name: "0"})
        assert answer.status_code == 422
        assert f'href="#id_{name}"' in answer.content.decode()

    def test_it_is_changed_until_it_is_closed(self, web: Web) -> None:
        plan(web)
        address = web.url("meeting_change", the_meeting(web).id)
        client = web.client("chief")
        assert 'value="Jo Bell"' in client.get(address).content.decode()
        with web.open():
            place = {f"place-{web.row('dunmoor').id}": "1"}
        assert client.post(address, {"held_on": "2026-11-30", **place}).status_code == 302
        with web.open():
            assert [each.academy_cycle.academy.slug for each in the_meeting(web).items.all()] == ["dunmoor-academy"]

    def test_a_head_and_a_trustee_do_not_plan(self, web: Web) -> None:
        assert plan(web, "head").status_code == 403
        assert plan(web, "trustee").status_code == 404


class TestScreen:
    """Only the academy that is talked about."""

    def test_opening_leads_to_the_first_screen_and_next_to_the_second(self, web: Web) -> None:
        plan(web)
        answer = go(web, "open")
        assert answer["Location"].endswith("?mode=one&academy=castle-rise-high")
        client = web.client("chief")
        html = client.get(answer["Location"]).content.decode()
        assert "Judgement meeting: Academy 1 of 2" in html
        assert "Beckside Primary" not in html  # with a head in the room no other academy is named
        turned = client.post(web.url("meeting_turn", the_meeting(web).id), {"academy": "beckside-primary"})
        html = client.get(turned["Location"]).content.decode()
        assert "Meeting open" in html
        assert 'value="close"' in html  # the last one: the meeting ends here

    def test_a_head_follows_the_own_academy_and_leads_nothing(self, web: Web) -> None:
        plan(web)
        go(web, "open")
        meeting = the_meeting(web)
        html = web.client("head").get(web.url("judgement_meeting", meeting.id)).content.decode()
        assert "Beckside Primary" in html
        assert "Castle Rise High" not in html
        assert web.client("head").post(web.url("meeting_turn", meeting.id), {"academy": "x"}).status_code == 403
        assert web.client("trustee").get(web.url("judgement_meeting", meeting.id)).status_code == 404
        assert (
            web.client("primary_director").post(web.url("meeting_move", meeting.id), {"to": "close"}).status_code == 403
        )

    def test_what_is_not_offered_is_refused_with_a_sentence(self, web: Web) -> None:
        plan(web)
        client, meeting = web.client("chief"), the_meeting(web)
        assert client.post(web.url("meeting_move", meeting.id), {"to": "dance"}).status_code == 400
        assert client.post(web.url("meeting_turn", meeting.id), {"academy": "dunmoor-academy"}).status_code == 400
        assert go(web, "close").status_code == 409

    def test_decisions_stand_on_the_agenda_as_they_fall(self, web: Web) -> None:
        plan(web)
        go(web, "open")
        cell = web.row_url("cell", "castle", "quality_of_education")
        sent = {"sets": "agreed", "grade": "good", "reason": "", "seen": "0", "back": "one"}
        assert web.client("chief").post(cell, sent).status_code == 302
        html = web.client("chief").get(web.url("judgement_meeting", the_meeting(web).id)).content.decode()
        assert "1 of 2 with decisions" in html
        assert "The Quality of Education" in html


class TestPoints:
    """With their owner and day, in the owner's list."""

    def test_the_owner_reads_it_and_settles_it(self, web: Web) -> None:
        plan(web)
        assert add_point(web).status_code == 302
        client = web.client("head")
        assert "Send the attendance figures" in client.get(web.url("points")).content.decode()
        with web.open():
            point = OpenPoint.objects.get()
        assert client.post(web.url("point_settle", point.id), {"to": "settled"})["Location"] == web.url("points")
        assert "No open point is yours" in client.get(web.url("points")).content.decode()
        html = web.client("chief").get(web.url("judgement_meeting", point.meeting_id)).content.decode()
        assert "Settled by" in html

    def test_a_late_one_says_so_in_a_word(self, web: Web) -> None:
        plan(web)
        add_point(web)
        with web.open():
            OpenPoint.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
        assert "<strong>Late</strong>" in web.client("head").get(web.url("points")).content.decode()

    def test_what_is_missing_comes_back_with_what_was_typed(self, web: Web) -> None:
        plan(web)
        answer = add_point(web, owner="", due_on="2019-01-01")
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Say who sees to it." in html
        assert "Send the attendance figures" in html
        assert add_point(web, owner="somebody").status_code == 422
        assert add_point(web, due_on="2021-01-01").status_code == 422


class TestClosing:
    """Asked once, where something is left; who was there can be said until the minutes say it."""

    def test_a_meeting_without_decisions_and_people_asks_before_it_closes(self, web: Web) -> None:
        plan(web, people=(), also_present="")
        go(web, "open")
        client, address = web.client("chief"), web.url("meeting_move", the_meeting(web).id)
        html = client.post(address, {"to": "close"}).content.decode()
        assert "Nothing was decided about" in html
        assert "Castle Rise High" in html
        assert "Nobody is noted as present" in html
        assert the_meeting(web).is_open
        assert client.post(address, {"to": "close", "sure": "1"}).status_code == 302
        html = client.get(web.url("judgement_meeting", the_meeting(web).id)).content.decode()
        assert "Nothing was decided." in html
        assert "Nobody was noted." in html

    def test_a_meeting_with_decisions_and_people_closes_at_once(self, web: Web) -> None:
        plan(web, academies=("castle",), people=("chief",))
        go(web, "open")
        with web.open():
            web.stage.agree(web.row("castle"), "quality_of_education", "good")
        answer = web.client("chief").post(web.url("meeting_move", the_meeting(web).id), {"to": "close"})
        assert answer.status_code == 302
        assert the_meeting(web).is_closed

    def test_who_was_there_is_corrected_until_minutes_are_made(self, web: Web) -> None:
        plan(web, people=(), also_present="")
        go(web, "open")
        go(web, "close")
        client, meeting = web.client("chief"), the_meeting(web)
        address, page = web.url("meeting_change", meeting.id), web.url("judgement_meeting", meeting.id)
        assert f'href="{address}"' in client.get(page).content.decode()
        assert "Who was there on" in client.get(address).content.decode()
        with web.open():
            given = {"attendees": [str(web.stage.troupe.members["chief"].id)], "also_present": "Kit Wren"}
        assert client.post(address, given).status_code == 302
        assert "Kit Wren" in client.get(page).content.decode()
        assert client.post(address, {"attendees": ["nobody"]}).status_code == 422
        client.post(web.url("meeting_minutes", meeting.id))
        assert client.post(address, given).status_code == 409
        assert client.get(address).status_code == 409
        assert f'href="{address}"' not in client.get(page).content.decode()

    def test_whoever_could_be_there_on_that_day_is_offered_and_taken(self, web: Web) -> None:
        closed_meeting(web, people=())
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        with web.open():
            JudgementMeeting.objects.update(opened_at=timezone.now() - dt.timedelta(days=1))
            head = web.stage.troupe.members["head"]
            Appointment.objects.filter(membership=head).update(until_on=yesterday)
        client, address = web.client("chief"), web.url("meeting_change", the_meeting(web).id)
        assert f'value="{head.id}"' in client.get(address).content.decode()
        assert client.post(address, {"attendees": [str(head.id)]}).status_code == 302
        assert noted(web) == [head.name]

    def test_who_is_noted_stays_in_the_form_whatever_became_of_them(self, web: Web) -> None:
        plan(web, people=("chief", "head"))
        client, meeting = web.client("chief"), the_meeting(web)
        address = web.url("meeting_change", meeting.id)
        with web.open():
            Appointment.objects.filter(membership=web.stage.troupe.members["head"]).delete()
            places = {f"place-{web.row('castle').id}": "1"}
        before = noted(web)
        for state in ("planned", "closed"):
            if state == "closed":
                go(web, "open")
                go(web, "close")
                places = {}
            form = client.get(address).context["form"]
            offered = {value for value, _ in form.fields["attendees"].choices}
            ticked = form["attendees"].value()
            assert set(ticked) <= offered
            day = {"held_on": meeting.held_on.isoformat()} if places else {}
            assert client.post(address, {**day, **places, "attendees": ticked}).status_code == 302
            assert noted(web) == before

    def test_a_plan_sent_after_somebody_closed_the_meeting_is_refused_and_kept_on_the_page(self, web: Web) -> None:
        closed_meeting(web)
        before = noted(web)
        client, address = web.client("chief"), web.url("meeting_change", the_meeting(web).id)
        with web.open():
            place = f"place-{web.row('dunmoor').id}"
        sent = {"held_on": timezone.localdate().isoformat(), place: "7", "also_present": "Kit Wren"}
        answer = client.post(address, sent)
        html = answer.content.decode()
        assert (answer.status_code, "This meeting is closed." in html) == (409, True)
        assert 'value="7"' in html
        assert 'value="Kit Wren"' in html
        assert noted(web) == before

    def test_in_a_closed_year_nobody_corrects_who_was_there(self, web: Web) -> None:
        closed_meeting(web)
        with web.open():
            Cycle.objects.update(state=CycleState.CLOSED, closed_at=timezone.now())
        client, meeting = web.client("chief"), the_meeting(web)
        address = web.url("meeting_change", meeting.id)
        page = client.get(web.url("judgement_meeting", meeting.id)).content.decode()
        assert f'href="{address}"' not in page
        assert client.get(address).status_code == 409
        answer = client.post(address, {"also_present": "Kit Wren"})
        assert (answer.status_code, "nothing in it changes" in answer.content.decode()) == (409, True)
        assert the_meeting(web).also_present == "Jo Bell"

    def test_minutes_that_could_not_be_made_keep_nobody_from_correcting(self, web: Web) -> None:
        closed_meeting(web)
        client, meeting = web.client("chief"), the_meeting(web)
        client.post(web.url("meeting_minutes", meeting.id))
        with web.open():
            Report.objects.update(state=ReportState.FAILED)
        assert client.post(web.url("meeting_change", meeting.id), {"also_present": "Kit Wren"}).status_code == 302
        assert the_meeting(web).also_present == "Kit Wren"


class TestDay:
    """A meeting is of the day on which it was held."""

    def test_a_meeting_held_on_another_day_than_planned_says_both(self, web: Web) -> None:
        plan(web)
        planned = timezone.localdate() - dt.timedelta(days=1)
        with web.open():
            JudgementMeeting.objects.update(held_on=planned)
        go(web, "open")
        html = web.client("chief").get(web.url("judgement_meeting", the_meeting(web).id)).content.decode()
        assert f"<h1>Judgement meeting of {full_day(timezone.localdate())}</h1>" in html
        assert f"It was planned for {full_day(planned)}." in html

    def test_the_list_goes_by_the_day_that_it_shows(self, web: Web) -> None:
        today = timezone.localdate()
        plan(web)
        go(web, "open")
        with web.open():
            JudgementMeeting.objects.update(held_on=today - dt.timedelta(days=9))
        plan(web)
        with web.open():
            JudgementMeeting.objects.filter(state="planned").update(held_on=today - dt.timedelta(days=4))
        html = web.client("chief").get(web.url("meetings")).content.decode()
        shown = [full_day(day) for day in (today, today - dt.timedelta(days=4))]
        assert 0 < html.index(f"{shown[0]}</a>") < html.index(f"{shown[1]}</a>")

    def test_a_day_outside_the_year_and_a_number_given_twice_are_said_at_their_fields(self, web: Web) -> None:
        with web.open():
            castle, beckside = (f"place-{web.row(each).id}" for each in ("castle", "beckside"))
        client, address = web.client("chief"), web.url("meeting_new", web.key)
        answer = client.post(address, {"held_on": "2031-01-05", castle: "1"})
        assert answer.status_code == 422
        assert "Choose a day of the year" in answer.content.decode()
        answer = client.post(address, {"held_on": timezone.localdate().isoformat(), castle: "1", beckside: "1"})
        assert answer.status_code == 422
        assert "has the number 1 already" in answer.content.decode()
        with web.open():
            assert not JudgementMeeting.objects.exists()


def test_a_head_counts_the_own_academy_as_the_first_and_is_in_the_matrix(web: Web) -> None:
    plan(web)
    html = web.client("head").get(web.url("judgement_meeting", the_meeting(web).id)).content.decode()
    assert '<span class="n num" aria-hidden="true">1</span>' in html
    assert f'<a href="{web.url("home")}" aria-current="true">' in html


def test_the_minutes_are_a_pdf_of_what_was_agreed(web: Web) -> None:
    plan(web)
    go(web, "open")
    web.say("head", "head", "quality_of_education", "outstanding", "A view that stays with the three.")
    with web.open():
        web.stage.agree(web.row("castle"), "quality_of_education", "requires_improvement", reason="Results fell.")
    add_point(web)
    client, address = web.client("chief"), web.url("meeting_minutes", the_meeting(web).id)
    assert client.post(address).status_code == 409
    go(web, "close")
    assert client.post(address).status_code == 302
    assert work_off() == ["done"]
    with web.open():
        report = Report.objects.get(kind="meeting_minutes")
        stored = StoredFile.objects.get(id=report.file_id)
    words = " ".join(words_of(path_of(web.stage.troupe.trust.id, stored.id).read_bytes()).split())
    for said in (
        "Who was there",
        "Jo Bell",
        "Requires improvement",
        "Results fell.",
        "Send the attendance figures",
        "Opened at",
        "Recorded by",
    ):
        assert said in words
    assert "stays with the three" not in words
