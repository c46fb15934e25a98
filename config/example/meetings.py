"""Judgement meetings of an invented trust: one that was held, with open points, and one that is planned."""

import datetime as dt
from typing import Any

from django.utils import timezone

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle.actions import judgement_meetings as meetings
from improvement_cycle.enums import RowState, View
from improvement_cycle.models import (
    AcademyCycle,
    CurrentStatus,
    Cycle,
    Judgement,
    JudgementMeeting,
    MeetingDecision,
    MeetingItem,
)
from trust.actors import Actor
from trust.models import Membership, Trust


def build(
    trust: Trust,
    said: dict[str, Any],
    members: dict[str, Membership],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
) -> None:
    """As the file says; a trust without a word about meetings has none."""
    if "meetings" not in said:
        return
    cycle = Cycle.objects.select_related("school_year").get(school_year__starts_on__year=said["years"][-1])
    actor = actor_of(trust, members["chief"])
    for wanted in said["meetings"]:
        if "academies" in wanted:
            rows = [AcademyCycle.objects.get(cycle=cycle, academy=academies[key][0]) for key in wanted["academies"]]
        else:
            rows = list(AcademyCycle.objects.filter(cycle=cycle, state=RowState.OPEN).order_by("academy__name"))
        heads = [
            staff["head"]
            for place, staff in academies.values()
            if place.id in {r.academy_id for r in rows} and "head" in staff
        ]
        people = [members["chief"].id, *(each.id for each in heads)]
        given = meetings.Plan(wanted["day"], [row.id for row in rows], people, wanted.get("also_present", ""))
        meeting = meetings.plan(actor=actor, cycle_id=cycle.id, given=given)
        for point in wanted.get("points", ()):
            _point(actor, meeting, point, members, academies)
        if wanted.get("held"):
            _held(actor, meeting, wanted["day"])


def _point(
    actor: Actor,
    meeting: JudgementMeeting,
    said: dict[str, Any],
    members: dict[str, Membership],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
) -> None:
    person = members.get(said["owner"]) if said["owner"] not in ("director", "head") else None
    meetings.add_point(
        actor=actor,
        meeting_id=meeting.id,
        text=said["text"],
        owner=str(person.id) if person else said["owner"],
        due_on=said["due"],
        academy_id=academies[said["academy"]][0].id if "academy" in said else None,
    )


def _held(actor: Actor, meeting: JudgementMeeting, day: dt.date) -> None:
    """Opened and closed, with what stands agreed in its rows as what fell in it."""
    meetings.open_it(actor=actor, meeting_id=meeting.id)
    for item in MeetingItem.objects.filter(meeting=meeting).select_related("academy_cycle"):
        agreed = Judgement.objects.filter(academy_cycle=item.academy_cycle, view=View.AGREED)
        for each in agreed:
            kept = {"reason": each.reason, "by_name": each.by_name, "at": each.at}
            MeetingDecision.objects.create(item=item, column_id=each.column_id, grade_id=each.grade_id, **kept)
        for each in CurrentStatus.objects.filter(academy_cycle=item.academy_cycle, superseded_at__isnull=True):
            kept = {"reason": each.reason, "by_name": each.decided_by_name, "at": each.decided_at}
            MeetingDecision.objects.create(item=item, category_id=each.category_id, **kept)
    begun = timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30)))
    JudgementMeeting.objects.filter(id=meeting.id).update(opened_at=begun)
    meetings.close(actor=actor, meeting_id=meeting.id)
    JudgementMeeting.objects.filter(id=meeting.id).update(closed_at=begun + dt.timedelta(hours=2))
