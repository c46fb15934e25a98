"""What is said of evidence that a judgement rests on, and the mark by which a piece on screen is known again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from uuid import UUID

from trust.policies.wording import listed


@dataclass(frozen=True)
class Said:
    """All that a piece of evidence says."""

    source_id: UUID
    title: str
    summary: str
    url: str
    file_id: UUID | None
    dated_on: dt.date | None
    columns: tuple[str, ...]
    areas: tuple[str, ...] = ()
    table: int = 0  # version of its results

    @property
    def filed(self) -> tuple[str, ...]:
        """All that it speaks to."""
        return self.columns + self.areas

    @property
    def mark(self) -> str:
        """The same for the same words: who sends it back has seen what stands."""
        return sha256(repr(astuple(self)).encode()).hexdigest()[:32]


def rests_sentence(labels: Sequence[str]) -> str:
    """Why evidence stays: the judgements that rest on it."""
    named = listed([f"“{label}”" for label in labels])
    one = len(labels) == 1
    return (
        f"The agreed judgement{'' if one else 's'} on {named} rest{'s' if one else ''} on it. "
        "It can be taken away once it is unticked there, under “Evidence used”."
    )
