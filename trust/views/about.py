"""Help, accessibility and privacy: the same for everybody. Privacy also names the contacts of one's own trusts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trust.guides import GUIDES, guide_of
from trust.queries.account import own_contacts


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to get in, and one page for each role."""
    return render(request, "trust/about/help.html", {"guides": GUIDES.items()})


@require_safe
def guide(request: HttpRequest, guide: str) -> HttpResponse:
    """One role's page."""
    found = guide_of(guide)
    if found is None:
        raise Http404
    return render(request, "trust/about/guide.html", {"guide": found})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How usable Fourfold is, and what to do where it is not."""
    return render(request, "trust/about/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and how to complain."""
    contacts = own_contacts(request.user) if request.user.is_authenticated else []
    return render(request, "trust/about/privacy.html", {"contacts": contacts})
