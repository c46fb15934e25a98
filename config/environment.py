"""Typed readers of the environment that say how to mend what is missing."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Value of NAME, or the content of the file in NAME_FILE (for container secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set {name} or {name}_FILE; docs/operations.md lists all.")
    return value


def secret(name: str, least: int = 32) -> str:
    """A secret that must be given and long enough."""
    value = text(name)
    if len(value) < least:
        raise ImproperlyConfigured(f"{name} is too short: at least {least} characters are needed.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """true or false, nothing else."""
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def integer(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
