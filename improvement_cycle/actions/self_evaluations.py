"""The self-evaluation of an academy's year: begun with what is known of its pupils."""

from uuid import UUID

from django.db import transaction

from academies.presenters.figures import fact_lines, roll_line
from academies.queries.figures import figures_of
from improvement_cycle.actions import documents
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.self_evaluation import CONTEXT, FACTS
from improvement_cycle.presets.figure_links import measures_of_section
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.workflow import SEF
from trust.actions import sections
from trust.actions.sections import Saving
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Document, Section
from trust.policies.documents import Edit


@transaction.atomic
def begin(*, actor: Actor, academy_cycle_id: UUID, from_last_year: bool = False) -> Document:
    """Make it, empty or from last year's texts; what is known of the academy's pupils stands in the context."""
    document = documents.begin(actor=actor, kind=SEF, academy_cycle_id=academy_cycle_id, from_last_year=from_last_year)
    # Held and looked at once more: begun twice, somebody may be writing in it already.
    context = document.sections.select_for_update(of=("self",)).filter(key=CONTEXT, version=0).first()
    if context is not None:
        # Last year's numbers are no text to begin from: this year's stand there.
        context.content = {**context.content, FACTS: official_facts(actor, row_of(document))}
        context.save(update_fields=["content"])
    return document


def official_facts(actor: Actor, row: AcademyCycle) -> list[str]:
    """What is known of the academy's pupils, one line each with its source."""
    keys = measures_of_section(CONTEXT)
    found = figures_of(actor, row.academy, keys)
    return [*roll_line(found), *fact_lines(found, keys)]


@transaction.atomic
def put_facts_in(*, actor: Actor, section_id: UUID, edit: Edit) -> Saving:
    """Put the newest official figures into the context, in the place of what stands there; that is kept."""
    section = Section.objects.select_related("document").filter(id=section_id, document__kind=SEF, key=CONTEXT).first()
    if section is None:
        raise NotFound()
    given = {FACTS: "\n".join(official_facts(actor, row_of(section.document)))}
    return sections.save(actor=actor, section_id=section_id, given=given, edit=edit, keeps_standing=True)
