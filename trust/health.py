"""Whether the house stands: for the probes and for the operator's page."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from trust import broker


def parts_of_house() -> dict[str, str]:
    """Each part with "ok", "waiting", "degraded" or "failed". Without a broker the house works, more slowly."""
    parts = {"database": "ok", "migrations": "ok", "broker": "ok"}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            parts["migrations"] = "waiting"
    except DatabaseError:
        parts["database"] = parts["migrations"] = "failed"
    if not broker.answers():
        parts["broker"] = "degraded"
    return parts


def is_ready(parts: dict[str, str]) -> bool:
    """Whether requests may be sent here."""
    return parts["database"] == "ok" and parts["migrations"] == "ok"
