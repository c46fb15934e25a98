"""A visit to an academy: who goes when, the report, what was agreed to follow, and what the head says of it."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from academies.models import Academy
from improvement_cycle import enums
from improvement_cycle.models.commitments import LONGEST_NOTE, Commitment, Promise
from improvement_cycle.models.year import AcademyCycle
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history, track_history_without
from trust.permissions import Permission, everywhere, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_FOLLOW_UP, LONGEST_ANSWER = 300, 2_000
STATES_HELD = (enums.VisitState.HELD, enums.VisitState.SENT, enums.VisitState.ANSWERED)


class VisitQuerySet(TenantQuerySet):
    """Visits of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """Those of which this person reads what they are; of private ones only those who carry them out."""
        known = Q(academy__in=_at(actor, Permission.VISIT_READ))
        return self.filter((known & ~_private(actor)) | _gone_on_by(actor))

    def known_to(self, actor: Actor) -> Any:
        """Those of which this person learns that they are, be it as “Private” alone."""
        return self.filter(Q(academy__in=_at(actor, Permission.VISIT_READ)) | _gone_on_by(actor))

    def private_to(self, actor: Actor) -> Any:
        """Those known, and not visible: this person reads “Private”."""
        if everywhere(actor, Permission.COMMITMENT_PRIVATE):
            return self.none()
        known = self.filter(academy__in=_at(actor, Permission.VISIT_READ))
        return known.filter(_private(actor)).exclude(_gone_on_by(actor))


def _at(actor: Actor, permission: Permission) -> Any:
    return Academy.objects.visible_to(actor, permission).values("id")


def _private(actor: Actor) -> Any:
    return Q(kind__in=enums.NEED_TO_KNOW) & ~Q(academy__in=_at(actor, Permission.COMMITMENT_PRIVATE))


def _gone_on_by(actor: Actor) -> Any:
    if not may(actor, Permission.VISIT_CARRY_OUT):
        return Q(pk__in=[])
    return Q(id__in=VisitMember.objects.filter(membership_id=actor.membership_id).values("visit_id"))


@track_history
class Visit(TenantModel):
    """Somebody comes to an academy on a day. It hangs on the academy; the year is that of its day, where there is one.

    `commitment`: what it fulfils; `promise`: which time of it, for what is used when needed only once it is held.
    Of coaching a day and hours are kept, and no words.
    """

    academy = TenantForeignKey(Academy, related_name="+")
    academy_cycle = TenantForeignKey(AcademyCycle, null=True, blank=True, related_name="visits")
    commitment = TenantForeignKey(Commitment, null=True, blank=True, related_name="visits")
    promise = TenantForeignKey(Promise, null=True, blank=True, related_name="visits")
    kind = models.CharField(max_length=24, choices=[(each.value, each.label) for each in enums.VISIT_KINDS])
    day = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    begins_at = models.TimeField(null=True, blank=True)
    focus = models.CharField(max_length=LONGEST_NOTE, blank=True)
    state = models.CharField(max_length=9, choices=enums.VisitState, default=enums.VisitState.PLANNED)
    # Why it was cancelled, or moved last.
    reason = models.CharField(max_length=LONGEST_NOTE, blank=True)
    held_on = models.DateField(null=True, blank=True)
    days = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(VisitQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["day", "begins_at", "id"]
        constraints = [
            models.CheckConstraint(name="visit_kind_known", condition=Q(kind__in=[k.value for k in enums.VISIT_KINDS])),
            state_check("visit_state_known", "state", enums.VisitState),
            models.CheckConstraint(
                name="visit_ends_after_start", condition=Q(until_on__isnull=True) | Q(until_on__gt=F("day"))
            ),
            models.CheckConstraint(
                name="visit_held_has_day", condition=~Q(state__in=list(STATES_HELD)) | Q(held_on__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_sent_has_time",
                condition=~Q(state__in=[enums.VisitState.SENT, enums.VisitState.ANSWERED]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_without_words",
                condition=~Q(kind__in=sorted(enums.WITHOUT_WORDS)) | Q(focus="", reason="", sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="visit_cancelled_says_why",
                condition=~Q(state=enums.VisitState.CANCELLED)
                | ~Q(reason="")
                | Q(kind__in=sorted(enums.WITHOUT_WORDS)),
            ),
            models.CheckConstraint(
                name="visit_time_spent_positive",
                condition=(Q(days__isnull=True) | Q(days__gte=0)) & (Q(hours__isnull=True) | Q(hours__gte=0)),
            ),
            models.UniqueConstraint(
                fields=["trust", "promise"],
                condition=Q(promise__isnull=False) & ~Q(state=enums.VisitState.CANCELLED),
                name="visit_one_for_each_promise",
            ),
        ]
        indexes = [
            models.Index(fields=["trust", "academy", "day"], name="visit_of_academy"),
            models.Index(fields=["trust", "day"], name="visit_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phase(self) -> str:
        """Where it stands, for permissions by phase."""
        return str(self.academy.phase)

    @property
    def sort(self) -> str:
        """Quality assurance visit."""
        label = str(enums.CommitmentKind(self.kind).label)
        return f"{label[:1].upper()}{label[1:]}"

    @property
    def title(self) -> str:
        """Quality assurance visit, Beckside Primary."""
        return f"{self.sort}, {self.academy.name}"

    @property
    def is_private(self) -> bool:
        """Whether only those who carry it out know what it is."""
        return self.kind in enums.NEED_TO_KNOW

    @property
    def has_words(self) -> bool:
        """Whether a report is written of it at all."""
        return self.kind not in enums.WITHOUT_WORDS

    @property
    def is_planned(self) -> bool:
        return self.state == enums.VisitState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == enums.VisitState.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.state == enums.VisitState.CANCELLED

    @property
    def closed_words(self) -> str:
        """Why nothing in it moves any more; empty as long as it does."""
        if self.is_cancelled:
            return "This visit was cancelled: nothing in it changes."
        return str(self.academy_cycle.cycle.closed_words) if self.academy_cycle else ""

    @property
    def last_day(self) -> dt.date:
        """Its last day, which is mostly its first."""
        return self.until_on or self.day

    @property
    def follow_ups_sent(self) -> list["VisitFollowUp"]:
        """What follows from it as far as a report said so that was sent."""
        return [each for each in self.follow_ups.all() if each.was_sent]

    @property
    def time_spent(self) -> Decimal | None:
        """Hours of coaching, days of all others."""
        return self.days if self.has_words else self.hours


@track_history
class VisitMember(TenantModel):
    """Somebody who goes."""

    visit = TenantForeignKey(Visit, related_name="people")
    membership = TenantForeignKey("trust.Membership", related_name="+")
    name = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["trust", "visit", "membership"], name="visitmember_once")]
        indexes = [models.Index(fields=["trust", "membership"], name="visitmember_of_person")]


class VisitFollowUpQuerySet(TenantQuerySet):
    """What follows from visits."""

    def sent(self) -> Any:
        """As `was_sent`."""
        return self.filter(at__lte=F("visit__sent_at"))


@track_history_without("text")
class VisitFollowUp(TenantModel):
    """What follows from a visit: who does what by when. A draft with its report until that is sent."""

    visit = TenantForeignKey(Visit, related_name="follow_ups")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_FOLLOW_UP)
    owner = TenantForeignKey("trust.Membership", related_name="+")
    owner_name = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(VisitFollowUpQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["trust", "visit", "number"], name="visitfollowup_number_once")]
        indexes = [models.Index(fields=["trust", "owner"], name="visitfollowup_of_person")]

    def __str__(self) -> str:
        return self.text

    @property
    def was_sent(self) -> bool:
        """Whether a report that was sent has it: in one that is taken up again there are new ones, not told yet."""
        sent_at = self.visit.sent_at
        return bool(sent_at is not None and self.at <= sent_at)

    @property
    def owner_has_left(self) -> bool:
        """Whether nobody owns it any more."""
        until_on = self.owner.until_on
        return until_on is not None and until_on < timezone.localdate()

    @property
    def can_be_taken_out(self) -> bool:
        """Only while nobody was told of it."""
        return not self.was_sent and self.done_on is None


@track_history
class VisitAnswer(TenantModel):
    """What the head says of one version of the report. It stands beside the report, whatever comes after."""

    visit = TenantForeignKey(Visit, related_name="answers")
    number = models.PositiveSmallIntegerField()
    is_accurate = models.BooleanField()
    note = models.TextField(blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "visit", "number"], name="visitanswer_once"),
            models.CheckConstraint(
                name="visitanswer_not_accurate_says_why", condition=Q(is_accurate=True) | ~Q(note="")
            ),
        ]
