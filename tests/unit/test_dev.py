"""dev.py: whose note is whose, and what is said where a port or a database cannot be used."""

import json
import os
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
    own = {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}
    with ExitStack() as stack:
        environment = dev.servers(stack, tmp_path, durable=False)
        assert environment["DATABASE_URL"] == own["DATABASE_URL"]
        assert note.read_text() == others
        stack.callback(dev.forget, note, environment)
    assert note.read_text() == others


def test_servers_it_started_are_noted_and_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}

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


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999", "0000809999", "abc", "²", ""])
def test_a_port_that_is_none_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setattr("sys.argv", ["dev.py", "up", "--port", port])
    with pytest.raises(SystemExit, match="from 1 to 65535") as refused:
        dev.main()
    assert "\n" not in str(refused.value)


def test_the_first_and_the_last_port_are_ports() -> None:
    assert [dev.port_number(word) for word in ("1", "8000", "65535")] == [1, 8000, 65535]


NOT_AN_ADDRESS = "is no address of a database. Write postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE."
TO_CHECK = "Check that its server runs, and the host, port, role, password and database in the address."


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("garbage", NOT_AN_ADDRESS),
        ("", NOT_AN_ADDRESS),
        ("mysql://a:hush@127.0.0.1/x", NOT_AN_ADDRESS),
        ("postgresql://a:hush@127.0.0.1:port/x", NOT_AN_ADDRESS),
        ("postgresql://a:hush@127.0.0.1:1/x", TO_CHECK),
    ],
)
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"])
def test_a_database_of_ones_own_that_does_not_answer_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: str, says: str
) -> None:
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)
    monkeypatch.setenv(name, address)
    with ExitStack() as stack, pytest.raises(SystemExit) as refused:
        dev.servers(stack, tmp_path, durable=False)
    said = str(refused.value)
    assert said.startswith(f"dev.py: {name}")
    assert says in said
    assert "\n" not in said
    assert "hush" not in said
