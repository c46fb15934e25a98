"""Access tokens of one's own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from trust.actions import tokens as actions
from trust.forms.account import TokenForm
from trust.forms.faults import carried_out, posted, status_of
from trust.permissions import Permission
from trust.queries import account as queries
from trust.scopes import scopes_to_give
from trust.web import TenantRequest, page
from trust.web.fresh import typed_before

OWN = Permission.OWN_TOKENS


@page(read=OWN)
def tokens(request: TenantRequest) -> HttpResponse:
    """The tokens one has."""
    context = {"tokens": queries.own_tokens(request.actor), "may_make": bool(scopes_to_give(request.actor))}
    return render(request, "trust/tokens.html", context)


@page(read=OWN, methods=("GET", "POST"), fresh=True)
def new(request: TenantRequest) -> HttpResponse:
    """Make one. Its secret is shown on the answer to this form and never again."""
    form = TokenForm(posted(request), initial=typed_before(request), scopes=scopes_to_give(request.actor))
    done = carried_out(request, form, lambda given: actions.create(actor=request.actor, **given))
    if done is not None:
        token, secret = done
        return render(request, "trust/token_made.html", {"token": token, "secret": secret})
    return render(request, "trust/token_new.html", {"form": form}, status=status_of(form))


@page(read=OWN, find=queries.find_own_token, methods=("GET", "POST"))
def revoke(request: TenantRequest, token: UUID) -> HttpResponse:
    """Ask, then end a token."""
    slug = request.actor.trust_slug
    if request.method == "POST":
        done = actions.revoke(actor=request.actor, token_id=token)
        messages.success(request, f"The token “{done.label}” no longer works.")
        return redirect("trust:tokens", slug)
    back = reverse("trust:tokens", args=[slug])
    context = {
        "crumbs": [("Access tokens", back)],
        "crumb": "Revoke",
        "title": f"Revoke the token “{request.found.label}”?",
        "text": "Programs that use it are refused from now on. This cannot be undone.",
        "submit": "Revoke token",
        "cancel_url": back,
        "danger": True,
    }
    return render(request, "trust/asked.html", context)
