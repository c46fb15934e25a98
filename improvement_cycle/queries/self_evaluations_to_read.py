"""A self-evaluation as a program reads it: as any document, with the points that it suggests as priorities."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.queries.documents_to_read import ReadDocument, find_document
from improvement_cycle.queries.suggested_points import Point, suggested_in
from improvement_cycle.workflow import SEF
from trust.actors import Actor


@dataclass
class ReadSelfEvaluation(ReadDocument):
    """One self-evaluation with what this person reads of it."""

    @property
    def suggested(self) -> Sequence[Point]:
        """The points that the newest of these versions suggests as priorities."""
        return suggested_in(self.versions)


def find_self_evaluation(actor: Actor, row_id: UUID) -> ReadSelfEvaluation:
    """One, by the id of the academy's year. Raises NotFound where it says nothing to this person."""
    return ReadSelfEvaluation(**vars(find_document(actor, row_id, SEF)))
