"""Reminders and digests from the plan to the mailbox: a real mail server receives them, and they are read."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academies.models import AcademyTerm
from improvement_cycle.models import Cycle, Priority
from improvement_cycle.workflow import PLAN
from tests.smtp import MailServer
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.reminding import (
    MONDAY,
    PEOPLE,
    Clock,
    adds_up,
    due,
    fates,
    jobs,
    mails,
    meet,
    only,
    run,
    text_of,
)
from tests.web.improvement_cycle.test_planner_pages import plan as visited
from tests.web.improvement_cycle.test_sef_pages import submitted
from tests.work import let_pauses_pass, work_off
from trust import deadlines, reminding, waiting
from trust.actions import mail_choices, reminder_pauses, reminders
from trust.models import Document, Due, Membership, RefusedAddress, Reminder, Term
from trust.policies.due import Calendar
from trust.policies.reminding import TWO_WEEKS_LATE
from trust.queries.own_mail import own_mail
from trust.queries.reminding import IN_DIGEST, calendars, facts_for, mails_of

SEF = "Self-evaluation of Beckside Primary, 2026/27"
DAY = dt.timedelta(days=1)
HEAD = "head@a.example"


def proposed(web: Web) -> None:
    """A priority at Beckside, to which the three have not said a word yet."""
    with web.open():
        row, now = web.row(), timezone.now()
        at = {"proposed_at": now, "changed_at": now, "proposed_by_name": "Somebody"}
        area = row.cycle.model.areas.first()
        Priority.objects.create(academy_cycle=row, number=1, area=area, statement="Reading", state="proposed", **at)


def to(server: MailServer, address: str) -> list[Any]:
    return [mail for mail in mails(server) if mail["To"] == address]


class TestDigest:
    def test_each_gets_what_is_theirs_and_only_that(self, school: Web, clock: Clock, server: MailServer) -> None:
        run(clock)
        (mail,) = to(server, HEAD)
        text = text_of(mail)
        assert mail["Subject"] == "Your week: 1 due by Friday 11 December"
        assert "NEXT WEEK" in text
        assert f"Fri 11 Dec: {SEF}" in text
        assert "Castle Rise High" not in text
        assert f"http://localhost:8000{school.row_url('sef')}" in text
        # Half term is no week, as in the calendar.
        assert "Monday 30 November 2026, week 13 of the autumn term" in text
        assert adds_up()

    def test_both_forms_say_the_same_with_one_link_each(self, school: Web, clock: Clock, server: MailServer) -> None:
        run(clock)
        (mail,) = to(server, HEAD)
        links = re.findall(r'href="([^"]+)"', text_of(mail, "html"))
        assert [link for link in links if "/self-evaluation/" in link] == [
            f"http://localhost:8000{school.row_url('sef')}"
        ]
        assert set(links) == set(re.findall(r"http\S+", text_of(mail)))

    def test_the_lines_are_those_that_are_due_from_the_person(self, school: Web, clock: Clock) -> None:
        due(school, MONDAY - 3 * DAY)
        with school.open():
            for key in PEOPLE:
                actor = school.stage.troupe.actor(key)
                mine = deadlines.read(deadlines.asked(actor, deadlines.mine(actor) & deadlines.IS_OPEN))
                near = [line for line in mine if Calendar(MONDAY).group_of(line.due_on) in IN_DIGEST]
                assert list(own_mail(actor, calendars(), MONDAY, is_digest=True).own) == near

    def test_planning_knows_the_owners_as_the_to_do_list_does(self, school: Web, clock: Clock) -> None:
        due(school, MONDAY - 20 * DAY)
        visit = visited(school, MONDAY + 3 * DAY, "director", "primary_director")
        meet(school, MONDAY + 3 * DAY)
        with school.open():
            facts = facts_for(school.stage.troupe.trust, [MONDAY], calendars())
            going = {key.membership_id for mail in mails_of(facts, MONDAY) for key in mail.keys if key.kind == "visit"}
            members = school.stage.troupe.members
            assert going == {members["director"].id, members["primary_director"].id}
            assert {line.subject_id for line in facts.lines if line.kind == "visit"} == {visit.id}
            planned = {mail.to.actor.membership_id: mail for mail in mails_of(facts, MONDAY)}
            for key in PEOPLE:
                actor = school.stage.troupe.actor(key)
                content = own_mail(actor, calendars(), MONDAY, is_digest=True)
                assert set(planned[actor.membership_id].keys) == set(content.keys), key

    def test_whoever_has_nothing_gets_nothing_and_the_ledger_says_so(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        due(school, None)
        run(clock)
        assert server.messages == []
        assert set(fates(school)) == {("done", "not_needed")}
        assert {job.payload["why"] for job in jobs(school)} == {"There was nothing to say any more."}
        clock.set(MONDAY + DAY)
        # Only the plan of the day.
        assert run(clock) == ["done"]

    def test_those_who_wait_read_when_others_were_reminded_of_it_on_the_day_it_has_now(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        due(school, MONDAY - 4 * DAY)
        run(clock)

        def reminded() -> list[int]:
            with school.open():
                content = own_mail(school.stage.troupe.actor("primary_director"), calendars(), MONDAY, is_digest=True)
                assert [line.title for line in content.others] == [SEF]
                return [len(days) for days in content.reminded.values()]

        assert reminded() == [1]
        due(school, MONDAY - 3 * DAY)
        assert reminded() == []

    def test_being_told_that_others_are_late_is_no_reminder_to_do_it(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        due(school, MONDAY - 20 * DAY)
        only(school, "primary_director", "chief")
        run(clock)
        assert len(to(server, "primary_director@a.example")) == 1
        with school.open():
            assert Reminder.objects.filter(occasion=TWO_WEEKS_LATE, due_on=MONDAY - 20 * DAY).exists()
            content = own_mail(school.stage.chief, calendars(), MONDAY, is_digest=True)
            assert SEF in [line.title for line in content.others]
            assert content.reminded == {}

    def test_directors_see_who_is_late_in_their_phases(self, school: Web, clock: Clock, server: MailServer) -> None:
        due(school, MONDAY - 4 * DAY)
        run(clock)
        (primary,) = to(server, "primary_director@a.example")
        (secondary,) = to(server, "secondary_director@a.example")
        assert "YOU WAIT FOR OTHERS" in text_of(primary)
        assert f"4 days late: {SEF}" in text_of(primary)
        assert "Castle Rise High" not in text_of(primary)
        assert "Castle Rise High" in text_of(secondary)
        assert SEF not in text_of(secondary)
        head = school.stage.troupe.members["head"].name
        assert head in text_of(primary)

    def test_what_waits_for_an_answer_is_in_it(self, school: Web, clock: Clock, server: MailServer) -> None:
        assert school.client("head").post(school.row_url("sef_begin")).status_code == 302
        submitted(school)
        run(clock)
        (mail,) = to(server, "chief@a.example")
        assert "WAITING FOR YOUR ANSWER" in text_of(mail)
        assert "1 waits for your answer" in mail["Subject"]
        assert to(server, HEAD) == []

    def test_no_mail_holds_a_word_of_another_trust(self, school: Web, clock: Clock, server: MailServer) -> None:
        run(clock)
        assert server.messages
        assert [text for text in server.messages if school.cast.b.canary in text] == []

    def test_it_can_be_stopped_by_the_button_of_a_mail_program(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        run(clock)
        (mail,) = to(server, HEAD)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail["List-Unsubscribe"].strip(" <>")
        assert f"Stop this mail: {link}" in text_of(mail)
        path = link.removeprefix("http://localhost:8000")
        client = school.cast.client(school.cast.stranger)
        client.logout()
        client.handler.enforce_csrf_checks = True
        assert "Stop the digest?" in client.get(path).content.decode()
        with school.open():
            assert school.stage.troupe.actor("head")
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        clock.set(MONDAY + 7 * DAY)
        server.messages.clear()
        run(clock)
        # Three days before: the deadline is told all the same.
        clock.set(MONDAY + 8 * DAY)
        run(clock)
        (reminder,) = to(server, HEAD)
        assert reminder["Subject"] == f"{SEF} due Friday 11 December"
        assert reminder["List-Unsubscribe"] is None


class TestReminders:
    def subjects(self, server: MailServer, clock: Clock, days: Any, address: str = HEAD) -> dict[dt.date, str]:
        """The subjects that come to somebody without a digest, by day; `days`: after the first Monday."""
        found = {}
        for n in days:
            clock.set(MONDAY + n * DAY)
            server.messages.clear()
            run(clock)
            for mail in to(server, address):
                assert clock.moment.date() not in found
                found[clock.moment.date()] = str(mail["Subject"])
        return found

    @pytest.fixture(autouse=True)
    def _no_digest(self, school: Web) -> None:
        only(school, "head", "other_head", "primary_director", "administrator")
        with school.open():
            mail_choices.choose_digest(actor=school.stage.troupe.actor("head"), wanted=False)
            mail_choices.choose_digest(actor=school.stage.troupe.actor("primary_director"), wanted=False)

    def test_two_weeks_and_three_days_before_then_late_every_week(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        only(school, "head")
        # Saturdays, a day in the holidays, days on which nothing is new.
        days = (0, 1, 5, 7, 8, 9, 12, 14, 15, 21, 35, 36, 42)
        assert self.subjects(server, clock, days) == {
            dt.date(2026, 11, 30): f"{SEF} due Friday 11 December",
            dt.date(2026, 12, 8): f"{SEF} due Friday 11 December",
            dt.date(2026, 12, 14): f"{SEF} was due Friday 11 December",
            dt.date(2027, 1, 4): f"{SEF} was due Friday 11 December 2026",
            dt.date(2027, 1, 11): f"{SEF} was due Friday 11 December 2026",
        }

    def test_the_director_of_the_phase_is_told_after_two_weeks_though_the_digest_is_stopped(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        due(school, dt.date(2026, 11, 27))
        found = self.subjects(server, clock, (0, 7, 9, 10, 11, 14, 15), "primary_director@a.example")
        assert found == {dt.date(2026, 12, 11): f"{SEF} was due Friday 27 November"}

    def test_one_mail_a_day_whatever_is_due(self, school: Web, clock: Clock, server: MailServer) -> None:
        with school.open():
            now = Cycle.objects.filter(id=school.stage.cycles["now"].id)
            now.update(priorities_due_on=MONDAY + 2 * DAY, plans_due_on=MONDAY - DAY)
        run(clock)
        (mail,) = to(server, HEAD)
        assert mail["Subject"] == "3 reminders: 1 late, the first due Wednesday 2 December"
        assert "<h1" in text_of(mail, "html")
        assert "3 reminders" in text_of(mail, "html")

    def test_a_date_that_moves_is_told_anew(self, school: Web, clock: Clock, server: MailServer) -> None:
        run(clock)
        due(school, dt.date(2026, 12, 14))
        clock.set(MONDAY + DAY)
        run(clock)
        assert [mail["Subject"] for mail in to(server, HEAD)] == [
            f"{SEF} due Friday 11 December",
            f"{SEF} due Monday 14 December",
        ]

    def test_what_is_done_between_plan_and_sending_is_not_sent(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        reminders.begin_day(now=clock.moment)
        let_pauses_pass()
        work_off()
        due(school, None)
        let_pauses_pass()
        work_off()
        assert to(server, HEAD) == []
        assert ("done", "not_needed") in fates(school)
        with school.open():
            assert not Reminder.objects.exclude(kind="digest").exists()

    def test_a_termly_review_tells_when_it_opens(self, school: Web, clock: Clock, server: MailServer) -> None:
        due(school, None)
        with school.open():
            row = school.stage.row("beckside")
            Document.objects.create(kind=PLAN, subject_id=row.id, title="Plan", state="approved", approved_number=1)
        found = self.subjects(server, clock, (0, 1, 4))
        review = "Autumn review of the plan of Beckside Primary, 2026/27 due Friday 18 December"
        assert found == {MONDAY: review, MONDAY + 4 * DAY: review}

    def test_an_academy_with_its_own_holidays_hears_nothing_in_them(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        with school.open():
            autumn = Term.objects.get(name="Autumn")
            AcademyTerm.objects.create(
                academy=school.stage.academies["beckside"],
                term=autumn,
                starts_on=autumn.starts_on,
                ends_on=MONDAY - DAY,
            )
        run(clock)
        assert to(server, HEAD) == []
        assert to(server, "other_head@a.example") != []

    def test_nothing_of_an_academy_that_rests_is_in_any_mail(
        self, school: Web, clock: Clock, server: MailServer, monkeypatch: Any
    ) -> None:
        due(school, MONDAY - 4 * DAY)
        proposed(school)
        with school.open():
            before = own_mail(school.stage.head, calendars(), MONDAY, is_digest=True)
        assert [each.title for each in before.waiting] == ["Beckside Primary: Reading"]
        beckside = school.stage.academies["beckside"].id
        monkeypatch.setattr(reminding, "_pauses", [lambda days: {day: {beckside} for day in days}])
        with school.open():
            assert own_mail(school.stage.head, calendars(), MONDAY, is_digest=True).is_empty
            # It is on the list still, which is looked at by oneself.
            assert len(waiting.waiting(school.stage.head)) == 1
        run(clock)
        assert server.messages
        assert [text for text in server.messages if "Beckside" in text] == []


class TestOnlyOnce:
    def test_a_second_run_sends_nothing(self, school: Web, clock: Clock, server: MailServer) -> None:
        run(clock)
        sent, made = len(server.messages), Due.objects.count()
        with school.open():
            assert reminders.plan(trust=school.stage.troupe.trust, day=MONDAY) == 0
        # The plans stand already.
        assert run(clock) == []
        assert (len(server.messages), Due.objects.count()) == (sent, made)

    def test_term_dates_changed_after_the_plan_double_nothing(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        run(clock)
        sent = len(server.messages)
        with school.open():
            Term.objects.filter(name="Autumn").update(ends_on=dt.date(2026, 12, 17), starts_on=dt.date(2026, 9, 2))
        run(clock)
        clock.set(MONDAY + DAY)
        run(clock)
        assert len(server.messages) == sent

    def test_a_day_that_is_no_school_day_any_more_sends_nothing(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        reminders.begin_day(now=clock.moment)
        let_pauses_pass()
        work_off()
        with school.open():
            Term.objects.filter(name="Autumn").update(ends_on=MONDAY - DAY)
        let_pauses_pass()
        work_off()
        assert server.messages == []
        assert "no school day" in jobs(school)[0].payload["why"]

    def test_a_scheduler_that_was_away_for_a_day_sends_what_still_makes_sense(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        clock.set(MONDAY + DAY)
        run(clock)
        (mail,) = to(server, HEAD)
        assert mail["Subject"] == "Your week: 1 due by Friday 11 December"

    @pytest.mark.parametrize(("day", "hour"), [(MONDAY, 6), (MONDAY, 19), (MONDAY + 5 * DAY, 10)])
    def test_at_night_and_at_the_weekend_nothing_begins(
        self, school: Web, clock: Clock, day: dt.date, hour: int
    ) -> None:
        clock.set(day, hour)
        assert reminders.begin_day(now=clock.moment) == 0

    def test_a_mail_that_was_held_up_over_night_is_left_to_the_next_one(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        server.script = ["refuse_now"]
        run(clock)
        assert set(fates(school)) == {("due", "")} | {("done", "not_needed")}
        server.script = ["accept"]
        clock.set(MONDAY + DAY, 3)
        let_pauses_pass()
        work_off()
        assert server.messages == []
        clock.set(MONDAY + DAY)
        run(clock)
        assert len(to(server, HEAD)) == 1


class TestTheMailServer:
    def test_an_address_that_is_refused_is_flagged_and_later_mail_waits_for_another(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        only(school, "head")
        server.script = ["refuse"]
        run(clock)
        with school.open():
            assert RefusedAddress.objects.filter(address=HEAD, code=550).count() == 1
        server.script = ["accept"]
        clock.set(MONDAY + 7 * DAY)
        run(clock)
        assert server.messages == []
        with school.open():
            Membership.objects.filter(email=HEAD).update(email="new@a.example")
        clock.set(MONDAY + 8 * DAY)
        run(clock)
        assert [mail["To"] for mail in mails(server)] == ["new@a.example"]

    @pytest.mark.parametrize("word", ["refuse_data", "refuse_relay"])
    def test_a_message_that_is_refused_flags_no_address(
        self, school: Web, clock: Clock, server: MailServer, word: str
    ) -> None:
        server.script = [word]
        run(clock)
        with school.open():
            assert not RefusedAddress.objects.exists()
        assert ("failed", "") in fates(school)

    def test_what_failed_is_tried_again_by_hand_and_says_the_same(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        server.script = ["refuse_data"]
        run(clock)
        server.script = ["accept"]
        failed = [job for job in jobs(school) if job.state == "failed"]
        assert failed
        with school.open():
            for job in failed:
                reminder_pauses.send_again(actor=school.stage.troupe.actor("administrator"), mail=job)
        let_pauses_pass()
        work_off()
        assert len(server.messages) == len(failed)
        assert len(to(server, HEAD)) == 1

    def test_what_failed_for_good_is_in_the_next_mail(self, school: Web, clock: Clock, server: MailServer) -> None:
        server.script = ["refuse_data"]
        run(clock)
        server.script = ["accept"]
        clock.set(MONDAY + DAY)
        run(clock)
        (mail,) = to(server, HEAD)
        assert SEF in text_of(mail)

    @pytest.mark.parametrize("word", ["drop_data", "hang_data"])
    def test_an_uncertain_mail_is_shown_and_never_sent_again(
        self, school: Web, clock: Clock, server: MailServer, word: str
    ) -> None:
        only(school, "head")
        server.script = [word]
        run(clock)
        assert ("unknown", "") in fates(school)
        server.script = ["accept"]
        for hour in (9, 12):
            clock.set(MONDAY, hour)
            run(clock)
        clock.set(MONDAY + DAY)
        run(clock)
        assert len(to(server, HEAD)) == 1
        assert len(set(server.ids())) == len(server.ids())


class TestPause:
    def test_while_reminders_rest_nothing_leaves_and_afterwards_what_still_matters(
        self, school: Web, clock: Clock, server: MailServer
    ) -> None:
        with school.open():
            administrator = school.stage.troupe.actor("administrator")
            reminder_pauses.pause(
                actor=administrator, from_on=MONDAY, until_on=MONDAY + DAY, reason="We are changing things."
            )
        run(clock)
        clock.set(MONDAY + DAY)
        run(clock)
        assert server.messages == []
        clock.set(MONDAY + 2 * DAY)
        run(clock)
        assert len(to(server, HEAD)) == 1

    def test_a_pause_after_the_plan_holds_too(self, school: Web, clock: Clock, server: MailServer) -> None:
        reminders.begin_day(now=clock.moment)
        let_pauses_pass()
        work_off()
        with school.open():
            administrator = school.stage.troupe.actor("administrator")
            reminder_pauses.pause(actor=administrator, from_on=MONDAY, until_on=MONDAY, reason="Stop.")
        let_pauses_pass()
        work_off()
        assert server.messages == []


def test_a_plan_asks_the_same_number_of_questions_for_one_and_for_all(school: Web, clock: Clock) -> None:
    counts = []
    for late in (False, True):
        if late:
            due(school, MONDAY - 30 * DAY)
        with school.open(), CaptureQueriesContext(connection) as asked:
            facts = facts_for(school.stage.troupe.trust, [MONDAY], calendars())
            assert mails_of(facts, MONDAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
