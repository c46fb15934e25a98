"""Important steps ask "is it you?" where the sign-in is older than a quarter of an hour.

What was typed waits in the person's own session meanwhile, and stands in the form again afterwards: nothing is carried
out by coming back, the person sends it once more. So a passkey, a password or a code all do, with or without script.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

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
# What nobody types: what a page remembers of itself, and answers to choose from.
NOT_TYPED = frozenset(
    """
    csrfmiddlewaretoken base version writer tab key edit seen changed keeps_standing by_itself back next section
    answers settle earlier fill go finished grade sets to party word approve return shared as role remit membership
    academy phase phases category kind concern tone shape scale area areas applies_to cadence responsible owner
    owed_by source columns panel preset model form access list unit measure breakdown state headship took_part
    scopes holds sef_approvers action_add action_remove action_send preview take_back
    """.split()  # noqa: SIM905
)
NOT_TYPED_OF = ("seen-", "to-", "way-", "column-")  # with what they are of behind
TAG = re.compile("<[^>]*>")


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
    # What nobody sent must not push out what a person sent and what waits already.
    if _is_sent_by_itself(request):
        return HttpResponse(status=401)
    _keep(request)
    return _to_question(request, reverse("kept"))


def signed_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in. What was typed into a trust's form is given back on a page, to be copied: there is no
    session any more in which it could wait."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if _is_sent_by_itself(request):
        return HttpResponse(status=401)
    back = _page_before(request)
    words = typed_words(request)
    if not words:
        return redirect_to_login(back, settings.LOGIN_URL)
    context = {"words": words, "login_url": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"}
    return render(request, "401.html", context, status=401)


def typed_words(request: HttpRequest) -> list[str]:
    """What somebody typed into a form of a trust that is refused as a whole: its page gives it back, to be copied."""
    if request.method != "POST" or not request.path.startswith("/t/"):
        return []
    if _is_sent_by_itself(request) or not _is_of_ours(request):
        return []
    return _words((name, value) for name, values in request.POST.lists() for value in values)


def _is_sent_by_itself(request: HttpRequest) -> bool:
    """What a page sends without anybody being there stays on that page, which says so and sends it again."""
    return BY_ITSELF in request.GET or BY_ITSELF in request.POST


def _is_of_ours(request: HttpRequest) -> bool:
    """Whether a form of our own sent it: no other site puts its words on our page."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    # Older browsers say at least from where a form came.
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", ours) == ours


def _words(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody typed of what was sent, single words too: rather a choice too many than a word that is lost."""
    return [value for name, value in fields if _is_typed(name, value)]


def _is_typed(name: str, value: str) -> bool:
    if name in NOT_TYPED or name.startswith(NOT_TYPED_OF) or len(value.strip()) <= 3:
        return False
    try:
        UUID(value)
    except ValueError:
        # What the editor sends where nothing was written are tags alone.
        return any(letter.isalpha() for letter in TAG.sub("", value))
    return False


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
    return Kept(found["path"], fields, _words(fields))


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
