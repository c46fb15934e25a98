"""Inspections as published. Shared by all trusts; written by loads only."""

from django.db import models

from academies.enums import Concern, Regime
from academies.models.frameworks import InspectionFramework
from academies.models.reference import source, text
from academies.policies import GradeLine, grades_in
from trust.enums import state_check


class Inspection(models.Model):
    """One inspection, as published for one school of today: the same inspection may stand with two successors."""

    # The school the file lists it for; the school that was inspected may be its predecessor.
    urn = models.PositiveIntegerField()
    number = text()
    regime = models.CharField(max_length=20, choices=Regime)
    framework = models.ForeignKey(
        InspectionFramework, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = text()
    starts_on = models.DateField()
    published_on = models.DateField(null=True, blank=True)
    outcome = text()
    concern = text()
    converted = models.BooleanField(default=False, db_default=False)
    urn_at_time = models.PositiveIntegerField(null=True, blank=True)
    laestab_at_time = text()
    name_at_time = text()
    type_at_time = text()
    relates_to_current = models.BooleanField(null=True, blank=True)
    # "area:word", in the framework's order, with the date where it is not the inspection's own: see policies.grades_in.
    # In one line and not a row each: a quarter of a million rows took longer to write than all the rest.
    grades = text()
    as_at = models.DateField()
    source = source()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "number"], condition=~models.Q(number=""), name="inspection_number_once"
            ),
            state_check("inspection_regime_known", "regime", Regime),
            state_check("inspection_concern_known", "concern", Concern),
        ]
        indexes = [
            models.Index(fields=["urn", "starts_on"], name="inspection_by_school"),
        ]

    @property
    def graded(self) -> list[GradeLine]:
        """The grades, in the framework's order."""
        return [GradeLine(*grade) for grade in grades_in(self.grades, self.starts_on)]


class OfstedEntry(models.Model):
    """A school in Ofsted's list: its own view of phase, roll and trust, and the state of concern."""

    urn = models.PositiveIntegerField(primary_key=True)
    name = text()
    laestab = text()
    phase = text()
    type_name = text()
    opened_on = models.DateField(null=True, blank=True)
    sixth_form = text()
    religious_character = text()
    region = text()
    la_name = text()
    postcode = text()
    trust_uid = models.PositiveIntegerField(null=True, blank=True)
    trust_name = text()
    deprivation_quintile = models.PositiveSmallIntegerField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    concern = text()
    web_link = text()
    as_at = models.DateField()
    source = source()
