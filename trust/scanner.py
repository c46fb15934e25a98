"""The virus scanner, where one is configured: files wait in quarantine until it has judged them."""

import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from trust.actions import files, leases
from trust.errors import DomainError
from trust.files import path_of
from trust.jobs import GiveUp, Lease, handler

PIECE = 64 * 1024
TIMEOUT = 60


class NoVerdict(DomainError):
    """The scanner did not judge: the file stays in quarantine."""


# A scanner may be away for days; the file waits as long.
@handler("scan_file", attempts=100)
def scan_file(lease: Lease, payload: Mapping[str, Any]) -> None:
    """Let the scanner judge one file."""
    file_id = UUID(payload["file"])
    if lease.trust_id is None:
        raise GiveUp("A file belongs to a trust.")
    try:
        infected = is_infected(path_of(lease.trust_id, file_id))
    except FileNotFoundError:
        with leases.finishing(lease):
            files.check_discarded(file_id=file_id)
        return
    with leases.finishing(lease):
        files.judge(file_id=file_id, is_infected=infected)


def is_infected(path: Path) -> bool:
    """Send the bytes to clamd and read its verdict; NoVerdict on any doubt, FileNotFoundError without bytes."""
    content = path.read_bytes()
    try:
        with _connection(settings.CLAMD) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                scanner.sendall(struct.pack("!L", len(piece)) + piece)
            scanner.sendall(struct.pack("!L", 0))
            verdict = _answer(scanner)
    except OSError as error:
        raise NoVerdict(f"The virus scanner does not answer ({type(error).__name__}).") from error
    if verdict.endswith("FOUND"):
        return True
    if verdict != "stream: OK":
        raise NoVerdict("The virus scanner could not judge the file.")
    return False


def _connection(address: str) -> socket.socket:
    """unix:/run/clamd.sock, or tcp:host:port."""
    scheme, _, rest = address.partition(":")
    if scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(rest)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = rest.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def _answer(scanner: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        piece = scanner.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace")
