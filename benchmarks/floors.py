"""The floors: an empty signed-in page, and one that runs a page's own statements raw and sends its bytes.

Both pass the same middleware as every page, so that what is measured is the page's own work.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpResponse

from trust.permissions import Permission
from trust.web import TenantRequest, page


def recordings() -> Path:
    """Where recordings of this run lie; every process of the run reads the same."""
    return Path(os.environ["BENCH_RECORDINGS"])


def keep(name: str, *, statements: list[str], body: str) -> None:
    """Note what the floor of a page has to do."""
    pieces = body.splitlines(keepends=True)
    (recordings() / f"{name}.json").write_text(json.dumps({"statements": statements, "pieces": pieces}))


@cache
def _recording(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((recordings() / f"{name}.json").read_text())
    return found


@page(read=Permission.TRUST_ENTER, methods=("GET", "POST"))
def empty(request: TenantRequest) -> HttpResponse:
    """Nothing but who it is."""
    return HttpResponse("")


@page(read=Permission.TRUST_ENTER, methods=("GET", "POST"))
def replay(request: TenantRequest, name: str) -> HttpResponse:
    """The recorded statements, fetched whole, and the recorded pieces, joined."""
    recording = _recording(name)
    with connection.cursor() as cursor:
        for statement in recording["statements"]:
            # Past Django's wrappers: the driver alone.
            cursor.cursor.execute(statement)
            if cursor.cursor.description:
                cursor.cursor.fetchall()
    return HttpResponse("".join(recording["pieces"]))
