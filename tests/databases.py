"""Databases of the tests. Migrating takes longer than most tests, so it is done once; every run works on a copy.

Journeys in the browser write for real, so each of them has a copy of its own too.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.test.utils import setup_databases
from psycopg import sql

ROOT = Path(__file__).parent.parent
MIGRATIONS = "*/migrations/*.py"
# How a migration that is written becomes a table; an app says which of its tables are only added to.
HOW = (
    "requirements-dev.lock",
    "*/apps.py",
    "config/settings/*.py",
    "trust/db/*.py",
    "trust/history.py",
    "trust/tenancy/*.py",
)
# What decides how the tables look. A change of one of these makes a new template.
SHAPE = (*HOW, MIGRATIONS, "*/registrations.py", "*/presets/**/*.py", "*/presets/**/*.yaml", "tests/databases.py")
LOCK = 4_004_404
PATIENCE = 10.0


def migrated() -> str:
    """Name of a database with every migration in it, made when there is none. Connected as the owner role."""
    shape = _sum_of(SHAPE)
    name = f"template_fourfold_{shape}"
    if exists(name):
        return name
    with _as_owner() as server:
        # One process at a time, for each shape: another's template of it may be half made.
        server.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, int(shape[:7], 16)])
        if not exists(name):
            half = f"{name}_half"
            ours = _migrations()
            earlier = _nearest(server, ours)
            if earlier:
                copy(earlier, half)
            try:
                _migrate_into(half, goes_on=bool(earlier))
            except InconsistentMigrationHistory:  # made while somebody edited the files that it was made from
                drop(half)
                _migrate_into(half, goes_on=False)
            if _migrations() == ours:
                server.execute(
                    sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(half), sql.Literal(json.dumps(ours)))
                )
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))
    return name


def _sum_of(patterns: Sequence[str]) -> str:
    """What the files of these patterns say, as a short sum."""
    said = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


def _migrations() -> dict[str, str]:
    """What each migration says, and beside them whatever decides how a migration works."""
    names = [str(path.relative_to(ROOT)) for path in ROOT.glob(MIGRATIONS)]
    return {"how": _sum_of(HOW), **{name: _sum_of([name]) for name in names}}


def _nearest(server: Any, ours: dict[str, str]) -> str:
    """The template with most of our migrations and no other: whoever adds one need not migrate from the start."""
    found = server.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname ~ '^template_fourfold_[0-9a-f]+$'"
    ).fetchall()
    fitting = [(len(had), name) for name, said in found if said and (had := json.loads(said)).items() <= ours.items()]
    return max(fitting)[1] if fitting else ""


def _migrate_into(name: str, *, goes_on: bool) -> None:
    before = name_now()
    connection.settings_dict["TEST"]["NAME"] = name
    setup_databases(verbosity=0, interactive=False, serialized_aliases=[], keepdb=goes_on)
    turn_to(before)


def _as_owner() -> Any:
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    return psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True)


def exists(name: str) -> bool:
    """Whether there is such a database."""
    with _as_owner() as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def drop(name: str) -> None:
    """Drop the database if it is there, as soon as the server's threads have let go of it."""
    _until_free(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def copy(source: str, name: str) -> None:
    """Make a copy under another name, in place of what stands there."""
    drop(name)
    _until_free(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)))


def _until_free(statement: sql.Composed) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with _as_owner() as server:
                server.execute(statement)
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def name_now() -> str:
    """The database that everything here uses at the moment."""
    return str(connection.settings_dict["NAME"])


@contextmanager
def using(name: str) -> Iterator[None]:
    """Use another database in every thread; outside nobody stays connected to it."""
    before = name_now()
    turn_to(name)
    try:
        yield
    finally:
        turn_to(before)


def turn_to(name: str) -> None:
    """Use this database from now on. Without closing the pool the old one would silently go on."""
    connection.close()
    connection.close_pool()
    for settings in (connection.settings_dict, connections.databases["default"]):
        settings["NAME"] = name
