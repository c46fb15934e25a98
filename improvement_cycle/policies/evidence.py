"""What is said of evidence that a judgement rests on, and the mark by which a piece on screen is known again."""

import datetime as dt
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


@dataclass(frozen=True)
class Resting:
    """What rests on a piece of evidence: agreed judgements by what they judge, and numbers of priorities."""

    judgements: tuple[str, ...]
    priorities: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.judgements or self.priorities)

    @property
    def sentence(self) -> str:
        """Why it stays, and what lets it go."""
        said = []
        if self.judgements:
            one, named = len(self.judgements) == 1, listed([f"“{label}”" for label in self.judgements])
            said.append(
                f"The agreed judgement{'' if one else 's'} on {named} rest{'s' if one else ''} on it. "
                "It can be taken away once it is unticked there, under “Evidence used”."
            )
        if self.priorities:
            one, named = len(self.priorities) == 1, listed([str(number) for number in self.priorities])
            said.append(
                f"Priorit{'y' if one else 'ies'} {named} rest{'s' if one else ''} on it. "
                "It can be taken away once it is unticked there, under “What it rests on”."
            )
        return " ".join(said)
