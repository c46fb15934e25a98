"""What happened, readable: status history and feed in one, append-only."""

from django.db import models
from django.utils import timezone

from trust.tenancy import TenantModel

LONGEST_SENTENCE = 400


class Activity(TenantModel):
    """One sentence of what somebody did. Never changed, never deleted by the application."""

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    verb = models.CharField(max_length=40)
    sentence = models.CharField(max_length=LONGEST_SENTENCE)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    # Place of the subject, without a key since academies are a floor above.
    academy_id = models.UUIDField(null=True, blank=True)
    # Empty: for everyone who may read the subject. Otherwise the circle that may read it, such as "parties".
    circle = models.CharField(max_length=20, blank=True)
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["trust", "subject_id", "-at"], name="activity_of_subject"),
            models.Index(fields=["trust", "-at"], name="activity_feed"),
            models.Index(fields=["trust", "academy_id", "-at"], name="activity_of_academy"),
        ]
