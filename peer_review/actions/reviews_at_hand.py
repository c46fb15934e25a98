"""A review taken in hand: locked after its year, known to whoever acts, at the version they saw."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import check_year_open, hold
from peer_review.models import Review
from peer_review.workflow import REVIEW
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import Conflict, NotFound
from trust.policies.wording import full_day

KIND, OWN_KIND = "review", "own_review"
CHANGED = "Somebody has changed this review since you opened it. Nothing of yours was saved."
NO_SUCH = "There is no such review."
DOES_NOT_FIT = "Some of this is missing or does not fit."


def locked(actor: Actor, review_id: UUID, seen_version: int | None = None) -> Review:
    """A review of which this person learns that it is, held after its year, with its team.

    Raises NotFound, Refused in a closed year, and Conflict where it has changed since.
    """
    row = Review.objects.known_to(actor).filter(id=review_id).values_list("academy_cycle_id", flat=True).first()
    if row is None:
        raise NotFound(NO_SUCH)
    hold(row)
    list(Review.objects.select_for_update(of=("self",)).filter(id=review_id).values_list("id"))
    review: Review | None = (
        Review.objects.known_to(actor)
        .select_related("academy", "academy_cycle__cycle__school_year", "round")
        .prefetch_related("team")
        .filter(id=review_id)
        .first()
    )
    if review is None:
        raise NotFound(NO_SUCH)
    check_year_open(review.academy_cycle.cycle)
    if seen_version is not None and review.version != seen_version:
        raise Conflict(CHANGED)
    return review


def keep(actor: Actor, review: Review) -> None:
    """Save what was recorded beside the state; who and when are those of the last word."""
    review.version += 1
    review.by_name, review.at = actor.name, timezone.now()
    review.save()


def go_on(
    actor: Actor, review: Review, verb: str, note: str = "", *, hindrances: Sequence[str] = (), **words: str
) -> Review:
    """One step of its workflow, and a line in the feed of those who learn of it."""
    said: Mapping[str, Any] = {"title": what(review), "day": full_day(review.day) if review.day else "", **words}
    advance(
        actor=actor,
        workflow=REVIEW,
        object=review,
        verb=verb,
        note=note,
        place=review,
        facts={"hindrances": hindrances},
        words=dict(said),
        told_as=feed_kind(review),
    )
    return review


def feed_kind(review: Review) -> str:
    """As what its lines stand in the feed: what is the host's own is told to the host."""
    return OWN_KIND if review.is_hosts else KIND


def what(review: Review) -> str:
    """The annual peer review of Beckside Primary: as sentences of the feed call it."""
    return f"the {review.get_mode_display()} of {review.academy.name}"


def tell(actor: Actor, review: Review, verb: str, sentence: str) -> None:
    """A line in the feed that is no step of the workflow."""
    activity.record(
        actor=actor,
        kind=feed_kind(review),
        subject_id=review.id,
        verb=verb,
        sentence=sentence,
        academy_id=review.academy_id,
    )
