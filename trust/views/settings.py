"""Settings of the trust."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from trust import menu
from trust.actions import settings as actions
from trust.errors import NotFound
from trust.file_types import LARGEST
from trust.forms.faults import carried_out, posted, status_of
from trust.forms.settings import ColourForm, DocumentsForm, IdentityForm, LogoForm, PolicyForm, WordsForm
from trust.permissions import Permission
from trust.policies.colour import brand
from trust.queries.settings import logo_bytes, settings_of
from trust.web import TenantRequest, page
from trust.web.fresh import typed_before

MANAGE = Permission.SETTINGS_MANAGE


@page(read=Permission.PEOPLE_READ)
def settings(request: TenantRequest) -> HttpResponse:
    """What can be set, by subject."""
    return render(request, "trust/settings.html", {"entries": menu.links(request.actor, request.path, "settings")})


@page(read=MANAGE, methods=("GET", "POST"))
def identity(request: TenantRequest) -> HttpResponse:
    """Name, numbers, contact."""
    row = settings_of(request.actor)
    initial = {"name": request.actor.trust_name, **{key: getattr(row, key) for key in actions.IDENTITY}}
    form = IdentityForm(posted(request), initial=initial)
    done = carried_out(request, form, lambda given: actions.change_identity(actor=request.actor, **given))
    lead = "The name stands at the top of every page and report."
    return _saved(request) if done else _form(request, form, "Identity and contact", lead)


@page(read=MANAGE, methods=("GET", "POST"), fresh=True)
def policies(request: TenantRequest) -> HttpResponse:
    """Who sees what."""
    row = settings_of(request.actor)
    now = {key: getattr(row, key) for key in actions.POLICIES}
    form = PolicyForm(posted(request), initial=now | typed_before(request, boxes=actions.POLICIES))
    done = carried_out(request, form, lambda given: actions.change_policies(actor=request.actor, **given))
    lead = "Changes hold from each person's next page on, and are noted with your name."
    return _saved(request) if done else _form(request, form, "Who sees what", lead)


@page(read=MANAGE, methods=("GET", "POST"), fresh=True)
def documents(request: TenantRequest) -> HttpResponse:
    """Self-evaluations: who approves them, and what they need."""
    row = settings_of(request.actor)
    now = {key: getattr(row, key) for key in actions.DOCUMENTS}
    form = DocumentsForm(posted(request), initial=now | typed_before(request, boxes=("grade_required_in_sef",)))
    done = carried_out(request, form, lambda given: actions.change_documents(actor=request.actor, **given))
    lead = "Changes are noted with your name."
    return _saved(request) if done else _form(request, form, "Self-evaluations", lead)


@page(read=MANAGE, methods=("GET", "POST"))
def words(request: TenantRequest) -> HttpResponse:
    """Words on the screen."""
    form = WordsForm(posted(request), own=settings_of(request.actor).words)
    done = carried_out(request, form, lambda given: actions.change_words(actor=request.actor, words=given))
    lead = "Leave a word empty to use ours, which stands in grey."
    return _saved(request) if done else _form(request, form, "Words on the screen", lead)


@page(read=MANAGE, methods=("GET", "POST"))
def colour(request: TenantRequest) -> HttpResponse:
    """The brand colour."""
    form = ColourForm(posted(request), initial={"brand_colour": settings_of(request.actor).brand_colour})
    done = carried_out(
        request, form, lambda given: actions.change_colour(actor=request.actor, colour=given["brand_colour"].strip())
    )
    lead = "For buttons and links, never for judgements. A lighter tone for dark screens is made from it."
    return _saved(request) if done else _form(request, form, "Brand colour", lead)


@page(read=MANAGE, methods=("GET", "POST"))
def logo(request: TenantRequest) -> HttpResponse:
    """The logo: another one, or none."""
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_logo(actor=request.actor)
        return _saved(request)
    form = LogoForm(posted(request), request.FILES or None)
    done = carried_out(
        request,
        form,
        lambda given: actions.change_logo(
            actor=request.actor, name=given["file"].name, content=given["file"].read(LARGEST + 1)
        ),
    )
    if done:
        return _saved(request)
    back = reverse("trust:settings", args=[request.actor.trust_slug])
    context = {"form": form, "crumbs": [("Settings", back)], "cancel_url": back}
    return render(request, "trust/logo.html", context, status=status_of(form))


@page(read=Permission.TRUST_ENTER)
def logo_png(request: TenantRequest) -> HttpResponse:
    """The picture itself. Every page links it by its file, so a browser may keep it for a day."""
    content = logo_bytes()
    if not content:
        raise NotFound()
    response = HttpResponse(content, content_type="image/png")
    if request.META["QUERY_STRING"] == request.actor.logo:
        keep_for_a_day(response)
    return response


@page(read=Permission.TRUST_ENTER)
def brand_css(request: TenantRequest) -> HttpResponse:
    """The trust's colours as a stylesheet. Every page links it by its colour, so a browser may keep it for a day."""
    colour = request.actor.brand_colour
    response = render(request, "trust/brand.css", {"brand": brand(colour)}, content_type="text/css; charset=utf-8")
    if colour and request.META["QUERY_STRING"] == colour.lstrip("#"):
        keep_for_a_day(response)
    return response


def keep_for_a_day(response: HttpResponse) -> None:
    """Its address names what stands in it: another content has another address."""
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.browser_may_keep = True  # type: ignore[attr-defined]


def _saved(request: TenantRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect("trust:settings", request.actor.trust_slug)


def _form(request: TenantRequest, form: Any, title: str, lead: str) -> HttpResponse:
    back = reverse("trust:settings", args=[request.actor.trust_slug])
    context = {"form": form, "title": title, "lead": lead, "crumbs": [("Settings", back)], "cancel_url": back}
    return render(request, "trust/form.html", context, status=status_of(form))
