"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from trust import menu
from trust.permissions import Permission, may
from trust.queries import todo


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html. What only the frame shows is made when it is shown: parts for htmx have no frame."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": SimpleLazyObject(lambda: menu.MainMenu(menu.links(actor, request.path_info) if actor else [])),
        "trust_name": actor.trust_name if actor else "",
        "trust_slug": actor.trust_slug if actor else "",
        "brand_css_url": SimpleLazyObject(lambda: _brand_css(actor)),
        "trust_logo_url": SimpleLazyObject(lambda: _logo(actor)),
        "settings_url": SimpleLazyObject(lambda: _settings(actor)),
        "search_url": reverse("trust:search", args=[actor.trust_slug]) if actor else "",
        "waiting_url": SimpleLazyObject(lambda: _waiting(actor)),
        "example_mode": settings.EXAMPLE_MODE,
    }


def _settings(actor: Any) -> str:
    return reverse("trust:settings", args=[actor.trust_slug]) if actor and may(actor, Permission.PEOPLE_READ) else ""


def _waiting(actor: Any) -> str:
    return reverse("trust:waiting", args=[actor.trust_slug]) if actor and todo.concerns(actor) else ""


def _logo(actor: Any) -> str:
    """The file's id in the address lets browsers notice another one."""
    return f"{reverse('trust:logo', args=[actor.trust_slug])}?{actor.logo}" if actor and actor.logo else ""


def _brand_css(actor: Any) -> str:
    """Only where the trust has a colour of its own; the colour in the address lets browsers notice a new one."""
    if not actor or not actor.brand_colour:
        return ""
    return f"{reverse('trust:brand', args=[actor.trust_slug])}?{actor.brand_colour.lstrip('#')}"
