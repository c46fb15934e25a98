"""The to-do list of the person who asks."""

from django.http import HttpResponse
from django.shortcuts import render

from trust.permissions import Permission
from trust.queries import todo
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_number


@page(read=Permission.TRUST_ENTER)
def queue(request: TenantRequest) -> HttpResponse:
    """What is due and what waits; what others are to do; what was done. Fifty things on a page."""
    show = chosen(request, "show", todo.SHOWN, "list") or todo.MINE
    found = todo.todo(request.actor, show, chosen_number(request, "page", "page") or 1)
    context = {"todo": found, "lists": todo.SHOWN, "stands_in": request.actor.stands_in}
    return render(request, "trust/waiting.html", context)


@page(read=Permission.TRUST_ENTER)
def count(request: TenantRequest) -> HttpResponse:
    """How much is at hand: the header asks after the page has come."""
    return render(request, "trust/waiting_count.html", {"count": todo.count(request.actor)})
