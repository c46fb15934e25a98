"""Errors as problem+json."""

from typing import Any

from django.db import transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.views import exception_handler

from trust.api.conditions import Stale
from trust.errors import BadInput, Busy, DomainError
from trust.web.refusals import as_domain_error, problem

OWN_WORDS: dict[type[Exception], str] = {
    exceptions.NotAcceptable: "Every answer is JSON. Send Accept: application/json, or leave Accept out.",
}


def handler(error: Exception, context: dict[str, Any]) -> Any:
    """EXCEPTION_HANDLER: domain errors and the framework's own, in one shape."""
    if refused := as_domain_error(error):
        return _of_domain(refused)
    if isinstance(error, Http404):
        return problem(404)
    response = exception_handler(error, context)
    if response is None:
        return None
    words = _sentence(error)
    if isinstance(error, exceptions.MethodNotAllowed):
        words = f"Here one may send: {', '.join(context['view'].allowed_methods)}."
    answer = problem(response.status_code, words, **_fields(error))
    for name, value in response.headers.items():
        if name.lower() != "content-type":
            answer.headers[name] = value
    return answer


def _of_domain(error: DomainError) -> Any:
    more: dict[str, Any] = {}
    if isinstance(error, Stale):
        more["current"] = error.current
    elif isinstance(error, BadInput) and error.detail:
        more["errors"] = {name: [str(words)] for name, words in error.detail.items()}
    answer = problem(error.status, error.message, **more)
    if isinstance(error, Busy):
        answer.headers["Retry-After"] = "2"
    if isinstance(error, Stale):
        answer.headers["ETag"] = error.tag
    if getattr(error, "keep_writes", False):
        answer.keep_writes = True  # type: ignore[attr-defined]
    else:
        transaction.set_rollback(True)
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
