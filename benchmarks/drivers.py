"""Two ways to ask for a page: Django's handler in this process, or gunicorn over a kept connection."""

import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

FORM = "application/x-www-form-urlencoded"
# What Django makes of a CSRF cookie: any 32 letters will do, as long as form and cookie agree.
CSRF = "benchmarkbenchmarkbenchmark12345"


@dataclass(frozen=True)
class Answer:
    """Status and body."""

    status: int
    body: bytes
    location: str = ""


class Driver(Protocol):
    """Asks as one signed-in person."""

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer: ...

    def post(self, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> Answer: ...


class InProcess:
    """Straight into Django's handler: no network, no other process."""

    def __init__(self, session: str) -> None:
        self.handler = WSGIHandler()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("GET", path, b"", headers or {})

    def post(self, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        return self._ask("POST", path, urlencode(form).encode(), headers or {})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        target, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": target,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "HTTP_X_CSRFTOKEN": CSRF,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": FORM if method == "POST" else "",
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
        }
        began: list[Any] = []

        def start(status: str, sent: list[tuple[str, str]], *_: Any) -> Any:
            began.extend((status, dict(sent)))

        response = self.handler(environ, start)
        try:
            content = b"".join(response)
        finally:
            response.close()
        return Answer(int(began[0][:3]), content, began[1].get("Location", ""))


class OverHttp:
    """One kept connection to a server of this machine."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {
            "Host": "localhost",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "X-CSRFToken": CSRF,
        }

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("GET", path, None, headers or {})

    def post(self, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        return self._ask("POST", path, urlencode(form), {"Content-Type": FORM, **(headers or {})})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        self.connection.request(method, path, body, {**self.headers, **headers})
        response = self.connection.getresponse()
        return Answer(response.status, response.read(), response.headers.get("Location", ""))


@contextmanager
def web_server(environment: dict[str, str] | None = None) -> Iterator[tuple[int, int]]:
    """One gunicorn worker with threads: its port and the worker's process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--threads", "4", "--log-level", "warning", "--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    server = subprocess.Popen(command, env={**os.environ, **(environment or {})}, start_new_session=True)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, _worker_of(server.pid)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _worker_of(server: int) -> int:
    for _ in range(100):
        with open(f"/proc/{server}/task/{server}/children") as listed:
            if children := listed.read().split():
                return int(children[0])
        time.sleep(0.1)
    raise RuntimeError("gunicorn has started no worker")
