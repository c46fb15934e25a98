"""Work that outlives a request: the content behind the trust's door, the queue in front of it."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trust.enums import JobState, state_check
from trust.ids import uuid7
from trust.tenancy import TenantModel

PASSING = [JobState.LEASED, JobState.HANDING_OVER]


class Job(TenantModel):
    """A thing to do, or a mail to send. The key is unique per kind, so nothing is asked for twice.

    Its state follows at the ends (done, failed, uncertain); whose hands it is in stands in Due.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=400)
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


class DueQuerySet(models.QuerySet["Due"]):
    """Rows of the work index. Times are the database's, since the clocks of workers differ."""

    def open_for_work(self) -> Any:
        """Whose turn it is: waiting and due, or left behind by a worker whose lease ran out."""
        return self.filter(Q(state=JobState.DUE, due_at__lte=Now()) | Q(state__in=PASSING, lease_until__lte=Now()))

    def without_bell(self, quiet: dt.timedelta) -> Any:
        """Those for which no bell was rung lately."""
        return self.filter(Q(rung_at__isnull=True) | Q(rung_at__lte=Now() - quiet))


class Due(models.Model):
    """The work index (global): no content, only whose turn it is. Same id as the job.

    Without a trust it stands for mail of an account (AccountMail), which belongs to no trust.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trust = models.ForeignKey("trust.Trust", models.CASCADE, null=True, blank=True, related_name="+")
    queue = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=JobState, default=JobState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The fencing token: whoever finishes must hold the latest lease.
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DueQuerySet.as_manager()

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
