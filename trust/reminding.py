"""What reminders need to know of the floors above: own term dates, places that rest, what opens, what is not said."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

# The first and last day of each term (by the id of the trust's own) of every academy that has its own.
OwnTerms = Callable[[], Mapping[UUID, Mapping[UUID, tuple[dt.date, dt.date]]]]
# The academies whose reminders rest on this day, in the open trust, in one question.
Pause = Callable[[dt.date], Collection[UUID]]

_own_terms: list[OwnTerms] = []
_pauses: list[Pause] = []
_opening: set[str] = set()
_short_words: dict[str, str] = {}


def register_days(find: OwnTerms) -> None:
    """Called in AppConfig.ready(): term dates of academies."""
    _own_terms.append(find)


def register_pause(find: Pause) -> None:
    """Called in AppConfig.ready(): what stands at these academies is in no mail while they rest."""
    _pauses.append(find)


def register_opening(*kinds: str) -> None:
    """Called in AppConfig.ready(): deadlines that can be met only from the first day of their term on."""
    _opening.update(kinds)


def register_short_words(words: Mapping[str, str]) -> None:
    """Called in AppConfig.ready(): by the kind of a deadline, what the subject of a mail says instead of its title.

    For kinds whose title somebody wrote freely: a subject is read on locked screens, and holds no such words.
    """
    _short_words.update(words)


def own_terms() -> dict[UUID, dict[UUID, tuple[dt.date, dt.date]]]:
    """By academy and term of the trust."""
    found: dict[UUID, dict[UUID, tuple[dt.date, dt.date]]] = {}
    for find in _own_terms:
        for academy_id, terms in find().items():
            found.setdefault(academy_id, {}).update(terms)
    return found


def resting(day: dt.date) -> frozenset[UUID]:
    """The academies whose reminders rest on this day."""
    return frozenset(academy_id for find in _pauses for academy_id in find(day))


def opening_kinds() -> frozenset[str]:
    """Kinds of deadlines that open."""
    return frozenset(_opening)


def short_words(kind: str, title: str) -> str:
    """What a subject says of a deadline."""
    return _short_words.get(kind, title)
