"""Panels of the operator's page: floors above show what they load, never what a trust holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """One page of the operator: `build` gives the template's context, from global tables only."""

    key: str
    title: str
    template: str
    build: Callable[[], dict[str, Any]]
    order: int = 50


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Called in AppConfig.ready()."""
    if panel.key not in {known.key for known in _panels}:
        _panels.append(panel)
        _panels.sort(key=lambda known: known.order)


def panels() -> list[Panel]:
    """All, in order."""
    return list(_panels)


def find(key: str) -> Panel | None:
    """The panel of this key."""
    return next((panel for panel in _panels if panel.key == key), None)
