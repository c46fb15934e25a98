"""The description as a page for people: plain HTML, made from the same description that programs read."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from trust.api.openapi import REFUSALS, description
from trust.permissions import Permission
from trust.web import TenantRequest, page


@dataclass(frozen=True)
class Parameter:
    """A word of the address or the query."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Operation:
    """One address that answers."""

    path: str
    meaning: str
    parameters: tuple[Parameter, ...]
    fields: tuple[Parameter, ...]


@page(read=Permission.OWN_TOKENS)
def guide(request: TenantRequest) -> HttpResponse:
    """How a program of one's own reads from Fourfold."""
    slug = request.actor.trust_slug
    context = {"operations": operations(), "refusals": REFUSALS, "here": request.build_absolute_uri(f"/t/{slug}")}
    return render(request, "trust/api_guide.html", context)


@cache
def operations() -> tuple[Operation, ...]:
    """What is offered, in the order of the description."""
    told = description()
    schemas = told["components"]["schemas"]
    return tuple(
        Operation(
            path=path.removeprefix("/t/{trust}"),
            meaning=ways["get"].get("description", ""),
            parameters=tuple(
                Parameter(each["name"], _words(each.get("description", ""), each["schema"]))
                for each in ways["get"]["parameters"]
                if each["in"] == "query"
            ),
            fields=_fields(ways["get"], schemas),
        )
        for path, ways in told["paths"].items()
    )


def _words(meaning: str, schema: dict[str, Any]) -> str:
    values = f"One of: {', '.join(schema['enum'])}." if "enum" in schema else ""
    return " ".join(word for word in (meaning, values) if word)


def _fields(operation: dict[str, Any], schemas: dict[str, Any]) -> tuple[Parameter, ...]:
    schema = _of(operation["responses"]["200"]["content"]["application/json"]["schema"], schemas)
    if "results" in schema.get("properties", {}):
        schema = _of(schema["properties"]["results"]["items"], schemas)
    return tuple(
        Parameter(name, _words(each.get("description", ""), _of(each, schemas)))
        for name, each in schema.get("properties", {}).items()
    )


def _of(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, wherever it stands."""
    wrapped = schema.get("allOf", [schema])[0]
    named = wrapped.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schemas[named] if named else wrapped
    return found
