"""Makes the database, its owner role and the application role: `python -m config.database_roles`.

Reads DATABASE_ADMIN_URL (a superuser), DATABASE_OWNER_URL and DATABASE_URL. Safe to run again.
"""

import os
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql


def prepare(admin_url: str, owner_url: str, app_url: str) -> None:
    """Create what is missing and set the passwords of both roles as given in the addresses."""
    owner, app = urlsplit(owner_url), urlsplit(app_url)
    database = owner.path.lstrip("/")
    with psycopg.connect(admin_url, autocommit=True) as admin:
        # The owner passes row security (data migrations must see rows); the application never does.
        _role(admin, owner.username or "", unquote(owner.password or ""), "CREATEDB BYPASSRLS")
        _role(admin, app.username or "", unquote(app.password or ""), "NOCREATEDB NOBYPASSRLS")
        exists = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not exists:
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(database), sql.Identifier(owner.username or "")
                )
            )


def _role(admin: "psycopg.Connection[tuple[object, ...]]", name: str, password: str, rights: str) -> None:
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
        sql.SQL(verb), sql.Identifier(name), sql.SQL(rights), sql.Literal(password)
    )
    admin.execute(statement)


if __name__ == "__main__":
    prepare(os.environ["DATABASE_ADMIN_URL"], os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"])
