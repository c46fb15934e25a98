"""Which sources of evidence there are this year, before anybody judges: of one academy, and of all."""

from django.http import HttpResponse
from django.utils import timezone

from improvement_cycle.policies.sources import line_of
from improvement_cycle.presenters.sources import short_day, source_lines, state_words
from improvement_cycle.queries import places
from improvement_cycle.queries.sources import reads_several, sources_of, year_sources
from improvement_cycle.queries.years import with_years_before
from improvement_cycle.views.outcome import answered
from trust.permissions import Permission, may
from trust.web import TenantRequest, page


@page(read=Permission.MATRIX_READ, find=places.row)
def academy_sources(request: TenantRequest, year: str, academy: str) -> HttpResponse:
    """Each source with what it has, how old that is, and what is missing."""
    row = request.found
    years = with_years_before(row.cycle)
    sources = sources_of(request.actor, years, [row])[row.id]
    context = {
        "row": row,
        "year": years[0],
        "sources": sources,
        "lines": source_lines(sources, timezone.localdate()),
        # Whoever reads one academy alone has no other to look at.
        "several": reads_several(request.actor, row.cycle),
        "may_add": may(request.actor, Permission.EVIDENCE_ADD, row) and not row.cycle.is_closed and not row.is_agreed,
    }
    return answered(request, "improvement_cycle/sources/academy.html", context)


@page(read=Permission.MATRIX_READ, find=places.year)
def all_sources(request: TenantRequest, year: str) -> HttpResponse:
    """Academies and their sources as a table."""
    found = year_sources(request.actor, request.found)
    today = timezone.localdate()
    lines = [
        (
            each,
            line_of(each.sources, today),
            [(state, short_day(state), state_words(state)) for state in each.sources.states],
        )
        for each in found.rows
    ]
    context = {"found": found, "lines": lines, "totals": list(zip(found.definition.sources, found.counts, strict=True))}
    return answered(request, "improvement_cycle/sources/year.html", context)
