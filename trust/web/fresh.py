"""Important steps ask "is it you?" where the sign-in is older than a quarter of an hour.

What was typed waits in the person's own session meanwhile, and stands in the form again afterwards: nothing is carried
out by coming back, the person sends it once more. So a passkey, a password or a code all do, with or without script.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

FRESH_SECONDS = 15 * 60
KEPT = "typed_before_asking"
BACK = "typed"
BY_ITSELF = "by_itself"  # with what a page sends or asks for without anybody being there
LONGEST = 100_000


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether this person signed in, or proved again who they are, a short while ago in this session."""
    return 0 <= time.time() - last_proof(request) < FRESH_SECONDS


def last_proof(request: HttpRequest) -> float:
    """When this person last proved in this session who they are, in seconds since 1970."""
    return max((record["at"] for record in get_authentication_records(request, request.user)), default=0.0)


def question(request: HttpRequest) -> HttpResponse | None:
    """What a posted form is answered with where the sign-in is old: it is kept, and the person is asked.

    None where nobody need be asked.
    """
    if request.method != "POST" or signed_in_lately(request):
        return None
    _keep(request)
    return _to_question(request, f"{request.path}?{BACK}=1")


def lock(request: HttpRequest) -> HttpResponse:
    """Somebody was away for long: ask who is there. What was sent into a trust waits on a page of its own."""
    if request.method in {"GET", "HEAD"}:
        return _to_question(request, request.get_full_path())
    # Outside the trusts lie passwords and codes, which are kept nowhere.
    if not request.path.startswith("/t/"):
        return _to_question(request, reverse("account"))
    # What a page sends by itself stays on that page, which says so and sends it again: it must not push out what a
    # person sent and what waits already.
    if BY_ITSELF in request.GET or BY_ITSELF in request.POST:
        return HttpResponse(status=401)
    _keep(request)
    return _to_question(request, reverse("kept"))


def signed_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in. What was typed into a trust's form is given back on a page, to be copied: there is no
    session any more in which it could wait."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if BY_ITSELF in request.POST:
        return HttpResponse(status=401)
    back = _page_before(request)
    words = [value for values in request.POST.lists() for value in values[1] if " " in value.strip()]
    # Only to a form of our own: no other site puts its words on our page.
    if not words or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return redirect_to_login(back, settings.LOGIN_URL)
    context = {"words": words, "login_url": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"}
    return render(request, "401.html", context, status=401)


def _page_before(request: HttpRequest) -> str:
    """The page whose form this was, where the browser says it; many addresses take forms alone."""
    before = urlsplit(request.headers.get("Referer", ""))
    start = "/".join(request.path.split("/")[:3]) + "/"
    is_ours = before.netloc == request.get_host() and before.path.startswith(start)
    return urlunsplit(("", "", before.path, before.query, "")) if is_ours else start


def _keep(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if len(str(typed)) <= LONGEST:
        request.session[KEPT] = {"path": request.path, "typed": typed}
    else:
        messages.warning(request, "That was too long to be kept. Go back in your browser to find it, and copy it.")


def _to_question(request: HttpRequest, back: str) -> HttpResponse:
    # To htmx as an order to go there.
    url = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@dataclass(frozen=True)
class Kept:
    """What waits: where it goes, every value of it, and those that somebody wrote."""

    path: str
    fields: list[tuple[str, str]]
    words: list[str]


def kept(request: HttpRequest) -> Kept | None:
    """What waits in this session, if anything. It stays until it is thrown away or something else waits."""
    found = request.session.get(KEPT)
    if not found:
        return None
    fields = [(name, value) for name, values in found["typed"].items() for value in values]
    return Kept(found["path"], fields, [value for _name, value in fields if " " in value.strip()])


def forget(request: HttpRequest) -> None:
    """Throw away what waits."""
    request.session.pop(KEPT, None)


def typed_before(request: HttpRequest, boxes: Iterable[str] = ()) -> dict[str, Any]:
    """What stood in this form before it was asked who is there; once, and only on coming back.

    `boxes` are its boxes to tick: one that was left empty was not sent, and is empty again.
    """
    if request.method != "GET" or BACK not in request.GET:
        return {}
    kept = request.session.pop(KEPT, None)
    if not kept or kept["path"] != request.path:
        return {}
    messages.info(request, "Thank you. Nothing is done yet: look at it once more, and send it.")
    typed = {name: values if len(values) > 1 else values[0] for name, values in kept["typed"].items() if values}
    return {**dict.fromkeys(boxes, False), **typed}
