"""Searches everything that leaves the house for the marks of other trusts."""

import io
import logging
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pypdfium2
from django.core import mail
from django.core.cache import caches

CANARY = re.compile(r"canary[a-z]qz", re.IGNORECASE)


def found_in(text: str) -> set[str]:
    """Marks in a text."""
    return {mark.lower() for mark in CANARY.findall(text)}


def text_of(response: Any) -> str:
    """All that a response says: headers, and the text of page, PDF or workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    said = body.decode("utf-8", errors="replace")
    if kind.startswith("application/pdf"):
        pages = pypdfium2.PdfDocument(body)
        said = "\n".join(page.get_textpage().get_text_range() for page in pages)
    elif "spreadsheetml" in kind:
        sheets = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
        said = "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
    return f"{headers}\n{cookies}\n{said}"


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.msg} {record.args} {record.exc_info}")


@contextmanager
def log_lines() -> Iterator[list[str]]:
    """Everything that is logged meanwhile.

    Nobody else keeps it: pytest would hold every record with its request, two gigabytes in a full crawl, until
    collecting what is not needed takes longer than the database waits for an open transaction.
    """
    handler, root = _Lines(), logging.getLogger()
    others, root.handlers = root.handlers, [handler]
    try:
        yield handler.lines
    finally:
        root.handlers = others


def leaks_aside(own_by_trust: dict[str, str], lines: list[str]) -> list[str]:
    """Marks in mails of other trusts' people, in log lines, and in cache values of other trusts or of none."""
    leaks = [f"log line: {line[:200]}" for line in lines if found_in(line)]
    for message in mail.outbox:
        receivers = {own_by_trust.get(address.rpartition("@")[2], "") for address in message.to}
        if found_in(f"{message.subject} {message.body}") - receivers:
            leaks.append(f"mail to {message.to}: {message.subject}")
    for alias in ("default", "trust"):
        for key, value in getattr(caches[alias], "_cache", {}).items():
            own = next((canary for trust, canary in own_by_trust.items() if f":t:{trust}:" in key), "")
            if found_in(_plain(value)) - {own}:
                leaks.append(f"cache {alias}: {key}")
    return leaks


def _plain(value: Any) -> str:
    return str(pickle.loads(value)) if isinstance(value, bytes) else str(value)  # noqa: S301 - written by this process
