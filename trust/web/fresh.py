"""Important steps ask "is it you?" where the sign-in is older than a quarter of an hour.

What was typed waits in the person's own session meanwhile, and stands in the form again afterwards: nothing is carried
out by coming back, the person sends it once more. So a passkey, a password or a code all do, with or without script.
"""

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

FRESH_SECONDS = 15 * 60
KEPT = "typed_before_asking"
BACK = "typed"
LONGEST = 20_000


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether this person signed in, or proved again who they are, a short while ago in this session."""
    records = get_authentication_records(request, request.user)
    return bool(records) and 0 <= time.time() - max(record["at"] for record in records) < FRESH_SECONDS


def ask_who(request: HttpRequest) -> HttpResponse:
    """Keep what was typed, and ask. To htmx as an order to go there."""
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if len(str(typed)) <= LONGEST:
        request.session[KEPT] = {"path": request.path, "typed": typed}
    where = {"next": f"{request.path}?{BACK}=1"}
    url = f"{reverse('account_reauthenticate')}?{urlencode(where)}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def typed_before(request: HttpRequest) -> dict[str, Any]:
    """What stood in this form before it was asked who is there; once, and only on coming back."""
    if request.method != "GET" or BACK not in request.GET:
        return {}
    kept = request.session.pop(KEPT, None)
    if not kept or kept["path"] != request.path:
        return {}
    messages.info(request, "Thank you. Nothing is done yet: look at it once more, and send it.")
    return {name: values if len(values) > 1 else values[0] for name, values in kept["typed"].items() if values}
