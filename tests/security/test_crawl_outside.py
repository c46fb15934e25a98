"""T3 outside the trusts: every address x method x person: operator, account, example, the door, the pages about us."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.security import objects
from tests.security.canaries import found_in, text_of
from tests.security.crawl import METHODS, Visitor
from tests.security.routes import Route, every_route

# Whom an address serves. A new address outside a trust must be given its place here.
OPEN = {"help", "guide", "accessibility", "privacy", "live", "ready", "join", "example", "example_sign_in"}
OPEN |= {"example_mailbox", "example_mail", "stop_digest"}
SIGNED_IN = {"home", "account", "kept"}
ENTRANCE = {  # allauth's pages of somebody who is on the way in
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_inactive",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_trust",
}
DONE = {200, 204, 302, 400, 404, 405, 409, 422, 429}


def _kind(route: Route) -> str:
    if route.name.startswith("operator"):
        return "operator"
    if route.name in OPEN or route.name in ENTRANCE:
        return "open"
    if route.name in SIGNED_IN or route.name.startswith(("account_", "mfa_", "usersessions_")):
        return "signed in"
    return "?"


def _visitors(cast: Cast) -> Iterator[Visitor]:
    # Outside a trust a role changes nothing: one of the centre, of an academy, of two trusts, of a partnership.
    for key in ("administrator", "head", "consultant"):
        marks = frozenset({cast.a.canary, cast.b.canary} if key == "consultant" else {cast.a.canary})
        yield Visitor(key, cast.client(cast.a.users[key]), marks=marks)
    yield Visitor("coordinator", cast.client(cast.p.users["coordinator"]), marks=frozenset({cast.p.canary}))
    yield Visitor("stranger", cast.client(cast.stranger))
    yield Visitor("operator", cast.client(cast.operator))
    yield Visitor("suspended", cast.client(cast.suspended), is_anonymous=True)
    yield Visitor("anonymous", Client(), is_anonymous=True)


def _routes(cast: Cast) -> Iterator[tuple[Route, str]]:
    for route in every_route():
        if not route.in_trust:
            words = objects.outside(route, cast)
            yield route, route.fill(**words) if route.is_plain else reverse(route.name, kwargs=words)


def _faults(kind: str, visitor: Visitor, response: Any) -> Iterator[str]:
    status, where = response.status_code, response.headers.get("Location", "")
    if status not in DONE:
        yield f"{status}"
    to_sign_in = status == 302 and where.startswith(("/account/login/", "/account/2fa/"))
    if kind == "operator":
        if visitor.is_anonymous and not to_sign_in:
            yield f"{status} {where} for nobody"
        if not visitor.is_anonymous and visitor.key != "operator" and status != 404:
            yield f"{status}, wanted 404"
        if visitor.key == "operator" and (status == 404 or to_sign_in) and "again" not in response.wsgi_request.path:
            yield f"{status} {where} for the operator"
    if kind == "signed in" and visitor.is_anonymous and not (to_sign_in or status in {302, 405}):
        yield f"{status} for nobody"


def _text(cast: Cast, kind: str, visitor: Visitor, response: Any) -> str:
    text = text_of(response)
    if kind == "operator" and visitor.key == "operator":
        # The operator knows which trusts there are, and nothing that is in them.
        for troupe in (cast.a, cast.b, cast.p):
            text = text.replace(troupe.trust.name, "")
    return text


def test_every_address_outside_a_trust_has_its_place() -> None:
    assert [route.name for route in every_route() if not route.in_trust and _kind(route) == "?"] == []


def test_every_request_outside_a_trust_is_answered_as_it_should_be(full_cast: Cast) -> None:
    faults, requests = [], 0
    routes = list(_routes(full_cast))
    for visitor in _visitors(full_cast):
        visitor.client.raise_request_exception = False
        for route, url in routes:
            kind = _kind(route)
            # Only the operator's pages decide by person whatever the method.
            for method in METHODS if kind == "operator" else ("GET", "POST"):
                requests += 1
                with transaction.atomic():
                    cookies = dict(visitor.client.cookies)
                    response = visitor.ask(method, url, in_api=False)
                    found = [*_faults(kind, visitor, response)]
                    if foreign := found_in(_text(full_cast, kind, visitor, response)) - visitor.marks:
                        found.append(f"shows {sorted(foreign)}")
                    transaction.set_rollback(True)
                visitor.client.cookies.clear()
                visitor.client.cookies.update(cookies)
                faults += [f"{method} {url} [{route.name}] as {visitor.key}: {fault}" for fault in found]
    print(f"\n{requests} requests to {len(routes)} addresses")
    assert faults == []


def test_the_crawl_outside_is_able_to_fail(cast: Cast) -> None:
    from django.http import HttpResponse, HttpResponseRedirect

    head, nobody = Visitor("head", Client()), Visitor("anonymous", Client(), is_anonymous=True)
    assert list(_faults("operator", head, HttpResponse())) == ["200, wanted 404"]
    assert list(_faults("operator", nobody, HttpResponse())) == ["200  for nobody"]
    assert list(_faults("signed in", nobody, HttpResponse())) == ["200 for nobody"]
    assert list(_faults("open", nobody, HttpResponse(status=500))) == ["500"]
    assert list(_faults("operator", nobody, HttpResponseRedirect("/account/login/?next=/operator/"))) == []


@pytest.mark.parametrize("path", ["", "as/00000000-0000-7000-8000-000000000000/", "mail/"])
def test_without_the_example_its_pages_are_nowhere(full_cast: Cast, settings: Any, path: str) -> None:
    settings.EXAMPLE_MODE = False
    for visitor in _visitors(full_cast):
        for method in METHODS:
            assert visitor.ask(method, f"/example/{path}", in_api=False).status_code == 404
