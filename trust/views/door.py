"""The door: choosing a trust, and whether the house stands."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trust import doors, health
from trust.queries.account import own_trusts


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight into the one trust, or a choice between several."""
    user = request.user
    trusts = doors.trusts_of(user, timezone.localdate())  # type: ignore[arg-type]
    is_operator = user.is_operator  # type: ignore[union-attr]
    if len(trusts) == 1 and not is_operator:
        return redirect("trust:landing", trusts[0].slug)
    if not trusts and is_operator:
        return redirect("operator")
    return render(request, "trust/choose.html", {"trusts": own_trusts(user)})  # type: ignore[arg-type]


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is up to date."""
    parts = health.parts_of_house()
    is_ready = health.is_ready(parts)
    return JsonResponse({"status": "ok" if is_ready else "failed", **parts}, status=200 if is_ready else 503)
