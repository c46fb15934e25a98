"""The grid of the trust's priorities against academies: what stands in a cell, and where there is a gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from improvement_cycle.enums import Concern, PriorityState

# A priority that was withdrawn answers nothing.
ANSWERS = (
    PriorityState.PROPOSED,
    PriorityState.CARRIED_FORWARD,
    PriorityState.AGREED,
    PriorityState.IN_PLAN,
    PriorityState.DELIVERED,
    PriorityState.SUSTAINED,
)
# Of several in one cell the one that is furthest stands there.
_FURTHEST = {state: place for place, state in enumerate(ANSWERS)}


class Stand(StrEnum):
    """What a cell says."""

    WORKS = "works"  # a priority of the academy works on it
    PROPOSED = "proposed"  # one is proposed, not agreed yet
    GAP = "gap"  # a concern, and no priority
    NO_CONCERN = "no_concern"
    NOT_JUDGED = "not_judged"  # nothing is agreed yet in the columns that ask for it
    NOT_HERE = "not_here"  # the academy is judged in none of these columns
    NOT_ASKED = "not_asked"  # no column of the matrix asks for it
    NOT_SHOWN = "not_shown"  # the reader does not read the academy's row


@dataclass(frozen=True)
class Judged:
    """An agreed judgement as far as the grid needs it."""

    column: str  # label
    grade: str  # label
    concern: str


@dataclass(frozen=True)
class Aligned:
    """A priority of an academy that works on one of the trust."""

    key: str
    number: int
    state: str


@dataclass(frozen=True)
class AlignedCell:
    """One cell. `first`: the priority that is furthest; `more`: how many others; `why`: the concerns of a gap."""

    stand: Stand
    first: Aligned | None = None
    more: int = 0
    why: str = ""


def cell(
    aligned: Sequence[Aligned],
    *,
    asked_by: Sequence[str],
    applies: Sequence[str],
    judged: Mapping[str, Judged],
    is_shown: bool = True,
) -> AlignedCell:
    """What stands where a priority of the trust and an academy meet.

    `asked_by`: keys of the columns whose concern asks for it; `applies`: those the academy is judged in; `judged`: its
    agreed judgements by column; `is_shown`: whether the reader reads these.
    """
    answers = sorted(
        (each for each in aligned if each.state in ANSWERS),
        key=lambda each: (-_FURTHEST[PriorityState(each.state)], each.number),
    )
    if answers:
        stand = Stand.PROPOSED if answers[0].state == PriorityState.PROPOSED else Stand.WORKS
        return AlignedCell(stand, answers[0], len(answers) - 1)
    asked = [key for key in asked_by if key in applies]
    if not asked:
        return AlignedCell(Stand.NOT_HERE if asked_by else Stand.NOT_ASKED)
    if not is_shown:
        return AlignedCell(Stand.NOT_SHOWN)
    found = [judged[key] for key in asked if key in judged]
    concerns = [each for each in found if each.concern != Concern.NONE]
    if concerns:
        return AlignedCell(Stand.GAP, why="; ".join(f"{each.column}: {each.grade}" for each in concerns))
    return AlignedCell(Stand.NO_CONCERN if len(found) == len(asked) else Stand.NOT_JUDGED)
