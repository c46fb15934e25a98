"""The trust's school years and terms."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from trust.history import track_history
from trust.tenancy import TenantForeignKey, TenantModel


@track_history
class SchoolYear(TenantModel):
    """A school year, named 2026/27."""

    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(TenantModel.Meta):
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "starts_on"], name="schoolyear_once"),
            models.CheckConstraint(name="schoolyear_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """2026/27"""
        return f"{self.starts_on.year}/{self.ends_on.year % 100:02d}"

    @property
    def key(self) -> str:
        """The year in an address: 2026."""
        return str(self.starts_on.year)

    def __lt__(self, other: Any) -> bool:
        return self.starts_on < other.starts_on


@track_history
class Term(TenantModel):
    """A term with its half-term break."""

    school_year = TenantForeignKey(SchoolYear, related_name="terms")
    name = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    break_starts_on = models.DateField(null=True, blank=True)
    break_ends_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "school_year", "name"], name="term_name_once"),
            models.CheckConstraint(name="term_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="term_break_inside",
                condition=Q(break_starts_on__isnull=True, break_ends_on__isnull=True)
                | Q(
                    break_starts_on__gt=F("starts_on"),
                    break_ends_on__gte=F("break_starts_on"),
                    break_ends_on__lt=F("ends_on"),
                ),
            ),
        ]
