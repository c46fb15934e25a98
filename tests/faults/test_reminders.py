"""F8, F11, F12: many schedulers, killed workers, a silent broker, a mail server that is away, hangs or refuses.

After each the queue adds up, and nobody got a mail twice.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.models.functions import Now
from django.utils import timezone

from tests.cast import Troupe
from tests.faults import reminding_scene as scene
from tests.faults.test_at_once import at_once
from tests.faults.test_workers import broker, kill
from tests.smtp import MailServer, mail_server
from tests.work import let_pauses_pass, work_off
from trust import bell
from trust.actions import jobs as job_actions
from trust.actions import reminders
from trust.models import Due, Job, Trust
from trust.tenancy import tenant

__all__ = ["broker"]
pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 24


@pytest.fixture
def troupe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Troupe]:
    monkeypatch.setattr(timezone, "now", lambda: scene.MORNING)
    # Nothing is rung from here: the workers' own sweeper has to find it all.
    monkeypatch.setattr("trust.actions.jobs.ring_soon", lambda *_words: True)
    scene.register()
    trust = Trust.objects.create(slug=f"t-{uuid4().hex[:8]}", name="Alone", kind="multi_academy_trust")
    made = Troupe(trust=trust, canary="alone")
    with made.open():
        scene.fill(made, PEOPLE)
    yield made
    scene.forget()
    connections.close_all()


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.MAIL_HANDOVER = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
        yield running


def plan(troupe: Troupe) -> int:
    with tenant(troupe.trust.id), transaction.atomic():
        return reminders.plan(trust=troupe.trust, day=scene.MONDAY)


def states(kind: str = "reminders") -> Counter[str]:
    return Counter(Due.objects.filter(kind=kind).values_list("state", flat=True))


def everybody_once(server: MailServer) -> None:
    assert len(server.ids()) == len(set(server.ids()))


def test_five_schedulers_at_once_plan_each_mail_once(troupe: Troupe) -> None:
    made = at_once([lambda: plan(troupe)] * 5)
    assert sum(made) == PEOPLE
    assert states() == {"due": PEOPLE}
    with troupe.open():
        assert Job.objects.filter(kind="reminders").count() == PEOPLE
    assert plan(troupe) == 0


def test_five_schedulers_at_once_begin_the_day_once(troupe: Troupe) -> None:
    at_once([lambda: reminders.begin_day(now=scene.MORNING)] * 5)
    assert states("plan_reminders") == {"due": 1}


def test_a_plan_that_breaks_off_leaves_nothing_and_is_made_again(
    troupe: Troupe, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminders.begin_day(now=scene.MORNING)
    write, broken = reminders.write, []

    def write_and_break(*words: Any) -> int:
        write(*words)
        if not broken:
            broken.append(True)
            raise ConnectionError
        return 0

    monkeypatch.setattr(reminders, "write", write_and_break)
    assert work_off() == ["due"]
    assert states() == {}
    let_pauses_pass()
    assert work_off() == ["done"]
    assert states() == {"due": PEOPLE}


def test_ten_workers_on_the_same_mails_send_each_once(troupe: Troupe, server: MailServer) -> None:
    plan(troupe)
    let_pauses_pass()
    at_once([work_off] * 10)
    assert states() == {"done": PEOPLE}
    assert len(server.messages) == PEOPLE
    everybody_once(server)


def test_a_silent_broker_loses_nothing(troupe: Troupe, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(troupe)
    Due.objects.update(due_at=Now())
    monkeypatch.setattr(job_actions, "ring", lambda *_words: False)
    for _ in range(20):
        job_actions.ring_for_what_is_due()
    assert states() == {"due": PEOPLE}
    monkeypatch.setattr(job_actions, "ring", bell.ring)
    Due.objects.update(rung_at=None)
    assert job_actions.ring_for_what_is_due() == PEOPLE
    assert states() == {"done": PEOPLE}
    everybody_once(server)


@pytest.mark.parametrize("word", ["hang_banner", "refuse_now", "away"])
def test_a_mail_server_that_does_not_take_it_gets_it_later_and_once(
    troupe: Troupe, server: MailServer, settings: Any, word: str
) -> None:
    plan(troupe)
    port = settings.EMAIL_PORT
    if word == "away":
        settings.EMAIL_PORT = 1
    server.script = [word]
    settings.EMAIL_TIMEOUT = 0.2
    for _ in range(2):
        let_pauses_pass()
        assert set(work_off()) == {"due"}
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT, server.script = port, 5, ["accept"]
    let_pauses_pass()
    assert set(work_off()) == {"done"}
    assert len(server.messages) == PEOPLE
    everybody_once(server)


@pytest.mark.parametrize("word", ["drop_data", "hang_data"])
def test_of_an_uncertain_mail_nobody_gets_a_second(
    troupe: Troupe, server: MailServer, settings: Any, word: str
) -> None:
    plan(troupe)
    settings.EMAIL_TIMEOUT = 0.3
    server.script = [*[word] * 5, "accept"]
    let_pauses_pass()
    work_off()
    assert states() == {"done": PEOPLE - 5, "unknown": 5}
    assert plan(troupe) == 0
    let_pauses_pass()
    assert work_off() == []
    everybody_once(server)


@pytest.fixture
def start(broker: Any, server: MailServer, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Starts a worker with two children that sees the Monday."""
    known = connection.settings_dict
    database = f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": f"{os.environ['REDIS_URL']}/9",
        "PRIVATE_FILES": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "TEST_SMTP_PORT": str(server.port),
    }
    words = ["-m", "celery", "-A", "config", "-b", environment["CELERY_BROKER_URL"], "worker", "-c", "2"]
    words += ["-Q", "default,mail,pdf,import", "-I", "tests.faults.slow_work,tests.faults.reminding_scene"]
    running: list[Any] = []

    def go() -> Any:
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words, "-l", "warning"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        running.append(process)
        return process

    yield go
    for process in running:
        kill(process)
    print((tmp_path / "worker.log").read_text()[-5000:])


def until(broker: Any, ready: Callable[[], bool], seconds: float = 120) -> None:
    """Sweep each second until it holds."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, list(Due.objects.values_list("kind", "state", "attempts"))
        broker.send_task("trust.sweep", queue="default", ignore_result=True)
        time.sleep(1)


def test_workers_killed_in_the_middle_lose_and_double_nothing(
    troupe: Troupe, broker: Any, server: MailServer, start: Callable[[], Any]
) -> None:
    plan(troupe)
    Due.objects.update(due_at=Now())
    server.script = ["slow"]
    for round_ in range(1, 4):
        worker, before = start(), len(server.messages)
        until(broker, lambda before=before: len(server.messages) >= before + 3 or not _waiting())
        assert round_
        kill(worker)
    start()
    until(broker, lambda: not _waiting())
    found = states()
    # Whoever was killed while it handed over left an uncertain mail behind: it is shown and not repeated.
    assert found["done"] + found["unknown"] == PEOPLE
    assert found["unknown"] <= 6
    everybody_once(server)
    assert found["done"] <= len(server.messages) <= PEOPLE


def _waiting() -> bool:
    return Due.objects.filter(state__in=["due", "leased", "handing_over"]).exists()
