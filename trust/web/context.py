"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from trust import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": menu.links(actor, request.path_info) if actor else [],
        "trust_name": actor.trust_name if actor else "",
        "trust_slug": actor.trust_slug if actor else "",
        "example_mode": settings.EXAMPLE_MODE,
    }
