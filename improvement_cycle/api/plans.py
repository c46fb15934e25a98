"""Improvement plans over REST: see documents for what the addresses do. Their sections are pages of priorities."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view

from improvement_cycle.api import documents
from improvement_cycle.api.document_serializers import (
    ApproveSerializer,
    BeginSerializer,
    NoteSerializer,
    WriteSectionSerializer,
)
from improvement_cycle.workflow import PLAN, PLAN_RIGHTS
from trust.api.writing import Change

READ = documents.readers(PLAN_RIGHTS)
WRITE, APPROVE = (PLAN_RIGHTS.write,), (PLAN_RIGHTS.approve,)


class PlanFilters(documents.DocumentFilters):
    """?year=2026&phase=primary&state=submitted"""

    kind = PLAN


class Plans(documents.DocumentList):
    """Plans, the newest year first, begun or not."""

    kind = PLAN
    read = READ
    filterset_class = PlanFilters


class _Plan(documents.OneDocument):
    """What every address of one plan is about."""

    kind = PLAN
    read = READ


class OnePlan(_Plan):
    """One plan: where it stands, its sections as far as one reads the draft, and what was submitted."""


@documents.posts("plan_begin", "Begin a plan")
class Begin(_Plan, documents.Begin):
    """Begin it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE, BeginSerializer, is_matched=False)}


@documents.posts("plan_submit", "Submit a plan")
class Submit(_Plan, documents.Submit):
    """Submit it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE)}


@documents.posts("plan_return", "Return a plan with a note")
class Return(_Plan, documents.Return):
    """Give it back."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(APPROVE, NoteSerializer)}


@documents.posts("plan_approve", "Approve a plan")
class Approve(_Plan, documents.Approve):
    """Approve it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(APPROVE, ApproveSerializer)}


@documents.posts("plan_reopen", "Reopen an approved plan")
class Reopen(_Plan, documents.Reopen):
    """Reopen it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(APPROVE, NoteSerializer)}


class OneVersion(_Plan, documents.OneVersion):
    """A submitted version as it is kept, with its checksum and the approvals."""


@extend_schema_view(patch=extend_schema(operation_id="plan_write", summary="Write a section of a plan"))
class OneSection(_Plan, documents.OneSection):
    """A section of the draft, for those who read it as it stands."""

    changes: ClassVar[dict[str, Change]] = {
        "PATCH": Change((PLAN_RIGHTS.write, PLAN_RIGHTS.write_given), WriteSectionSerializer, is_kept=True)
    }
