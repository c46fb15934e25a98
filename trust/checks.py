"""System checks of the installation."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}


@register()
def example_only_at_home(**_kwargs: Any) -> list[Error]:
    """The page with one button per person may exist only where nobody else can reach it."""
    if not settings.EXAMPLE_MODE:
        return []
    hosts = {urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS}
    if strangers := sorted(hosts - LOCAL_HOSTS):
        return [
            Error(
                f"EXAMPLE_MODE is on, but this site answers to {', '.join(strangers)}.",
                hint="Example sign-in works only on localhost. Use config.settings.base for a real site.",
                id="trust.E001",
            )
        ]
    return []
