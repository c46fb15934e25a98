"""Rules on priorities: how many at once, who still has to agree, and what one may rest on."""

from collections.abc import Collection, Sequence

from improvement_cycle.enums import Party, PriorityState
from trust.policies.wording import count, listed

# Those that ask for work now.
OPEN = (PriorityState.PROPOSED, PriorityState.AGREED, PriorityState.IN_PLAN)
# Those that were reached. Whether it holds, the sustain checks say.
REACHED = (PriorityState.DELIVERED, PriorityState.SUSTAINED)
# Those that have a page in the plan; and those that kept theirs, see `has_page`.
WITH_PAGE = (PriorityState.IN_PLAN, *REACHED)
# Those that the three have agreed, whatever came of them.
AGREED = (PriorityState.AGREED, *WITH_PAGE)
# Those that answer something: worked on, or reached.
STANDING = (*OPEN, *REACHED)
# A whole-school change takes two to four years, and each asks the same people for time: after three open ones the
# page says so. It is a word, not a wall.
MOST_AT_ONCE = 3


def has_page(state: str, *, keeps: bool) -> bool:
    """Whether a page of the plan answers it. Carried forward or withdrawn out of the plan, it keeps its page there."""
    return state in WITH_PAGE or keeps


def was_agreed(state: str, *, keeps: bool) -> bool:
    """Whether the three have agreed it, also where it has left the plan since."""
    return state in AGREED or keeps


def why_still(state: str) -> str:
    """Why nothing beside its page moves any more; empty as long as it is worked on, or reached."""
    if state == PriorityState.CARRIED_FORWARD:
        return "This goes on in the next year: what was unfinished stands there, and this page stays as it is."
    if state == PriorityState.WITHDRAWN:
        return "This priority is withdrawn, so its page stays as it is."
    return ""


def limit_words(open_ones: int) -> str:
    """A word to the reader where more are open than people can carry; nothing otherwise."""
    if open_ones <= MOST_AT_ONCE:
        return ""
    return (
        f"{count(open_ones).capitalize()} priorities are open. Schools rarely carry more than {count(MOST_AT_ONCE)} at "
        "once: each needs the same people’s time, and a change in the whole school takes years. "
        "Which of them can wait, and which belong together?"
    )


def still_to_agree(spoken: Collection[str]) -> tuple[str, ...]:
    """Those of the three who have not agreed yet, and are not recorded as away."""
    return tuple(party.value for party in Party if party.value not in spoken)


def waits_for(parties: Sequence[str]) -> str:
    """Waiting for director and chief executive."""
    return f"Waiting for {listed([str(Party(party).label) for party in parties])}" if parties else ""
