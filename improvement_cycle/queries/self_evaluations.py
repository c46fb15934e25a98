"""What is the self-evaluation's own to read: its sections as the year's model has them, and the last inspection."""

from collections.abc import Sequence

from academies.policies import InspectionProfile
from academies.queries.inspections import profiles
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.self_evaluation import parts_of
from improvement_cycle.queries.document_rows import setting_of_trust
from improvement_cycle.queries.improvement_models import definition_of
from trust.policies.contents import Part

PARTS = "_parts_of_self_evaluation"


def definition_of_row(row: AcademyCycle) -> Definition:
    """The model of the row's year."""
    return definition_of(row.cycle.model)


def parts_of_row(row: AcademyCycle) -> Sequence[Part]:
    """The sections that the row's year has; read once."""
    found: Sequence[Part] | None = row.__dict__.get(PARTS)
    if found is None:
        if (needed := getattr(row, "grade_needed", None)) is None:
            needed = setting_of_trust("grade_required_in_sef").first()
        found = row.__dict__[PARTS] = parts_of(definition_of_row(row), grade_needed=bool(needed))
    return found


def inspected(row: AcademyCycle) -> InspectionProfile | None:
    """What the last inspection said, beside the section on what has changed since. Never a grade of our own."""
    return profiles([row.academy]).get(row.academy_id)
