"""Rules about one academy's row: is it complete, who still has to agree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from improvement_cycle.enums import Party
from trust.policies.wording import listed

# Two of the three at least speak for a row.
MOST_ABSENT = 1


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the judged columns are agreed, and which are missing."""

    agreed: int
    expected: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def words(self) -> str:
        return f"{self.agreed} of {self.expected} areas agreed"


def completeness(expected: Sequence[str], agreed: Collection[str]) -> Completeness:
    """Of the expected columns, which have an agreed judgement."""
    missing = tuple(column for column in expected if column not in agreed)
    return Completeness(agreed=len(expected) - len(missing), expected=len(expected), missing=missing)


@dataclass(frozen=True, slots=True)
class RowStanding:
    """Where the three stand on the whole row."""

    waiting_for: tuple[str, ...]
    agreed_by: tuple[str, ...]
    absent: tuple[str, ...]
    dissenting: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """Everybody has agreed, was away or said no; at least one agreed, and nobody did so alone."""
        return not self.waiting_for and bool(self.agreed_by) and len(self.absent) <= MOST_ABSENT

    @property
    def takes_absence(self) -> bool:
        """Whether one more of them may be away."""
        return len(self.absent) < MOST_ABSENT

    @property
    def sentence(self) -> str:
        parts = []
        if self.agreed_by:
            parts.append(f"agreed by {_named(self.agreed_by)}")
        if self.absent:
            parts.append(f"{_named(self.absent)} absent")
        if self.dissenting:
            parts.append(f"{_named(self.dissenting)} did not agree")
        if self.waiting_for:
            parts.append(f"waiting for {_named(self.waiting_for)}")
        return capfirst("; ".join(parts))


def _named(parties: Sequence[str]) -> str:
    return listed([str(Party(party).label) for party in parties])


def row_standing(given: Mapping[str, str]) -> RowStanding:
    """From what each party said: `agreed`, `absent` or `dissent`."""

    def who(kind: str) -> tuple[str, ...]:
        return tuple(party for party in Party.values if given.get(party) == kind)

    return RowStanding(
        waiting_for=tuple(party for party in Party.values if party not in given),
        agreed_by=who("agreed"),
        absent=who("absent"),
        dissenting=who("dissent"),
    )


def hindrances(complete: Completeness, *, labels: Mapping[str, str], status_decided: bool) -> list[str]:
    """What stands between a row and its agreement, as sentences."""
    found = []
    if complete.missing:
        found.append(f"No agreed judgement yet: {listed([labels[column] for column in complete.missing])}.")
    if not status_decided:
        found.append("The current status is not decided yet.")
    return found
