"""The worker's part of reminders: each trust's day is planned, and each mail is read, written and handed over."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from trust.actions import leases
from trust.actions import reminders as actions
from trust.handover import RecipientRefused, Uncertain, compose, deliver
from trust.jobs import Lease, handler
from trust.models import Trust
from trust.policies.reminding import LONDON
from trust.reminder_mails import written


@handler(actions.PLAN)
def plan_day(lease: Lease, payload: Mapping[str, Any]) -> None:
    """The mails of one trust on one day: written in one transaction, or not at all."""
    day = dt.date.fromisoformat(payload["day"])
    with leases.finishing(lease):
        # Left over from another day it has nothing to say any more.
        if day == timezone.now().astimezone(LONDON).date():
            actions.plan(trust=Trust.objects.get(pk=str(lease.trust_id)), day=day)


@handler(actions.MAIL, queue="mail", at_most_once=True)
def send(lease: Lease, payload: Mapping[str, Any]) -> None:
    """One person's mail: at most once. What it says is written down before it leaves."""
    member, day = UUID(payload["membership"]), dt.date.fromisoformat(payload["day"])
    with leases.opened(lease):
        trust = Trust.objects.get(pk=str(lease.trust_id))
        prepared = actions.prepare(mail_id=lease.id, trust=trust, membership_id=member, day=day, now=timezone.now())
        mail = written(prepared) if isinstance(prepared, actions.Prepared) else None
    if mail is None or isinstance(prepared, str):
        with leases.finishing(lease):
            actions.note_not_needed(mail_id=lease.id, why=str(prepared))
        return
    content = {"to": prepared.address, "subject": mail.subject, "text": mail.text, "html": mail.html}
    try:
        deliver(lease, compose(lease.id, {**content, "headers": mail.headers}))
    except Uncertain as error:
        leases.leave_uncertain(lease=lease, reason=str(error))
        return
    except RecipientRefused as error:
        with leases.opened(lease):
            actions.note_refused(membership_id=member, address=prepared.address, code=error.code)
        raise
    with leases.finishing(lease):
        actions.note_sent(mail_id=lease.id)
