"""What an academy agrees to improve in a year, what that rests on, and what the whole trust works on."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from improvement_cycle import enums
from improvement_cycle.models.improvement_model import KeyArea, MatrixColumn
from improvement_cycle.models.judgements import Evidence, Judgement
from improvement_cycle.models.year import AcademyCycle, Cycle
from improvement_cycle.policies.priorities import AGREED, WITH_PAGE
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission, may
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class TrustPriorityQuerySet(TenantQuerySet):
    """Priorities of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """All of them, to those who read priorities of any academy: they align with these."""
        return self if may(actor, Permission.PRIORITY_READ) else self.none()


@track_history
class TrustPriority(TenantModel):
    """What the whole trust works on in a year, from its strategic plan. Priorities of academies align with it."""

    cycle = TenantForeignKey(Cycle, related_name="trust_priorities")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    statement = models.TextField(blank=True)
    state = models.CharField(max_length=5, choices=enums.TrustPriorityState, default=enums.TrustPriorityState.OPEN)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(TrustPriorityQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        verbose_name_plural = "trust priorities"
        constraints = [
            models.UniqueConstraint(fields=["trust", "cycle", "number"], name="trustpriority_number_once"),
            state_check("trustpriority_state_known", "state", enums.TrustPriorityState),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == enums.TrustPriorityState.OPEN


@track_history
class TrustPriorityColumn(TenantModel):
    """A column of the matrix in which a concern asks for this priority: without one there is a gap."""

    priority = TenantForeignKey(TrustPriority, related_name="asked_by")
    column = TenantForeignKey(MatrixColumn, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "priority", "column"], name="trustprioritycolumn_once")]


class PriorityQuerySet(TenantQuerySet):
    """Priorities of academies."""

    def visible_to(self, actor: Actor) -> Any:
        """Those of the academies whose priorities the actor reads."""
        rows = AcademyCycle.objects.reached_by(actor, Permission.PRIORITY_READ)
        return self.filter(academy_cycle__in=rows.values("id"))


def with_page(of: str = "") -> Q:
    """Priorities that have a page in the plan, as policies.priorities.has_page. `of`: a relation."""
    return Q(**{f"{of}state__in": WITH_PAGE}) | Q(**{f"{of}keeps_page": True})


def once_agreed() -> Q:
    """Priorities that the three have agreed, also where they left the plan since: policies.priorities.was_agreed."""
    return Q(state__in=AGREED) | Q(keeps_page=True)


@track_history
class Priority(TenantModel):
    """What an academy is to improve in a year. `version` grows with its words: nobody agrees to what they never saw."""

    academy_cycle = TenantForeignKey(AcademyCycle, related_name="priorities")
    number = models.PositiveSmallIntegerField()
    area = TenantForeignKey(KeyArea, related_name="+")
    statement = models.CharField(max_length=200)
    rationale = models.TextField(blank=True)
    # Values of enums.Support; what it is in words stands in the note.
    support = models.JSONField(default=list)
    support_note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=15, choices=enums.PriorityState, default=enums.PriorityState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    proposer = models.CharField(max_length=15, choices=enums.Proposer, default=enums.Proposer.PERSON)
    proposed_by = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    proposed_by_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    # What was reached, once it is delivered.
    reached = models.CharField(max_length=500, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    # It was in the plan when nobody went on working on it: its page stays, since what was approved does not change.
    keeps_page = models.BooleanField(default=False)
    # An earlier one that it goes on from, in another year or in this, and why; `to_confirm` until somebody has read it.
    came_from = TenantForeignKey("self", null=True, blank=True, related_name="went_on_as")
    came_how = models.CharField(max_length=7, choices=enums.CameHow, blank=True)
    to_confirm = models.BooleanField(default=False)

    objects: ClassVar[Any] = TenantManager.from_queryset(PriorityQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(fields=["trust", "academy_cycle", "number"], name="priority_number_once"),
            state_check("priority_state_known", "state", enums.PriorityState),
            state_check("priority_proposer_known", "proposer", enums.Proposer),
            models.CheckConstraint(
                name="priority_agreed_is_dated",
                condition=Q(
                    state__in=[
                        enums.PriorityState.PROPOSED,
                        enums.PriorityState.WITHDRAWN,
                        enums.PriorityState.CARRIED_FORWARD,
                    ]
                )
                | Q(agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="priority_delivered_is_told",
                condition=~Q(state__in=[enums.PriorityState.DELIVERED, enums.PriorityState.SUSTAINED])
                | (Q(delivered_on__isnull=False) & ~Q(reached="")),
            ),
            models.CheckConstraint(
                name="priority_came_from_somewhere",
                condition=Q(came_from__isnull=True, came_how="")
                | Q(came_from__isnull=False, came_how__in=enums.CameHow.values),
            ),
            # Carried twice it is carried once.
            models.UniqueConstraint(
                fields=["trust", "came_from", "academy_cycle"],
                condition=Q(came_from__isnull=False),
                name="priority_came_once",
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def academy_id(self) -> Any:
        """Where it stands, for permissions."""
        return self.academy_cycle.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.academy_cycle.phase

    @property
    def is_proposed(self) -> bool:
        return self.state == enums.PriorityState.PROPOSED

    @property
    def is_delivered(self) -> bool:
        """Delivered or already sustained."""
        return self.state in (enums.PriorityState.DELIVERED, enums.PriorityState.SUSTAINED)

    @property
    def support_words(self) -> list[str]:
        """Where the help comes from, in words."""
        return [str(each.label) for each in enums.Support if each.value in self.support]


@track_history
class PriorityBasis(TenantModel):
    """What a priority rests on: an agreed judgement, a piece of evidence, or a point of a self-evaluation."""

    priority = TenantForeignKey(Priority, related_name="rests_on")
    judgement = TenantForeignKey(Judgement, null=True, blank=True, related_name="asks_for")
    evidence = TenantForeignKey(Evidence, null=True, blank=True, related_name="asks_for")
    # A point as it was handed in: its section, its place in the list there, its words, and the version.
    section = models.CharField(max_length=60, blank=True)
    section_title = models.CharField(max_length=160, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)
    sef_version = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        verbose_name_plural = "what priorities rest on"
        constraints = [
            models.CheckConstraint(
                name="prioritybasis_one_of_three",
                condition=Q(judgement__isnull=False, evidence__isnull=True, point__isnull=True)
                | Q(judgement__isnull=True, evidence__isnull=False, point__isnull=True)
                | (
                    Q(judgement__isnull=True, evidence__isnull=True, point__isnull=False, sef_version__isnull=False)
                    & ~Q(text="")
                ),
            ),
            models.UniqueConstraint(
                fields=["trust", "priority", "judgement"],
                condition=Q(judgement__isnull=False),
                name="prioritybasis_judgement_once",
            ),
            models.UniqueConstraint(
                fields=["trust", "priority", "evidence"],
                condition=Q(evidence__isnull=False),
                name="prioritybasis_evidence_once",
            ),
            models.UniqueConstraint(
                fields=["trust", "priority", "section", "text"],
                condition=Q(point__isnull=False),
                name="prioritybasis_point_once",
            ),
        ]


@track_history
class PriorityAlignment(TenantModel):
    """A priority of an academy that works on one of the trust."""

    priority = TenantForeignKey(Priority, related_name="aligned")
    trust_priority = TenantForeignKey(TrustPriority, related_name="aligned")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "priority", "trust_priority"], name="priorityalignment_once")
        ]


@track_history
class PriorityAgreement(TenantModel):
    """One of the three agrees to the priority as it was at that version, or is recorded as away, with the reason."""

    priority = TenantForeignKey(Priority, related_name="agreements")
    party = models.CharField(max_length=16, choices=enums.Party)
    kind = models.CharField(max_length=8, choices=enums.AgreementKind, default=enums.AgreementKind.AGREED)
    priority_version = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "priority", "party", "priority_version"], name="priorityagreement_once"
            ),
            state_check("priorityagreement_party_known", "party", enums.Party),
            # Who does not agree says so in a comment.
            models.CheckConstraint(
                name="priorityagreement_kind_known",
                condition=Q(kind__in=[enums.AgreementKind.AGREED, enums.AgreementKind.ABSENT]),
            ),
            models.CheckConstraint(
                name="priorityagreement_says_why", condition=Q(kind=enums.AgreementKind.AGREED) | ~Q(note="")
            ),
        ]


@track_history
class PriorityComment(TenantModel):
    """A remark on a priority; with a party it says that this one of the three does not agree."""

    priority = TenantForeignKey(Priority, related_name="comments")
    party = models.CharField(max_length=16, choices=enums.Party, blank=True)
    priority_version = models.PositiveIntegerField()
    text = models.TextField()
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="prioritycomment_party_known", condition=Q(party="") | Q(party__in=enums.Party.values)
            )
        ]
