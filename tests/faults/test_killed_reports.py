"""A worker killed while it makes a self-evaluation as PDF or Word: one whole file in the end, and no half one."""

import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Troupe
from tests.faults import slow_reports
from tests.faults.test_workers import _close, all_done, broker, is_running, kill, start, trust, until
from trust.actions import reports
from trust.actors import system_actor
from trust.models import Due, Report, StoredFile

# Fixtures of the other file.
__all__ = ["_close", "broker", "start", "trust"]
pytestmark = pytest.mark.prove
FIRST = {"killed_pdf": b"%PDF", "killed_word": b"PK"}


@pytest.mark.parametrize("kind", FIRST)
def test_it_is_made_once_and_whole(trust: Troupe, broker: Any, start: Any, tmp_path: Path, kind: str) -> None:
    assert slow_reports.build()
    with trust.open():
        report = reports.ask(actor=system_actor(trust.trust, "T"), kind=kind, subject_id=UUID(int=1))
    Due.objects.update(rung_at=None)
    for _round in range(2):
        worker = start()
        until(broker, is_running)
        time.sleep(1.5)
        kill(worker)
        with trust.open():
            assert Report.objects.get(pk=report.pk).state == "preparing"
            assert not StoredFile.objects.exists()
    start()
    until(broker, all_done)
    with trust.open():
        made, stored = Report.objects.get(pk=report.pk), StoredFile.objects.get()
    assert (made.state, made.file_id) == ("ready", stored.id)
    kept = list((tmp_path / "t" / str(trust.trust.id)).iterdir())
    assert [path.name for path in kept] == [str(stored.id)]
    assert kept[0].read_bytes().startswith(FIRST[kind])
    assert kept[0].stat().st_size == stored.size
