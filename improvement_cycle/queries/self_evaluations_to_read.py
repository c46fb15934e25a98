"""Self-evaluations as a program lists and reads them: by the id of the academy's year, with or without a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from improvement_cycle.enums import Capability
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.self_evaluations import (
    SelfEvaluation,
    may_comment_on,
    note_on_top,
    opens,
    sections_of,
    title_of,
    versions_for,
)
from improvement_cycle.queries.suggested_points import Point, suggested_in
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust import documents
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Activity, Document, Section, SubmittedVersion
from trust.permissions import Permission, academies_where, everywhere, phases_where

NONE = "There is no such self-evaluation."


@dataclass(frozen=True)
class ReadSelfEvaluation:
    """One self-evaluation with what this person reads of it: sections of a draft, versions, what is to be answered."""

    row: AcademyCycle
    document: Document | None
    sections: list[Section]
    versions: list[SubmittedVersion]
    note: Activity | None

    @property
    def suggested(self) -> Sequence[Point]:
        """The points that the newest of these versions suggests as priorities."""
        return suggested_in(self.versions)

    @property
    def title(self) -> str:
        """As on its page."""
        return title_of(self.row)


def rows_with_self_evaluation(actor: Actor) -> Any:
    """The years of academies whose self-evaluation says anything to this person; `opens` for many at once."""
    handed_in = Exists(Document.objects.filter(kind=SEF, subject_id=OuterRef("id"), number__gt=0))
    opened = _where(actor, SEF_RIGHTS.write) | _where(actor, SEF_RIGHTS.write_given) | _where(actor, SEF_RIGHTS.read)
    return (
        AcademyCycle.objects.filter(
            opened | (_where(actor, SEF_RIGHTS.read_approved) & handed_in),
            cycle__model__capabilities__contains=[Capability.SELF_EVALUATION.value],
        )
        .select_related("academy", "cycle__school_year", "cycle__model")
        .order_by("-cycle__school_year__starts_on", "academy__name", "id")
    )


def in_state(rows: Any, state: str) -> Any:
    """Those whose document is in this state; `none`: those that nobody has begun."""
    begun = Document.objects.filter(kind=SEF, subject_id=OuterRef("id"))
    return rows.filter(~Exists(begun)) if state == "none" else rows.filter(Exists(begun.filter(state=state)))


def with_documents(rows: Iterable[AcademyCycle]) -> list[SelfEvaluation]:
    """Each with its document, in one query."""
    rows = list(rows)
    found = {each.subject_id: each for each in Document.objects.filter(kind=SEF, subject_id__in=[r.id for r in rows])}
    return [SelfEvaluation(row, found.get(row.id)) for row in rows]


def find_self_evaluation(actor: Actor, row_id: UUID) -> ReadSelfEvaluation:
    """One, by the id of the academy's year. Raises NotFound where it says nothing to this person."""
    row: AcademyCycle | None = rows_with_self_evaluation(actor).filter(id=row_id).first()
    document = Document.objects.filter(kind=SEF, subject_id=row.id).first() if row is not None else None
    if row is not None and document is not None:
        document.subject = row
    if row is None or not opens(actor, row, document):
        raise NotFound(NONE)
    if document is None:
        return ReadSelfEvaluation(row, None, [], [], None)
    reads_all = documents.reads_draft(actor, document)
    open_to = [each for each in sections_of(document) if reads_all or documents.writes(actor, each)]
    # What is to be looked at again is between those who write and those who answer.
    talks = bool(open_to) or may_comment_on(actor, document)
    return ReadSelfEvaluation(
        row=row,
        document=document,
        sections=open_to,
        versions=versions_for(actor, document),
        note=note_on_top(document) if talks else None,
    )


def find_section_of(actor: Actor, row_id: UUID, key: str) -> Section:
    """A section of the draft, for those who read it as it stands. Raises NotFound for everybody else."""
    for section in find_self_evaluation(actor, row_id).sections:
        if section.key == key:
            return section
    raise NotFound("There is no such section.")


def find_version_of(actor: Actor, row_id: UUID, number: int) -> SubmittedVersion:
    """What was handed in, for those who read it. Raises NotFound for everybody else."""
    for version in find_self_evaluation(actor, row_id).versions:
        if version.number == number:
            return version
    raise NotFound("There is no such version.")


def _where(actor: Actor, permission: Permission) -> Q:
    """The rows at which the actor holds the permission."""
    phases = phases_where(actor, permission)
    if everywhere(actor, permission) or phases is None:
        return Q(id__isnull=False)
    return Q(academy_id__in=academies_where(actor, permission)) | Q(academy__phase__in=phases)
