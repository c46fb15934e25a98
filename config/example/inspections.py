"""Inspections of an invented trust: one that has just been, and days that were set for an academy in intervention."""

import datetime as dt
from typing import Any

from django.utils import timezone

from academies.models import Academy
from improvement_cycle.models import InspectionDeadline, InspectionOutcome, InspectionWeek
from improvement_cycle.policies.inspections import framework_on, paused_until
from trust.models import Membership


def build(said: dict[str, Any], academies: dict[str, tuple[Academy, Any]], members: dict[str, Membership]) -> None:
    """As the file has it, in days from the day on which the example is made."""
    told = said.get("inspections", {})
    for each in told.get("weeks", ()):
        _week(each, academies[each["academy"]][0], members)
    for each in told.get("days", ()):
        _day(each, academies[each["academy"]][0], members[each["by"]].name)


def _in(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def _week(said: dict[str, Any], academy: Academy, members: dict[str, Membership]) -> None:
    called_on, writer = _in(said["called"]), members[said["by"]]
    week = InspectionWeek.objects.create(
        academy=academy,
        called_on=called_on,
        paused_until=paused_until(called_on),
        began_by_name=writer.name,
        began_at=timezone.now() + dt.timedelta(days=said["called"]),
    )
    framework = framework_on(called_on)
    if framework is None:
        return
    InspectionOutcome.objects.create(
        week=week,
        inspected_on=called_on + dt.timedelta(days=1),
        framework=framework.key,
        is_graded=True,
        grades=said["grades"],
        named=[str(members[key].id) for key in said["named"]],
        by_membership=writer.id,
        by_name=writer.name,
        at=timezone.now() - dt.timedelta(days=1),
    )


def _day(said: dict[str, Any], academy: Academy, by_name: str) -> None:
    done = said.get("done")
    InspectionDeadline.objects.create(
        academy=academy,
        kind=said["kind"],
        due_on=_in(said["due"]),
        words=said["words"],
        done_on=_in(said["due"]) if done else None,
        done_note=done or "",
        by_name=by_name,
        at=timezone.now(),
    )
