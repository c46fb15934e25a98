"""What is decided about an academy while a judgement meeting with it on the agenda is open, kept for the minutes."""

from uuid import UUID

from django.utils import timezone

from improvement_cycle.models import AcademyCycle, MeetingDecision
from trust.actors import Actor


def note_judgement(actor: Actor, row: AcademyCycle, *, column_id: str, grade_id: str, reason: str) -> None:
    """A judgement was agreed, on a row from `locked_row`. Where no open meeting is about it, nothing is noted."""
    if item_id := row.agenda_item:
        said = {"grade_id": UUID(grade_id), "reason": reason, "by_name": actor.name, "at": timezone.now()}
        MeetingDecision.objects.update_or_create(item_id=item_id, column_id=UUID(column_id), defaults=said)


def note_category(actor: Actor, row: AcademyCycle, *, category_id: UUID, reason: str) -> None:
    """A category was decided, on a row from `locked_row`."""
    if item_id := row.agenda_item:
        said = {"category_id": category_id, "reason": reason, "by_name": actor.name, "at": timezone.now()}
        MeetingDecision.objects.update_or_create(item_id=item_id, column=None, defaults=said)
