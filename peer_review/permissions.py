"""Who may do what in peer review: thin questions over trust.permissions and the team of a review."""

from typing import Any, Protocol

from django.utils import timezone

from peer_review.enums import Declared, ReviewState, Seat
from trust.actors import Actor
from trust.errors import NotPermitted
from trust.permissions import Permission, Placed, may


class Reviewed(Placed, Protocol):
    """A review as far as it matters who has to do with it. Read with its team."""

    team: Any
    state: Any


def place_on(actor: Actor, review: Reviewed) -> Any:
    """The actor's place on the team today; None for everybody else, and once it ended."""
    if actor.membership_id is None or not may(actor, Permission.REVIEW_TAKE_PART):
        return None
    if review.state == ReviewState.CANCELLED:
        return None
    today = timezone.localdate()
    return next((each for each in review.team.all() if _is_of(each, actor, today)), None)


def _is_of(member: Any, actor: Actor, today: Any) -> bool:
    if member.membership_id != actor.membership_id or member.ended_on is not None:
        return False
    return member.access_until is None or member.access_until >= today


def is_on_team(actor: Actor, review: Reviewed) -> bool:
    """Whether the actor is on the team today, and said that they have no conflict of interest."""
    member = place_on(actor, review)
    return member is not None and member.declared == Declared.NONE


def leads(actor: Actor, review: Reviewed) -> bool:
    """Whether the actor leads the team."""
    member = place_on(actor, review)
    return member is not None and member.declared == Declared.NONE and member.seat == Seat.LEAD


def hosts(actor: Actor, review: Placed) -> bool:
    """Whether the actor speaks for the school that is visited."""
    return may(actor, Permission.REVIEW_HOST, review)


def plans(actor: Actor, review: Placed) -> bool:
    """Whether the actor plans who visits this school and when."""
    return may(actor, Permission.REVIEW_PLAN, review)


def check_on_team(actor: Actor, review: Reviewed) -> None:
    """Raise NotPermitted for everybody who is not on the team."""
    if not is_on_team(actor, review):
        raise NotPermitted("This is for the team of the review.")


def check_leads(actor: Actor, review: Reviewed) -> None:
    """Raise NotPermitted unless the actor leads the team."""
    if not leads(actor, review):
        raise NotPermitted("Whoever leads the review does this.")


def check_hosts(actor: Actor, review: Placed) -> None:
    """Raise NotPermitted unless the actor speaks for the school."""
    if not hosts(actor, review):
        raise NotPermitted("The headteacher of the school does this.")


def check_plans(actor: Actor, review: Placed) -> None:
    """Raise NotPermitted unless the actor plans it."""
    if not plans(actor, review):
        raise NotPermitted("Who plans the reviews of the trust does this.")
