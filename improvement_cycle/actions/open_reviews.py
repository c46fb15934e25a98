"""Reviews that are being written keep up with the objectives of their plan: those that came have a section, too."""

from improvement_cycle.models import AcademyCycle
from improvement_cycle.workflow import REVIEWS
from trust.actions.documents import keep_up
from trust.enums import DocumentState
from trust.models import Document

OPEN = (DocumentState.DRAFT, DocumentState.RETURNED)


def keep_up_reviews(row: AcademyCycle) -> None:
    """Part of the action that adds, words or closes objectives, or brings their priority into the plan or out of it."""
    begun = Document.objects.filter(kind__in=REVIEWS.values(), subject_id=row.id, state__in=OPEN)
    for document_id in begun.order_by("id").values_list("id", flat=True):
        keep_up(document_id=document_id)
