"""How objectives went, as a program lists it: by the reviews that its person reads."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from improvement_cycle.models import AcademyCycle, ObjectiveReview
from improvement_cycle.workflow import PLAN_RIGHTS, REVIEWS
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Document
from trust.permissions import Permission


def reviews_to_read(actor: Actor) -> Any:
    """What reviews say of objectives, the newest year first: of those handed in, or of those that were answered."""
    seen = Q(pk__in=())
    for term, kind in REVIEWS.items():
        document = Document.objects.filter(kind=kind, subject_id=OuterRef("objective__academy_cycle_id"))
        answered = Exists(document.filter(state=DocumentState.APPROVED))
        reads = _at(actor, PLAN_RIGHTS.write) | _at(actor, PLAN_RIGHTS.read)
        seen |= Q(term=term) & (reads | (_at(actor, PLAN_RIGHTS.read_approved) & Q(answered)))
    row = "objective__academy_cycle__"
    return (
        ObjectiveReview.objects.filter(seen)
        .select_related(f"{row}academy", f"{row}cycle__school_year", "objective__priority")
        .order_by(f"-{row}cycle__school_year__starts_on", f"{row}academy__name", "term", "objective_id", "id")
    )


def _at(actor: Actor, permission: Permission) -> Q:
    rows = AcademyCycle.objects.reached_by(actor, permission).values("id")
    return Q(objective__academy_cycle__in=rows)
