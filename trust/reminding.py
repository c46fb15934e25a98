"""What reminders need to know of the floors above: places that rest, and what opens."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

# By day, the academies whose reminders rest then, in the open trust, in one question for all days.
Pause = Callable[[Collection[dt.date]], Mapping[dt.date, Collection[UUID]]]

_pauses: list[Pause] = []
_opening: set[str] = set()


def register_pause(find: Pause) -> None:
    """Called in AppConfig.ready(): what stands at these academies is in no mail while they rest."""
    _pauses.append(find)


def register_opening(*kinds: str) -> None:
    """Called in AppConfig.ready(): deadlines that can be met only from the first day of their term on."""
    _opening.update(kinds)


def resting(days: Collection[dt.date]) -> dict[dt.date, frozenset[UUID]]:
    """The academies whose reminders rest, for each of these days."""
    told = [find(days) for find in _pauses]
    return {day: frozenset(academy_id for each in told for academy_id in each.get(day, ())) for day in days}


def opening_kinds() -> frozenset[str]:
    """Kinds of deadlines that open."""
    return frozenset(_opening)
