"""Inspection at an academy: the week of the call, its outcome taken by hand, and the days that follow from it."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from academies.enums import Concern
from academies.models import Academy
from improvement_cycle import enums
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_NOTE, LONGEST_SENTENCE, LONGEST_WORDS = 500, 1000, 300


class AtAcademyQuerySet(TenantQuerySet):
    """What stands at academies and is read by those inside."""

    def visible_to(self, actor: Actor) -> Any:
        """Those of the academies at which the actor reads them."""
        return self.filter(academy__in=Academy.objects.visible_to(actor, Permission.INSPECTION_READ).values("id"))


@track_history
class InspectionWeek(TenantModel):
    """From the call until the inspectors are gone. Until `paused_until` nobody at the academy is reminded."""

    academy = TenantForeignKey(Academy, related_name="inspection_weeks")
    called_on = models.DateField()
    paused_until = models.DateField()
    began_by_name = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_note = models.CharField(max_length=LONGEST_NOTE, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(AtAcademyQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-called_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "academy"], condition=Q(ended_on__isnull=True), name="inspectionweek_one_open"
            ),
            models.CheckConstraint(
                name="inspectionweek_paused_from_call", condition=Q(paused_until__gte=F("called_on"))
            ),
            models.CheckConstraint(
                name="inspectionweek_ends_after_call",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("called_on")),
            ),
        ]
        indexes = [models.Index(fields=["trust", "academy", "called_on"], name="inspectionweek_of_academy")]

    @property
    def phase(self) -> str:
        """Where it stands, for permissions."""
        return str(self.academy.phase)

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    def is_paused_on(self, day: dt.date) -> bool:
        """Whether nobody at the academy is reminded on this day."""
        return self.called_on <= day <= self.paused_until and (self.ended_on is None or day < self.ended_on)


@track_history
class InspectionOutcome(TenantModel):
    """What inspectors said, as somebody of the trust wrote it down. It is no official fact and never stands among them.

    Until `opened_at` it is known to `named`, to who wrote it, to the head and to the chief executive. Once Ofsted's
    file has an inspection of that academy and day it steps back. `grades`: key of an area -> key of its word.
    """

    week = TenantForeignKey(InspectionWeek, related_name="outcomes")
    inspected_on = models.DateField()
    framework = models.CharField(max_length=40)
    is_graded = models.BooleanField()
    grades = models.JSONField(default=dict, blank=True)
    sentence = models.CharField(max_length=LONGEST_SENTENCE, blank=True)
    concern = models.CharField(max_length=3, choices=Concern, blank=True)
    named = models.JSONField(default=list, blank=True)
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by_name = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        ordering = ["-inspected_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "week"], name="inspectionoutcome_once_a_week"),
            state_check("inspectionoutcome_concern_known", "concern", Concern),
            models.CheckConstraint(
                name="inspectionoutcome_says_something",
                condition=Q(is_graded=True) & ~Q(grades={}) | Q(is_graded=False, grades={}) & ~Q(sentence=""),
            ),
        ]

    @property
    def academy_id(self) -> Any:
        """Where it stands, for permissions."""
        return self.week.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.week.phase

    @property
    def is_under_embargo(self) -> bool:
        return self.opened_at is None


@track_history
class InspectionDeadline(TenantModel):
    """A day that Ofsted or the Department for Education set: a monitoring visit, or a milestone of RISE."""

    academy = TenantForeignKey(Academy, related_name="inspection_deadlines")
    kind = models.CharField(max_length=20, choices=enums.InspectionDeadlineKind)
    due_on = models.DateField()
    words = models.CharField(max_length=LONGEST_WORDS)
    done_on = models.DateField(null=True, blank=True)
    done_note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(AtAcademyQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["due_on", "id"]
        constraints = [
            state_check("inspectiondeadline_kind_known", "kind", enums.InspectionDeadlineKind),
            models.CheckConstraint(
                name="inspectiondeadline_done_says_how", condition=Q(done_on__isnull=True) | ~Q(done_note="")
            ),
        ]
        indexes = [models.Index(fields=["trust", "academy", "due_on"], name="inspectiondeadline_of_academy")]

    @property
    def phase(self) -> str:
        """Where it stands, for permissions."""
        return str(self.academy.phase)

    @property
    def is_done(self) -> bool:
        return self.done_on is not None
