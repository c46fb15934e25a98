"""A side of a comparison in a process of its own: another database, or the walls between trusts taken away.

`python -m benchmarks.sides` reads requests as JSON lines and answers the seconds each took, measured inside.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WALLS = "BENCH_WALLS"


class Side:
    """The other process, from here."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, **request: Any) -> dict[str, Any]:
        """One request."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A side of the comparison has ended; the reason stands above.")
        found: dict[str, Any] = json.loads(line)
        return found

    def get(self, session: str, path: str) -> float:
        """Seconds of one page."""
        return float(self.ask(session=session, path=path)["seconds"])


@contextmanager
def side(environment: dict[str, str]) -> Iterator[Side]:
    """Start the other process with this environment on top."""
    command = [sys.executable, "-m", "benchmarks.sides"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env={**os.environ, **environment}, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Side(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)


def _serve() -> None:
    import django  # noqa: PLC0415 - only the child needs it

    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs django.setup()
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from benchmarks.drivers import InProcess  # noqa: PLC0415

    _take_walls_away(os.environ.get(WALLS, "on"))
    drivers: dict[str, InProcess] = {}
    for line in sys.stdin:
        request = json.loads(line)
        session = request["session"]
        driver = drivers.setdefault(session, InProcess(session))
        if request.get("count"):
            with CaptureQueriesContext(connection) as captured:
                answer = driver.get(request["path"])
            seconds, queries = 0.0, len(captured)
        else:
            start = time.perf_counter()
            answer = driver.get(request["path"])
            seconds, queries = time.perf_counter() - start, 0
        told = {"seconds": seconds, "status": answer.status, "bytes": len(answer.body), "queries": queries}
        print(json.dumps(told), flush=True)


def _take_walls_away(walls: str) -> None:
    """`on`; `filter`: no row security, managers filter; `off`: nothing, for a database with one trust only."""
    if walls == "on":
        return
    from django.db import connection, models  # noqa: PLC0415

    from trust.tenancy import TenantManager  # noqa: PLC0415

    # The role of DATABASE_URL is the owner here, whom row security lets pass; the stamp goes as well.
    connection.execute_wrappers.clear()
    if walls == "off":
        TenantManager.get_queryset = models.Manager.get_queryset  # type: ignore[method-assign]


if __name__ == "__main__":
    _serve()
