"""A connection of the owner role (or the superuser) to the test database, always rolled back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection


def _to_test_database(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


@contextmanager
def as_owner(*, superuser: bool = False) -> Iterator[psycopg.Cursor]:
    """What happens inside is undone afterwards. TRUNCATE, which only tests may, is taken away as in production."""
    url = os.environ["DATABASE_ADMIN_URL" if superuser else "DATABASE_OWNER_URL"]
    with psycopg.connect(_to_test_database(url)) as owner:
        cursor = owner.cursor()
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute(f"REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {settings.DATABASE_APP_ROLE}")
        yield cursor
        owner.rollback()


@contextmanager
def owner_connection(*, keep: bool = True) -> Iterator[psycopg.Cursor]:
    """A connection of the owner whose work stays (or not). Whoever uses it puts back what was changed."""
    with psycopg.connect(_to_test_database(os.environ["DATABASE_OWNER_URL"])) as owner:
        cursor = owner.cursor()
        cursor.execute("SET lock_timeout = '5s'")
        yield cursor
        owner.commit() if keep else owner.rollback()
