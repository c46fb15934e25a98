"""Published figures beside a section of the self-evaluation, and put into its context."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse

from academies.presenters.figures import FigureCard, cards_of
from academies.queries.figures import figures_of
from improvement_cycle.actions import self_evaluations as actions
from improvement_cycle.policies.self_evaluation import CONTEXT
from improvement_cycle.presets.figure_links import measures_of_section
from improvement_cycle.queries.documents import find_section
from improvement_cycle.views.document_clashes import clash
from improvement_cycle.views.document_frame import ENTER, pages_here, row_here, to
from improvement_cycle.views.outcome import answered
from trust import documents
from trust.actions.sections import Outcome
from trust.models import Section
from trust.policies.documents import Edit
from trust.web import TenantRequest, page

# As many as can be read beside a text; the rest is a link away.
FIGURES_BESIDE = 3


@page(read=ENTER, find=find_section, methods=("GET", "POST"))
def figures(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """Published figures beside the section, as a page or as the part of one; of the context: put them in."""
    found: Section = request.found
    if request.method == "POST":
        return _put_facts_in(request, found)
    context = {
        "pages": pages_here(request),
        "row": row_here(request),
        "section": found,
        "part": documents.part_of(found),
        "may_write": documents.writes(request.actor, found) and documents.is_open(found.document),
        "figures": _figures(request, found),
        "is_context": found.key == CONTEXT,
    }
    name = "figures" if request.headers.get("HX-Request") else "figures_page"
    return answered(request, f"improvement_cycle/sef/{name}.html", context)


def _put_facts_in(request: TenantRequest, section: Section) -> HttpResponse:
    # Nothing that was seen is written over: of this field only, and what stands is kept.
    edit = Edit(seen_version=section.version, tab=uuid4(), key=uuid4())
    saving = actions.put_facts_in(actor=request.actor, section_id=section.id, edit=edit)
    if saving.outcome is not Outcome.SAVED:
        return clash(request, saving, by_itself=False)
    messages.success(request, "The official figures stand in the context now. What stood there is under earlier texts.")
    return to(request, "section", section.key)


def _figures(request: TenantRequest, section: Section) -> list[FigureCard]:
    """Published figures that speak to the section."""
    keys = measures_of_section(section.key)
    if not keys:
        return []
    found = figures_of(request.actor, row_here(request).academy, keys)
    return cards_of(found, keys)[:FIGURES_BESIDE]
