"""No log line holds an address that opens something to whoever reads it."""

import io
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger

from trust.logging import NO_SECRETS, OF_OTHERS, configure, without_secrets

KEY = "Zm91cmZvbGQtY2FsZW5kYXItZmVlZC1rZXktMDAwMDA"
FEED, STOP, JOIN = f"/t/a/calendar/{KEY}.ics", f"/stop/a/{KEY}:x1/", f"/join/a/{KEY}/"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"GET {FEED} HTTP/1.1", "GET /t/a/calendar/-.ics HTTP/1.1"),
        (f"GET /t/a/calendar/{KEY}%2Eics?x=1", "GET /t/a/calendar/-%2Eics?x=1"),
        (f"GET {FEED}/ HTTP/1.1", "GET /t/a/calendar/-.ics/ HTTP/1.1"),
        (f"GET /t/a/calendar/{KEY} HTTP/1.1", "GET /t/a/calendar/- HTTP/1.1"),
        ("Not Found: /t/a/calendar/short.ics", "Not Found: /t/a/calendar/-.ics"),
        (f"POST {STOP} HTTP/1.1", "POST /stop/a/-/ HTTP/1.1"),
        (f"GET {JOIN}?next=/", "GET /join/a/-/?next=/"),
        (f"GET /account/login/?next=%2Fjoin%2Fa%2F{KEY}%2F", "GET /account/login/?next=%2Fjoin%2Fa%2F-%2F"),
        (f'"https://house.example{JOIN}" "Mozilla"', '"https://house.example/join/a/-/" "Mozilla"'),
        ("GET /t/a/calendar/own/stop/ HTTP/1.1", "GET /t/a/calendar/own/stop/ HTTP/1.1"),
        ("GET /t/a/calendar/meetings/new/ HTTP/1.1", "GET /t/a/calendar/meetings/new/ HTTP/1.1"),
        ("GET /t/a/matrix/ HTTP/1.1", "GET /t/a/matrix/ HTTP/1.1"),
    ],
)
def test_what_is_a_secret_is_blanked_and_the_rest_stays(said: str, left: str) -> None:
    assert without_secrets(said) == left


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What our own handler writes."""
    root = logging.getLogger()
    before, level, how = root.handlers[:], root.level, structlog.get_config()
    configure({"level": "INFO", "json": True})
    written = io.StringIO()
    handler = root.handlers[-1]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**how)


@pytest.mark.parametrize("path", [FEED, STOP, JOIN])
def test_a_refusal_in_our_log_says_the_address_without_the_secret(lines: io.StringIO, path: str) -> None:
    logging.getLogger("django.request").warning("%s: %s", "Too Many Requests", path)
    structlog.get_logger().info("asked", path=path, more=[{"at": path}])
    assert "Too Many Requests" in lines.getvalue()
    assert "asked" in lines.getvalue()
    assert KEY not in lines.getvalue()


@pytest.mark.parametrize("path", [FEED, STOP, JOIN])
def test_the_web_server_notes_who_asked_for_what_without_the_secret(lines: io.StringIO, path: str) -> None:
    written = io.StringIO()
    config = Config()
    config.set("accesslog", "-")
    logger: Any = Logger(config)
    logger.access_log.handlers = [logging.StreamHandler(written)]
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": path}
    took = SimpleNamespace(seconds=0, microseconds=1)
    logger.access(
        SimpleNamespace(status="404 Not Found", sent=3, headers=[]), SimpleNamespace(headers=[]), environ, took
    )
    assert '"GET /' in written.getvalue()
    assert KEY not in written.getvalue()


def test_both_loggers_of_the_web_server_are_looked_after_once(lines: io.StringIO) -> None:
    configure({})
    configure({})
    for name in OF_OTHERS:
        assert logging.getLogger(name).filters.count(NO_SECRETS) == 1
