"""Databases of the benchmarks: made anew for each run, migrated as the owner, used as the application role."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def address(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def owner_url() -> str:
    """The role that owns the tables and passes row security."""
    return os.environ["DATABASE_OWNER_URL"]


def name_of(url: str) -> str:
    """The database of an address."""
    return urlsplit(url).path.lstrip("/")


def make_anew() -> None:
    """Drop and make the database of DATABASE_URL, and migrate it."""
    _drop_and_create(name_of(os.environ["DATABASE_URL"]))
    environment = {**os.environ, "DATABASE_URL": owner_url(), "DATABASE_IS_OWNER": "true"}
    for words in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *words], env=environment, check=True)


def copy_as(name: str) -> dict[str, str]:
    """Copy the database, of which no connection may be open; returns the environment of the copy."""
    _drop_and_create(name, template=name_of(os.environ["DATABASE_URL"]))
    return {key: address(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}


def _drop_and_create(name: str, template: str = "template1") -> None:
    if not name.startswith("fourfold_bench"):
        raise SystemExit(f"{name} is not a database of benchmarks: run them with python3 dev.py bench")
    with psycopg.connect(address(owner_url(), "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    """Drop a copy."""
    with psycopg.connect(address(owner_url(), "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def as_owner(url: str = "") -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection that fills tables: no row security, no triggers of ours."""
    with psycopg.connect(url or owner_url()) as connection:
        yield connection


@contextmanager
def without_triggers(connection: "psycopg.Connection[tuple[object, ...]]", *tables: str) -> Iterator[None]:
    """Fill these tables without history."""
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    yield
    # What is deferred is checked now: a table with checks waiting cannot be altered.
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
