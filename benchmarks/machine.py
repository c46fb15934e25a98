"""What the figures were taken on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection


def describe() -> dict[str, Any]:
    """Processor, memory, load and versions; server settings that change times."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync'), current_user")
        server, fsync, role = cursor.fetchone()
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load_before": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": server,
        "fsync": fsync,
        "role": role,
        **{name: version(name) for name in ("django", "psycopg", "gunicorn", "weasyprint")},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = info.read_text().split("model name") if info.exists() else []
    return names[1].split("\n")[0].strip("\t :") if len(names) > 1 else platform.processor()
