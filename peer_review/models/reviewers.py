"""Who may be asked to review: what they can do, when they are away, and where they have a conflict of interest."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from academies.models import Academy
from trust.actors import Actor
from trust.history import track_history
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

MOST = 3


class ReviewerQuerySet(TenantQuerySet):
    """Reviewers of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """All to those who plan reviews, oneself to everybody else."""
        if may(actor, Permission.REVIEW_PLAN):
            return self
        if actor.membership_id is None or not may(actor, Permission.REVIEW_TAKE_PART):
            return self.none()
        return self.filter(membership_id=actor.membership_id)


@track_history
class Reviewer(TenantModel):
    """Somebody who may be on a team. `phases` and `areas` (keys) say what they know; no phase means any."""

    membership = TenantForeignKey("trust.Membership", related_name="+")
    can_lead = models.BooleanField(default=False)
    is_specialist = models.BooleanField(default=False)
    phases = ArrayField(models.CharField(max_length=25), default=list, blank=True)
    areas = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    most = models.PositiveSmallIntegerField(default=2)
    # Of somebody from outside: where they come from.
    home = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(ReviewerQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["membership__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "membership"], name="reviewer_once"),
            models.CheckConstraint(name="reviewer_most_few", condition=Q(most__gte=0) & Q(most__lte=20)),
        ]

    def __str__(self) -> str:
        return str(self.membership.name)


@track_history
class ReviewerAway(TenantModel):
    """Days on which somebody reviews nowhere. Why is nobody's business."""

    reviewer = TenantForeignKey(Reviewer, related_name="away")
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta(TenantModel.Meta):
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "reviewer", "from_on"], name="revieweraway_once"),
            models.CheckConstraint(name="revieweraway_ends_after_start", condition=Q(until_on__gte=F("from_on"))),
        ]


@track_history
class ReviewerConflict(TenantModel):
    """A school at which somebody does not review, as they said themselves. The reason is kept with no word."""

    reviewer = TenantForeignKey(Reviewer, related_name="conflicts")
    academy = TenantForeignKey(Academy, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["trust", "reviewer", "academy"], name="reviewerconflict_once")]
