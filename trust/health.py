"""Whether the house stands: for the probes and for the operator's page."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from trust import broker


def parts_of_house() -> dict[str, str]:
    """Each part with "ok", "waiting", "degraded" or "failed". Without a broker the house works, more slowly."""
    parts = {"database": "ok", "migrations": "ok", "broker": "ok"}
    try:
        if _known_migrations() - set(MigrationRecorder(connection).applied_migrations()):
            parts["migrations"] = "waiting"
    except DatabaseError:
        parts["database"] = parts["migrations"] = "failed"
    if not broker.answers():
        parts["broker"] = "degraded"
    return parts


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Those that came with this release: read once, the probes ask every few seconds."""
    return frozenset(MigrationLoader(None).graph.nodes)


def is_ready(parts: dict[str, str]) -> bool:
    """Whether requests may be sent here."""
    return parts["database"] == "ok" and parts["migrations"] == "ok"
