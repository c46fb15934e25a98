"""A round of reviews in a year: its mode, its schools in an order, and who decided that order."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from academies.models import Academy, Cluster
from improvement_cycle.models import Cycle
from peer_review import enums
from peer_review.policies.modes import Switches, switches
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_TITLE, LONGEST_TEXT = 120, 1_000


class RoundQuerySet(TenantQuerySet):
    """Rounds of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """To planners all but those that a school began by itself; to others those in which an own school is visited.

        What a school calls its own enquiry is its own: the trust learns the dates, from the reviews.
        """
        from peer_review.models.reviews import Review  # noqa: PLC0415 - reviews stand in rounds

        own = Academy.objects.visible_to(actor, Permission.REVIEW_HOST).values("id")
        mine = Q(id__in=Review.objects.filter(academy__in=own).values("round_id")) | Q(academy__in=own)
        return self.filter(mine | Q(academy__isnull=True)) if may(actor, Permission.REVIEW_PLAN) else self.filter(mine)


@track_history
class ReviewRound(TenantModel):
    """Reviews of one mode in one year. `order_version` grows with each change of the order that is being decided.

    `academy`: the school that began it by itself, such as an enquiry within one school.
    """

    cycle = TenantForeignKey(Cycle, related_name="+")
    mode = models.CharField(max_length=8, choices=enums.Mode)
    scope = models.CharField(max_length=9, choices=enums.Scope, default=enums.Scope.TRUST)
    cluster = TenantForeignKey(Cluster, null=True, blank=True, related_name="+")
    academy = TenantForeignKey(Academy, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    theme = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    days = models.PositiveSmallIntegerField(default=1)
    # How many reviewers a team has beside its lead, and whether an external specialist belongs to it.
    reviewers = models.PositiveSmallIntegerField(default=2)
    wants_specialist = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=8, choices=enums.RoundState, default=enums.RoundState.PLANNED)
    order_version = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(RoundQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-from_on", "id"]
        constraints = [
            state_check("reviewround_mode_known", "mode", enums.Mode),
            state_check("reviewround_scope_known", "scope", enums.Scope),
            state_check("reviewround_state_known", "state", enums.RoundState),
            models.CheckConstraint(name="reviewround_ends_after_start", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(name="reviewround_days_few", condition=Q(days__gte=1) & Q(days__lte=3)),
            models.CheckConstraint(
                name="reviewround_themed_has_theme", condition=~Q(mode=enums.Mode.THEMED) | ~Q(theme="")
            ),
            models.CheckConstraint(
                name="reviewround_scope_of_enquiry", condition=Q(mode=enums.Mode.ENQUIRY) | Q(scope=enums.Scope.TRUST)
            ),
        ]
        indexes = [models.Index(fields=["trust", "cycle"], name="reviewround_of_year")]

    def __str__(self) -> str:
        return self.title

    @property
    def switches(self) -> Switches:
        """What its mode decides."""
        return switches(self.mode)

    @property
    def is_planned(self) -> bool:
        return self.state == enums.RoundState.PLANNED

    @property
    def is_closed(self) -> bool:
        return self.state == enums.RoundState.CLOSED


@track_history
class RoundAgreement(TenantModel):
    """One of those who decide an order agreed to it as it stood: `order_version`."""

    round = TenantForeignKey(ReviewRound, related_name="agreements")
    party = models.CharField(max_length=15, choices=enums.OrderParty)
    order_version = models.PositiveIntegerField()
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [
            state_check("roundagreement_party_known", "party", enums.OrderParty),
            models.UniqueConstraint(fields=["trust", "round", "party", "order_version"], name="roundagreement_once"),
        ]
