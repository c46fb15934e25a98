"""What the board is given on one day, frozen; and when a person was last on the dashboard."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from improvement_cycle import enums
from improvement_cycle.models.year import Cycle, MatrixSnapshot
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history_without
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_WHY = 500


class BoardPackQuerySet(TenantQuerySet):
    """Board packs of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """Every one to those who read them; what was withdrawn is there too, and says so."""
        return self if may(actor, Permission.BOARD_PACK_READ) else self.none()


# Its content never changes, so the history of its rows need not hold it again.
@track_history_without("content")
class BoardPack(TenantModel):
    """The pages chosen for one meeting of the board, as they stood when they were frozen. Only ever withdrawn.

    The matrix in it is that of `snapshot`: trustees read nothing that was not published for them.
    """

    cycle = TenantForeignKey(Cycle, related_name="board_packs")
    snapshot = TenantForeignKey(MatrixSnapshot, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    # Keys of policies.board_pack.PAGES, in their order.
    pages = models.JSONField()
    state = models.CharField(max_length=9, choices=enums.PackState, default=enums.PackState.FROZEN)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_by = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    frozen_by_name = models.CharField(max_length=200)
    frozen_at = models.DateTimeField()
    withdrawn_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=LONGEST_WHY, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(BoardPackQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-frozen_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "cycle", "number"], name="boardpack_number_once"),
            state_check("boardpack_state_known", "state", enums.PackState),
            models.CheckConstraint(
                name="boardpack_withdrawn_says_why",
                condition=Q(state=enums.PackState.FROZEN, withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(state=enums.PackState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
            ),
        ]
        indexes = [models.Index(fields=["trust", "-frozen_at"], name="boardpack_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.state == enums.PackState.WITHDRAWN


class DashboardVisit(TenantModel):
    """When a person was last on the dashboard, and until when they knew what had happened before that."""

    membership = TenantForeignKey("trust.Membership", related_name="+")
    seen_at = models.DateTimeField()
    # The end of the visit before this one; empty at the first.
    before_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "membership"], name="dashboardvisit_once")]
