"""The link that stops a digest: it works for whoever holds the mail, without a sign-in, and does nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from trust.actions.mail_choices import stop_digest as stop
from trust.actions.mail_choices import trust_of_stop
from trust.errors import NotFound


@csrf_exempt  # mail programs send it by their own button, without a page of ours (RFC 8058); the link is the secret
@require_http_methods(["GET", "HEAD", "POST"])
def stop_digest(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Ask, then stop it. Reading the link alone changes nothing: programs look at links before people do."""
    try:
        trust = stop(slug=slug, token=token) if request.method == "POST" else trust_of_stop(slug, token)[0]
    except NotFound:
        return _no_store(render(request, "trust/reminders/stop_unusable.html", status=404))
    context = {"trust": trust, "is_done": request.method == "POST"}
    return _no_store(render(request, "trust/reminders/stop.html", context))


def _no_store(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
