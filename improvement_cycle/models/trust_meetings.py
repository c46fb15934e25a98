"""Meetings of the trust: executive, headteacher partnership, local advisory group, board; and their papers."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from academies.models import Academy
from improvement_cycle import enums
from improvement_cycle.models.board_packs import BoardPack
from improvement_cycle.models.year import MatrixSnapshot
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_ABOUT = 2000


class TrustMeetingQuerySet(TenantQuerySet):
    """Meetings of the trust that is open."""

    def asking(self, actor: Actor) -> Any:
        """Those to which this person is asked: by their role, and where the meeting is an academy's, by one there."""
        asked = Q(asked__contains=[actor.role]) if actor.role in enums.EVERYWHERE else Q(pk=None)
        for role in {each.role for each in actor.appointments}:
            here = Q(academy=None) | Q(academy_id__in=actor.academies_of(role))
            asked |= Q(asked__contains=[role]) & here
        return self.filter(asked)

    def visible_to(self, actor: Actor) -> Any:
        """All, to those who look after them; else those to which one is asked."""
        if may(actor, Permission.TRUST_MEETING_MANAGE):
            return self
        return self.asking(actor) if may(actor, Permission.TRUST_MEETING_READ) else self.none()


@track_history
class TrustMeeting(TenantModel):
    """One meeting. Asked are roles: whoever holds one on the day comes. Cancelled with a reason, never deleted."""

    kind = models.CharField(max_length=12, choices=enums.TrustMeetingKind)
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    starts_at = models.CharField(max_length=5, blank=True)  # 17:30
    place = models.CharField(max_length=120, blank=True)
    academy = TenantForeignKey(Academy, null=True, blank=True, related_name="+")
    asked = models.JSONField(default=list)
    about = models.CharField(max_length=LONGEST_ABOUT, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(TrustMeetingQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["held_on", "starts_at", "id"]
        constraints = [
            state_check("trustmeeting_kind_known", "kind", enums.TrustMeetingKind),
            models.CheckConstraint(
                name="trustmeeting_cancelled_with_reason", condition=Q(cancelled_at=None) | ~Q(cancelled_why="")
            ),
            models.CheckConstraint(
                name="trustmeeting_group_has_academy",
                condition=~Q(kind=enums.TrustMeetingKind.LOCAL_GROUP) | Q(academy__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["trust", "held_on"], name="trustmeeting_by_day")]

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None


class TrustMeetingPaperQuerySet(TenantQuerySet):
    """Papers of meetings."""

    def visible_to(self, actor: Actor) -> Any:
        """Those of a sort that this person reads anyway."""
        read = Q(snapshot__isnull=False) if may(actor, Permission.SNAPSHOT_READ) else Q(pk=None)
        return self.filter(read | Q(pack__isnull=False) if may(actor, Permission.BOARD_PACK_READ) else read)


@track_history
class TrustMeetingPaper(TenantModel):
    """A published matrix or a board pack as a paper of a meeting. Who reads it is decided there: this opens nothing."""

    meeting = TenantForeignKey(TrustMeeting, related_name="papers")
    snapshot = TenantForeignKey(MatrixSnapshot, null=True, blank=True, related_name="+")
    pack = TenantForeignKey(BoardPack, null=True, blank=True, related_name="+")

    # Of a pack, once it was asked: queries/trust_meetings.py.
    is_withdrawn: bool = False

    objects: ClassVar[Any] = TenantManager.from_queryset(TrustMeetingPaperQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "meeting", "snapshot"], name="trustmeetingpaper_once"),
            models.UniqueConstraint(fields=["trust", "meeting", "pack"], name="trustmeetingpaper_pack_once"),
            models.CheckConstraint(
                name="trustmeetingpaper_is_one",
                condition=Q(snapshot__isnull=False, pack__isnull=True) | Q(snapshot__isnull=True, pack__isnull=False),
            ),
        ]

    @property
    def paper_id(self) -> Any:
        """The id of what it is."""
        return self.snapshot_id or self.pack_id
