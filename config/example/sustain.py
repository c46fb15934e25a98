"""What an invented trust delivered in the year before, and what was found of it since. That year is closed long ago."""

import datetime as dt
from typing import Any

from django.utils import timezone

from academies.models import Academy
from improvement_cycle.enums import PriorityState
from improvement_cycle.models import AcademyCycle, KeyArea, Priority, SustainCheck, SustainMark
from improvement_cycle.policies.sustain import verdict_of
from trust.models import Membership

Academies = dict[str, tuple[Academy, dict[str, Membership]]]


def build(said: dict[str, Any], academies: Academies) -> None:
    """As the file says; a trust without a word about what it delivered has nothing."""
    for wanted in said.get("delivered", ()):
        academy, staff = academies[wanted["academy"]]
        year = said["years"][-2]
        row = AcademyCycle.objects.select_related("cycle").get(
            academy=academy, cycle__school_year__starts_on__year=year
        )
        begun = timezone.make_aware(dt.datetime.combine(dt.date(year, 10, 6), dt.time(10)))
        priority = Priority.objects.create(
            academy_cycle=row,
            number=1,
            area=KeyArea.objects.get(model_id=row.cycle.model_id, key=wanted["area"]),
            statement=wanted["statement"],
            rationale=wanted["why"],
            support=["academy"],
            state=PriorityState.DELIVERED,
            proposed_by=staff["head"],
            proposed_by_name=staff["head"].name,
            proposed_at=begun,
            changed_at=begun,
            agreed_at=begun,
            reached=wanted["reached"],
            delivered_on=wanted["delivered_on"],
        )
        for number, check in enumerate(wanted["checks"], start=1):
            _check(priority, number, check, staff["head"].name)


def _check(priority: Priority, number: int, said: dict[str, Any], head: str) -> None:
    marks = said.get("marks", {})
    done = {}
    if marks:
        done = {
            "done_on": said["done"],
            "verdict": verdict_of(verdict for verdict, _ in marks.values()),
            "by_name": head,
            "at": timezone.make_aware(dt.datetime.combine(said["done"], dt.time(16))),
        }
    made = SustainCheck.objects.create(priority=priority, number=number, due_on=said["due"], **done)
    SustainMark.objects.bulk_create(
        SustainMark(check_of=made, mark=mark, verdict=verdict, evidence=evidence)
        for mark, (verdict, evidence) in marks.items()
    )
