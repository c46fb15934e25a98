"""What takes place, such as a visit or a meeting, in mails: with its day, and never as something due."""

import datetime as dt

from improvement_cycle.models import Visit
from tests.smtp import MailServer
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.reminding import MONDAY, Clock, due, mails, meet, only, run, text_of
from tests.web.improvement_cycle.test_planner_pages import plan as visited
from trust.actions import mail_choices

DAY = dt.timedelta(days=1)


def test_a_meeting_stands_in_the_digest_with_its_day_and_has_no_mail_of_its_own(
    school: Web, clock: Clock, server: MailServer
) -> None:
    due(school, None)
    meet(school, MONDAY + 4 * DAY)
    only(school, "chief")
    run(clock)
    (mail,) = mails(server)
    text = text_of(mail)
    assert (mail["To"], mail["Subject"]) == ("chief@a.example", "Your week: 1 meeting")
    assert "Board meeting" in text
    assert "Friday 4 December" in text
    assert " due " not in text.lower()
    server.messages.clear()
    clock.set(MONDAY + DAY)
    run(clock)
    assert server.messages == []


def test_a_visit_is_said_with_its_day_and_is_not_due(school: Web, clock: Clock, server: MailServer) -> None:
    due(school, None)
    visited(school, MONDAY + 3 * DAY, "director")
    only(school, "director")
    with school.open():
        mail_choices.choose_digest(actor=school.stage.troupe.actor("director"), wanted=False)
    run(clock)
    (mail,) = mails(server)
    assert mail["Subject"] == "Quality assurance visit: Beckside Primary, Thursday 3 December"


def test_nobody_is_late_with_a_visit_that_is_still_on(school: Web, clock: Clock, server: MailServer) -> None:
    due(school, None)
    made = visited(school, MONDAY, "director")
    only(school, "director")
    with school.open():
        Visit.objects.filter(id=made.id).update(until_on=MONDAY + 2 * DAY)
        mail_choices.choose_digest(actor=school.stage.troupe.actor("director"), wanted=False)
    clock.set(MONDAY + DAY)
    run(clock)
    assert server.messages == []
    clock.set(MONDAY + 3 * DAY)
    run(clock)
    (mail,) = mails(server)
    assert "was on" in mail["Subject"]
