"""The harness: a real PostgreSQL, migrated as the owner, tested as the application role."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import hypothesis
import pytest
from django.core.cache import caches
from django.db import connection, connections

from tests import databases

# A slow machine is no fault of what is tested.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")


def _as_role(url: str) -> None:
    """Use another database role from now on. Without closing the pool the old one would silently go on."""
    parts = urlsplit(url)
    connection.close()
    connection.close_pool()
    for settings in (connection.settings_dict, connections.databases["default"]):
        settings["USER"], settings["PASSWORD"] = parts.username, unquote(parts.password or "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long proofs run with `dev.py prove`."""
    if not os.environ.get("PROVE"):
        for item in items:
            if item.get_closest_marker("prove"):
                item.add_marker(pytest.mark.skip(reason="a long proof: dev.py prove"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: Any, django_db_blocker: Any, request: Any) -> Iterator[None]:
    """Create and migrate as the owner, then go on as the application role."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    suffix = os.environ.get("FOURFOLD_TEST_SUFFIX", "") + worker
    name = f"test_fourfold{suffix}"
    owner_url, app_url = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    with django_db_blocker.unblock():
        _as_role(owner_url)
        databases.copy(databases.migrated(), name)
        databases.turn_to(name)
        with connection.cursor() as cursor:
            # Tests with real commits empty the tables afterwards; only here may the application role do that.
            role = connection.ops.quote_name(urlsplit(app_url).username)
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {role}")
        _as_role(app_url)
    yield
    with django_db_blocker.unblock():
        _as_role(owner_url)
        connection.close()
        connection.close_pool()
        databases.drop(name)


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    yield
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _private_files(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_FILES = tmp_path / "files"


@pytest.fixture(autouse=True)
def _watch_pages(monkeypatch: Any) -> None:
    from tests.harness import watch_pages

    watch_pages(monkeypatch)


@pytest.fixture
def cast(db: Any) -> Any:
    """Everybody: see tests/cast.py."""
    from tests.cast import build_cast

    return build_cast()
