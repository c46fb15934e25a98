"""What is kept for a time only: earlier texts of a document go some days after its approval, nothing else with them."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust.actions import activity
from trust.actions.jobs import enqueue
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Document, EarlierText
from trust.policies.documents import kept_until

KIND = "forget_earlier_texts"
AT = dt.time(3)


def plan_to_forget(*, actor: Actor, document: Document) -> None:
    """Part of the approval: on the day after the last one the earlier texts go. Planned twice it is planned once."""
    last_day = kept_until(timezone.localdate())
    due_at = timezone.make_aware(dt.datetime.combine(last_day + dt.timedelta(days=1), AT))
    payload = {"document": str(document.pk), "number": document.number}
    key = f"{document.pk}, version {document.number}, after {last_day}"
    enqueue(actor=actor, kind=KIND, key=key, payload=payload, due_at=due_at)


@transaction.atomic
def forget_earlier_texts(*, actor: Actor, document_id: UUID, number: int) -> int:
    """Delete them for good, if this version is still what is approved; returns how many. Once more deletes nothing.

    A document that was reopened keeps them: its next approval plans anew.
    """
    document = Document.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None or document.state != DocumentState.APPROVED or document.number != number:
        return 0
    gone, _ = EarlierText.objects.filter(section__document=document).delete()
    if gone:
        activity.record(
            actor=actor,
            kind=document.kind,
            subject_id=document.pk,
            verb="forget",
            sentence=f"deleted {gone} earlier {'text' if gone == 1 else 'texts'} of {document.title}, as was planned",
            academy_id=document.academy_id,
        )
    return gone
