"""Reports that a person may read."""

from typing import Any
from uuid import UUID

from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Report
from trust.reports.kinds import readable_kinds

SHOWN = 100


def visible_to(actor: Actor) -> Any:
    """What this person asked for, as far as they still may."""
    if actor.membership_id is None:
        return Report.objects.none()
    return Report.objects.filter(asked_by=actor.membership_id, kind__in=readable_kinds(actor))


def reports_for(actor: Actor) -> list[Report]:
    """One's own, newest first."""
    return list(visible_to(actor).select_related("file").order_by("-asked_at")[:SHOWN])


def find_report(actor: Actor, report: UUID) -> Report:
    """One of them, else NotFound."""
    found: Report | None = visible_to(actor).select_related("file").filter(pk=report).first()
    if found is None:
        raise NotFound()
    return found


def may_read_files(actor: Actor, report_id: UUID) -> bool:
    """Who may read a report may read its file."""
    return bool(visible_to(actor).filter(pk=report_id).exists())
