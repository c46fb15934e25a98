"""Domain errors: what an action or a look-up says when it will not do a thing. One place turns them into answers."""

from typing import Any


class DomainError(Exception):
    """Base of all; `status` is the HTTP answer, the message is a sentence for the person."""

    status = 400

    def __init__(self, message: str = "", *, detail: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail or {}


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404


class UnknownChoice(DomainError):
    """The address chooses what is not there to choose; `detail["page"]` is the page without the choice."""


class Gone(DomainError):
    """The actor could read the thing until somebody took it away."""

    status = 410


class NotPermitted(DomainError):
    """The actor may see the thing but may not do this to it."""

    status = 403


class Refused(DomainError):
    """The state of the thing does not allow this act."""

    status = 409


class Conflict(Refused):
    """Somebody else was faster; `detail` holds what now stands."""


class Busy(DomainError):
    """Too many write the same thing just now; nothing was done, and the same request may be sent again."""

    status = 503


class BadInput(DomainError):
    """What was given makes no sense; `detail` maps field names to sentences."""

    status = 422


class NoTrust(RuntimeError):
    """A tenant table was asked without an open trust: a fault in our code, never an answer to a person."""


class WrongTrust(RuntimeError):
    """One transaction may not visit two trusts."""


class TooMany(BadInput):
    """A limit is reached for now."""

    status = 429
