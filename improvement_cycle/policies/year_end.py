"""What may become of what is unfinished at the end of a year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.enums import PriorityState
from trust.enums import DocumentState
from trust.policies.wording import count

DONE, CARRY, WITHDRAW, CLOSE = "done", "carry", "withdraw", "close"
NOT_NOW = "Not decided yet"
WITH_IT = "With its priority"
WORDS = {DONE: "Done", CARRY: "Carry forward", WITHDRAW: "Withdraw", CLOSE: "Close"}
NEEDS_NOTE = (WITHDRAW, CLOSE)
LONGEST_NOTE = 500
NO_LONGER = "Somebody has decided this meanwhile"
# What each decision makes of a priority: decided twice alike, it is decided once.
MAKES: Mapping[str, tuple[PriorityState, ...]] = {
    DONE: (PriorityState.DELIVERED, PriorityState.SUSTAINED),
    CARRY: (PriorityState.CARRIED_FORWARD,),
    WITHDRAW: (PriorityState.WITHDRAWN,),
}


class Kind:
    """Of what is decided."""

    PRIORITY, OBJECTIVE, ACTION = "priority", "objective", "action"


@dataclass(frozen=True)
class Decision:
    """What becomes of one item, and why or with what result."""

    kind: str
    key: UUID
    what: str
    note: str = ""


def meanwhile_words(state: str = "") -> str:
    """Why a decision does not go any more, and what to do so that the others do. `state`: what it is by now."""
    said = f"{NO_LONGER}: it is {state}." if state else f"{NO_LONGER}."
    return f"{said} Choose “{NOT_NOW}” here, and the rest can be kept."


def waits_words(state: str) -> str:
    """Of a document that is not approved; empty where it was never handed in."""
    if state == DocumentState.SUBMITTED:
        return "submitted, and not answered"
    return "given back, and not handed in again" if state == DocumentState.RETURNED else "not handed in"


def to_confirm_words(many: int) -> str:
    """What stands in the way of handing a plan in while something that came over is not confirmed."""
    what = "objective or action" if many == 1 else "objectives and actions"
    waits = "waits" if many == 1 else "wait"
    return (
        f"{count(many).capitalize()} {what} from an earlier year {waits} to be confirmed: change it or say it stands."
    )


@dataclass(frozen=True)
class Days:
    """Of an action in the year that it comes into. `to_set`: its last day stands in until somebody sets one."""

    starts_on: dt.date | None
    ends_on: dt.date
    to_set: bool


def days_in(starts_on: dt.date | None, ends_on: dt.date, first: dt.date, last: dt.date) -> Days:
    """The days stay where they lie in the new year; what lies before it is to be set."""
    starts = starts_on if starts_on and first <= starts_on <= last else None
    if first <= ends_on <= last:
        return Days(starts, ends_on, to_set=False)
    return Days(starts, last, to_set=True)
