"""Who learns of a review, who reads what leads to it, and who reads its report: the questions behind every page."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from peer_review.enums import Declared, Mode, Owner, ReviewState, Seat
from peer_review.models import Review, ReviewMember, ReviewRound
from peer_review.permissions import plans
from peer_review.policies.modes import switches
from tests.unit.improvement_cycle.conftest import Stage
from trust.actors import Actor

DAYS = dt.timedelta(days=30)


@dataclass
class Rounds:
    """Reviews on the stage, made as the actions make them."""

    stage: Stage
    made: dict[str, Review] = field(default_factory=dict)

    def review(self, academy: str, mode: Mode, state: ReviewState = ReviewState.PLANNED) -> Review:
        now, today, row = timezone.now(), timezone.localdate(), self.stage.row(academy)
        told: Any = {"by_name": "Test", "at": now}
        kind = switches(mode)
        a_round = ReviewRound.objects.create(
            cycle=row.cycle,
            mode=mode,
            title="Round",
            theme="Reading" if mode == Mode.THEMED else "",
            from_on=today,
            until_on=today + DAYS,
            **told,
        )
        found: Review = Review.objects.create(
            round=a_round,
            academy=row.academy,
            academy_cycle=row,
            mode=mode,
            is_graded=kind.is_graded,
            feeds_matrix=kind.feeds_matrix,
            owner=kind.owner,
            theme=a_round.theme,
            place_in_order=1,
            day=today + dt.timedelta(days=3),
            state=state,
            final_at=now if state == ReviewState.FINAL else None,
            **told,
        )
        return found

    def place(self, review: Review, key: str, seat: Seat = Seat.REVIEWER, **more: Any) -> ReviewMember:
        member = self.stage.troupe.members[key]
        given: dict[str, Any] = {"declared": Declared.NONE, "declared_at": timezone.now(), **more}
        found: ReviewMember = ReviewMember.objects.create(
            review=review, membership=member, name=member.name, seat=seat, by_name="Test", at=timezone.now(), **given
        )
        return found


@pytest.fixture
def rounds(stage: Stage) -> Rounds:
    """The stage, on which reviews are made."""
    return Rounds(stage)


def reads(actor: Actor, review: Review) -> tuple[bool, bool, bool]:
    """Whether they learn of it, read what leads to it, and read its report."""
    asked = (Review.objects.known_to(actor), Review.objects.opened_to(actor), Review.objects.reported_to(actor))
    known, opened, reported = (found.filter(id=review.id).exists() for found in asked)
    return known, opened, reported


NOTHING, KNOWS, PREPARES, ALL = (False,) * 3, (True, False, False), (True, True, False), (True,) * 3


def person(stage: Stage, who: str) -> Actor:
    """Heads and the like stand at an academy."""
    if who == "host":
        return stage.head
    if who == "other_head":
        return stage.actor("other_head", head_of="castle")
    if who in ("senior_leader", "governor"):
        role = "senior_leader" if who == "senior_leader" else "local_governor"
        return stage.actor(who, head_of="beckside", role=role)
    return stage.actor(who)


TRUSTS_OWN = {
    "chief": (PREPARES, ALL),
    "director": (PREPARES, ALL),
    "host": (PREPARES, ALL),
    "other_head": (NOTHING, NOTHING),
    "senior_leader": (NOTHING, (True, False, True)),
    "governor": (NOTHING, (True, False, True)),
    "trustee": (NOTHING, (True, False, True)),
    "officer": (NOTHING, NOTHING),
    "specialist": (NOTHING, NOTHING),
    "administrator": (NOTHING, NOTHING),
}


@pytest.mark.parametrize("mode", [Mode.ANNUAL, Mode.THEMED])
@pytest.mark.parametrize(("who", "before", "after"), [(who, *told) for who, told in TRUSTS_OWN.items()])
def test_a_review_of_the_trust_is_prepared_by_the_centre_and_the_host_and_read_once_it_is_final(
    rounds: Rounds, mode: Mode, who: str, before: Any, after: Any
) -> None:
    review = rounds.review("beckside", mode)
    actor = person(rounds.stage, who)
    assert reads(actor, review) == before
    for state in (ReviewState.DRAFTING, ReviewState.WITH_HOST):
        Review.objects.update(state=state)
        reported = who == "host" and state == ReviewState.WITH_HOST
        assert reads(actor, review) == (*before[:2], reported)
    Review.objects.update(state=ReviewState.FINAL, final_at=timezone.now())
    assert reads(actor, review) == after


@pytest.mark.parametrize("who", ["chief", "director"])
def test_of_an_enquiry_the_trust_learns_the_dates_until_the_host_shares_it(rounds: Rounds, who: str) -> None:
    review, actor = rounds.review("beckside", Mode.ENQUIRY, ReviewState.FINAL), rounds.stage.actor(who)
    assert review.owner == Owner.HOST
    assert reads(actor, review) == KNOWS
    assert reads(rounds.stage.head, review) == ALL
    trustee = rounds.stage.actor("trustee")
    Review.objects.update(shared_at=timezone.now())
    assert reads(actor, review) == ALL
    assert reads(trustee, review) == NOTHING
    Review.objects.update(is_shared_widely=True)
    assert reads(trustee, review) == (True, False, True)


@pytest.mark.parametrize("key", ["specialist", "other_head", "officer", "consultant"])
def test_a_member_learns_that_they_are_asked_and_reads_after_saying_that_there_is_no_conflict(
    rounds: Rounds, key: str
) -> None:
    review = rounds.review("beckside", Mode.ANNUAL, ReviewState.DRAFTING)
    other = rounds.review("dunmoor", Mode.ANNUAL, ReviewState.DRAFTING)
    member = rounds.place(review, key, declared=Declared.NOT_YET, declared_at=None)
    actor = person(rounds.stage, key)
    assert reads(actor, review) == KNOWS
    ReviewMember.objects.filter(id=member.id).update(declared=Declared.CONFLICT, declared_at=timezone.now())
    assert reads(actor, review) == KNOWS
    ReviewMember.objects.filter(id=member.id).update(declared=Declared.NONE)
    assert reads(actor, review) == ALL
    assert reads(actor, other) == NOTHING


def test_access_ends_by_itself_and_with_the_place(rounds: Rounds) -> None:
    review, today = rounds.review("beckside", Mode.ANNUAL, ReviewState.DRAFTING), timezone.localdate()
    member, actor = rounds.place(review, "specialist", access_until=today), rounds.stage.actor("specialist")
    assert reads(actor, review) == ALL
    for ended in ({"access_until": today - dt.timedelta(days=1)}, {"access_until": None, "ended_on": today}):
        ReviewMember.objects.filter(id=member.id).update(**ended)
        assert reads(actor, review) == NOTHING


def test_a_director_of_another_phase_knows_of_it_and_plans_nothing(rounds: Rounds) -> None:
    review = rounds.review("beckside", Mode.ANNUAL)
    assert reads(rounds.stage.actor("secondary_director"), review) == PREPARES
    assert not plans(rounds.stage.actor("secondary_director"), review)
    assert plans(rounds.stage.actor("primary_director"), review)


def test_an_enquiry_that_grades_feeds_or_is_the_trusts_is_refused_by_the_database(rounds: Rounds) -> None:
    review = rounds.review("beckside", Mode.ENQUIRY)
    for wrong in ({"is_graded": True}, {"feeds_matrix": True}, {"owner": Owner.TRUST}):
        with pytest.raises(IntegrityError, match="review_enquiry_is_the_hosts"), transaction.atomic():
            Review.objects.filter(id=review.id).update(**wrong)


def test_what_a_school_calls_its_own_enquiry_is_not_read_by_the_trust(rounds: Rounds) -> None:
    review, stage = rounds.review("beckside", Mode.ENQUIRY), rounds.stage
    ReviewRound.objects.filter(id=review.round_id).update(academy=review.academy)
    assert list(ReviewRound.objects.visible_to(stage.chief)) == []
    assert [each.id for each in ReviewRound.objects.visible_to(stage.head)] == [review.round_id]
    ReviewRound.objects.filter(id=review.round_id).update(academy=None)
    assert [each.id for each in ReviewRound.objects.visible_to(stage.chief)] == [review.round_id]
    assert list(ReviewRound.objects.visible_to(stage.actor("other_head", head_of="castle"))) == []
