"""What a self-evaluation says needs to improve: of what was handed in, never of a draft.

Priorities rest on these points; some of them the academy itself suggests as priorities.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.self_evaluation import SUGGESTED, TO_DEVELOP
from improvement_cycle.queries.document_versions import versions_for
from improvement_cycle.workflow import SEF
from trust import documents
from trust.actors import Actor
from trust.models import SubmittedVersion


@dataclass(frozen=True)
class Point:
    """A point in its words, with where it stands: its area, its place in the list there, and the version."""

    area: str
    title: str
    number: int
    text: str
    version: int
    is_suggested: bool

    @property
    def key(self) -> str:
        """As forms send it back."""
        return f"{self.area}:{self.number}:{self.version}"


def points(actor: Actor, row: AcademyCycle) -> Sequence[Point]:
    """All of the newest version that this person reads, the suggested ones first; none where there is no version."""
    return sorted(points_in(_newest(actor, row)), key=lambda each: not each.is_suggested)


def suggested_points(actor: Actor, row: AcademyCycle) -> Sequence[Point]:
    """Those that the academy suggests as priorities."""
    return suggested_in(_newest(actor, row))


def suggested_in(versions: Sequence[SubmittedVersion]) -> Sequence[Point]:
    """The same, of the first of these: read by whom stands where they were read."""
    return tuple(each for each in points_in(versions) if each.is_suggested)


def points_in(versions: Sequence[SubmittedVersion]) -> Sequence[Point]:
    """All points of the first of these, as they stand there."""
    return tuple(
        Point(section["key"], section["title"], number, text, version.number, text in (values.get(SUGGESTED) or ()))
        for version in versions[:1]
        for section in version.content["sections"]
        for values in [{field["key"]: field["value"] or [] for field in section["fields"]}]
        for number, text in enumerate(values.get(TO_DEVELOP, []), start=1)
    )


def _newest(actor: Actor, row: AcademyCycle) -> Sequence[SubmittedVersion]:
    """The newest version that this person reads, as queries.self_evaluations.versions_for has it: one question."""
    found = SubmittedVersion.objects.filter(document__kind=SEF, document__subject_id=row.id).select_related("document")
    last: SubmittedVersion | None = found.first()
    if last is None:
        return ()
    document = last.document
    document.subject = row
    if documents.writes_all(actor, document) or documents.reads_submitted(actor, document):
        return (last,)
    return versions_for(actor, document)[:1]
