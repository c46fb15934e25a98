"""Makes the database, its owner role and the application role: `python -m config.database_roles`.

Reads DATABASE_ADMIN_URL (a superuser), DATABASE_OWNER_URL and DATABASE_URL. Safe to run again. Without a superuser
it only sees whether both roles get in. Ends with one sentence where a database does not answer.
"""

import os
import sys
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

PATIENCE = 5  # seconds


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


def refuse_what_is_no_address(name: str, url: str) -> None:
    """End with how an address is written."""
    try:
        parts = urlsplit(url)
        whole = all([parts.scheme in {"postgresql", "postgres"}, parts.username, parts.hostname, parts.path[1:]])
        whole = whole and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        sys.exit(f"{name} is no address of a database. Write postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE.")


def refuse_who_lets_nobody_in(name: str, url: str) -> None:
    """End with what to check where this database does not answer. The password is not said."""
    try:
        psycopg.connect(url, connect_timeout=PATIENCE).close()
    except psycopg.Error as error:
        said = (str(error).splitlines() or [""])[0].rpartition("FATAL: ")[2].rpartition("failed: ")[2].strip()
        parts = urlsplit(url)
        sys.exit(
            f"{name}: the database at {parts.hostname}:{parts.port or 5432} lets nobody in ({said}). "
            "Check that its server runs, and the host, port, role, password and database in the address."
        )


def main() -> None:
    """What the environment asks for."""
    names = ["DATABASE_OWNER_URL", "DATABASE_URL"]
    admin = [name for name in ["DATABASE_ADMIN_URL"] if name in os.environ]
    urls = {name: os.environ.get(name, "") for name in admin + names}
    for name, url in urls.items():
        refuse_what_is_no_address(name, url)
    for name in admin:
        refuse_who_lets_nobody_in(name, urls[name])
        prepare(urls[name], *(urls[each] for each in names))
    for name in names:
        refuse_who_lets_nobody_in(name, urls[name])


if __name__ == "__main__":
    main()
