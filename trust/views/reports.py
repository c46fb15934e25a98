"""Pages of reports: the list, and one report from being prepared to being ready."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse

from trust.actions import reports as actions
from trust.models import Report
from trust.permissions import Permission
from trust.queries.reports import find_report, reports_for
from trust.reports import find_kind
from trust.shelf import shelved
from trust.web import TenantRequest, page
from trust.web.pages import part

ENTER = Permission.TRUST_ENTER


@page(read=ENTER)
def reports(request: TenantRequest) -> HttpResponse:
    """What was made for many, and what one has asked for."""
    context = {
        "shelved": shelved(request.actor),
        "reports": [(each, _form(each)) for each in reports_for(request.actor)],
    }
    return render(request, "trust/reports.html", context)


@page(read=ENTER, find=find_report)
def report(request: TenantRequest, report: UUID) -> TemplateResponse:
    """How it stands; htmx asks for the part again while it is being prepared."""
    template = "trust/report.html#state" if getattr(request, "htmx", False) else "trust/report.html"
    return part(request, template, {"report": request.found, "form_words": _form(request.found)})


def _form(report: Report) -> str:
    """PDF, A3 landscape"""
    return find_kind(report.kind).form_words(report.parameters)


@page(read=ENTER, find=find_report, methods=("POST",))
def again(request: TenantRequest, report: UUID) -> HttpResponse:
    """Try a failed one again."""
    actions.try_again(report=request.found)
    return redirect("trust:report", request.actor.trust_slug, report)
