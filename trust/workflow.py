"""States are tables: what leads from where to where, by which verb, for whom, and under which guard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trust.permissions import Permission

# A guard gets prepared facts and returns the sentences that stand in the way; none means go.
Guard = Callable[[Mapping[str, Any]], list[str]]


def nothing_in_the_way(facts: Mapping[str, Any]) -> list[str]:
    """The guard that asks the action: the prepared sentences of `hindrances`."""
    return list(facts.get("hindrances", ()))


@dataclass(frozen=True)
class Transition:
    """One arrow."""

    verb: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    sentence: str  # what the feed says after the actor's name, such as "closed the year {label}"
    needs_note: bool = False
    guard: Guard | None = None


@dataclass(frozen=True)
class Workflow:
    """All arrows of one kind of thing."""

    kind: str  # kind of the subject, as in Activity
    title: str
    states: Mapping[str, str]  # state -> what it means
    start: str
    transitions: tuple[Transition, ...]
    field: str = "state"

    def find(self, verb: str) -> Transition:
        """The arrow of this verb; KeyError where there is none."""
        return next(t for t in self.transitions if t.verb == verb)


@dataclass
class _Registry:
    known: dict[str, Workflow] = field(default_factory=dict)


_registry = _Registry()


def register(workflow: Workflow) -> Workflow:
    """Make a table known to the documentation and to the tests over every arrow."""
    _registry.known[workflow.kind] = workflow
    return workflow


def workflows() -> list[Workflow]:
    """All registered tables by kind."""
    return [_registry.known[kind] for kind in sorted(_registry.known)]
