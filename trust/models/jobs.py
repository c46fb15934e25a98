"""Work that outlives a request: the content behind the trust's door, the queue in front of it."""

from django.db import models
from django.db.models import Q

from trust.enums import JobState, state_check
from trust.ids import uuid7
from trust.tenancy import TenantModel


class Job(TenantModel):
    """A thing to do, or a mail to send. The key is unique per kind, so nothing is asked for twice."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.DUE)
    fault = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "kind", "key"], name="job_key_once"),
            state_check("job_state_known", "state", JobState),
        ]


class Due(models.Model):
    """The work index (global): no content, only whose turn it is. Same id as the job."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trust = models.ForeignKey("trust.Trust", models.CASCADE, related_name="+")
    queue = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=JobState, default=JobState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The fencing token: whoever finishes must hold the latest lease.
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "due"
        constraints = [state_check("due_state_known", "state", JobState)]
        indexes = [
            models.Index(
                fields=["queue", "due_at"],
                name="due_waiting",
                condition=Q(state__in=["due", "leased", "handing_over"]),
            )
        ]
