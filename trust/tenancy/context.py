"""Which trust is open. The database backend stamps it on each transaction, managers filter by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from trust.errors import NoTrust

_trust_id: ContextVar[UUID | None] = ContextVar("trust_id", default=None)


def open_trust_id() -> UUID | None:
    """The open trust, or None."""
    return _trust_id.get()


def current_trust_id() -> UUID:
    """The open trust; raises NoTrust where there is none."""
    trust_id = _trust_id.get()
    if trust_id is None:
        raise NoTrust("No trust is open: a tenant table was asked outside `with tenant(...)`.")
    return trust_id


@contextmanager
def tenant(trust_id: UUID) -> Iterator[None]:
    """Open a trust. Statements on tenant tables also need a transaction inside."""
    token = _trust_id.set(UUID(str(trust_id)))
    try:
        yield
    finally:
        _trust_id.reset(token)


@contextmanager
def no_tenant() -> Iterator[None]:
    """Close the trust for a while: work on global tables that must not run under one."""
    token = _trust_id.set(None)
    try:
        yield
    finally:
        _trust_id.reset(token)
