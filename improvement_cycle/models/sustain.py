"""Checks of what was delivered, on the four marks.

They belong to the academy, not to its year: most fall due after the year in which it was delivered is closed.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from improvement_cycle import enums
from improvement_cycle.models.priorities import Priority
from trust.history import track_history
from trust.tenancy import TenantForeignKey, TenantModel

LONGEST_EVIDENCE, LONGEST_WHY = 1000, 500


@track_history
class SustainCheck(TenantModel):
    """One look at whether it still holds: due on a day, and once done with its verdict."""

    priority = TenantForeignKey(Priority, related_name="checks")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    # Why its day is another than the model sets.
    moved_why = models.CharField(max_length=LONGEST_WHY, blank=True)
    done_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=enums.Verdict, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "priority", "number"], name="sustaincheck_number_once"),
            models.CheckConstraint(
                name="sustaincheck_done_has_verdict",
                condition=Q(done_on__isnull=True, verdict="", at__isnull=True)
                | Q(done_on__isnull=False, verdict__in=enums.Verdict.values, at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Sustain check {self.number}"

    @property
    def academy_id(self) -> Any:
        """Where it stands, for permissions."""
        return self.priority.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.priority.phase

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def is_slipping(self) -> bool:
        return self.verdict == enums.Verdict.SLIPPING


@track_history
class SustainMark(TenantModel):
    """What a check found on one mark. `mark`: a key of the list that the year's model has of them."""

    check_of = TenantForeignKey(SustainCheck, related_name="marks", on_delete=models.CASCADE)
    mark = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8, choices=enums.Verdict)
    evidence = models.CharField(max_length=LONGEST_EVIDENCE)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "check_of", "mark"], name="sustainmark_once"),
            models.CheckConstraint(
                name="sustainmark_verdict_known", condition=Q(verdict__in=enums.Verdict.values) & ~Q(evidence="")
            ),
        ]
