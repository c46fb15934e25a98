"""Reviews that are being written keep up with the objectives of their approved plan: each has its section."""

from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.workflow import REVIEWS
from trust.actions.documents import keep_up
from trust.enums import DocumentState
from trust.models import Document

OPEN = (DocumentState.DRAFT, DocumentState.RETURNED)


def keep_up_reviews(row: AcademyCycle) -> None:
    """Part of the action that approves the plan, or closes one of its objectives or opens it again."""
    begun = Document.objects.filter(kind__in=REVIEWS.values(), subject_id=row.id, state__in=OPEN)
    for document_id in begun.order_by("id").values_list("id", flat=True):
        keep_up(document_id=document_id)


def plan_moved(document: Document, verb: str) -> None:
    """Once the plan is approved again, its reviews say what it says now."""
    if verb == "approve":
        keep_up_reviews(row_of(document))


def review_moved(document: Document, verb: str) -> None:
    """A review that is written again keeps up with what has become of the plan meanwhile."""
    if verb in ("return", "reopen"):
        keep_up(document_id=document.id)
