"""A trust whose clock stands on a day in term, with deadlines, and a mail server that is read."""

import datetime as dt
from email import message_from_string
from email.message import Message
from email.policy import default
from typing import Any

from django.utils import timezone

from improvement_cycle.actions import trust_meetings
from improvement_cycle.models import Cycle
from tests.smtp import MailServer
from tests.web.improvement_cycle.conftest import Web
from tests.work import let_pauses_pass, work_off
from trust.actions import reminders
from trust.models import Due, Job, Membership, Term, Trust
from trust.policies.reminding import LONDON

# A Monday; the terms of the year stand around it.
MONDAY = dt.date(2026, 11, 30)
PEOPLE = ("head", "other_head", "chief", "director", "primary_director", "secondary_director", "administrator")
TERMS = (
    ("Autumn", dt.date(2026, 9, 1), dt.date(2026, 12, 18), dt.date(2026, 10, 26), dt.date(2026, 10, 30)),
    ("Spring", dt.date(2027, 1, 4), dt.date(2027, 3, 25), dt.date(2027, 2, 15), dt.date(2027, 2, 19)),
    ("Summer", dt.date(2027, 4, 12), dt.date(2027, 7, 21), dt.date(2027, 5, 31), dt.date(2027, 6, 4)),
)


class Clock:
    """What `timezone.now` says."""

    def __init__(self, monkeypatch: Any) -> None:
        self.moment = dt.datetime.now(dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: self.moment)

    def set(self, day: dt.date, hour: int = 8, minute: int = 0) -> None:
        """By the clock on the wall in London."""
        self.moment = dt.datetime.combine(day, dt.time(hour, minute), LONDON).astimezone(dt.UTC)


def set_terms(web: Web) -> None:
    with web.open():
        for name, first, last, away, back in TERMS:
            Term.objects.create(
                school_year=web.stage.years["now"],
                name=name,
                starts_on=first,
                ends_on=last,
                break_starts_on=away,
                break_ends_on=back,
            )


def due(web: Web, day: dt.date | None) -> None:
    """Self-evaluations are due on this day."""
    with web.open():
        Cycle.objects.filter(id=web.stage.cycles["now"].id).update(self_evaluations_due_on=day)


def meet(web: Web, on: dt.date) -> None:
    """The board meets: trustees and the chief executive are asked."""
    with web.open():
        given = trust_meetings.Given("board", on, title="Board meeting")
        trust_meetings.plan(actor=web.stage.chief, given=given)


def only(web: Web, *keys: str) -> None:
    """Of this trust only these people are left, and no other trust: what a test looks at for weeks."""
    with web.open():
        kept = [web.stage.troupe.members[key].id for key in keys]
        Membership.objects.exclude(id__in=kept).update(until_on=dt.date(2026, 11, 1))
        Membership.objects.filter(id__in=kept).update(until_on=None)
    Trust.objects.exclude(id=web.stage.troupe.trust.id).update(state="closed")


def run(clock: Clock) -> list[str]:
    """Begin the day, plan it and send what is to be sent; how each piece of work ended, the plans first."""
    reminders.begin_day(now=clock.moment)
    let_pauses_pass()
    plans = work_off()
    let_pauses_pass()
    return plans + work_off()


def mails(server: MailServer) -> list[Message]:
    return [message_from_string(text, policy=default) for text in server.messages]


def text_of(mail: Any, kind: str = "plain") -> str:
    return str(mail.get_body((kind,)).get_content())


def jobs(web: Web) -> list[Job]:
    with web.open():
        return list(Job.objects.filter(kind="reminders").order_by("key"))


def fates(web: Web) -> list[tuple[str, str]]:
    """State and outcome of each mail, in order."""
    return sorted((job.state, job.payload.get("outcome", "")) for job in jobs(web))


def adds_up() -> bool:
    """The queue adds up: nothing is stuck in anybody's hands."""
    return not Due.objects.filter(state__in=["leased", "handing_over"]).exists()
