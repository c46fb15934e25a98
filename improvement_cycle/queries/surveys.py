"""Tables of survey results, for those who read the evidence."""

from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.models import AcademyCycle, Evidence, SurveyTable
from improvement_cycle.policies.survey import SurveyLine
from improvement_cycle.queries.evidence import evidence_of
from improvement_cycle.queries.section_evidence import may_read_evidence
from improvement_cycle.queries.years import is_year
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import TrustSettings

SMALLEST = 6  # where a trust has no settings of its own yet


@dataclass(frozen=True)
class Survey:
    """A table as it is shown."""

    unit: str
    before_label: str
    lines: tuple[SurveyLine, ...]
    version: int
    by: str


def threshold() -> int:
    """Groups smaller than this are left out."""
    return TrustSettings.objects.values_list("small_number_threshold", flat=True).first() or SMALLEST


def survey_of(evidence: Evidence) -> Survey | None:
    """The table of a piece of evidence, where it has one."""
    found: SurveyTable | None = SurveyTable.objects.filter(evidence=evidence).first()
    if found is None:
        return None
    lines = tuple(SurveyLine(**line) for line in found.lines)
    return Survey(found.unit, found.before_label, lines, found.version, found.by_name)


def find_evidence(actor: Actor, year: str, academy: str, evidence: UUID) -> Evidence:
    """Evidence of an address for all who may open it: readers of the row, and of its self-evaluation."""
    rows = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
    row = rows.filter(cycle__school_year__starts_on__year=int(year), academy__slug=academy).first()
    if not is_year(year) or row is None or not may_read_evidence(actor, row.id):
        raise NotFound("There is no such evidence.")
    return evidence_of(row, evidence)
