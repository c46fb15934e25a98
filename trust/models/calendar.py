"""The address by which a person's own calendar reads this one."""

from django.db import models
from django.db.models import Q

from trust.history import track_history
from trust.models.people import Membership
from trust.tenancy import TenantForeignKey, TenantModel


@track_history
class CalendarFeed(TenantModel):
    """A subscription address of one person in one trust: revocable, and ended with the membership.

    Its secret is made from its id (trust.doors.feed_key) and only its hash is kept, for finding it. What was last told
    is remembered by its hash: `sequence` and `changed_at` go on where that is another one, as calendars expect.
    """

    membership = TenantForeignKey(Membership, related_name="+")
    key_hash = models.CharField(max_length=64)
    only_mine = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    told_hash = models.CharField(max_length=64, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "key_hash"], name="calendarfeed_key_once"),
            models.UniqueConstraint(
                fields=["trust", "membership"], condition=Q(revoked_at__isnull=True), name="calendarfeed_one_open"
            ),
        ]
