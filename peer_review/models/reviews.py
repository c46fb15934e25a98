"""A review of one school: when, by whom, where it stands, and to whom it is what."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from academies.models import Academy
from improvement_cycle.models import AcademyCycle
from peer_review import enums
from peer_review.models.rounds import LONGEST_TITLE, ReviewRound
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_REASON, LONGEST_FOCUS = 300, 1_000


class ReviewQuerySet(TenantQuerySet):
    """Reviews of the open trust."""

    def known_to(self, actor: Actor) -> Any:
        """Those of which this person learns that they are: when, where, in which mode, who goes."""
        return self.filter(Q(academy__in=_at(actor, Permission.REVIEW_READ)) | _asked(actor) | _final_for(actor))

    def hosted_by(self, actor: Actor) -> Any:
        """Those of an own school, for which one agrees, answers and shares."""
        return self.filter(academy__in=_at(actor, Permission.REVIEW_HOST))

    def worked_on_by(self, actor: Actor) -> Any:
        """Those on whose team this person is now, with no conflict of interest."""
        return self.filter(_on_team(actor))

    def opened_to(self, actor: Actor) -> Any:
        """Those whose plan, questions, papers and timetable this person reads: host, team, and the trust as it is its.

        Of an enquiry the trust learns dates alone, until the host shares it.
        """
        is_theirs = Q(owner=enums.Owner.TRUST) | Q(shared_at__isnull=False)
        planned = Q(academy__in=_at(actor, Permission.REVIEW_READ)) & is_theirs
        hosted = Q(academy__in=_at(actor, Permission.REVIEW_HOST))
        return self.filter(planned | hosted | _on_team(actor))

    def reported_to(self, actor: Actor) -> Any:
        """Those whose report this person reads: the team from the first word, the host once it is theirs to answer.

        All others read the final one, and of an enquiry only what the host shared.
        """
        hosted = Q(academy__in=_at(actor, Permission.REVIEW_HOST), state__in=WITH_HOST)
        is_theirs = Q(owner=enums.Owner.TRUST) | Q(shared_at__isnull=False)
        read = Q(academy__in=_at(actor, Permission.REVIEW_READ), state=enums.ReviewState.FINAL) & is_theirs
        written = Q(state__in=WRITTEN) & _on_team(actor)
        return self.filter(hosted | read | written | _final_for(actor))


WITH_HOST = (enums.ReviewState.WITH_HOST, enums.ReviewState.FINAL)
WRITTEN = (enums.ReviewState.DRAFTING, *WITH_HOST)


def _at(actor: Actor, permission: Permission) -> Any:
    return Academy.objects.visible_to(actor, permission).values("id")


def _asked(actor: Actor) -> Q:
    """On a team now, whatever was said of a conflict."""
    if actor.membership_id is None or not may(actor, Permission.REVIEW_TAKE_PART):
        return Q(pk__in=[])
    return Q(id__in=ReviewMember.objects.now_on(timezone.localdate(), actor.membership_id).values("review_id"))


def _on_team(actor: Actor) -> Q:
    if actor.membership_id is None or not may(actor, Permission.REVIEW_TAKE_PART):
        return Q(pk__in=[])
    found = ReviewMember.objects.now_on(timezone.localdate(), actor.membership_id).filter(declared=enums.Declared.NONE)
    return Q(id__in=found.values("review_id"))


def _final_for(actor: Actor) -> Q:
    """What trustees, governors and senior leaders read once it is final: what is the trust's, or what was shared."""
    if not may(actor, Permission.REVIEW_READ_FINAL):
        return Q(pk__in=[])
    is_theirs = Q(owner=enums.Owner.TRUST) | Q(shared_at__isnull=False, is_shared_widely=True)
    return Q(academy__in=_at(actor, Permission.REVIEW_READ_FINAL), state=enums.ReviewState.FINAL) & is_theirs


@track_history
class Review(TenantModel):
    """A team visits a school. The switches are those of its mode on the day it was planned.

    `place_in_order`, `order_reason`: when in the round, and why that was proposed. `day` is set once the order is
    decided. `shared_at`: the host of an enquiry shared its report with the trust, `is_shared_widely`: and with those
    who read what is final.
    """

    round = TenantForeignKey(ReviewRound, related_name="reviews")
    academy = TenantForeignKey(Academy, related_name="+")
    academy_cycle = TenantForeignKey(AcademyCycle, related_name="+")
    mode = models.CharField(max_length=8, choices=enums.Mode)
    is_graded = models.BooleanField()
    feeds_matrix = models.BooleanField()
    owner = models.CharField(max_length=5, choices=enums.Owner)
    theme = models.CharField(max_length=LONGEST_TITLE, blank=True)
    place_in_order = models.PositiveSmallIntegerField()
    order_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    day = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=enums.ReviewState, default=enums.ReviewState.PLANNED)
    # Why it was cancelled, or moved last.
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    focus = models.CharField(max_length=LONGEST_FOCUS, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    is_shared_widely = models.BooleanField(default=False)
    final_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(ReviewQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["day", "place_in_order", "id"]
        constraints = [
            state_check("review_mode_known", "mode", enums.Mode),
            state_check("review_owner_known", "owner", enums.Owner),
            state_check("review_state_known", "state", enums.ReviewState),
            models.UniqueConstraint(fields=["trust", "round", "academy"], name="review_once_a_round"),
            models.CheckConstraint(
                name="review_ends_after_start", condition=Q(until_on__isnull=True) | Q(until_on__gt=F("day"))
            ),
            models.CheckConstraint(
                name="review_enquiry_is_the_hosts",
                condition=~Q(mode=enums.Mode.ENQUIRY) | Q(is_graded=False, feeds_matrix=False, owner=enums.Owner.HOST),
            ),
            models.CheckConstraint(
                name="review_cancelled_says_why", condition=~Q(state=enums.ReviewState.CANCELLED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="review_final_is_dated", condition=~Q(state=enums.ReviewState.FINAL) | Q(final_at__isnull=False)
            ),
            models.CheckConstraint(
                name="review_goes_on_with_a_day",
                condition=Q(state__in=[enums.ReviewState.PLANNED, enums.ReviewState.CANCELLED]) | Q(day__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["trust", "academy", "day"], name="review_of_academy"),
            models.Index(fields=["trust", "day"], name="review_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phase(self) -> str:
        """Where it stands, for permissions by phase."""
        return str(self.academy.phase)

    @property
    def sort(self) -> str:
        """Annual peer review; of a themed one also what it is about."""
        label = str(enums.Mode(self.mode).label)
        named = f"{label[:1].upper()}{label[1:]}"
        return f"{named} of {self.theme}" if self.theme else named

    @property
    def title(self) -> str:
        """Annual peer review, Beckside Primary."""
        return f"{self.sort}, {self.academy.name}"

    @property
    def last_day(self) -> dt.date | None:
        """Its last day, which may be its first."""
        return self.until_on or self.day

    @property
    def is_cancelled(self) -> bool:
        return self.state == enums.ReviewState.CANCELLED

    @property
    def is_final(self) -> bool:
        return self.state == enums.ReviewState.FINAL

    @property
    def is_hosts(self) -> bool:
        """Whether the report belongs to the school."""
        return self.owner == enums.Owner.HOST

    @property
    def closed_words(self) -> str:
        """Why nothing in it moves any more; empty as long as it does."""
        if self.is_cancelled:
            return "This review was cancelled: nothing in it changes."
        return str(self.academy_cycle.cycle.closed_words)


class MemberQuerySet(TenantQuerySet):
    """Members of teams."""

    def now_on(self, today: dt.date, membership_id: Any) -> Any:
        """The places of one person on teams whose time has not ended."""
        ended = Q(ended_on__isnull=False) | Q(access_until__lt=today) | Q(review__state=enums.ReviewState.CANCELLED)
        return self.filter(membership_id=membership_id).exclude(ended)


@track_history
class ReviewMember(TenantModel):
    """Somebody on the team of a review. Access ends by itself after `access_until`.

    What is shown to them before they say that they have no conflict of interest is that they are asked, nothing else.
    Of a conflict it is kept that there is one; why, only as far as they say it.
    """

    review = TenantForeignKey(Review, related_name="team")
    membership = TenantForeignKey("trust.Membership", related_name="+")
    name = models.CharField(max_length=200)
    seat = models.CharField(max_length=10, choices=enums.Seat)
    declared = models.CharField(max_length=8, choices=enums.Declared, default=enums.Declared.NOT_YET)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_note = models.CharField(max_length=LONGEST_REASON, blank=True)
    access_until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(MemberQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["seat", "name", "id"]
        constraints = [
            state_check("reviewmember_seat_known", "seat", enums.Seat),
            state_check("reviewmember_declared_known", "declared", enums.Declared),
            models.UniqueConstraint(
                fields=["trust", "review", "membership"],
                condition=Q(ended_on__isnull=True),
                name="reviewmember_once",
            ),
            models.UniqueConstraint(
                fields=["trust", "review"],
                condition=Q(ended_on__isnull=True, seat=enums.Seat.LEAD),
                name="reviewmember_one_lead",
            ),
            models.CheckConstraint(
                name="reviewmember_declared_is_dated",
                condition=Q(declared=enums.Declared.NOT_YET) | Q(declared_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["trust", "membership"], name="reviewmember_of_person")]

    def __str__(self) -> str:
        return self.name
