"""The meeting about one academy: while it is open, the three see each other's views."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import open_row
from improvement_cycle.models import AcademyCycle
from trust.actions import activity
from trust.actors import Actor
from trust.permissions import Permission


@transaction.atomic
def open_meeting(*, actor: Actor, academy_cycle_id: UUID) -> AcademyCycle:
    """Open the meeting about this academy. Opening an open one changes nothing."""
    row = open_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.MEETING_OPEN)
    if not row.meeting_is_open:
        row.meeting_open_at = timezone.now()
        row.meeting_open_by_name = actor.name
        row.save(update_fields=["meeting_open_at", "meeting_open_by_name"])
        _record(actor, row, "open_meeting", "opened the meeting about")
    return row


@transaction.atomic
def close_meeting(*, actor: Actor, academy_cycle_id: UUID) -> AcademyCycle:
    """Close the meeting. Views recorded from now on are hidden again until one's own stands."""
    row = open_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.MEETING_OPEN)
    end(actor=actor, row=row)
    return row


def end(*, actor: Actor, row: AcademyCycle) -> None:
    """The same as part of another action: the row is locked and permission checked. Also once its year has closed."""
    if row.meeting_is_open:
        row.meeting_open_at = None
        row.meeting_open_by_name = ""
        row.save(update_fields=["meeting_open_at", "meeting_open_by_name"])
        _record(actor, row, "close_meeting", "closed the meeting about")


def _record(actor: Actor, row: AcademyCycle, verb: str, words: str) -> None:
    activity.record(
        actor=actor,
        kind="academy_cycle",
        subject_id=row.id,
        verb=verb,
        sentence=f"{words} {row.academy.name}",
        academy_id=row.academy_id,
        circle="parties",
    )
