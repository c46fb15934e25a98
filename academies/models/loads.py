"""Every file that was loaded, with an account of its rows."""

from django.db import models

import trust.tenancy  # noqa: F401 - our database backend needs it before the first table is declared
from academies.enums import LoadKind, LoadState
from trust.enums import state_check
from trust.ids import uuid7


class DataLoad(models.Model):
    """One published file: what it is, what it says it is as at, and what became of each row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=LoadKind)
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    layout = models.TextField(blank=True)
    as_at = models.DateField()
    state = models.CharField(max_length=10, choices=LoadState, default=LoadState.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=200)
    # Rows: read = added + changed + unchanged + refused + skipped. Older ones are among the unchanged.
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    rows_skipped = models.PositiveIntegerField(default=0)
    rows_older = models.PositiveIntegerField(default=0)
    # Counts of the things in the rows, where a row holds several: {"inspections": {"added": 3, ...}}
    things = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["kind", "-as_at"], name="dataload_latest")]
        constraints = [
            state_check("dataload_kind_known", "kind", LoadKind),
            state_check("dataload_state_known", "state", LoadState),
        ]


class RefusedRow(models.Model):
    """A row that was not taken in. The first thousand of a file are kept, all of them are counted."""

    load = models.ForeignKey(DataLoad, models.CASCADE, related_name="refused")
    line = models.PositiveIntegerField()
    reason = models.TextField()

    class Meta:
        ordering = ["line"]
