"""What the mode of a review decides: whether it grades, whether the matrix shows it, whose the report is."""

from collections.abc import Mapping
from dataclasses import dataclass

from peer_review.enums import Mode, Owner


@dataclass(frozen=True)
class Switches:
    """Set by the mode, written into each review when it is planned, and visible to all who know of the review."""

    is_graded: bool
    feeds_matrix: bool
    owner: Owner
    longest: int  # days of a visit

    @property
    def words(self) -> tuple[str, str, str]:
        """In three short sentences."""
        return (
            "The team says its own view of each area in the trust’s words." if self.is_graded else "Nothing is graded.",
            "Findings appear in the matrix, at the cells they speak to."
            if self.feeds_matrix
            else "Nothing of it goes into the matrix.",
            "The report belongs to the trust."
            if self.owner == Owner.TRUST
            else "The report belongs to the school that was visited, which decides who else reads it.",
        )


SWITCHES: Mapping[Mode, Switches] = {
    Mode.ANNUAL: Switches(is_graded=True, feeds_matrix=True, owner=Owner.TRUST, longest=3),
    Mode.THEMED: Switches(is_graded=False, feeds_matrix=True, owner=Owner.TRUST, longest=3),
    Mode.ENQUIRY: Switches(is_graded=False, feeds_matrix=False, owner=Owner.HOST, longest=3),
}


def switches(mode: str) -> Switches:
    """Of this mode."""
    return SWITCHES[Mode(mode)]
