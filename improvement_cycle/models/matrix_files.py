"""Spreadsheets from which the matrix of a past year is taken over."""

from typing import Any, ClassVar

from django.db import models

from improvement_cycle import enums
from improvement_cycle.models.year import Cycle
from trust.actors import Actor
from trust.enums import state_check
from trust.models import StoredFile
from trust.permissions import Permission, everywhere, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class MatrixFileQuerySet(TenantQuerySet):
    """Files of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """One's own; all of them to those who take over for the whole trust."""
        if everywhere(actor, Permission.MATRIX_IMPORT):
            return self
        own = may(actor, Permission.MATRIX_IMPORT) and actor.membership_id is not None
        return self.filter(by_membership_id=actor.membership_id) if own else self.none()


class MatrixFile(TenantModel):
    """A file as it was read, how its columns are matched, and what became of it. The file itself is kept."""

    cycle = TenantForeignKey(Cycle, related_name="files")
    file = TenantForeignKey(StoredFile, related_name="+")
    content = models.JSONField()  # what trust.sheet_cells says
    sheet = models.PositiveSmallIntegerField(default=0)
    header = models.PositiveSmallIntegerField(default=0)
    columns = models.JSONField(default=dict)  # number of the column -> what it holds
    state = models.CharField(max_length=9, choices=enums.MatrixFileState, default=enums.MatrixFileState.READ)
    taken = models.PositiveIntegerField(default=0)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(MatrixFileQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-at"]
        constraints = [state_check("matrixfile_state_known", "state", enums.MatrixFileState)]

    @property
    def is_open(self) -> bool:
        return self.state == enums.MatrixFileState.READ
