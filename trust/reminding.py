"""What reminders need to know of the floors above: places that rest, and what opens."""

import datetime as dt
from collections.abc import Callable, Collection
from uuid import UUID

# The academies whose reminders rest on this day, in the open trust, in one question.
Pause = Callable[[dt.date], Collection[UUID]]

_pauses: list[Pause] = []
_opening: set[str] = set()


def register_pause(find: Pause) -> None:
    """Called in AppConfig.ready(): what stands at these academies is in no mail while they rest."""
    _pauses.append(find)


def register_opening(*kinds: str) -> None:
    """Called in AppConfig.ready(): deadlines that can be met only from the first day of their term on."""
    _opening.update(kinds)


def resting(day: dt.date) -> frozenset[UUID]:
    """The academies whose reminders rest on this day."""
    return frozenset(academy_id for find in _pauses for academy_id in find(day))


def opening_kinds() -> frozenset[str]:
    """Kinds of deadlines that open."""
    return frozenset(_opening)
