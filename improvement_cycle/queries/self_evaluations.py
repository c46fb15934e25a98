"""Reading self-evaluations: by address, by academy and year, and what waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from improvement_cycle.enums import Capability
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.self_evaluation import parts_of
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.years import is_year
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust import documents
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Document, Section, TrustSettings
from trust.permissions import may
from trust.policies.contents import Part


@dataclass
class SelfEvaluation:
    """The self-evaluation of an academy's year. Without a document nobody has begun it."""

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

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Its sections as the year's model has them."""
        return parts_of_row(self.row)

    @property
    def title(self) -> str:
        """Self-evaluation of Beckside Primary, 2026/27."""
        return title_of(self.row)


def title_of(row: AcademyCycle) -> str:
    """Its name, in the feed and on paper."""
    return f"Self-evaluation of {row.academy.name}, {row.cycle.school_year.label}"


def definition_of_row(row: AcademyCycle) -> Definition:
    """The model of the row's year."""
    return definition_of(row.cycle.model)


def parts_of_row(row: AcademyCycle) -> Sequence[Part]:
    """The sections that the row's year has."""
    needed = TrustSettings.objects.values_list("grade_required_in_sef", flat=True).first()
    return parts_of(definition_of_row(row), grade_needed=bool(needed))


def row_of(document: Document) -> AcademyCycle:
    """The row a document belongs to; read once."""
    if document.subject is None:
        document.subject = _rows().get(id=document.subject_id)
    row: AcademyCycle = document.subject
    return row


def find(actor: Actor, year: str, academy: str, **_: object) -> SelfEvaluation:
    """The one of an address, for those to whom it says anything. Raises NotFound for everybody else."""
    row = _rows().filter(cycle__school_year__starts_on__year=int(year), academy__slug=academy).first()
    if not is_year(year) or row is None or Capability.SELF_EVALUATION not in row.cycle.model.capabilities:
        raise NotFound("There is no such self-evaluation.")
    document = Document.objects.filter(kind=SEF, subject_id=row.id).first()
    if document is not None:
        document.subject = row
    if not opens(actor, row, document):
        raise NotFound("There is no such self-evaluation.")
    return SelfEvaluation(row, document)


def opens(actor: Actor, row: AcademyCycle, document: Document | None) -> bool:
    """Whether there is anything here for this person: to write, to read, or to wait for."""
    if may(actor, SEF_RIGHTS.write, row) or may(actor, SEF_RIGHTS.write_given, row) or may(actor, SEF_RIGHTS.read, row):
        return True
    return document is not None and documents.reads_approved(actor, document)


def find_section(actor: Actor, year: str, academy: str, section: str, **_: object) -> Section:
    """A section of the draft, for those who read it as it stands."""
    found = find(actor, year, academy)
    if found.document is None:
        raise NotFound()
    row = found.document.sections.filter(key=section).prefetch_related("writers").first()
    if row is None:
        raise NotFound()
    row.document = found.document
    if not documents.reads_draft_of(actor, row):
        raise NotFound()
    return row


def _rows() -> Any:
    return AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
