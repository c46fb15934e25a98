"""Who approves for somebody else, for a time: named by whoever approves, ended, never deleted."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.formats import date_format

from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, NotFound, NotPermitted
from trust.models import Delegation, Membership
from trust.permissions import MAY_STAND_IN, Permission, check_may, may, may_leave, may_stand_in
from trust.policies.days import faults_of_days

KIND = "delegation"
# Whoever is away for longer hands the role over, or names somebody again.
LONGEST = dt.timedelta(days=366)


@transaction.atomic
def name_delegate(*, actor: Actor, membership_id: UUID, kind: str, from_on: dt.date, until_on: dt.date) -> Delegation:
    """Let somebody at the centre approve in one's name on these days. Raises BadInput with the field that is wrong."""
    check_may(actor, Permission.DELEGATE_NAME)
    # Locked, so that two windows cannot name two people for the same days.
    own = Membership.objects.select_for_update(of=("self",)).get(pk=actor.membership_id)
    to = Membership.objects.not_ended(timezone.localdate()).filter(pk=membership_id).first()
    if faults := _faults(own, to, kind, from_on, until_on):
        raise BadInput("Nobody was named.", detail=faults)
    assert to is not None
    made: Delegation = Delegation.objects.create(by=own, to=to, kind=kind, from_on=from_on, until_on=until_on)
    days = f"{date_format(from_on, 'j F Y')} to {date_format(until_on, 'j F Y')}"
    _record(actor, made, "name", f"named {to.name} to stand in for {own.name}, {days}")
    return made


@transaction.atomic
def end(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """End it now: one's own, or anybody's for those who manage people. Ended twice it is ended once."""
    found: Delegation | None = (
        Delegation.objects.select_for_update(of=("self",)).select_related("by", "to").filter(pk=delegation_id).first()
    )
    if found is None:
        raise NotFound()
    if found.by_id != actor.membership_id and not may(actor, Permission.PEOPLE_MANAGE):
        raise NotPermitted(f"Only {found.by.name} can end this, and those who manage people.")
    today = timezone.localdate()
    if found.until_on >= max(today, found.from_on):
        # From the next request on, like everybody's access.
        _close(actor, found, today - dt.timedelta(days=1))
    return found


def end_all(actor: Actor, member: Membership, last_day: dt.date) -> None:
    """A leaver stands in for nobody, and nobody for a leaver."""
    held = Delegation.objects.filter(Q(by=member) | Q(to=member), until_on__gte=Greatest(last_day + DAY, "from_on"))
    for each in held.select_for_update(of=("self",)).select_related("by", "to"):
        _close(actor, each, last_day)


DAY = dt.timedelta(days=1)


def _close(actor: Actor, found: Delegation, last_day: dt.date) -> None:
    found.until_on = max(last_day, found.from_on - DAY)
    found.ended_at, found.ended_by_name = timezone.now(), actor.name
    found.save(update_fields=["until_on", "ended_at", "ended_by_name"])
    _record(actor, found, "end", f"ended that {found.to.name} stands in for {found.by.name}")


def _faults(own: Membership, to: Membership | None, kind: str, from_on: dt.date, until_on: dt.date) -> dict[str, str]:
    faults = faults_of_days({"from_on": from_on, "until_on": until_on})
    if to is None or to.role not in MAY_STAND_IN or to.pk == own.pk:
        faults["membership"] = "Choose a person at the centre of the trust."
    if not may_leave(own.role, kind):
        faults["kind"] = "Choose what they approve."
    elif to is not None and "membership" not in faults and not may_stand_in(to.role, kind):
        faults["membership"] = "Those who write it do not approve it. Choose somebody else."
    if faults:
        return faults
    if until_on < max(from_on, timezone.localdate()):
        return {"until_on": "The last day is before the first, or over already."}
    if until_on - from_on > LONGEST:
        return {"until_on": "Name somebody for a year at most."}
    return _overlap(own, kind, from_on, until_on)


def _overlap(own: Membership, kind: str, from_on: dt.date, until_on: dt.date) -> dict[str, str]:
    others: Any = Delegation.objects.filter(by=own, kind=kind, until_on__gte=Greatest(from_on, "from_on"))
    other = others.filter(from_on__lte=until_on).select_related("to").first()
    if other is None:
        return {}
    days = f"{date_format(other.from_on, 'j F Y')} to {date_format(other.until_on, 'j F Y')}"
    return {"from_on": f"{other.to.name} stands in for you from {days}. End that first, or choose other days."}


def _record(actor: Actor, found: Delegation, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind=KIND, subject_id=found.id, verb=verb, sentence=sentence)
