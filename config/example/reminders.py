"""The digests of the last school Monday, as they came; who has stopped theirs; an address that was refused."""

import datetime as dt
from typing import Any

from django.utils import timezone

from trust.actions import reminders as actions
from trust.actions.mail import put_in_example_mailbox
from trust.enums import JobState
from trust.handover import message_id
from trust.models import Due, Job, MailChoice, Membership, RefusedAddress, ReminderPause, Trust
from trust.policies.reminding import goes_out_at
from trust.policies.school_calendar import monday_of
from trust.queries.reminding import MAIL, calendars
from trust.reminder_mails import written

WEEK = dt.timedelta(weeks=1)
TAKEN = dt.timedelta(minutes=3)


def build(trust: Trust, said: dict[str, Any]) -> None:
    """Made as the worker makes them; what they say is how things stand now."""
    told = said.get("reminders", {})
    for email in told.get("stopped", []):
        MailChoice.objects.create(membership=Membership.objects.get(email=email), wants_digest=False)
    day = _last_digest()
    if day is None:
        return
    if reason := told.get("rested"):
        ReminderPause.objects.create(
            from_on=day - 2 * WEEK, until_on=day - 2 * WEEK, reason=reason, paused_by_name=said["contact"]["name"]
        )
    actions.plan(trust=trust, day=day)
    for job in Job.objects.filter(kind=MAIL):
        _came(trust, job, day)
    for email in told.get("refused", []):
        RefusedAddress.objects.create(membership=Membership.objects.get(email=email), address=email, code=550)


def _last_digest() -> dt.date | None:
    """The last Monday before today that was a school day, in the last half year."""
    known, first = calendars().trust, monday_of(timezone.localdate())
    before = (first - n * WEEK for n in range(26))
    return next((day for day in before if day < timezone.localdate() and known.is_school_day(day)), None)


def _came(trust: Trust, job: Job, day: dt.date) -> None:
    at = goes_out_at(day) + TAKEN
    member = Membership.objects.get(pk=job.payload["membership"])
    prepared = actions.prepare(mail_id=job.id, trust=trust, membership_id=member.id, day=day, now=at)
    if isinstance(prepared, str):
        actions.note_not_needed(mail_id=job.id, why=prepared)
    else:
        mail = written(prepared)
        put_in_example_mailbox(
            message_id=message_id(job.id), to=member.email, subject=mail.subject, text=mail.text, html=mail.html
        )
        actions.note_sent(mail_id=job.id)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, asked_at=goes_out_at(day), done_at=at)
    Due.objects.filter(pk=job.pk).update(state=JobState.DONE, due_at=goes_out_at(day), finished_at=at)
