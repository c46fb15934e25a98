"""What peer review tells the floors below. Called once at start."""

from peer_review import workflow  # noqa: F401 - its tables make themselves known
from trust import feed
from trust.permissions import Permission

# Kinds of lines in the feed, and who may read them. A review that is the host's own business is told as another kind.
FEED = {
    Permission.REVIEW_PLAN: ("review_round",),
    Permission.REVIEW_READ: ("review",),
    Permission.REVIEW_HOST: ("own_review",),
}


def register_all() -> None:
    """Make them known."""
    for permission, kinds in FEED.items():
        feed.declare(permission, *kinds)
