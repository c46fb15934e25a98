"""Documents as a program lists and reads them: by the id of the academy's year, begun or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.document_comments import may_comment_on, note_on_top
from improvement_cycle.queries.document_sections import sections_of
from improvement_cycle.queries.document_versions import versions_for
from improvement_cycle.queries.documents import YearDocument, of_row, opens
from trust import documents
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Activity, Document, Section, SubmittedVersion
from trust.permissions import Permission, academies_where, everywhere, phases_where


@dataclass
class ReadDocument(YearDocument):
    """One document with what this person reads of it: sections of a draft, versions, what is to be answered."""

    sections: list[Section]
    versions: list[SubmittedVersion]
    note: Activity | None


def none_such(kind: str) -> str:
    """What is said where there is none."""
    return f"There is no such {pages_of(kind).words.one}."


def rows_with_document(actor: Actor, kind: str) -> Any:
    """The years of academies whose document of this kind says anything to this person; `opens` for many at once."""
    rights = documents.kind_named(kind).rights
    handed_in = Exists(Document.objects.filter(kind=kind, subject_id=OuterRef("id"), number__gt=0))
    opened = _where(actor, rights.write) | _where(actor, rights.write_given) | _where(actor, rights.read)
    return (
        AcademyCycle.objects.filter(
            opened | (_where(actor, rights.read_approved) & handed_in),
            cycle__model__capabilities__contains=[pages_of(kind).capability],
        )
        .select_related("academy", "cycle__school_year", "cycle__model")
        .order_by("-cycle__school_year__starts_on", "academy__name", "id")
    )


def in_state(rows: Any, state: str, kind: str) -> Any:
    """Those whose document is in this state; `none`: those that nobody has begun."""
    begun = Document.objects.filter(kind=kind, subject_id=OuterRef("id"))
    return rows.filter(~Exists(begun)) if state == "none" else rows.filter(Exists(begun.filter(state=state)))


def with_documents(rows: Iterable[AcademyCycle], kind: str) -> list[YearDocument]:
    """Each with its document, in one query."""
    rows = list(rows)
    found = {each.subject_id: each for each in Document.objects.filter(kind=kind, subject_id__in=[r.id for r in rows])}
    return [YearDocument(kind, row, found.get(row.id)) for row in rows]


def find_document(actor: Actor, row_id: UUID, kind: str) -> ReadDocument:
    """One, by the id of the academy's year. Raises NotFound where it says nothing to this person."""
    row: AcademyCycle | None = rows_with_document(actor, kind).filter(id=row_id).first()
    document = of_row(row, kind) if row is not None else None
    if row is None or not opens(actor, kind, row, document):
        raise NotFound(none_such(kind))
    if document is None:
        return ReadDocument(kind, row, None, [], [], None)
    reads_all = documents.reads_draft(actor, document)
    open_to = [each for each in sections_of(document) if reads_all or documents.writes(actor, each)]
    # What is to be looked at again is between those who write and those who answer.
    talks = bool(open_to) or may_comment_on(actor, document)
    return ReadDocument(
        kind=kind,
        row=row,
        document=document,
        sections=open_to,
        versions=versions_for(actor, document),
        note=note_on_top(document) if talks else None,
    )


def find_section_of(actor: Actor, row_id: UUID, kind: str, key: str) -> Section:
    """A section of the draft, for those who read it as it stands. Raises NotFound for everybody else."""
    for section in find_document(actor, row_id, kind).sections:
        if section.key == key:
            return section
    raise NotFound("There is no such section.")


def find_version_of(actor: Actor, row_id: UUID, kind: str, number: int) -> SubmittedVersion:
    """What was handed in, for those who read it. Raises NotFound for everybody else."""
    for version in find_document(actor, row_id, kind).versions:
        if version.number == number:
            return version
    raise NotFound("There is no such version.")


def _where(actor: Actor, permission: Permission) -> Q:
    """The rows at which the actor holds the permission."""
    phases = phases_where(actor, permission)
    if everywhere(actor, permission) or phases is None:
        return Q(id__isnull=False)
    return Q(academy_id__in=academies_where(actor, permission)) | Q(academy__phase__in=phases)
