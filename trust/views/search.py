"""Search: one box in the header, one page of what was found."""

from django.http import HttpResponse
from django.shortcuts import render

from trust.permissions import Permission
from trust.policies.search import asked
from trust.queries.search import MANY, results
from trust.search import sources_for
from trust.web import TenantRequest, page
from trust.web.choices import chosen, searched


@page(read=Permission.TRUST_ENTER)
def search(request: TenantRequest) -> HttpResponse:
    """What was found, by what it is; `in` shows more of one group."""
    wanted = asked(searched(request))
    sources = sources_for(request.actor)
    only = chosen(request, "in", [source.key for source in sources], "kind of thing")
    groups = results(request.actor, wanted, only)
    context = {
        "asked": wanted,
        "groups": groups,
        "only": next((s for s in sources if s.key == only), None),
        "most": MANY,
    }
    return render(request, "trust/search.html", context)
