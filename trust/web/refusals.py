"""Every refusal of a page, in school words. A thing of others and a thing that is not look the same."""

import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from psycopg.errors import DeadlockDetected, LockNotAvailable

from trust.errors import Busy, DomainError
from trust.web import fresh

PROBLEM = "application/problem+json"
IN_FEED = re.compile(r"^/t/[^/]+/calendar/(?P<key>[^/]+)\.ics$")
# A form that is refused as a whole has no page any more on which its words could stand: they are given back.
GIVES_BACK = (403, 404, 409, 410, 422)


BUSY = "Somebody else is changing this right now. Nothing of yours was saved; send it again in a moment."


def as_domain_error(error: Exception | None) -> DomainError | None:
    """What a page or an endpoint refuses with; None for faults of ours.

    Who waited too long for a lock, or was chosen to give way, is told to come back: it is no fault.
    """
    if isinstance(error, OperationalError) and isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
        return Busy(BUSY)
    return error if isinstance(error, DomainError) else None


def answer(request: HttpRequest, status: int, error: DomainError | None = None, **more: Any) -> HttpResponse:
    """The page of this status; for htmx a small part, for the API problem+json."""
    if status == Busy.status:
        return busy(request)
    message = error.message if error else ""
    detail = error.detail if error else {}
    if "/api/" in request.path_info:
        return problem(status, message)
    if IN_FEED.match(request.path_info):
        return plain(status, message)
    context = {"message": message, "detail": detail, "status": status, **more}
    if getattr(request, "htmx", False):
        return render(request, "components/refusal.html", context, status=status)
    if status in GIVES_BACK:
        context["words"] = fresh.typed_words(request)
    return render(request, f"{status}.html", context, status=status)


def busy(request: HttpRequest) -> HttpResponse:
    """Who should come back in a moment. No context processors: the transaction may take no question any more."""
    if "/api/" in request.path_info:
        response = problem(Busy.status, BUSY)
    elif IN_FEED.match(request.path_info):
        response = plain(Busy.status, BUSY)
    else:
        response = render(None, "503.html", {}, status=Busy.status)  # type: ignore[arg-type]
    response.headers["Retry-After"] = "2"
    return response


TITLES = {
    400: "That request makes no sense",
    401: "Sign in with a token",
    403: "Not permitted",
    404: "Not found",
    405: "That method is not offered here",
    406: "That format is not offered here",
    409: "Not possible now",
    410: "Taken away",
    412: "It says something else by now",
    413: "Too big",
    415: "That kind of body is not read here",
    422: "Something needs correcting",
    428: "Say what you saw",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "Too busy just now",
}


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """A problem+json answer (RFC 9457)."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Refused"), "status": status, **more}
    sentences = {
        400: "We could not read the request. Check the address, its headers and its body.",
        404: "There is nothing at this address, or your token may not read it.",
        500: "Try again in a minute.",
    }
    if detail := detail or sentences.get(status, ""):
        body["detail"] = detail
    return JsonResponse(body, status=status, content_type=PROBLEM)


def plain(status: int, message: str = "") -> HttpResponse:
    """In one line, for a calendar that reads a feed: no page, on which the name of whose it is would stand."""
    words = f"{message or TITLES.get(status, 'Refused')}\n"
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def only_read(_request: HttpRequest) -> HttpResponse:
    """A feed is read, whatever else is sent to its address."""
    response = plain(405)
    response.headers["Allow"] = "GET, HEAD"
    return response


def unauthenticated(request: HttpRequest) -> HttpResponse:
    """The API's answer to nobody. A mistyped token and another trust's look the same."""
    words = "Send your access token as: Authorization: Bearer …"
    if request.headers.get("Authorization", "").lower().startswith("bearer "):
        words = "This token does not open this trust. Check that it is whole, has not ended, and is of this trust."
    response = problem(401, words)
    response.headers["WWW-Authenticate"] = 'Bearer realm="Fourfold"'
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400"""
    return answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403"""
    return answer(request, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404"""
    return answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: no context processors, since they may be what broke."""
    if "/api/" in request.path_info:
        return problem(500)
    return render(None, "500.html", {}, status=500)  # type: ignore[arg-type]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere. A method that no page takes comes here first."""
    words = "This page was open for too long. Go back, reload it, and send the form again."
    if request.method != "POST":
        words = "Pages take forms only, sent by their own buttons. Nothing was done."
    error = DomainError(words)
    return answer(request, 403, error)
