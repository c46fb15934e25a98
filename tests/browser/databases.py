"""Databases of the browser tests: each is a copy, so that journeys write for real and disturb nobody."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection, connections
from psycopg import sql

PATIENCE = 10.0


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
    _turn_to(name)
    try:
        yield
    finally:
        _turn_to(before)


def _turn_to(name: str) -> None:
    connection.close()
    connection.close_pool()
    for settings in (connection.settings_dict, connections.databases["default"]):
        settings["NAME"] = name
