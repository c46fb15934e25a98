"""Around every request: its id, the open trust with its transaction, the second factor, and domain errors."""

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from trust import doors
from trust.accounts import SEEN_AT, SIGNED_IN_AT
from trust.history import say_who
from trust.ids import uuid7
from trust.tenancy import tenant
from trust.web import fresh, refusals

GetResponse = Callable[[HttpRequest], HttpResponse]
IN_TRUST = re.compile(r"^/t/(?P<slug>[^/]+)/")
IN_API = re.compile(r"^/t/[^/]+/api/")
READING = {"GET", "HEAD"}
NOTED_EVERY = 5 * 60
OPEN_WHEN_AWAY = (
    "/account/reauthenticate/",
    "/account/2fa/reauthenticate/",
    "/account/2fa/webauthn/reauthenticate/",
    "/account/logout/",
    "/example/",
    "/static/",
    # Whoever holds the link may follow it; a session beside it neither helps nor hinders.
    "/stop/",
    "/livez",
    "/readyz",
)


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id and bind it to every log line."""

    def middleware(request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        request.request_id = str(uuid7())  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request=request.request_id)  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def signed_in_headers(get_response: GetResponse) -> GetResponse:
    """Pages of signed-in people are kept by no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # The one exception says so itself: a stylesheet whose address changes with its content (trust.views.settings).
        kept = getattr(response, "browser_may_keep", False)
        if not kept and (request.user.is_authenticated or IN_TRUST.match(request.path_info)):
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def away_asks(get_response: GetResponse) -> GetResponse:
    """Who was away for an hour is asked who is there, and a session ends for good twelve hours after its sign-in.

    Computers in schools are shared. What was sent after the hour waits in the session until the person has answered.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get(SEEN_AT, 0)
            if now - request.session.get(SIGNED_IN_AT, 0) > settings.SESSION_COOKIE_AGE:
                logout(request)
                messages.info(request, "You were signed in for a long time. Please sign in again.")
            elif now - max(seen, fresh.last_proof(request)) > settings.SESSION_IDLE_SECONDS:
                if not request.path_info.startswith(OPEN_WHEN_AWAY):
                    return fresh.lock(request)
            elif now - seen > NOTED_EVERY and fresh.BY_ITSELF not in request.GET:
                request.session[SEEN_AT] = now
        return get_response(request)

    return middleware


def second_factor_required(get_response: GetResponse) -> GetResponse:
    """Everyone needs a second factor: until there is one, only its set-up and signing out are open."""
    about = ("/help/", "/accessibility/", "/privacy/")
    open_paths = ("/account/", "/static/", "/livez", "/readyz", "/example/", "/join/", "/stop/", *about)

    def middleware(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if user.is_authenticated and not request.path_info.startswith(open_paths) and not user.has_second_step:
            return HttpResponseRedirect(reverse("mfa_index"))
        return get_response(request)

    return middleware


def open_trust(get_response: GetResponse) -> GetResponse:
    """Open the trust of the address around view and rendering, in one transaction; GET and HEAD read only."""

    def middleware(request: HttpRequest) -> HttpResponse:
        match = IN_TRUST.match(request.path_info)
        request.actor = None  # type: ignore[attr-defined]
        if match is None:
            return get_response(request)
        if IN_API.match(request.path_info):
            key = doors.bearer(request)
            asked = doors.trust_by_slug(match["slug"])
            if key is None or asked is None:
                return refusals.unauthenticated(request)
            return _inside(request, asked, partial(doors.enter_by_token, request, asked, key), get_response)
        if feed := refusals.IN_FEED.match(request.path_info):
            asked = doors.trust_by_slug(match["slug"])
            if asked is None:
                return refusals.answer(request, 404)
            # Before anything else that may refuse it: whatever opens forms is none of a feed's.
            told = get_response if request.method in READING else refusals.only_read
            return _inside(request, asked, partial(doors.enter_by_feed, request, asked, feed["key"]), told)
        if not request.user.is_authenticated:
            return fresh.signed_out(request)
        door = doors.door_of(request.user, match["slug"], timezone.localdate())
        if door is None:
            return refusals.answer(request, 404)
        return _inside(request, door.trust, partial(doors.enter, request, door), get_response)

    return middleware


def _inside(request: Any, trust: Any, enter: Callable[[], Any], get_response: GetResponse) -> HttpResponse:
    later: list[Callable[[], None]] = []
    request.trust = trust
    request.after_read = later.append
    structlog.contextvars.bind_contextvars(trust=str(trust.id))
    with tenant(trust.id):
        with transaction.atomic():
            request.actor = enter()
            if request.actor is None:
                return (
                    refusals.unauthenticated(request)
                    if IN_API.match(request.path_info)
                    else refusals.answer(request, 404)
                )
            if request.method in READING:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL transaction_read_only = on")
            else:
                say_who(name=request.actor.name, user_id=str(request.actor.user_id), request_id=request.request_id)
            response = get_response(request)
            # A refusal leaves nothing half-written, unless the view says that what it wrote must stay.
            if response.status_code >= 400 and not getattr(response, "keep_writes", False):
                transaction.set_rollback(True)
        for write in later:
            with transaction.atomic():
                write()
    return response


def domain_errors(get_response: GetResponse) -> GetResponse:
    """Turn domain errors into answers: one place for pages, parts and forms."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if refused := refusals.as_domain_error(error):
            return refusals.answer(request, refused.status, refused)
        if isinstance(error, Http404):
            return refusals.answer(request, 404)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
