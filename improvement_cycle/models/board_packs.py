"""What the board is given on one day, frozen; and when a person was last on the dashboard."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Subquery

from improvement_cycle.models.year import Cycle, MatrixSnapshot
from trust.actors import Actor
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_WHY = 500


class BoardPackQuerySet(TenantQuerySet):
    """Board packs of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """Every one to those who read them; what was withdrawn is there too, and says so."""
        return self.with_withdrawal() if may(actor, Permission.BOARD_PACK_READ) else self.none()

    def with_withdrawal(self) -> Any:
        """Each with who withdrew it, when and why; empty where nobody did."""
        said = BoardPackWithdrawal.objects.filter(pack=OuterRef("id"))
        return self.annotate(
            **{f"withdrawn_{name}": Subquery(said.values(name)[:1]) for name in ("at", "by_name", "why")}
        )


class BoardPack(TenantModel):
    """The pages chosen for one meeting of the board, as they stood when they were frozen. Never changed.

    The matrix in it is that of `snapshot`: trustees read nothing that was not published for them.
    """

    cycle = TenantForeignKey(Cycle, related_name="board_packs")
    snapshot = TenantForeignKey(MatrixSnapshot, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    # Keys of policies.board_pack.PackPage, in their order.
    pages = models.JSONField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_by = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    frozen_by_name = models.CharField(max_length=200)
    frozen_at = models.DateTimeField()

    # Read by `with_withdrawal`.
    withdrawn_at: Any = None
    withdrawn_by_name: Any = None
    withdrawn_why: Any = None

    objects: ClassVar[Any] = TenantManager.from_queryset(BoardPackQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-frozen_at", "-number"]
        constraints = [models.UniqueConstraint(fields=["trust", "cycle", "number"], name="boardpack_number_once")]
        indexes = [models.Index(fields=["trust", "-frozen_at"], name="boardpack_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class BoardPackWithdrawal(TenantModel):
    """A board pack was taken back: by whom, when and why. What stood in it stays."""

    pack = TenantForeignKey(BoardPack, related_name="withdrawals")
    why = models.CharField(max_length=LONGEST_WHY)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "pack"], name="boardpackwithdrawal_once")]


class DashboardVisit(TenantModel):
    """When a person was last on the dashboard, and until when they knew what had happened before that."""

    membership = TenantForeignKey("trust.Membership", related_name="+")
    seen_at = models.DateTimeField()
    # The end of the visit before this one; empty at the first.
    before_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "membership"], name="dashboardvisit_once")]
