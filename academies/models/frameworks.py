"""Inspection frameworks: areas and words. Loaded from presets/frameworks.yaml, which also fixes the ids."""

from django.db import models

from academies.enums import AreaKind
from trust.enums import state_check


class InspectionFramework(models.Model):
    """A framework, with the days it was in force."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.TextField()
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on"]


class InspectionArea(models.Model):
    """An area of a framework."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    framework = models.ForeignKey(InspectionFramework, models.PROTECT, related_name="areas")
    key = models.CharField(max_length=60)
    label = models.TextField()
    kind = models.CharField(max_length=12, choices=AreaKind)
    where_applicable = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "key"], name="inspectionarea_once"),
            state_check("inspectionarea_kind_known", "kind", AreaKind),
        ]


class InspectionGradeWord(models.Model):
    """A word of a scale, best first. Ranks order words of one scale; they are no numbers to reckon with."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    scale = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    label = models.TextField()
    published = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["scale", "position"]
        constraints = [models.UniqueConstraint(fields=["scale", "key"], name="inspectiongradeword_once")]
