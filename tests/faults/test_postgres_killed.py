"""F4: PostgreSQL killed under writers. What a page was told is saved is in the database, once."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg
import pytest

import dev

pytestmark = pytest.mark.prove
ROOT = Path(__file__).resolve().parents[2]
WRITERS = 20
ROUNDS = int(os.environ.get("FOURFOLD_KILLS", "5"))
CSRF = "faultsfaultsfaultsfaultsfaults12"
PATIENCE = 60.0


@dataclass
class Writer:
    """A page that saves by itself and asks again, with the same key, until it is answered."""

    port: int
    url: str
    section: str
    headers: dict[str, str]
    tab: UUID = field(default_factory=uuid4)
    version: int = 0
    edits: int = 0
    last: str = ""
    asked_again: int = 0
    faults: list[str] = field(default_factory=list)

    def go_on(self, stop: threading.Event) -> None:
        while not stop.is_set() and not self.faults:
            self.save()

    def save(self) -> None:
        key = uuid4()
        self.edits += 1
        form = {"narrative": f"<p>Save {key}</p>", "version": self.version, "tab": self.tab, "key": key}
        sent = urlencode({**form, "edit": self.edits, "by_itself": "1"})
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, body = self._ask(sent)
            if status == 200:
                told = json.loads(body)["version"]
                # A save that was lost, or made twice, shows in the number of the next one.
                if told != self.version + 1:
                    self.faults.append(f"{self.url}: version {told} after {self.version}")
                self.version, self.last = told, str(key)
                return
            if status not in (0, 500, 502, 503):
                self.faults.append(f"{self.url}: {status} {body[:200]!r}")
                return
            self.asked_again += 1
            time.sleep(0.1)
        self.faults.append(f"{self.url}: not saved within {PATIENCE:.0f} seconds")

    def _ask(self, sent: str) -> tuple[int, bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request("POST", self.url, sent, self.headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()


@contextmanager
def _web(environment: dict[str, str]) -> Iterator[int]:
    port = dev.free_port()
    words = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    words += ["--log-level", "critical"]
    server = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, start_new_session=True)
    try:
        for _ in range(300):
            if dev.answers(port):
                break
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _kill(cluster: Path) -> None:
    """As the machine would: no word to anybody."""
    server = int((cluster / "pg" / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    # A child of ours: as long as nobody has taken note of its end its number stays in use.
    os.waitpid(server, 0)


def _recovered(writer: Writer) -> float:
    """Seconds until a page is answered again."""
    began = time.monotonic()
    while True:
        status, _ = writer._ask("")
        if status not in (0, 500, 502, 503):
            return time.monotonic() - began
        assert time.monotonic() - began < PATIENCE, "The application does not find the database again."
        time.sleep(0.05)


def test_no_acknowledged_save_is_lost_and_none_is_made_twice(tmp_path: Path) -> None:
    cluster = tmp_path / "cluster"
    tmp_path.chmod(0o755)
    with ExitStack() as stack:
        addresses = dev.start_postgres(stack, cluster, durable=True)
        port = int(addresses["DATABASE_URL"].rsplit(":", 1)[1].split("/")[0])
        for name in ("DATABASE_OWNER_URL", "DATABASE_URL"):
            addresses[name] = addresses[name].rsplit("/", 1)[0] + "/fourfold_bench"
        environment = {
            **os.environ,
            **addresses,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BENCH_RECORDINGS": str(tmp_path),
            "PRIVATE_FILES": str(tmp_path / "files"),
        }
        _run(environment, "-m", "config.database_roles")
        scene: dict[str, Any] = json.loads(_run(environment, "-m", "tests.faults.saving_scene", "2").splitlines()[-1])
        web = stack.enter_context(_web(environment))
        writers = [
            Writer(
                web,
                told["url"],
                told["section"],
                {
                    "Host": "localhost",
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"{scene['cookie']}={told['session']}; {scene['csrf']}={CSRF}",
                    "X-CSRFToken": CSRF,
                },
            )
            for told in scene["to"][:WRITERS]
        ]
        assert len(writers) == WRITERS
        stop = threading.Event()
        threads = [threading.Thread(target=writer.go_on, args=(stop,)) for writer in writers]
        for thread in threads:
            thread.start()
        recovered = []
        for _ in range(ROUNDS):
            time.sleep(3)
            _kill(cluster)
            dev.start_postgres(stack, cluster, durable=True, port=port)
            recovered.append(_recovered(writers[0]))
        time.sleep(1)
        stop.set()
        for thread in threads:
            thread.join()
        assert [fault for writer in writers for fault in writer.faults] == []
        with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
            rows = owner.execute("SELECT id::text, version, last_key::text, content->>'narrative' FROM trust_section")
            standing = {row[0]: row[1:] for row in rows.fetchall()}
        assert {writer.section: standing[writer.section] for writer in writers} == {
            writer.section: (writer.version, writer.last, f"<p>Save {writer.last}</p>") for writer in writers
        }
        saves, again = sum(writer.version for writer in writers), sum(writer.asked_again for writer in writers)
        # The proof is empty where nothing was being saved when the server died.
        assert again > 0
        print(
            f"{ROUNDS} kills, {saves} saves acknowledged, {again} asked again, recovered {max(recovered):.1f} s at most"
        )
        assert max(recovered) <= 10
