"""The description of the interface: what every operation answers when it refuses, and how one signs in."""

from functools import cache
from typing import Any
from uuid import UUID

from django.http import JsonResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.validation import validate_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from trust.api.reading import READ_ONLY, refuse_unknown
from trust.api.writing import REPEATED, Change, ChangingOne
from trust.permissions import Permission
from trust.tenancy import tenant
from trust.web.refusals import PROBLEM

REFUSALS = {
    "400": "A parameter, a header or the body cannot be read, or Idempotency-Key is missing.",
    "401": "The token is missing, revoked, expired or of another trust.",
    "404": "There is no such thing, or the token may not read it.",
    "406": "Only JSON is offered.",
    "429": "Too many requests; Retry-After says when to go on.",
}
GONE = {"410": "Somebody took it away."}
# What a change may be refused with beside these.
CHANGE_REFUSALS = {
    "403": "Token or role may read this but not change it.",
    "409": "As things stand this is not possible. Nothing was changed.",
    "413": "The body is too big.",
    "415": "Send Content-Type: application/json.",
    "503": "Too many change the same thing just now. Nothing was done; Retry-After says when to send it again.",
    "422": "Something in the body, or a header, needs correcting; errors names each field.",
}
SEEN_REFUSALS = {
    "412": "It says something else by now: current holds what, ETag its tag. Nothing was written over.",
    "428": "If-Match is missing.",
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
        "current": {"type": "object", "additionalProperties": True, "description": "With 412: what stands now."},
    },
    "required": ["type", "title", "status"],
}


REFUSED = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
ANSWERS = {200: "As it stands now.", 201: "It is made.", 204: "It is gone."}
HEADERS = {
    "ETag": {"description": "The state that was told: send it back as If-Match.", "schema": {"type": "string"}},
    "Location": {"description": "The address of what was made.", "schema": {"type": "string"}},
    REPEATED: {
        "description": "true where this key was used before: nothing was done now, this is the answer of then.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of what you read, in its quotes.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="A word of your own, new for each request, such as a UUID; at most 200 characters. "
    "Sent again within a day with the same body, it is answered as before and nothing is done twice.",
)


class TokenScheme(OpenApiAuthenticationExtension):
    """Authorization: Bearer …"""

    target_class = "trust.api.authentication.TokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A personal access token of one trust."}


def refusal(status: str) -> dict[str, str]:
    """Where this refusal is described: once for all operations."""
    return {"$ref": f"#/components/responses/Refused{status}"}


def add_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing hook: what all operations share."""
    parts = result["components"]
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    parts["headers"] = HEADERS
    parts["responses"] = {
        f"Refused{status}": {"description": meaning, **REFUSED}
        for status, meaning in sorted((REFUSALS | GONE | CHANGE_REFUSALS | SEEN_REFUSALS).items())
    }
    parts["responses"]["Refused412"]["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in REFUSALS:
                operation["responses"].setdefault(status, refusal(status))
    # A mistyped name is refused, not passed over.
    for name, schema in schemas.items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    return result


class Described(AutoSchema):
    """What the shell of writing does to every operation: headers, bodies, statuses and refusals."""

    @property
    def change(self) -> Change | None:
        """What this method changes; None where it reads."""
        found: Change | None = getattr(self.view, "changes", {}).get(self.method)
        return found

    def get_request_serializer(self) -> Any:
        return self.change.takes if self.change else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        if self.change is None:
            return super().get_response_serializers()
        told = getattr(self.view, "serializer_class", None) if self.change.status != 204 else None
        return {self.change.status: OpenApiResponse(told, description=ANSWERS[self.change.status])}

    def get_override_parameters(self) -> Any:
        found = list(super().get_override_parameters())
        if self.change and self.change.is_matched:
            found.append(IF_MATCH)
        if self.change and self.method == "POST":
            found.append(IDEMPOTENCY_KEY)
        return found

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None and (self.change or isinstance(self.view, ChangingOne)):
            self._add_to(operation)
        return operation

    def _add_to(self, operation: dict[str, Any]) -> None:
        refusals: dict[str, str] = {}
        if self.change:
            refusals = CHANGE_REFUSALS | (SEEN_REFUSALS if self.change.is_matched else {})
        refusals |= GONE
        headers = ["ETag"]
        if self.change and self.method == "POST":
            headers.append(REPEATED)
        if self.change and self.change.status == 201:
            headers.append("Location")
        for status, response in operation["responses"].items():
            if status != "204":
                response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
        for status in refusals:
            operation["responses"][status] = refusal(status)


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


def description_file() -> str:
    """The description as written to `docs/openapi.yaml`. Raises jsonschema's ValidationError where it is no OpenAPI."""
    made = description()
    validate_schema(made)
    rendered: bytes = OpenApiYamlRenderer().render(made, renderer_context={})
    return rendered.decode()


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
