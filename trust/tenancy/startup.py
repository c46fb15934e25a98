"""The check before the first request: the database role must not be able to pass row security."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

# Fixes for row security leaking through planner statistics (CVE-2025-8713) and plan caches.
LEAST_MINOR = {15: 14, 16: 10, 17: 6, 18: 0}


def faults_of_role() -> list[str]:
    """What is wrong with the connected role and server, as sentences; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper, r.rolbypassrls, current_setting('server_version_num')::int,"
            " (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            "   WHERE c.relowner = r.oid AND n.nspname = 'public')"
            " FROM pg_roles r WHERE r.rolname = current_user"
        )
        is_super, may_bypass, version, owned = cursor.fetchone()
    faults = []
    if is_super:
        faults.append("the role is a superuser")
    if may_bypass:
        faults.append("the role may bypass row security")
    if owned:
        faults.append(f"the role owns {owned} tables, and an owner passes row security")
    major, minor = divmod(version, 10000)
    if major < 15 or minor < LEAST_MINOR.get(major, 0):
        faults.append(f"PostgreSQL {major}.{minor} has known holes in row security; update it")
    return faults


def refuse_unsafe_role() -> None:
    """Raise ImproperlyConfigured unless the connected role is held by row security."""
    if settings.DATABASE_IS_OWNER:
        raise ImproperlyConfigured("DATABASE_IS_OWNER is for migrations only: unset it and use the application role.")
    if faults := faults_of_role():
        raise ImproperlyConfigured(
            f"Fourfold will not start: {'; '.join(faults)}. Use the application role; see docs/operations.md."
        )
