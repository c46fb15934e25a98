"""Tables of peer review."""

from peer_review.models.reviewers import Reviewer, ReviewerAway, ReviewerConflict
from peer_review.models.reviews import Review, ReviewMember
from peer_review.models.rounds import ReviewRound, RoundAgreement

__all__ = [
    "Review",
    "ReviewMember",
    "ReviewRound",
    "Reviewer",
    "ReviewerAway",
    "ReviewerConflict",
    "RoundAgreement",
]
