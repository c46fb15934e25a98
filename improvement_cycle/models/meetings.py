"""A judgement meeting: its agenda of academies, who was there, what was decided, and what stays open."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from improvement_cycle import enums
from improvement_cycle.models.improvement_model import Grade, MatrixColumn, StatusCategory
from improvement_cycle.models.year import AcademyCycle, Cycle
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


def seats_of(actor: Actor) -> Any:
    """The rows at whose table this person sits: those they lead meetings about, and those of the own academy."""
    led = AcademyCycle.objects.reached_by(actor, Permission.MEETING_OPEN)
    return led | AcademyCycle.objects.reached_by(actor, Permission.VIEW_HEAD)


class JudgementMeetingQuerySet(TenantQuerySet):
    """Meetings of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """Those with an academy on the agenda at whose table this person sits."""
        items = MeetingItem.objects.filter(academy_cycle__in=seats_of(actor))
        return self.filter(id__in=items.values("meeting_id"))


@track_history
class JudgementMeeting(TenantModel):
    """Some academies, one after another. While one is on screen, the meeting about its row is open."""

    cycle = TenantForeignKey(Cycle, related_name="meetings")
    held_on = models.DateField()
    state = models.CharField(max_length=7, choices=enums.MeetingState, default=enums.MeetingState.PLANNED)
    also_present = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(JudgementMeetingQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-held_on", "-at"]
        constraints = [state_check("judgementmeeting_state_known", "state", enums.MeetingState)]

    @property
    def day(self) -> dt.date:
        """The day on which it was held; until it is opened, the day for which it is planned."""
        return timezone.localdate(self.opened_at) if self.opened_at else self.held_on

    @property
    def is_open(self) -> bool:
        return self.state == enums.MeetingState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == enums.MeetingState.CLOSED


@track_history
class MeetingAttendee(TenantModel):
    """Somebody of the trust who is there."""

    meeting = TenantForeignKey(JudgementMeeting, related_name="attendees")
    membership = TenantForeignKey("trust.Membership", related_name="+")
    name = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["trust", "meeting", "membership"], name="meetingattendee_once")]


@track_history
class MeetingItem(TenantModel):
    """An academy on the agenda. Only one is on screen."""

    meeting = TenantForeignKey(JudgementMeeting, related_name="items")
    academy_cycle = TenantForeignKey(AcademyCycle, related_name="meeting_items")
    order = models.PositiveSmallIntegerField()
    is_on_screen = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "meeting", "academy_cycle"], name="meetingitem_once"),
            models.UniqueConstraint(
                fields=["trust", "meeting"], condition=Q(is_on_screen=True), name="meetingitem_one_on_screen"
            ),
            # Two meetings at once never talk about one academy.
            models.UniqueConstraint(
                fields=["trust", "academy_cycle"], condition=Q(is_on_screen=True), name="meetingitem_on_one_screen"
            ),
        ]


@track_history
class MeetingDecision(TenantModel):
    """What was decided about an academy: a judgement in a column, or the category. The last word counts."""

    item = TenantForeignKey(MeetingItem, related_name="decisions")
    column = TenantForeignKey(MatrixColumn, null=True, blank=True, related_name="+")
    grade = TenantForeignKey(Grade, null=True, blank=True, related_name="+")
    category = TenantForeignKey(StatusCategory, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["column__order", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "item", "column"],
                condition=Q(column__isnull=False),
                name="meetingdecision_column_once",
            ),
            models.UniqueConstraint(
                fields=["trust", "item"], condition=Q(category__isnull=False), name="meetingdecision_category_once"
            ),
            models.CheckConstraint(
                name="meetingdecision_one_of_two",
                condition=Q(column__isnull=False, grade__isnull=False, category__isnull=True)
                | Q(column__isnull=True, grade__isnull=True, category__isnull=False),
            ),
        ]


@track_history
class OpenPoint(TenantModel):
    """What somebody is to see to by a day: a person of the trust, or whoever holds a role."""

    meeting = TenantForeignKey(JudgementMeeting, related_name="points")
    academy = TenantForeignKey("academies.Academy", null=True, blank=True, related_name="+")
    text = models.CharField(max_length=300)
    owner = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=200, blank=True)
    owner_role = models.CharField(max_length=16, choices=enums.Responsible, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=enums.PointState, default=enums.PointState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["due_on", "at"]
        constraints = [
            state_check("openpoint_state_known", "state", enums.PointState),
            models.CheckConstraint(
                name="openpoint_has_one_owner",
                condition=Q(owner__isnull=False, owner_role="")
                | Q(owner__isnull=True, owner_role__in=enums.Responsible.values),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == enums.PointState.OPEN

    @property
    def owner_words(self) -> str:
        """The name, or the role."""
        if self.owner_role:
            return str(enums.Responsible(self.owner_role).label).capitalize()
        return self.owner_name
