"""Browser tests: one live server, one database filled once for reading, and copies of it for those who write."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests import databases
from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium, may_be_missing
from tests.browser.furnishing import MAILBOX, furnish
from tests.browser.house import House

HERE = Path(__file__).parent
PROVE = bool(os.environ.get("PROVE"))


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Mark what lies here, and leave out what cannot or need not run."""
    missing = find_chromium() is None and may_be_missing()
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if missing:
            item.add_marker(pytest.mark.skip(reason=MISSING))
        elif item.get_closest_marker("prove") and not PROVE:
            item.add_marker(pytest.mark.skip(reason="a long proof: run `python3 dev.py prove`"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = find_chromium()
    if found is None:
        pytest.fail(MISSING)
    return {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> None:
    """Playwright's loop runs in the tests' thread until the very end, and beside it Django would refuse to work."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def _private_files() -> None:
    """Unlike elsewhere files lie in the test servers' folder: those of the example outlast a test, and a kept run."""


@pytest.fixture(scope="session")
def example_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database with the invented trusts and a little more, filled once."""
    import trust.tasks  # noqa: F401 - work is done at once, in the process that asks for it

    empty = databases.name_now()
    filled = f"{empty}_example"
    keep = bool(os.environ.get("FOURFOLD_KEEP_DB"))
    with django_db_blocker.unblock():
        if not (keep and databases.exists(filled)):
            half = f"{filled}_half"
            databases.copy(empty, half)
            with databases.using(half):
                call_command("load_example", stdout=io.StringIO())
                furnish()
            databases.copy(half, filled)
            databases.drop(half)
    yield filled
    if not keep:
        with django_db_blocker.unblock():
            databases.drop(filled)


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[LiveServer]:
    """One for all; which database it uses is decided by each test."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(server: LiveServer) -> str:
    return str(server.url)


def _open(server: LiveServer, database: str, new_context: Any) -> Iterator[House]:
    with databases.using(database), override_settings(MAIL_HANDOVER=MAILBOX):
        house = House(server.url, new_context)
        yield house
        assert house.faults == []


@pytest.fixture
def house(server: LiveServer, example_database: str, new_context: Any, django_db_blocker: Any) -> Iterator[House]:
    """The example to look at. Who writes takes `own_house`."""
    with django_db_blocker.unblock():
        yield from _open(server, example_database, new_context)


@pytest.fixture
def own_house(server: LiveServer, example_database: str, new_context: Any, django_db_blocker: Any) -> Iterator[House]:
    """The example to write into: a copy that ends with the test."""
    own = f"{example_database}_own"
    with django_db_blocker.unblock():
        databases.copy(example_database, own)
        yield from _open(server, own, new_context)
        databases.drop(own)


@pytest.fixture
def empty_house(server: LiveServer, new_context: Any, django_db_blocker: Any) -> Iterator[House]:
    """Nothing but reference lists: for what is loaded from real files."""
    own = f"{databases.name_now()}_empty"
    with django_db_blocker.unblock():
        databases.copy(databases.name_now(), own)
        yield from _open(server, own, new_context)
        databases.drop(own)
