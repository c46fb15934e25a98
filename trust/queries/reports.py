"""Reports that a person may read."""

from typing import Any
from uuid import UUID

from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Report
from trust.reports.kinds import find_kind, readable_kinds

SHOWN = 100


def visible_to(actor: Actor) -> Any:
    """What this person asked for, of the kinds they still may have. Whether each one still is theirs to open, its kind
    says when it is opened: a list shows no more than titles.
    """
    if actor.membership_id is None:
        return Report.objects.none()
    return Report.objects.filter(asked_by=actor.membership_id, kind__in=readable_kinds(actor))


def reports_for(actor: Actor) -> list[Report]:
    """One's own, newest first."""
    return list(visible_to(actor).select_related("file").order_by("-asked_at")[:SHOWN])


def find_report(actor: Actor, report: UUID) -> Report:
    """One of them that this person may have now, else NotFound."""
    found: Report | None = visible_to(actor).select_related("file").filter(pk=report).first()
    if found is None:
        raise NotFound()
    find_kind(found.kind).check_again(actor, found.subject_id, found.parameters, found.version)
    return found


def may_read_files(actor: Actor, report_id: UUID) -> bool:
    """Who may open a report may read its file."""
    try:
        find_report(actor, report_id)
    except NotFound:
        return False
    return True
