"""Private files, and reports made into them."""

from django.db import models

from trust.enums import FileState, ReportState, state_check
from trust.history import track_history
from trust.tenancy import TenantForeignKey, TenantModel


@track_history
class StoredFile(TenantModel):
    """An upload or a generated file. Bytes lie in private storage under the trust and this id."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=FileState, default=FileState.CLEAN)
    # What the file belongs to: the owner of that kind answers who may read it.
    owner_kind = models.CharField(max_length=40)
    owner_id = models.UUIDField()
    uploaded_by = models.UUIDField(null=True, blank=True)
    uploaded_by_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-uploaded_at"]
        constraints = [state_check("storedfile_state_known", "state", FileState)]
        indexes = [models.Index(fields=["trust", "owner_kind", "owner_id"], name="storedfile_by_owner")]


@track_history
class Report(TenantModel):
    """One rendering of one subject as at one moment."""

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=80)
    as_at = models.DateTimeField()
    parameters = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.PREPARING)
    fault = models.CharField(max_length=300, blank=True)
    file = TenantForeignKey(StoredFile, null=True, blank=True, related_name="+")
    asked_by = models.UUIDField(null=True, blank=True)
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-asked_at"]
        constraints = [state_check("report_state_known", "state", ReportState)]
        indexes = [models.Index(fields=["trust", "kind", "subject_id"], name="report_of_subject")]
