"""Evidence of a section of the self-evaluation: what it lists, what else the year holds, and a new piece."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect

from improvement_cycle.actions import evidence as evidence_actions
from improvement_cycle.actions import section_evidence as actions
from improvement_cycle.forms.rows import EvidenceForm
from improvement_cycle.queries import section_evidence as queries
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.documents import find_section
from improvement_cycle.views.document_frame import ENTER, section_frame, to
from improvement_cycle.views.evidence import choices_of, given
from improvement_cycle.views.outcome import answered, attempt, was_refused
from trust import documents
from trust.errors import NotFound
from trust.models import Section
from trust.web import TenantRequest, page

CLOSED = "It does not change now: no evidence is added or removed until it is open again."
CHOOSE = "Choose evidence from the list."


@page(read=ENTER, find=find_section, methods=("GET", "POST"))
def section_evidence(request: TenantRequest, kind: str, year: str, academy: str, section: str) -> HttpResponse:
    """List a piece that is there, add a new one, or take one out of the section."""
    found: Section = request.found
    choices = choices_of(row_of(found.document))
    if not documents.writes(request.actor, found) or section not in {area.key for area in choices["areas"]}:
        raise NotFound()
    if request.method == "POST" and {"list", "remove"} & request.POST.keys():
        return _listed(request, found)
    posted = request.method == "POST"
    if not posted and not documents.is_open(found.document):
        messages.info(request, CLOSED)
        return _back(request, found)
    near = [column.key for column in choices["columns"] if column.area == section]
    form = EvidenceForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        **choices,
        initial={"areas": [section], "columns": [] if row_of(found.document).is_agreed else near},
    )
    if posted and form.is_valid():
        made = attempt(form, lambda: evidence_actions.add(**given(request, row_of(found.document), form)))
        if made:
            messages.success(request, "The evidence is added.")
            return _back(request, found)
    return _shown(request, found, form)


def _listed(request: TenantRequest, found: Section) -> HttpResponse:
    try:
        if "remove" in request.POST:
            actions.list_no_longer(actor=request.actor, section_id=found.id, evidence_id=UUID(request.POST["remove"]))
            messages.success(request, "It stands in this section no longer. It stays evidence of the year.")
        else:
            wanted = [UUID(each) for each in request.POST.getlist("evidence")]
            actions.list_in_section(actor=request.actor, section_id=found.id, evidence_ids=wanted)
            messages.success(request, "It is listed in this section.")
    except ValueError:
        return HttpResponseBadRequest(CHOOSE)
    return _back(request, found)


def _back(request: TenantRequest, found: Section) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{to(request, 'section', found.key).url}#f-evidence")


def _shown(request: TenantRequest, found: Section, form: EvidenceForm) -> HttpResponse:
    context: dict[str, Any] = section_frame(request, found) | {
        "form": form,
        "takes": documents.is_open(found.document),
        "evidence": queries.of_section(row_of(found.document), found.key),
    }
    return answered(
        request, "improvement_cycle/sef/evidence.html", context, faulty=bool(form.errors), clashing=was_refused(form)
    )
