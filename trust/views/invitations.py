"""Invitations: sent and withdrawn inside a trust, accepted at its door."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trust import places
from trust.actions import invitations as actions
from trust.errors import NotFound
from trust.forms.account import JoinForm
from trust.forms.faults import carried_out, posted, status_of
from trust.forms.people import InviteForm
from trust.permissions import Permission
from trust.queries import people as queries
from trust.queries.invitations import find_invite
from trust.web import TenantRequest, page
from trust.web.fresh import typed_before

READ, MANAGE = Permission.PEOPLE_READ, Permission.PEOPLE_MANAGE


@page(read=READ, change=MANAGE, methods=("GET", "POST"), fresh=True)
def invite(request: TenantRequest) -> HttpResponse:
    """Invite one person."""
    form = InviteForm(
        posted(request),
        initial=typed_before(request),
        roles=queries.roles_to_choose(request.actor),
        academies=places.academies(),
    )
    done = carried_out(request, form, lambda _: actions.invite(actor=request.actor, invited=form.invited()))
    if done is not None:
        messages.success(request, f"The invitation to {done.email} is on its way. It holds for seven days.")
        again = "another" in request.POST
        return redirect("trust:invite" if again else "trust:people", request.actor.trust_slug)
    return render(request, "trust/invite.html", {"form": form}, status=status_of(form))


@page(read=READ, change=MANAGE, find=queries.find_invitation, methods=("POST",))
def send_again(request: TenantRequest, invitation: UUID) -> HttpResponse:
    """A new link; the old one is void."""
    done = actions.send_again(actor=request.actor, invitation_id=invitation)
    messages.success(request, f"A new invitation to {done.email} is on its way. The earlier link no longer works.")
    return redirect("trust:people", request.actor.trust_slug)


@page(read=READ, change=MANAGE, find=queries.find_invitation, methods=("GET", "POST"))
def withdraw(request: TenantRequest, invitation: UUID) -> HttpResponse:
    """Ask, then make the link void."""
    slug = request.actor.trust_slug
    if request.method == "POST":
        done = actions.withdraw(actor=request.actor, invitation_id=invitation)
        messages.success(request, f"The invitation of {done.name} is withdrawn.")
        return redirect("trust:people", slug)
    context = {
        "crumbs": [
            ("Settings", reverse("trust:settings", args=[slug])),
            ("People", reverse("trust:people", args=[slug])),
        ],
        "crumb": "Withdraw invitation",
        "title": f"Withdraw the invitation of {request.found.name}?",
        "text": f"The link that went to {request.found.email} stops working at once.",
        "submit": "Withdraw invitation",
        "cancel_url": reverse("trust:people", args=[slug]),
        "danger": True,
    }
    return render(request, "trust/asked.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Accept an invitation. Every link that cannot be used gives one and the same page."""
    try:
        return _join(request, slug, token)
    except NotFound:
        return _no_store(render(request, "trust/join_unusable.html", status=404))


def _join(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    if request.user.is_authenticated and request.method == "POST":
        done = actions.accept_as(user=request.user, slug=slug, token=token)
        messages.success(request, f"Welcome to {done.trust.name}.")
        return redirect("trust:landing", done.trust.slug)
    form = JoinForm(posted(request))
    if request.method == "POST":
        came_in = carried_out(
            request,
            form,
            lambda given: actions.accept_as_new(slug=slug, token=token, name=given["name"], password=given["password"]),
        )
        if came_in is not None:
            return _sign_in(request, came_in)
    found = find_invite(slug, token, request.user)
    if found.is_own and found.was_accepted:
        return redirect("trust:landing", found.trust_slug)
    if not form.is_bound:
        form = JoinForm(initial={"name": found.name})
    context = {
        "invite": found,
        "form": form,
        "login_url": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return _no_store(render(request, "trust/join.html", context, status=status_of(form)))


def _sign_in(request: HttpRequest, came_in: actions.Accepted) -> HttpResponse:
    login = Login(user=came_in.user, redirect_url=reverse("trust:landing", args=[came_in.trust.slug]))
    response = perform_password_login(request, {"email": came_in.user.email}, login)
    # The password was chosen a moment ago: the second factor can be set up without typing it again.
    reauthenticate_by_password(request)
    return response


def _no_store(response: Any) -> Any:
    response.headers["Cache-Control"] = "no-store"
    # The token stands in the address. The house's own policy (same-origin) keeps it from other sites; a stricter one
    # would make browsers send the form without its origin, which the CSRF check refuses.
    return response
