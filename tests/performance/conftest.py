"""The cast of the security tests: rows in every table."""

from tests.security.conftest import full_cast

__all__ = ["full_cast"]
