"""The way in: which trust, and whether the house stands."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trust import broker, doors


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight into the one trust, or a choice between several."""
    trusts = doors.trusts_of(request.user, timezone.localdate())  # type: ignore[arg-type]
    if len(trusts) == 1:
        return redirect("trust:landing", trusts[0].slug)
    return render(request, "trust/choose.html", {"trusts": trusts})


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is up to date; without a broker the house still works, more slowly."""
    parts: dict[str, Any] = {"database": "ok", "migrations": "ok", "broker": "ok"}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            parts["migrations"] = "waiting"
    except DatabaseError:
        parts["database"] = parts["migrations"] = "failed"
    if not broker.answers():
        parts["broker"] = "degraded"
    failed = parts["database"] != "ok" or parts["migrations"] != "ok"
    return JsonResponse({"status": "failed" if failed else "ok", **parts}, status=503 if failed else 200)
