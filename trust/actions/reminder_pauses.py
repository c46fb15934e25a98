"""What those who keep a trust running do with its reminders: let them rest, go on, send again, try an address again."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust.actions import activity
from trust.actions.jobs import try_again
from trust.actions.memberships import lock_people
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.models import Job, Membership, RefusedAddress, ReminderPause
from trust.permissions import Permission, check_may
from trust.policies.days import faults_of_days
from trust.policies.texts import one_line
from trust.policies.wording import full_day
from trust.queries.reminder_pages import may_be_tried
from trust.queries.reminding import MAIL

MANAGE = Permission.REMINDER_MANAGE
LONGEST = dt.timedelta(days=366)
LONGEST_REASON = 300


@transaction.atomic
def pause(*, actor: Actor, from_on: dt.date, until_on: dt.date, reason: str) -> ReminderPause:
    """Let all reminders of the trust rest on these days. Raises BadInput with the field that is wrong."""
    check_may(actor, MANAGE)
    # One after the other, so that two windows cannot make two pauses of the same days.
    lock_people()
    if faults := _faults(from_on, until_on, reason):
        raise BadInput("Nothing was changed.", detail=faults)
    made: ReminderPause = ReminderPause.objects.create(
        from_on=from_on, until_on=until_on, reason=one_line(reason), paused_by_name=actor.name
    )
    _record(actor, made, "pause", f"let reminders rest from {full_day(from_on)} to {full_day(until_on)}", made.reason)
    return made


def _faults(from_on: dt.date, until_on: dt.date, reason: str) -> dict[str, str]:
    faults = faults_of_days({"from_on": from_on, "until_on": until_on})
    if not reason.strip():
        faults["reason"] = "Say why, for those who look later."
    elif len(reason) > LONGEST_REASON:
        faults["reason"] = f"Use at most {LONGEST_REASON} letters."
    if faults:
        return faults
    if from_on < timezone.localdate():
        return {"from_on": "This day is over. Reminders can rest from today on."}
    if until_on < from_on:
        return {"until_on": "The last day lies before the first."}
    if until_on - from_on > LONGEST:
        return {"until_on": "Choose at most a year."}
    other = ReminderPause.objects.filter(ended_at__isnull=True, from_on__lte=until_on, until_on__gte=from_on).first()
    if other:
        days = f"{full_day(other.from_on)} to {full_day(other.until_on)}"
        return {"from_on": f"Reminders rest from {days} already. End that first, or choose other days."}
    return {}


@transaction.atomic
def go_on(*, actor: Actor, pause_id: UUID) -> ReminderPause:
    """End a pause now. Ended twice it is ended once."""
    check_may(actor, MANAGE)
    found: ReminderPause | None = ReminderPause.objects.select_for_update().filter(pk=pause_id).first()
    if found is None:
        raise NotFound()
    if found.ended_at is None:
        found.ended_at, found.ended_by_name = timezone.now(), actor.name
        found.save(update_fields=["ended_at", "ended_by_name"])
        _record(actor, found, "end", "ended that reminders rest")
    return found


def _record(actor: Actor, found: ReminderPause, verb: str, sentence: str, note: str = "") -> None:
    activity.record(actor=actor, kind="reminder_pause", subject_id=found.id, verb=verb, sentence=sentence, note=note)


def send_again(*, actor: Actor, mail: Job) -> None:
    """Try one that failed once more, on its own day. Of an uncertain one nobody knows: it is never sent twice."""
    check_may(actor, MANAGE)
    if mail.kind != MAIL:
        raise NotFound()
    if not may_be_tried(mail):
        raise Refused("This mail cannot be sent again. What still matters is in the next one.")
    try_again(due_id=mail.pk)


@transaction.atomic
def try_address(*, actor: Actor, member: Membership) -> None:
    """Send to this person's address again, though it was refused. Done twice it is done once."""
    check_may(actor, Permission.PEOPLE_MANAGE)
    open_rows: Any = RefusedAddress.objects.filter(RefusedAddress.OPEN, membership=member)
    if open_rows.update(cleared_at=timezone.now(), cleared_by_name=actor.name):
        activity.record(
            actor=actor,
            kind="refused_address",
            subject_id=member.id,
            verb="clear",
            sentence=f"lets mail go to {member.name} again",
        )
