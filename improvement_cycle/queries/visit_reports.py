"""The report of a visit: its draft for those who write it, and what was sent for those who read it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from improvement_cycle.models import Visit
from improvement_cycle.permissions import may_carry_out, may_open_visit
from improvement_cycle.policies.visits import FOLLOW_UP, SECTION
from improvement_cycle.queries.document_rows import setting_of_trust
from improvement_cycle.workflow.visits import REPORT
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Document, Section, SubmittedVersion
from trust.permissions import Permission
from trust.policies.wording import full_day


def visit_of(document: Document) -> Visit:
    """The visit that a report is about; read once."""
    if document.subject is None:
        found = Visit.objects.select_related("academy", "academy_cycle__cycle__school_year")
        document.subject = found.prefetch_related("people").get(id=document.subject_id)
    visit: Visit = document.subject
    return visit


def admits(actor: Actor, document: Document, right: Permission) -> bool:
    """Written by those who carry the visit out; read by those who know what it is."""
    visit = visit_of(document)
    return may_carry_out(actor, visit) if right == Permission.VISIT_CARRY_OUT else may_open_visit(actor, visit)


def section_of(visit: Visit) -> Section | None:
    """The page of its report, with its document and those who have it open; none where nothing is written of it."""
    found: Section | None = (
        Section.objects.select_related("document")
        .prefetch_related("writers")
        .filter(document__kind=REPORT, document__subject_id=visit.id, key=SECTION)
        .first()
    )
    if found is not None:
        found.document.subject = visit
    return found


def versions_of(visit: Visit) -> list[SubmittedVersion]:
    """What was sent, newest first."""
    found = SubmittedVersion.objects.filter(document__kind=REPORT, document__subject_id=visit.id)
    return list(found.order_by("-number"))


def version_to_print(actor: Actor, version_id: UUID) -> SubmittedVersion:
    """A version that was sent, for those who read it. Raises NotFound for everybody else."""
    found: SubmittedVersion | None = (
        SubmittedVersion.objects.filter(id=version_id, document__kind=REPORT).select_related("document").first()
    )
    if found is None or not may_open_visit(actor, visit_of(found.document)):
        raise NotFound("There is no such report.")
    return found


def follow_up_fields(document: Document) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What follows, as it is kept beside the report when it is sent."""
    lines = [
        f"{each.text} ({each.owner_name}, by {full_day(each.due_on)})" for each in visit_of(document).follow_ups.all()
    ]
    return {SECTION: [{"key": FOLLOW_UP, "label": "Follow-up", "kind": "lines", "value": lines}]}


def with_all(visits: Any) -> Any:
    """Visits with where they stand and who goes, and the number below which the trust is careful: two questions."""
    small = Subquery(setting_of_trust("small_number_threshold")[:1])
    found = visits.select_related("academy", "academy_cycle__cycle__school_year").annotate(small_number=small)
    return found.prefetch_related("people")
