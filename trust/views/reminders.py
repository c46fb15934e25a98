"""Reminders: one's own choices; for those who keep the trust running what goes out, what went out, and pauses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from trust.actions import mail_choices
from trust.actions import reminder_pauses as actions
from trust.forms.faults import carried_out, posted, status_of
from trust.forms.reminders import DigestForm, PauseForm
from trust.permissions import Permission
from trust.policies.wording import full_day
from trust.queries import people
from trust.queries import reminder_pages as queries
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_number

MANAGE = Permission.REMINDER_MANAGE


@page(read=Permission.TRUST_ENTER, methods=("GET", "POST"))
def own_mail(request: TenantRequest) -> HttpResponse:
    """What one gets by mail, and whether the digest comes."""
    shown = queries.own_mail_page(request.actor)
    form = DigestForm(posted(request), initial={"wants_digest": shown.wants_digest})
    done = carried_out(
        request, form, lambda given: mail_choices.choose_digest(actor=request.actor, wanted=given["wants_digest"])
    )
    if done is not None:
        messages.success(request, "The digest comes once a week." if done.wants_digest else "The digest comes no more.")
        return redirect("trust:own_mail", request.actor.trust_slug)
    return render(request, "trust/reminders/own.html", {"shown": shown, "form": form}, status=status_of(form))


@page(read=MANAGE)
def reminders(request: TenantRequest) -> HttpResponse:
    """The mails of the next seven days before they go."""
    days = queries.coming_days()
    wanted = chosen(request, "day", [day.isoformat() for day in days], "day")
    shown = queries.reminders_page(request.actor, days, wanted, chosen_number(request, "page", "page") or 1)
    context = {"shown": shown, "manages_people": request.actor.grants.get(Permission.PEOPLE_MANAGE, ())}
    return render(request, "trust/reminders/next.html", _crumbs(request) | context)


@page(read=MANAGE)
def sent(request: TenantRequest) -> HttpResponse:
    """What went out, and what became of each mail."""
    fate = chosen(request, "fate", queries.SHOWN, "fate")
    mails, lines = queries.ledger(request.actor, fate, chosen_number(request, "page", "page") or 1)
    context = {
        "page": mails,
        "lines": lines,
        "fates": queries.SHOWN,
        "fate": fate,
        "query": f"fate={fate}&" if fate else "",
    }
    return render(request, "trust/reminders/sent.html", _crumbs(request, inside=True) | context)


@page(read=MANAGE, find=queries.find_mail, methods=("POST",))
def again(request: TenantRequest, mail: UUID) -> HttpResponse:
    """Try one that failed once more."""
    actions.send_again(actor=request.actor, mail=request.found)
    messages.success(request, "It is sent again in a moment.")
    return redirect("trust:reminders_sent", request.actor.trust_slug)


@page(read=MANAGE, methods=("GET", "POST"))
def pause(request: TenantRequest) -> HttpResponse:
    """Let all reminders rest for some days."""
    form = PauseForm(posted(request), initial={"from_on": timezone.localdate()})
    done = carried_out(request, form, lambda given: actions.pause(actor=request.actor, **given))
    if done is not None:
        messages.success(
            request, f"Reminders rest from {full_day(done.from_on)} to {full_day(done.until_on)}. Nobody is told."
        )
        return redirect("trust:reminders", request.actor.trust_slug)
    context = {
        **_crumbs(request, inside=True),
        "form": form,
        "title": "Let reminders rest",
        "lead": "No digest and no reminder leaves the trust on these days. What still matters is told afterwards.",
        "submit": "Let them rest",
        "cancel_url": reverse("trust:reminders", args=[request.actor.trust_slug]),
    }
    return render(request, "trust/form.html", context, status=status_of(form))


@page(read=MANAGE, find=queries.find_pause, methods=("GET", "POST"))
def go_on(request: TenantRequest, pause: UUID) -> HttpResponse:
    """Ask, then let them go on."""
    found, slug = request.found, request.actor.trust_slug
    if request.method == "POST":
        actions.go_on(actor=request.actor, pause_id=pause)
        messages.success(request, "Reminders go on.")
        return redirect("trust:reminders", slug)
    context = {
        **_crumbs(request, inside=True),
        "crumb": "Go on",
        "title": "Let reminders go on?",
        "text": f"They rest from {full_day(found.from_on)} to {full_day(found.until_on)}: {found.reason}",
        "consequences": ["The next mails go out on the next school day from seven, with what still matters."],
        "submit": "Let them go on",
        "cancel_url": reverse("trust:reminders", args=[slug]),
    }
    return render(request, "trust/asked.html", context)


@page(read=Permission.PEOPLE_READ, change=Permission.PEOPLE_MANAGE, find=people.find_person, methods=("POST",))
def address(request: TenantRequest, person: UUID) -> HttpResponse:
    """Send to an address again that was refused."""
    actions.try_address(actor=request.actor, member=request.found)
    messages.success(request, f"Mail goes to {request.found.name} again.")
    return redirect("trust:people", request.actor.trust_slug)


def _crumbs(request: TenantRequest, *, inside: bool = False) -> dict[str, Any]:
    slug = request.actor.trust_slug
    crumbs = [("Settings", reverse("trust:settings", args=[slug]))]
    if inside:
        crumbs.append(("Reminders", reverse("trust:reminders", args=[slug])))
    return {"crumbs": crumbs}
