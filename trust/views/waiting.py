"""What waits for the person who asks."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trust.permissions import Permission
from trust.waiting import waiting
from trust.web import TenantRequest, page
from trust.web.choices import chosen_number

PER_PAGE = 50


@page(read=Permission.TRUST_ENTER)
def queue(request: TenantRequest) -> HttpResponse:
    """One list, the oldest first, and for whom one stands in."""
    found = Paginator(waiting(request.actor), PER_PAGE).get_page(chosen_number(request, "page", "page") or 1)
    context = {"page": found, "now": timezone.now(), "stands_in": request.actor.stands_in}
    return render(request, "trust/waiting.html", context)


@page(read=Permission.TRUST_ENTER)
def count(request: TenantRequest) -> HttpResponse:
    """How much it is: the header asks after the page has come."""
    return render(request, "trust/waiting_count.html", {"count": len(waiting(request.actor))})
