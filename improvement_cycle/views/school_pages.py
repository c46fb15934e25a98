"""One academy on a page, for its local governors, its head, trustees and the trust team."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.presenters.board_pack import academy_page
from improvement_cycle.queries import school_pages as queries
from improvement_cycle.reports import school_pages as papers
from improvement_cycle.views.board_packs import draw
from improvement_cycle.views.matrix import matrix_used
from trust.actions import reports
from trust.errors import UnknownChoice
from trust.permissions import Permission
from trust.web import TenantRequest, page

READ = Permission.SCHOOL_PAGE_READ


@page(read=READ, find=matrix_used, place=lambda _found: None)
def home(request: TenantRequest) -> HttpResponse:
    """One's own academy; the list to those who read several."""
    rows = queries.own_rows(request.actor, timezone.localdate())
    if len(rows) == 1:
        return HttpResponseRedirect(
            reverse(
                "improvement_cycle:school_page",
                args=[request.actor.trust_slug, rows[0].cycle.school_year.key, rows[0].academy.slug],
            )
        )
    return render(request, "improvement_cycle/school_pages/list.html", {"rows": rows})


@page(read=READ, find=queries.row_of_address)
def one(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """The page, from what was published last."""
    told = queries.school_page(request.found)
    context = {
        "row": request.found,
        "year_key": year,
        "page": academy_page(told, draw) if told else None,
        "all_url": reverse("improvement_cycle:school_pages", args=[request.actor.trust_slug]),
    }
    return render(request, "improvement_cycle/school_pages/page.html", context)


# What the buttons ask for.
REPORTS = {"pdf": papers.PDF.kind, "word": papers.WORD.kind}


@page(read=READ, find=queries.row_of_address, methods=("POST",))
def report(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Ask for it as PDF or Word."""
    kind = REPORTS.get(request.POST.get("as", ""))
    if kind is None:
        raise UnknownChoice("There is no such report. Choose one with the buttons of the page.")
    made = reports.ask(actor=request.actor, kind=kind, subject_id=request.found.id)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))
