"""Points of a self-evaluation that the academy suggests as priorities: of what was handed in, never of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.self_evaluation import SUGGESTED, TO_DEVELOP
from improvement_cycle.queries.document_versions import versions_for
from improvement_cycle.queries.documents import of_row
from improvement_cycle.workflow import SEF
from trust.actors import Actor
from trust.models import SubmittedVersion


@dataclass(frozen=True)
class SuggestedPoint:
    """A point in its words, with where it stands: its area, its place in the list there, and the version."""

    area: str
    title: str
    number: int
    text: str
    version: int


def suggested_points(actor: Actor, row: AcademyCycle) -> Sequence[SuggestedPoint]:
    """Those of the newest version that this person reads; none where there is no such version."""
    document = of_row(row, SEF)
    return suggested_in(versions_for(actor, document)[:1]) if document is not None else ()


def suggested_in(versions: Sequence[SubmittedVersion]) -> Sequence[SuggestedPoint]:
    """The same, of the first of these: read by whom stands where they were read."""
    return tuple(
        SuggestedPoint(section["key"], section["title"], number, text, version.number)
        for version in versions[:1]
        for section in version.content["sections"]
        for values in [{field["key"]: field["value"] or [] for field in section["fields"]}]
        for number, text in enumerate(values.get(TO_DEVELOP, []), start=1)
        if text in values.get(SUGGESTED, [])
    )
