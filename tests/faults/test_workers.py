"""F1, F2, F6, F28: real workers killed, the broker away or lying; each effect stands once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.db import connection, connections

from tests.cast import Troupe
from trust.actions.jobs import enqueue
from trust.actors import system_actor
from trust.models import Activity, Due, Trust

pytestmark = pytest.mark.prove
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trust(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Troupe:
    # Nothing is rung from here: the workers' own sweeper has to find it all.
    monkeypatch.setattr("trust.actions.jobs.ring_soon", lambda *_words: True)
    import tests.faults.slow_work

    assert tests.faults.slow_work
    found = Trust.objects.create(slug=f"t-{uuid4().hex[:8]}", name="Alone", kind="multi_academy_trust")
    return Troupe(trust=found, canary="alone")


@pytest.fixture
def broker() -> Iterator[Celery]:
    """A broker database of its own, emptied before and after."""
    app = Celery("tests", broker=f"{os.environ['REDIS_URL']}/9", set_as_current=False)
    _empty(app)
    yield app
    _empty(app)
    app.close()


def _empty(app: Celery) -> None:
    with app.connection_for_write() as link:
        link.default_channel.client.flushdb()


@pytest.fixture
def start(broker: Celery, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts a worker with two children."""
    settings = connection.settings_dict
    database = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"{database}/{settings['NAME']}",
        "CELERY_BROKER_URL": f"{os.environ['REDIS_URL']}/9",
        "PRIVATE_FILES": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    words = ["-m", "celery", "-A", "config", "-b", environment["CELERY_BROKER_URL"], "worker", "-c", "2"]
    words += [
        "-Q",
        "default,mail,pdf,import",
        "-I",
        "tests.faults.slow_work,tests.faults.slow_reports",
        "-l",
        "warning",
    ]
    running: list[subprocess.Popen[bytes]] = []

    def go() -> "subprocess.Popen[bytes]":
        log = (tmp_path / "worker.log").open("ab")
        with log:
            process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        running.append(process)
        return process

    yield go
    for process in running:
        kill(process)
    print((tmp_path / "worker.log").read_text())


def kill(process: "subprocess.Popen[bytes]") -> None:
    """The whole group, at once."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait(10)


def ask(trust: Troupe, number: int, seconds: float) -> None:
    with trust.open():
        for key in range(number):
            actor = system_actor(trust.trust, "T")
            enqueue(actor=actor, kind="slow", key=str(key), payload={"seconds": seconds})
    Due.objects.update(rung_at=None)


def until(broker: Celery, ready: Callable[[], bool], seconds: float = 90) -> None:
    """Sweep each second until it holds."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, list(Due.objects.values_list("state", "attempts"))
        broker.send_task("trust.sweep", queue="default", ignore_result=True)
        time.sleep(1)


def all_done() -> bool:
    return not Due.objects.exclude(state="done").exists()


def effects(trust: Troupe) -> list[Any]:
    with trust.open():
        return sorted(Activity.objects.filter(kind="slow").values_list("subject_id", flat=True))


def is_running() -> bool:
    return Due.objects.filter(state="leased").exists()


def test_a_worker_killed_with_its_children(trust: Troupe, broker: Celery, start: Any) -> None:
    ask(trust, 6, 1.5)
    for _round in range(3):
        worker = start()
        until(broker, is_running)
        time.sleep(0.4)
        kill(worker)
    start()
    until(broker, all_done)
    assert effects(trust) == sorted(Due.objects.values_list("id", flat=True))
    assert Due.objects.filter(attempts__gt=1).exists()


def test_only_the_children_killed(trust: Troupe, broker: Celery, start: Any) -> None:
    ask(trust, 6, 1.5)
    worker = start()
    for _round in range(3):
        until(broker, is_running)
        found = subprocess.run(["pgrep", "-P", str(worker.pid)], capture_output=True, text=True, check=False)
        for child in found.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
    until(broker, all_done)
    assert effects(trust) == sorted(Due.objects.values_list("id", flat=True))
    assert worker.poll() is None


def test_a_broker_that_forgets_everything(trust: Troupe, broker: Celery, start: Any) -> None:
    ask(trust, 8, 0.3)
    start()
    until(broker, is_running)
    _empty(broker)
    until(broker, all_done)
    assert len(effects(trust)) == 8


def test_two_workers_and_many_bells_do_each_work_once(trust: Troupe, broker: Celery, start: Any) -> None:
    ask(trust, 10, 0.2)
    start()
    start()
    for due_id in Due.objects.values_list("id", flat=True):
        for _bell in range(5):
            broker.send_task("trust.work", args=(str(due_id),), queue="pdf", ignore_result=True)
    until(broker, all_done)
    assert len(effects(trust)) == 10
    assert set(Due.objects.values_list("attempts", flat=True)) == {1}


def test_lies_in_the_broker_do_nothing_and_hurt_nobody(trust: Troupe, broker: Celery, start: Any) -> None:
    ask(trust, 1, 0.1)
    worker = start()
    for words in ((), (str(uuid4()),), ("x",), (None,), (1, 2), ({"a": 1},)):
        broker.send_task("trust.work", args=words, queue="pdf", ignore_result=True)
    broker.send_task("os.system", args=("touch /tmp/x",), queue="default", ignore_result=True)
    broker.send_task("trust.work", args=(object,), queue="pdf", serializer="pickle", ignore_result=True)
    until(broker, all_done)
    assert len(effects(trust)) == 1
    assert worker.poll() is None


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    connections.close_all()
