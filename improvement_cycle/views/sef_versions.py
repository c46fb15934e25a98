"""What was handed in, as a file and beside another version."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.presenters import self_evaluation as shown
from improvement_cycle.queries import self_evaluations as queries
from improvement_cycle.views import self_evaluation as around
from trust.actions import reports
from trust.errors import UnknownChoice
from trust.permissions import Permission
from trust.web import TenantRequest, page

ENTER = Permission.TRUST_ENTER
FORMS = {"pdf": "self_evaluation", "word": "self_evaluation_word"}


@page(read=ENTER, find=queries.find, methods=("POST",))
def report(request: TenantRequest, year: str, academy: str, number: int) -> HttpResponse:
    """Ask for a version as PDF or Word; the worker makes it."""
    found = queries.version_of(request.actor, around.document_of(request), number)
    kind = FORMS.get(request.POST.get("form", "pdf"))
    if kind is None:
        raise UnknownChoice("A version comes as PDF or as Word. Use the buttons beside it.")
    made = reports.ask(actor=request.actor, kind=kind, subject_id=found.id)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(read=ENTER, find=queries.find)
def compare(request: TenantRequest, year: str, academy: str, number: int, other: int) -> HttpResponse:
    """Two versions: what changed in words, grades side by side."""
    document = around.document_of(request)
    before, now = sorted((number, other))
    versions = queries.versions_of(request.actor, document, before, now)
    compared = shown.compared(*versions)
    context = around.frame(request, document) | {
        "changed": [each for each in compared if not each.is_same],
        "as_before": [each.title for each in compared if each.is_same],
        "grades": shown.grades_compared(*versions),
        "before": before,
        "now": now,
    }
    return render(request, "improvement_cycle/sef/compare.html", context)
