"""A mail server that follows a script, and counts what it took by Message-ID."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """`script` says what happens to the next connection: accept, refuse_now, refuse, refuse_relay, refuse_data,
    hang_banner, hang_data, drop_data (takes the message, then breaks off without an answer), slow (takes it after a
    moment). The last word is repeated."""

    port: int
    script: list[str] = field(default_factory=lambda: ["accept"])
    messages: list[str] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def next_word(self) -> str:
        self.connections += 1
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def ids(self) -> list[str]:
        return [re.findall(r"(?im)^message-id:\s*(\S+)", message)[0] for message in self.messages]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Listens on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = MailServer(port=listener.getsockname()[1])

    def listen() -> None:
        while not server.over.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(server, connection), daemon=True).start()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _serve(server: MailServer, connection: socket.socket) -> None:
    word = server.next_word()
    with connection, suppress(OSError):
        if word == "hang_banner":
            server.over.wait(30)
            return
        lines = connection.makefile("rb")
        say = lambda text: connection.sendall(text.encode() + b"\r\n")
        say("220 scripted")
        while line := lines.readline():
            verb = line[:4].upper().strip()
            if verb in {b"EHLO", b"HELO"}:
                say("250 scripted")
            elif verb == b"RCPT" and word in {"refuse", "refuse_now"}:
                say("550 no such mailbox" if word == "refuse" else "451 try later")
            elif verb == b"RCPT" and word == "refuse_relay":
                say("554 5.7.1 relay access denied")
            elif verb == b"DATA":
                say("354 go on")
                message = b""
                while (part := lines.readline()) not in {b".\r\n", b""}:
                    message += part
                if not _end_of_data(server, word, message.decode(), say):
                    return
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


def _end_of_data(server: MailServer, word: str, message: str, say: object) -> bool:
    """Whether the connection goes on."""
    if word == "refuse_data":
        say("554 content refused")  # type: ignore[operator]
        return True
    if word == "slow":
        server.over.wait(0.4)
    server.messages.append(message)
    if word == "hang_data":
        server.over.wait(30)
        return False
    if word == "drop_data":
        return False
    say("250 taken")  # type: ignore[operator]
    return True
