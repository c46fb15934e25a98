"""dev.py: whose note is whose."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import dev


def test_servers_of_ones_own_leave_the_note_of_another_dev_py_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "servers.json"
    others = json.dumps({"DATABASE_URL": "postgresql://a@127.0.0.1:1/fourfold"})
    note.write_text(others)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.setenv(name, f"own://{name}")
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)
    with ExitStack() as stack:
        environment = dev.servers(stack, tmp_path, durable=False)
        assert environment["DATABASE_URL"] == "own://DATABASE_URL"
        assert note.read_text() == others
        stack.callback(dev.forget, note, environment)
    assert note.read_text() == others


def test_servers_it_started_are_noted_and_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = {"DATABASE_URL": "postgresql://a@127.0.0.1:1/fourfold"}

    def start(*_words: Any, **_more: Any) -> dict[str, str]:
        return dict(started)

    monkeypatch.setattr(dev, "start_postgres", start)
    for name in ("DATABASE_URL", "DATABASE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REDIS_URL", "own://redis")
    note = tmp_path / "servers.json"
    with ExitStack() as stack:
        dev.servers(stack, tmp_path, durable=False)
        assert json.loads(note.read_text()) == started
    assert not note.exists()


def test_data_of_migrations_that_were_edited_since_asks_for_a_reset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    first = tmp_path / "trust" / "migrations" / "0001_trust.py"
    first.parent.mkdir(parents=True)
    first.write_text("one")
    note = tmp_path / "migrations.json"
    dev.refuse_edited_migrations(note)
    dev.note_migrations(note)
    (first.parent / "0002_more.py").write_text("a further one is no fault")
    dev.refuse_edited_migrations(note)
    first.write_text("another")
    with pytest.raises(SystemExit, match=r"Run: python3 dev\.py reset"):
        dev.refuse_edited_migrations(note)
