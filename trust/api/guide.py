"""The description as a page for people: plain HTML, made from the same description that programs read."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from trust.api.openapi import CHANGE_REFUSALS, GONE, REFUSALS, SEEN_REFUSALS, description
from trust.permissions import Permission
from trust.web import TenantRequest, page


@dataclass(frozen=True)
class Parameter:
    """A word of the address or the query."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    meaning: str
    parameters: tuple[Parameter, ...]
    sent: tuple[Parameter, ...]
    fields: tuple[Parameter, ...]
    needs: tuple[str, ...]  # headers that must be sent


@page(read=Permission.OWN_TOKENS)
def guide(request: TenantRequest) -> HttpResponse:
    """How a program of one's own reads from Fourfold and writes to it."""
    slug = request.actor.trust_slug
    refusals = REFUSALS | GONE | CHANGE_REFUSALS | SEEN_REFUSALS
    context = {
        "operations": operations(),
        "refusals": dict(sorted(refusals.items())),
        "here": request.build_absolute_uri(f"/t/{slug}"),
    }
    return render(request, "trust/api_guide.html", context)


@cache
def operations() -> tuple[Operation, ...]:
    """What is offered, in the order of the description."""
    told = description()
    schemas = told["components"]["schemas"]
    return tuple(
        Operation(
            method=method.upper(),
            path=path.removeprefix("/t/{trust}"),
            meaning=operation.get("description", ""),
            parameters=_parameters(operation, "query"),
            sent=_sent(operation, schemas),
            fields=_told(operation, schemas),
            needs=tuple(each["name"] for each in operation["parameters"] if each["in"] == "header"),
        )
        for path, ways in told["paths"].items()
        for method, operation in ways.items()
    )


def _parameters(operation: dict[str, Any], place: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(each["name"], _words(each.get("description", ""), each["schema"]))
        for each in operation["parameters"]
        if each["in"] == place
    )


def _words(meaning: str, schema: dict[str, Any]) -> str:
    values = f"One of: {', '.join(schema['enum'])}." if "enum" in schema else ""
    return " ".join(word for word in (meaning, values) if word)


def _sent(operation: dict[str, Any], schemas: dict[str, Any]) -> tuple[Parameter, ...]:
    if "requestBody" not in operation:
        return ()
    schema = _of(operation["requestBody"]["content"]["application/json"]["schema"], schemas)
    needed = schema.get("required", [])
    return tuple(
        Parameter(each.name, f"{each.meaning}{'' if each.name in needed else ' May be left out.'}".strip())
        for each in _fields(schema, schemas)
    )


def _told(operation: dict[str, Any], schemas: dict[str, Any]) -> tuple[Parameter, ...]:
    answer: dict[str, Any] = next(
        (each for status, each in operation["responses"].items() if status in ("200", "201")), {}
    )
    if "content" not in answer:
        return ()
    schema = _of(answer["content"]["application/json"]["schema"], schemas)
    if "results" in schema.get("properties", {}):
        schema = _of(schema["properties"]["results"]["items"], schemas)
    return _fields(schema, schemas)


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[Parameter, ...]:
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
