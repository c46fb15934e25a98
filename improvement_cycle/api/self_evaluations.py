"""Self-evaluations over REST: see documents for what the addresses do."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view

from improvement_cycle.api import documents
from improvement_cycle.api.document_serializers import (
    ApproveSerializer,
    BeginSerializer,
    NoteSerializer,
    SelfEvaluationSerializer,
    WriteSectionSerializer,
)
from improvement_cycle.queries.self_evaluations_to_read import find_self_evaluation
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust.api.writing import Change

READ = documents.readers(SEF_RIGHTS)
WRITE, APPROVE = (SEF_RIGHTS.write,), (SEF_RIGHTS.approve,)


class SelfEvaluationFilters(documents.DocumentFilters):
    """?year=2026&phase=primary&state=submitted"""

    kind = SEF


class SelfEvaluations(documents.DocumentList):
    """Self-evaluations, the newest year first, begun or not."""

    kind = SEF
    read = READ
    filterset_class = SelfEvaluationFilters


class _Whole(documents.OneDocument):
    """One of them as a whole, with the points that it suggests."""

    kind = SEF
    read = READ
    serializer_class = SelfEvaluationSerializer

    def find(self) -> Any:
        return find_self_evaluation(self.actor, self.kwargs["pk"])


class OneSelfEvaluation(_Whole):
    """One self-evaluation: where it stands, its sections as far as one reads the draft, and what was submitted."""


@documents.posts("self_evaluation_begin", "Begin a self-evaluation")
class Begin(_Whole, documents.Begin):
    """Begin it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE, BeginSerializer, is_matched=False)}


@documents.posts("self_evaluation_submit", "Submit a self-evaluation")
class Submit(_Whole, documents.Submit):
    """Submit it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE)}


@documents.posts("self_evaluation_return", "Return a self-evaluation with a note")
class Return(_Whole, documents.Return):
    """Give it back."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(APPROVE, NoteSerializer)}


@documents.posts("self_evaluation_approve", "Approve a self-evaluation")
class Approve(_Whole, documents.Approve):
    """Approve it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(APPROVE, ApproveSerializer)}


@documents.posts("self_evaluation_reopen", "Reopen an approved self-evaluation")
class Reopen(_Whole, documents.Reopen):
    """Reopen it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(APPROVE, NoteSerializer)}


class OneVersion(documents.OneVersion):
    """A submitted version as it is kept, with its checksum and the approvals."""

    kind = SEF
    read = READ


@extend_schema_view(patch=extend_schema(operation_id="self_evaluation_write", summary="Write a section"))
class OneSection(documents.OneSection):
    """A section of the draft, for those who read it as it stands."""

    kind = SEF
    read = READ
    changes: ClassVar[dict[str, Change]] = {
        "PATCH": Change((SEF_RIGHTS.write, SEF_RIGHTS.write_given), WriteSectionSerializer, is_kept=True)
    }
