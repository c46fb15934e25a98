"""Limits per token, so that one reader cannot crowd out the others."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle


class PerToken(SimpleRateThrottle):
    """Counted in the global cache by token."""

    scope = "token"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        return f"throttle:{request.auth}" if request.auth else None
