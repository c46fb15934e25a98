"""What the category of support brings an academy in a year: commitments, and each time one of them falls due."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from improvement_cycle import enums
from improvement_cycle.models.year import AcademyCycle, reached
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

LONGEST_NOTE = 500


class CommitmentQuerySet(TenantQuerySet):
    """Commitments of academies."""

    def visible_to(self, actor: Actor) -> Any:
        """Those of the academies whose commitments the actor reads."""
        return self.filter(reached(actor, Permission.COMMITMENT_READ, "academy_cycle__"))


def known_to(actor: Actor, of: str = "") -> Q:
    """Whether the actor reads its words: it does not read “Private” to them. Of one, may_read_commitment.

    `of` leads from what is asked to the commitment.
    """
    return reached(actor, Permission.COMMITMENT_READ, f"{of}academy_cycle__") & ~_private_to(actor, of)


def private_to(actor: Actor, of: str = "") -> Q:
    """The others: the actor learns that they are, and reads “Private”."""
    return reached(actor, Permission.COMMITMENT_READ, f"{of}academy_cycle__") & _private_to(actor, of)


def _private_to(actor: Actor, of: str) -> Q:
    within = reached(actor, Permission.COMMITMENT_PRIVATE, f"{of}academy_cycle__")
    return Q(**{f"{of}kind__in": enums.NEED_TO_KNOW}) & ~within


@track_history
class Commitment(TenantModel):
    """One thing that is promised to an academy in a year, or by it: what the model has of it, as it was then.

    `key` names the entry of the model, as queries.commitments.entries_of; it and the number of the category are empty
    where somebody added it with a reason. One that ends keeps what was delivered.
    """

    academy_cycle = TenantForeignKey(AcademyCycle, related_name="commitments")
    key = models.CharField(max_length=70, blank=True)
    category = models.PositiveSmallIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=24, choices=enums.CommitmentKind)
    cadence = models.CharField(max_length=14, choices=enums.Cadence)
    responsible = models.CharField(max_length=16, choices=enums.Responsible)
    owed_by = models.CharField(max_length=8, choices=enums.OwedBy)
    provider = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # Why somebody added it beside what the category brings.
    reason = models.CharField(max_length=LONGEST_NOTE, blank=True)
    # Why somebody ended it; empty where another category did.
    ended_why = models.CharField(max_length=LONGEST_NOTE, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(CommitmentQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["category", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "academy_cycle", "key"], condition=~Q(key=""), name="commitment_entry_once"
            ),
            models.CheckConstraint(
                name="commitment_added_says_why",
                condition=Q(category__isnull=False) & ~Q(key="") | Q(category__isnull=True, key="") & ~Q(reason=""),
            ),
            state_check("commitment_kind_known", "kind", enums.CommitmentKind),
            state_check("commitment_cadence_known", "cadence", enums.Cadence),
            state_check("commitment_responsible_known", "responsible", enums.Responsible),
            state_check("commitment_owed_by_known", "owed_by", enums.OwedBy),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def academy_id(self) -> Any:
        """Where it stands, for permissions."""
        return self.academy_cycle.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.academy_cycle.phase

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def is_added(self) -> bool:
        return not self.key

    @property
    def is_private(self) -> bool:
        """Whether only those who carry it out know what it is."""
        return self.kind in enums.NEED_TO_KNOW


@track_history
class Promise(TenantModel):
    """One time that a commitment falls due: promised by a day, given a date, delivered; or not needed, or missed.

    `slot` names which of its commitment the model has it as (policies/commitments.py); empty where somebody added it,
    or wrote down that it was used. `document`: the kind of document whose handing-in keeps it.
    """

    commitment = TenantForeignKey(Commitment, related_name="promises")
    slot = models.CharField(max_length=30, blank=True)
    document = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=enums.PromiseState, default=enums.PromiseState.PROMISED)
    due_on = models.DateField()
    # Why it is due on another day than the model says.
    moved_why = models.CharField(max_length=LONGEST_NOTE, blank=True)
    scheduled_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    days = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    # What was done, or why it was not.
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    # Its visit, and whether the person who looks may plan one, once both were read: queries/visits.py.
    visit: Any = None
    may_be_visited: bool = False

    class Meta(TenantModel.Meta):
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "commitment", "slot"], condition=~Q(slot=""), name="promise_slot_once"
            ),
            state_check("promise_state_known", "state", enums.PromiseState),
            models.CheckConstraint(
                name="promise_scheduled_has_date",
                condition=~Q(state=enums.PromiseState.SCHEDULED) | Q(scheduled_on__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_delivered_has_day",
                condition=~Q(state=enums.PromiseState.DELIVERED) | Q(delivered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_not_kept_says_why",
                condition=~Q(state__in=[enums.PromiseState.NOT_NEEDED, enums.PromiseState.MISSED]) | ~Q(note=""),
            ),
            models.CheckConstraint(name="promise_days_positive", condition=Q(days__isnull=True) | Q(days__gte=0)),
        ]

    @property
    def academy_id(self) -> Any:
        """Where it stands, for permissions."""
        return self.commitment.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.commitment.phase

    @property
    def expected_on(self) -> Any:
        """Its date, or else the day until which it is promised."""
        return self.scheduled_on or self.due_on
