"""Errors as problem+json."""

from typing import Any

from django.db import transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.views import exception_handler

from trust.errors import DomainError
from trust.web.refusals import problem

OWN_WORDS: dict[type[Exception], str] = {
    exceptions.NotAcceptable: "Every answer is JSON. Send Accept: application/json, or leave Accept out.",
    exceptions.MethodNotAllowed: "This interface is read with GET.",
}


def handler(error: Exception, context: dict[str, Any]) -> Any:
    """EXCEPTION_HANDLER: domain errors and the framework's own, in one shape."""
    if isinstance(error, DomainError):
        transaction.set_rollback(True)
        return problem(error.status, error.message, **({"errors": error.detail} if error.detail else {}))
    if isinstance(error, Http404):
        return problem(404)
    response = exception_handler(error, context)
    if response is None:
        return None
    answer = problem(response.status_code, _sentence(error), **_fields(error))
    for name, value in response.headers.items():
        if name.lower() != "content-type":
            answer.headers[name] = value
    return answer


def _sentence(error: Exception) -> str:
    if isinstance(error, exceptions.NotFound) and error.detail == exceptions.NotFound.default_detail:
        return ""
    if type(error) in OWN_WORDS:
        return OWN_WORDS[type(error)]
    detail = getattr(error, "detail", "")
    if isinstance(detail, dict):
        return " ".join(f"{name}: {' '.join(map(str, said))}" for name, said in detail.items())
    return " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)


def _fields(error: Exception) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        return {"errors": error.detail}
    return {}
