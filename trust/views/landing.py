"""The first page inside a trust."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from trust import landings
from trust.menu import links
from trust.permissions import Permission, may
from trust.queries import todo
from trust.web import TenantRequest, page

SHOWN = 5


@page(read=Permission.TRUST_ENTER)
def landing(request: TenantRequest) -> HttpResponse:
    """To the page of the person's role, or a word of welcome where there is nothing yet."""
    if url := landings.landing_of(request.actor):
        return redirect(url)
    keeps = links(request.actor, request.path, "settings") if may(request.actor, Permission.PEOPLE_MANAGE) else []
    lines, count = todo.first(request.actor, SHOWN)
    waits = {"waits": lines, "count": count, "more": count > SHOWN}
    return render(request, "trust/landing.html", {"keeps": keeps, "stands_in": request.actor.stands_in, **waits})
