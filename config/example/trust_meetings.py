"""Meetings of an invented trust: executive, heads, a local advisory group and the board, before and after today."""

import datetime as dt
from typing import Any

from django.utils import timezone

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle.actions import trust_meetings
from improvement_cycle.actions.trust_meetings import Given
from improvement_cycle.models import BoardPack, MatrixSnapshot
from trust.models import Membership, Trust

WEDNESDAY = 2


def build(
    trust: Trust,
    said: dict[str, Any],
    members: dict[str, Membership],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
) -> None:
    """As the file says, in whole weeks from the Wednesday of this one; a trust without a word about them has none."""
    actor = actor_of(trust, members["chief"])
    today = timezone.localdate()
    wednesday = today + dt.timedelta(days=WEDNESDAY - today.weekday())
    for wanted in said.get("trust_meetings", ()):
        newest = (MatrixSnapshot.objects.order_by("-published_at"), BoardPack.objects.order_by("-frozen_at"))
        papers = [key for each in newest for key in each.values_list("id", flat=True)[:1]]
        given = Given(
            kind=wanted["kind"],
            held_on=wednesday + dt.timedelta(weeks=wanted["weeks"]),
            starts_at=dt.time.fromisoformat(wanted["at"]),
            place=wanted["place"],
            academy_id=academies[wanted["academy"]][0].id if "academy" in wanted else None,
            about=wanted["about"],
            papers=papers if wanted.get("papers") else [],
        )
        meeting = trust_meetings.plan(actor=actor, given=given)
        if why := wanted.get("cancelled"):
            trust_meetings.cancel(actor=actor, meeting_id=meeting.id, why=why, seen_version=1)
