"""The page of what happened."""

from django.http import HttpResponse
from django.shortcuts import render

from trust.permissions import Permission
from trust.queries.activity import by_day, feed_page
from trust.web import TenantRequest, page
from trust.web.choices import chosen_number


@page(read=Permission.TRUST_ENTER)
def activity(request: TenantRequest) -> HttpResponse:
    """Who did what and when, as far as one may read it."""
    lines = feed_page(request.actor, chosen_number(request, "page", "page") or 1)
    return render(request, "trust/activity.html", {"lines": lines, "days": by_day(lines)})
