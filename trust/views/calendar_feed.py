"""The feed that people subscribe to in their own calendars, and the page of its address."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from trust.actions import calendar_feeds as actions
from trust.forms.calendar import FeedForm
from trust.forms.faults import carried_out, posted, status_of
from trust.ics import CONTENT_TYPE
from trust.models import CalendarFeed
from trust.permissions import Permission
from trust.queries import calendar_feed as queries
from trust.web import TenantRequest, page
from trust.web.fresh import typed_before
from trust.web.limits import MINUTE, asks_too_often
from trust.web.refusals import answer

OWN = Permission.OWN_TOKENS
A_MINUTE = 30
NEW = "new"


@page(read=Permission.TRUST_ENTER)
def feed(request: TenantRequest, key: str) -> HttpResponse:
    """The file. The middleware has found whose address it is (trust.doors.enter_by_feed)."""
    kept: CalendarFeed = request.feed  # type: ignore[attr-defined]
    if asks_too_often(f"feed:{kept.id}", A_MINUTE):
        refused = answer(request, 429)
        refused.headers["Retry-After"] = str(MINUTE)
        return refused
    told = queries.told(request.actor, kept, f"{request.scheme}://{request.get_host()}")
    if told.told_hash != kept.told_hash:
        request.after_read(partial(actions.remember, feed=kept, **told.remembered))
    made = HttpResponse(told.content, content_type=CONTENT_TYPE)
    made.headers["ETag"] = quote_etag(told.etag)
    made.headers["Content-Disposition"] = f'inline; filename="{request.actor.trust_slug}.ics"'
    found: HttpResponse = get_conditional_response(request, etag=told.etag, response=made) or made
    # A calendar may keep it, asks each time whether it still holds, and nobody between keeps it.
    found.browser_may_keep = True  # type: ignore[attr-defined]
    found.headers["Cache-Control"] = "private, no-cache"
    return found


@page(read=OWN, methods=("GET", "POST"), fresh=True)
def own(request: TenantRequest) -> HttpResponse:
    """The address, what it tells, and a new one."""
    actor, address = request.actor, queries.own_address(request.actor)
    before = {"holds": "all" if address and not address.only_mine else "mine"}
    form = FeedForm(posted(request), initial=typed_before(request) or before)

    def act(given: dict[str, str]) -> bool:
        only_mine = given["holds"] == "mine"
        if address is None or given["act"] == NEW:
            actions.make(actor=actor, only_mine=only_mine)
            messages.success(request, "Here is the new address. One you had before no longer works.")
        else:
            actions.choose(actor=actor, only_mine=only_mine)
            messages.success(request, "Saved. Your calendar follows within the hour.")
        return True

    if carried_out(request, form, act):
        return redirect("trust:calendar_own", actor.trust_slug)
    context = {"form": form, "address": address, "feed_url": url_of(request, address)}
    return render(request, "trust/calendar/own.html", context, status=status_of(form))


@page(read=OWN, methods=("GET", "POST"))
def stop(request: TenantRequest) -> HttpResponse:
    """Ask, then take the address back."""
    slug = request.actor.trust_slug
    if request.method == "POST":
        actions.stop(actor=request.actor)
        messages.success(request, "The address no longer works.")
        return redirect("trust:calendar", slug)
    back = reverse("trust:calendar_own", args=[slug])
    context = {
        "crumbs": [("Calendar", reverse("trust:calendar", args=[slug])), ("In your own calendar", back)],
        "crumb": "Take it back",
        "title": "Take the address back?",
        "text": "Calendars that read it find nothing there any more. You can make a new one at any time.",
        "submit": "Take it back",
        "cancel_url": back,
        "danger": True,
        "form": forms.Form(),
    }
    return render(request, "trust/asked.html", context)


def url_of(request: TenantRequest, address: queries.Address | None) -> str:
    """The whole address to copy; empty where there is none to show."""
    if address is None or not address.key:
        return ""
    path = reverse("trust:calendar_feed", args=[request.actor.trust_slug, address.key])
    return request.build_absolute_uri(path)
