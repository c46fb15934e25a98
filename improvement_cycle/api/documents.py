"""Documents of an academy's year over REST, whatever their kind. Each goes by the id of the academy's year.

So it has an address before it is begun. A kind names itself, its permissions and its operations in a class of its own
for each address: see self_evaluations.
"""

from typing import Any, ClassVar

from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from academies.enums import Phase
from improvement_cycle.api.document_serializers import (
    STATES,
    DetailSerializer,
    ListedSerializer,
    SectionSerializer,
    VersionSerializer,
)
from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.documents_to_read import (
    ReadDocument,
    find_document,
    find_section_of,
    find_version_of,
    in_state,
    none_such,
    rows_with_document,
    with_documents,
)
from trust import documents
from trust.actions import documents as actions
from trust.actions import sections
from trust.actions.sections import Outcome
from trust.api.filters import IdFilter, WordFilter, YearFilter
from trust.api.reading import ReadingList
from trust.api.writing import CHANGED, ChangingOne
from trust.errors import BadInput, NotFound, Refused
from trust.ids import uuid7
from trust.models import Document, Section, SubmittedVersion
from trust.permissions import Permission, Placed
from trust.policies.documents import Edit


def readers(rights: documents.Rights) -> tuple[Permission, ...]:
    """Whoever holds one of these finds something of the kind: what was handed in, or what they write."""
    return (rights.read, rights.read_approved, rights.read_draft, rights.write, rights.write_given)


def posts(operation_id: str, summary: str) -> Any:
    """What the description calls the POST of a kind's address."""
    return extend_schema_view(post=extend_schema(operation_id=operation_id, summary=summary))


class KeptAside(Refused):
    """What was sent came too late. It is kept among the earlier texts, so the transaction must stand."""

    keep_writes = True


class DocumentFilters(filters.FilterSet):
    """?year=2026&phase=primary&state=submitted"""

    kind: ClassVar[str]

    year = YearFilter("cycle__school_year__starts_on")
    phase = WordFilter(field_name="academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="academy_id", thing="academy")
    state = WordFilter(method="is_in", choices=STATES)

    class Meta:
        model = AcademyCycle
        fields = ("year", "phase", "academy", "state")

    def is_in(self, rows: Any, _name: str, state: str) -> Any:
        """By the state of the document, which is no key of the row."""
        return in_state(rows, state, self.kind)


class DocumentList(ReadingList):
    """Those of one kind, the newest year first, begun or not."""

    kind: ClassVar[str]
    model = AcademyCycle
    serializer_class: Any = ListedSerializer

    def rows(self) -> Any:
        return rows_with_document(self.actor, self.kind)

    def paginate_queryset(self, queryset: Any) -> Any:
        return with_documents(super().paginate_queryset(queryset) or (), self.kind)


class OneDocument(ChangingOne):
    """Anything under the address of one document; by itself, all that one reads of it."""

    kind: ClassVar[str]
    model = AcademyCycle
    serializer_class: Any = DetailSerializer

    def find(self) -> Any:
        return find_document(self.actor, self.kwargs["pk"], self.kind)

    def place_of(self, found: Any) -> Placed:
        return found.row

    def begun(self, found: ReadDocument) -> Document:
        """The document. Raises NotFound where nobody has begun it."""
        if found.document is None:
            raise NotFound(none_such(self.kind))
        return found.document


class Begin(OneDocument):
    """Begin it."""

    is_read = False

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make its sections, empty or from last year's texts. Begun twice it is begun once."""
        begin = pages_of(self.kind).begin
        return self.change(
            lambda found, given: (
                begin(actor=self.actor, academy_cycle_id=found.row.id, from_last_year=given["from_last_year"]) and None
            )
        )


class Submit(OneDocument):
    """Submit it."""

    is_read = False

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Freeze what stands as the next version. What is missing is named (409)."""
        return self.change(self._submit)

    def _submit(self, found: ReadDocument, _: dict[str, Any]) -> None:
        seen = {section.key: section.version for section in found.sections}
        actions.submit(actor=self.actor, document_id=self.begun(found).id, seen=seen)


class Return(OneDocument):
    """Give it back."""

    is_read = False

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give back what was submitted, with a note that stands on top until it is submitted again."""
        return self.change(self._give_back)

    def _give_back(self, found: ReadDocument, given: dict[str, Any]) -> None:
        document = self.begun(found)
        actions.give_back(actor=self.actor, document_id=document.id, note=given["note"], seen_number=document.number)


class Approve(OneDocument):
    """Approve it."""

    is_read = False

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve the version that was read. Once all who approve have done so it is approved and locked."""
        return self.change(self._approve)

    def _approve(self, found: ReadDocument, given: dict[str, Any]) -> None:
        document = self.begun(found)
        actions.approve(
            actor=self.actor, document_id=document.id, capacity=given["capacity"], seen_number=document.number
        )


class Reopen(OneDocument):
    """Reopen it."""

    is_read = False

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Unlock an approved one, with a reason."""
        return self.change(self._reopen)

    def _reopen(self, found: ReadDocument, given: dict[str, Any]) -> None:
        document = self.begun(found)
        actions.reopen(actor=self.actor, document_id=document.id, note=given["note"], seen_number=document.number)


class OneVersion(OneDocument):
    """A submitted version as it is kept, with its checksum and the approvals."""

    serializer_class = VersionSerializer

    def find(self) -> SubmittedVersion:
        return find_version_of(self.actor, self.kwargs["pk"], self.kind, self.kwargs["number"])


class OneSection(OneDocument):
    """A section of the draft, for those who read it as it stands."""

    serializer_class = SectionSerializer

    def find(self) -> Section:
        return find_section_of(self.actor, self.kwargs["pk"], self.kind, self.kwargs["section"])

    def place_of(self, found: Any) -> Placed:
        return documents.kind_of(found.document).place(found.document)

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save these fields; those that are not given stay. What was written over can be brought back on the pages.

        Where somebody else was faster (412), and after it was submitted (409), nothing is written over: what was sent
        is kept among the earlier texts of the section.
        """
        return self.change(self._save)

    def _save(self, found: Section, given: dict[str, Any]) -> None:
        part = documents.part_of(found)
        known = {field.key for field in part.fields}
        if unknown := [key for key in given["content"] if key not in known]:
            words = f"There is no such field in this section. There are: {', '.join(sorted(known))}."
            raise BadInput("Some of this does not fit.", detail={f"content.{key[:50]}": words for key in unknown})
        # Which version was seen is the action's to judge: of a clash it keeps what was sent.
        edit = Edit(seen_version=found.version if self.saw(found) else -1, tab=uuid7(), key=uuid7())
        try:
            saving = sections.save(
                actor=self.actor,
                section_id=found.id,
                given=given["content"],
                edit=edit,
                is_finished=given["is_finished"],
            )
        except BadInput as fault:
            raise BadInput(
                fault.message, detail={f"content.{key}": words for key, words in fault.detail.items()}
            ) from fault
        if saving.outcome is Outcome.CLASH:
            raise self.stale(f"{CHANGED} What you sent is kept among its earlier texts.", keep_writes=True)
        if saving.outcome is Outcome.LATE:
            why = documents.hindrance(saving.section.document) or "It was submitted and does not change now."
            raise KeptAside(f"{why} What you sent is kept among its earlier texts.")
