"""What the self-evaluation adds to the pages of a document: evidence, figures, the inspection, suggested points."""

from collections.abc import Mapping, Sequence
from typing import Any

from improvement_cycle.policies.self_evaluation import PROGRESS
from improvement_cycle.presenters.editions import edition_beside
from improvement_cycle.presets.figure_links import measures_of_section
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.section_evidence import corrects
from improvement_cycle.queries.section_evidence import of_section as evidence_of
from improvement_cycle.queries.self_evaluations import inspected
from improvement_cycle.queries.suggested_points import suggested_in
from trust.actors import Actor
from trust.models import Document, Section, SubmittedVersion
from trust.policies.contents import Part


def of_overview(_actor: Actor, _document: Document, versions: Sequence[SubmittedVersion]) -> Mapping[str, Any]:
    """Points that the newest of these versions suggests as priorities."""
    return {"suggested": suggested_in(versions)}


def of_section(actor: Actor, section: Section, part: Part) -> Mapping[str, Any]:
    """What stands in and beside the text of a section; evidence belongs to the key areas."""
    row = row_of(section.document)
    evidence = evidence_of(row, section.key) if part.is_numbered else None
    return {
        "edition": edition_beside(row, section.key),
        "evidence": evidence,
        "may_correct": corrects(actor, row, evidence.listed) if evidence else (),
        # The figures come after the text: the page saves and is read without them.
        "has_figures": bool(measures_of_section(section.key)),
        "inspected": inspected(row) if section.key == PROGRESS else None,
    }
