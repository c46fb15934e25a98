"""Reports that a person may read."""

from uuid import UUID

from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Report
from trust.reports.kinds import may_read

SHOWN = 100
LOOKED_AT = 500


def reports_for(actor: Actor) -> list[Report]:
    """Own and open ones, newest first."""
    recent = Report.objects.select_related("file").order_by("-asked_at")[:LOOKED_AT]
    return [report for report in recent if may_read(actor, report)][:SHOWN]


def find_report(actor: Actor, report: UUID) -> Report:
    """One of them, else NotFound."""
    found = Report.objects.select_related("file").filter(pk=report).first()
    if found is None or not may_read(actor, found):
        raise NotFound()
    return found


def may_read_files(actor: Actor, report_id: UUID) -> bool:
    """Who may read a report may read its file."""
    report = Report.objects.filter(pk=report_id).first()
    return report is not None and may_read(actor, report)
