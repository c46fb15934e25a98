"""Access tokens. The middleware has opened the trust with the token already; here DRF learns of it."""

from typing import Any

from rest_framework.authentication import BaseAuthentication


class TokenAuthentication(BaseAuthentication):
    """The actor of the request as DRF's user."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        actor = getattr(request._request, "actor", None)
        return (actor, getattr(request._request, "token_id", None)) if actor else None

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="Fourfold"'
