"""Reading documents of an academy's year: by address, by academy and year, and the list of a kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.queries.document_comments import talks_over
from improvement_cycle.queries.document_rows import rows_with_settings
from improvement_cycle.queries.document_sections import sections_of
from improvement_cycle.queries.document_versions import without_content
from improvement_cycle.queries.rows_by_address import row_finder
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import NotFound
from trust.models import Activity, Document, Section
from trust.permissions import may


@dataclass
class YearDocument:
    """A document of an academy's year. Without a document nobody has begun it."""

    kind: str
    row: AcademyCycle
    document: Document | None

    @property
    def academy_id(self) -> UUID:
        """Where it stands, for permissions."""
        return self.row.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.row.phase

    @property
    def title(self) -> str:
        """Self-evaluation of Beckside Primary, 2026/27."""
        return pages_of(self.kind).title_of(self.row)


_find_row = row_finder(rows_with_settings)


def find(actor: Actor, kind: str, year: str, academy: str, **_: object) -> YearDocument:
    """The one of an address, for those to whom it says anything. Raises NotFound for everybody else."""
    pages = pages_of(kind)
    row = _find_row(year, academy)
    if row is None or pages.capability not in row.cycle.model.capabilities:
        raise NotFound(f"There is no such {pages.words.one}.")
    reopened = Activity.objects.filter(subject_id=OuterRef("id"), verb="reopen")
    begun = Document.objects.filter(kind=kind, subject_id=row.id).annotate(was_approved=Exists(reopened))
    document = begun.first()
    if document is not None:
        document.subject = row
    if not opens(actor, kind, row, document):
        raise NotFound(f"There is no such {pages.words.one}.")
    return YearDocument(kind, row, document)


def opens(actor: Actor, kind: str, row: AcademyCycle, document: Document | None) -> bool:
    """Whether there is anything here for this person: to write, to read, or to wait for."""
    rights = documents.kind_named(kind).rights
    if may(actor, rights.write, row):
        return True
    if pages_of(kind).brought_to is not None:
        return _opens_what_is_not_everywhere(actor, kind, row, document)
    if may(actor, rights.write_given, row) or may(actor, rights.read, row):
        return True
    return document is not None and documents.reads_approved(actor, document)


def _opens_what_is_not_everywhere(actor: Actor, kind: str, row: AcademyCycle, document: Document | None) -> bool:
    """That there is one says something already: only those learn of it who read it, or write a section of it."""
    rights = documents.kind_named(kind).rights
    if may(actor, rights.read, row):
        return document is not None or comes_to(kind, row)
    if document is None:
        return False
    if documents.reads_approved(actor, document):
        approved = any(not each.missing for each in document.versions.all())
        return approved or _is_given_one(actor, kind, row, document)
    return _is_given_one(actor, kind, row, document)


def _is_given_one(actor: Actor, kind: str, row: AcademyCycle, document: Document) -> bool:
    rights = documents.kind_named(kind).rights
    return may(actor, rights.write_given, row) and any(
        documents.is_given(actor, each) for each in sections_of(document)
    )


def comes_to(kind: str, row: AcademyCycle) -> bool:
    """Whether an academy's year has one of this kind at all."""
    brought_to = pages_of(kind).brought_to
    return brought_to is None or row.id in brought_to([row])


def find_section(actor: Actor, kind: str, year: str, academy: str, section: str, **_: object) -> Section:
    """A section of the draft, for those who read it as it stands."""
    found = find(actor, kind, year, academy)
    if found.document is None:
        raise NotFound()
    row = next((each for each in sections_of(found.document) if each.key == section), None)
    if row is None or not documents.reads_draft_of(actor, row):
        raise NotFound()
    return row


def may_begin(actor: Actor, kind: str, row: AcademyCycle) -> bool:
    """Whether this person may make it now."""
    writes = may(actor, documents.kind_named(kind).rights.write, row) and not row.cycle.is_closed
    return writes and comes_to(kind, row)


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    row: AcademyCycle
    document: Document | None
    waits_for_me: bool
    talks: bool = False

    @property
    def state(self) -> str:
        """As the document, or not begun; of comments those know who write it and who answer it."""
        if self.document is None:
            return "none"
        return "written" if self.document.state == DocumentState.RETURNED and not self.talks else self.document.state


@dataclass(frozen=True)
class ListPage:
    """The documents of one kind of this year. `is_own`: there are only those of one's own academy."""

    year: str
    rows: Sequence[Listed]
    is_own: bool


def reads_any(actor: Actor, kind: str) -> bool:
    """Whether documents of this kind are this person's matter at all, be it one section of one academy."""
    rights = documents.kind_named(kind).rights
    wanted = (rights.read, rights.read_approved, rights.write, rights.write_given)
    return any(may(actor, permission) for permission in wanted)


def listed(actor: Actor, kind: str) -> ListPage:
    """Those of this year that say anything to this person."""
    current = Cycle.objects.select_related("school_year").current_first(timezone.localdate()).first()
    if current is None:
        return ListPage("", (), is_own=False)
    rows = list(rows_with_settings().filter(cycle=current).order_by("academy__name"))
    begun = {
        document.subject_id: document
        for document in Document.objects.filter(kind=kind, subject_id__in=[row.id for row in rows]).prefetch_related(
            Prefetch("versions", without_content())
        )
    }
    pages = pages_of(kind)
    capability, comes = pages.capability, {row.id for row in rows}
    if pages.brought_to is not None:
        comes = {*pages.brought_to(rows), *begun}
    made = []
    for row in rows:
        document = begun.get(row.id)
        if row.id not in comes:
            continue
        if document is not None:
            document.subject = row
        if capability not in row.cycle.model.capabilities or not opens(actor, kind, row, document):
            continue
        talks = document is not None and document.state == DocumentState.RETURNED and talks_over(actor, document)
        made.append(Listed(row, document, _waits(actor, document), talks))
    write = documents.kind_named(kind).rights.write
    writes = [each for each in made if may(actor, write, each.row)]
    return ListPage(current.school_year.label, made, is_own=len(writes) == len(made))


def of_row(row: AcademyCycle, kind: str) -> Document | None:
    """The document of this kind of an academy's year, where it was begun."""
    document: Document | None = Document.objects.filter(kind=kind, subject_id=row.id).first()
    if document is not None:
        document.subject = row
    return document


def _waits(actor: Actor, document: Document | None) -> bool:
    if document is None or document.state != DocumentState.SUBMITTED or not documents.approves(actor, document):
        return False
    if documents.hindrance(document):
        return False
    last = next((v for v in document.versions.all() if v.number == document.number), None)
    return last is not None and bool(documents.capacities_left(actor, document, last))
