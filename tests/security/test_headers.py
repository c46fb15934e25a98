"""Headers, cookies and forged requests, on every address (security reference 3.4, rows 14 to 18, 42, 43)."""

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tests.cast import Cast
from tests.security import objects
from tests.security.crawl import routes_in_trust
from tests.security.routes import Route, every_route

POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
}


# A calendar keeps its copy and asks whether it still holds.
OWN_COPY = {"trust:calendar_feed"}
# The secret in the address stands for the token: the feed refuses all but reading, whoever asks, and a mail program
# that stops a digest with one click (RFC 8058) has neither cookie nor page.
WITHOUT_TOKEN = {"trust:calendar_feed", "stop_digest"}


def _addresses(cast: Cast) -> Iterator[tuple[Route, str]]:
    with cast.a.open():
        for route in routes_in_trust():
            words = objects.words(route, cast.a, "primary")
            if words is not None:
                yield route, route.fill(trust=cast.a.trust.slug, **words)
    for route in every_route():
        if not route.in_trust:
            words = objects.outside(route, cast)
            yield route, route.fill(**words) if route.is_plain else reverse(route.name, kwargs=words)


def _policy(response: Any) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}


def test_every_answer_carries_its_protection(full_cast: Cast) -> None:
    chief, nobody = full_cast.client(full_cast.a.users["chief"]), Client()
    faults = []
    for route, url in _addresses(full_cast):
        for client in (chief, nobody):
            client.raise_request_exception = False
            response = client.get(url)
            faults += [f"{url}: {fault}" for fault in _faults(route, response)]
            if response.streaming:  # read to its end, so that the file is closed
                b"".join(response.streaming_content)
    assert faults == []


def _faults(route: Route, response: Any) -> Iterator[str]:
    headers = response.headers
    if response.status_code >= 500 and route.name != "ready":
        yield str(response.status_code)
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "no nosniff"
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        yield "no Referrer-Policy"
    if not headers.get("X-Request-Id"):
        yield "no request id"
    if headers.get("Cross-Origin-Resource-Policy") != "same-origin":
        yield "no Cross-Origin-Resource-Policy"
    if headers.get("X-Frame-Options") != "DENY":
        yield "may be framed"
    kept = headers.get("Cache-Control", "")
    if route.in_trust and "no-store" not in kept and not (route.name in OWN_COPY and kept == "private, no-cache"):
        yield "may be kept in a cache"
    if headers.get("Content-Type", "").startswith("text/html"):
        yield from _faults_of_page(response)


def _faults_of_page(response: Any) -> Iterator[str]:
    policy = _policy(response)
    for name, wanted in POLICY.items():
        if policy.get(name) != wanted:
            yield f"{name} is {policy.get(name)}"
    script = policy.get("script-src", "")
    if "unsafe" in script or "http" in script or "*" in script:
        yield f"script-src is {script}"
    page = response.content.decode()
    if re.search(r"\s(?:on[a-z]+|style)\s*=\s*[\"']", page, re.IGNORECASE):
        yield "inline handler or style"
    if re.search(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*application/json)", page, re.IGNORECASE):
        yield "inline script"


def test_a_form_without_its_token_is_refused_everywhere(full_cast: Cast) -> None:
    """Row 18: every unsafe request of a browser needs the token. The API takes no cookies, so it needs none."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    user = full_cast.a.users["administrator"]
    client.force_login(user, backend="trust.accounts.SignInBackend")
    found = []
    for route, url in _addresses(full_cast):
        if route.in_api or route.name in WITHOUT_TOKEN:
            continue
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            status = client.generic(method, url).status_code
            if status != 403:
                found.append(f"{method} {url}: {status}")
    assert found == []


def test_the_api_takes_no_cookie(full_cast: Cast) -> None:
    client = full_cast.client(full_cast.a.users["chief"])
    for route, url in _addresses(full_cast):
        if route.in_api:
            assert client.get(url).status_code == 401, url


def test_cookies_of_production_are_bound_to_host_and_https() -> None:
    base = importlib.import_module("config.settings.base")
    for kind in ("SESSION", "CSRF"):
        assert getattr(base, f"{kind}_COOKIE_NAME").startswith("__Host-")
        assert getattr(base, f"{kind}_COOKIE_SECURE") is True
        assert getattr(base, f"{kind}_COOKIE_HTTPONLY") is True
    assert base.SESSION_COOKIE_SAMESITE == "Lax"
    assert base.DEBUG is False
    assert base.SECURE_HSTS_SECONDS >= 31_536_000
    assert base.SECURE_HSTS_INCLUDE_SUBDOMAINS is True
    assert base.SECURE_SSL_REDIRECT is True
    assert base.CELERY_ACCEPT_CONTENT == ["json"]
    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@override_settings(SECURE_HSTS_SECONDS=63072000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_https_is_remembered(db: None) -> None:
    header = Client().get("/livez", secure=True).headers["Strict-Transport-Security"]
    assert header == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize("forged", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For"])
def test_forged_headers_change_no_address(cast: Cast, forged: str) -> None:
    response = Client().get(cast.a.url(), headers={forged: "evil.example"})
    assert response.status_code == 302
    assert "evil.example" not in response.headers["Location"]


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_sign_in(cast: Cast, bad: str) -> None:
    client = cast.client(cast.a.users["chief"])
    for url in ("/account/login/", "/account/logout/"):
        response = client.get(url, {"next": bad})
        assert "evil.example" not in response.headers.get("Location", "")
    response = Client().get("/account/login/", {"next": bad})
    assert f'href="{bad}' not in response.content.decode()


def test_without_a_second_factor_only_its_set_up_is_open(full_cast: Cast) -> None:
    """Row 27."""
    from allauth.mfa.models import Authenticator

    user = full_cast.a.users["chief"]
    client = full_cast.client(user)
    Authenticator.objects.filter(user=user).delete()
    for route, url in _addresses(full_cast):
        if route.in_trust and not route.in_api:
            response = client.get(url)
            assert response.status_code == 302, url
            assert response.headers["Location"] == reverse("mfa_index"), url
