"""The description of the interface: what every operation answers when it refuses, and how one signs in."""

from functools import cache
from typing import Any
from uuid import UUID

from django.http import JsonResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from trust.api.reading import READ_ONLY, refuse_unknown
from trust.permissions import Permission
from trust.tenancy import tenant
from trust.web.refusals import PROBLEM

REFUSALS = {
    "400": "A query parameter makes no sense.",
    "401": "The token is missing, revoked, expired or of another trust.",
    "404": "There is no such thing, or the token may not read it.",
    "406": "Only JSON is offered.",
    "429": "Too many requests; Retry-After says when to go on.",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["type", "title", "status"],
}


class TokenScheme(OpenApiAuthenticationExtension):
    """Authorization: Bearer …"""

    target_class = "trust.api.authentication.TokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A personal access token of one trust."}


def add_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing hook."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    answer = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, meaning in REFUSALS.items():
                operation["responses"].setdefault(status, {"description": meaning, **answer})
    return result


class Generator(SchemaGenerator):
    """Describes lists of tenant rows, whose managers want a trust, though no row is read."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        with tenant(UUID(int=0)):
            return super().get_schema(request=request, public=public)


@cache
def description() -> dict[str, Any]:
    """The whole description. It is the same for everybody: it names no trust and no data."""
    made: dict[str, Any] = Generator().get_schema(request=None, public=True)
    return made


class Description(APIView):
    """This description as OpenAPI."""

    # Whoever holds a token of this trust may read how to use it.
    read = Permission.TRUST_ENTER
    http_method_names = READ_ONLY

    @extend_schema(
        operation_id="schema",
        summary="This description as OpenAPI",
        responses={200: {"type": "object", "additionalProperties": True}},
    )
    def get(self, request: Request, trust: str) -> JsonResponse:
        """OpenAPI 3.0 as JSON."""
        refuse_unknown(request, set())
        return JsonResponse(description())
