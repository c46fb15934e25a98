"""People of the trust: list, change, end."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from trust import places
from trust.actions import people as actions
from trust.forms.faults import carried_out, posted, status_of
from trust.forms.people import EndForm, PersonForm
from trust.models import Membership
from trust.permissions import Permission, may
from trust.policies.wording import full_day
from trust.queries import people as queries
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_number, searched
from trust.web.fresh import typed_before

READ, MANAGE = Permission.PEOPLE_READ, Permission.PEOPLE_MANAGE


@page(read=READ)
def people(request: TenantRequest) -> HttpResponse:
    """Everybody with access, and who was asked."""
    academies = places.academies()
    wanted = _wanted(request, {str(key) for key, _ in academies})
    found = queries.people_page(request.actor, wanted, chosen_number(request, "page", "page") or 1)
    kept = {"q": wanted.text, "role": wanted.role, "academy": wanted.academy_id or "", "access": wanted.access}
    return render(
        request,
        "trust/people.html",
        {
            "found": found,
            "wanted": wanted,
            "manages": may(request.actor, MANAGE),
            "exports": may(request.actor, Permission.EXPORT_MAKE),
            "roles": queries.roles_to_filter(request.actor),
            "academies": academies,
            "access": queries.ACCESS.items(),
            "query": urlencode(kept) + "&",
        },
    )


@page(read=READ, change=Permission.EXPORT_MAKE, methods=("GET", "POST"), fresh=True)
def review(request: TenantRequest) -> HttpResponse:
    """Ask for the list of who has access: once a term somebody looks through it."""
    typed_before(request)
    slug = request.actor.trust_slug
    if request.method == "POST":
        made = actions.ask_review(actor=request.actor)
        return redirect("trust:report", slug, made.id)
    context = {
        "crumbs": [
            ("Settings", reverse("trust:settings", args=[slug])),
            ("People", reverse("trust:people", args=[slug])),
        ],
        "crumb": "Access review",
        "title": "Review who has access",
        "text": "Once a term, look through everybody who may come in. The list is an Excel file.",
        "consequences": [
            "It names everybody with access: role, phases, academies, last day, last seen, second factor.",
            "Unanswered invitations and those who left within a year stand on sheets of their own.",
            "That you asked for it is noted with your name.",
        ],
        "submit": "Prepare the list",
        "cancel_url": reverse("trust:people", args=[slug]),
    }
    return render(request, "trust/asked.html", context)


@page(read=READ, change=MANAGE, find=queries.find_person, methods=("GET", "POST"), fresh=True)
def person(request: TenantRequest, person: UUID) -> HttpResponse:
    """Change one person's access."""
    member = request.found
    row = queries.person_row(request.actor, member)
    roles = queries.roles_to_choose(request.actor)
    if member.role not in dict(roles):
        roles = [*roles, (member.role, row.role)]
    kept = {key: getattr(member, key) for key in ("name", "role", "remit", "title", "until_on")}
    form = PersonForm(
        posted(request),
        roles=roles,
        initial=kept | typed_before(request),
    )
    if row.may_change and not row.has_ended:
        done = carried_out(request, form, lambda given: actions.change(**_change(request, person, given)))
        if done is not None:
            messages.success(request, f"Saved. It holds from {done.name}'s next page on.")
            return redirect("trust:people", request.actor.trust_slug)
    elif request.method == "POST":
        actions.change(**_change(request, person, kept))  # raises what stands in the way
    return render(
        request,
        "trust/person.html",
        {"row": row, "form": form, "ended_reason": member.ended_reason},
        status=status_of(form),
    )


def _change(request: TenantRequest, person: UUID, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "membership_id": person,
        "name": given["name"],
        "role": given["role"],
        "remit": given["remit"] or "all",
        "title": given["title"],
        "until_on": given["until_on"],
    }


@page(read=READ, change=MANAGE, find=queries.find_person, methods=("GET", "POST"), fresh=True)
def end(request: TenantRequest, person: UUID) -> HttpResponse:
    """Ask, then end somebody's access at once."""
    form = EndForm(posted(request), initial=typed_before(request))
    done = carried_out(
        request, form, lambda given: actions.end(actor=request.actor, membership_id=person, reason=given["reason"])
    )
    if done is not None:
        messages.success(request, _ended_words(done, request.found))
        return redirect("trust:people", request.actor.trust_slug)
    name = request.found.name
    context = {
        "crumb": "End access",
        "title": f"End the access of {name}?",
        "text": "This takes effect with their next click.",
        "consequences": [
            "They are signed out, and their access tokens stop working.",
            "Their appointments at academies end today. What they wrote stays, with their name.",
            "You can give access again later.",
        ],
        "submit": "End access now",
        "danger": True,
        "form": form,
    }
    return _asked(request, context, status=status_of(form))


def _ended_words(member: Membership, before: Membership) -> str:
    """When it ended: now, or before, where somebody else was first or the last day had passed."""
    now = timezone.localtime()
    if before.until_on is not None and before.until_on < now.date():
        return f"The access of {member.name} had ended already. The list says when."
    return f"The access of {member.name} ended today, {full_day(now.date())}, at {now:%H:%M}."


@page(read=READ, change=MANAGE, find=queries.find_person, methods=("GET", "POST"), fresh=True)
def bring_back(request: TenantRequest, person: UUID) -> HttpResponse:
    """Ask, then let a leaver in again."""
    typed_before(request)
    if request.method == "POST":
        done = actions.bring_back(actor=request.actor, membership_id=person)
        messages.success(request, f"{done.name} has access again.")
        return redirect("trust:people", request.actor.trust_slug)
    context = {
        "crumb": "Give access again",
        "title": f"Give {request.found.name} access again?",
        "text": "They come back in the role they had and sign in as before.",
        "consequences": ["Appointments at academies are not restored: add them on the academy's page."],
        "submit": "Give access again",
    }
    return _asked(request, context)


def _asked(request: TenantRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    slug = request.actor.trust_slug
    back = reverse("trust:person", args=[slug, request.found.id])
    crumbs = [
        ("Settings", reverse("trust:settings", args=[slug])),
        ("People", reverse("trust:people", args=[slug])),
        (request.found.name, back),
    ]
    return render(request, "trust/asked.html", {"crumbs": crumbs, "cancel_url": back, **context}, status=status)


def _wanted(request: TenantRequest, academies: Collection[str]) -> queries.Wanted:
    academy = chosen(request, "academy", academies, "academy")
    return queries.Wanted(
        text=searched(request),
        role=chosen(request, "role", dict(queries.roles_to_filter(request.actor)), "role"),
        academy_id=UUID(academy) if academy else None,
        access=chosen(request, "access", queries.ACCESS, "access") or "now",
    )
