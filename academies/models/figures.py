"""Figures of schools: as published, shared by all trusts and written by loads only; and as an academy reported them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Count, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from academies.enums import Breakdown, FigureLevel, FigureStatus, ReportedWord
from academies.models.academy import Academy
from academies.models.before import IsOfSchool
from academies.models.reference import source, text
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.permissions import Permission
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class Measure(models.Model):
    """What is measured. Loaded from presets/measures.yaml, which also fixes the ids."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    key = models.CharField(max_length=40, unique=True)
    theme = models.CharField(max_length=20)
    label = models.TextField()
    unit = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


def decimal(**more: Any) -> "models.DecimalField[Any, Any]":
    """As published, up to six places."""
    return models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True, **more)


class MeasureFigure(models.Model):
    """One published figure: of a school, a local authority or England; a number, or the reason why there is none.

    The key is its own and no number of its own: a national file holds hundreds of thousands.
    """

    pk = models.CompositePrimaryKey("place", "level", "measure_id", "year", "breakdown")
    # The URN of a school, the number of a local authority, or one of FigureGroup for England.
    place = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(choices=FigureLevel)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()  # in which the school year ends
    breakdown = models.CharField(max_length=20)
    code = text()
    number = decimal()
    lower = decimal()
    upper = decimal()
    missing = text()
    status = models.PositiveSmallIntegerField(choices=FigureStatus)
    as_at = models.DateField()
    source = source()

    class Meta:
        constraints = [
            state_check("measurefigure_level_known", "level", FigureLevel),
            state_check("measurefigure_status_known", "status", FigureStatus),
            models.CheckConstraint(
                name="measurefigure_number_or_reason",
                condition=Q(number__isnull=False, missing="") | (Q(number__isnull=True) & ~Q(missing="")),
            ),
        ]


class FigureChange(models.Model):
    """A published figure of a school that a later file gave another number: who rested on it must know."""

    urn = models.PositiveIntegerField()
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()
    breakdown = models.CharField(max_length=20)
    number_before = decimal()
    missing_before = text()
    status_before = models.PositiveSmallIntegerField(choices=FigureStatus)
    number_now = decimal()
    missing_now = text()
    status_now = models.PositiveSmallIntegerField(choices=FigureStatus)
    at = models.DateTimeField()
    source = source()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["urn", "at"], name="figurechange_by_school")]


class SchoolFigureQuerySet(TenantQuerySet):
    """Reported figures of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """Those of academies whose own figures the actor may read."""
        return self.filter(academy__in=Academy.objects.visible_to(actor, Permission.FIGURE_READ))

    def with_published(self) -> Any:
        """Each with the number that was published of the same, if one was, and since when it stands.

        It is the one that pages show: the academy's own, or that of the only school before it that has one.
        """
        own = OuterRef("academy__establishment_id")
        same = MeasureFigure.objects.filter(
            IsOfSchool("place", own),
            level=FigureLevel.SCHOOL,
            measure_id=OuterRef("measure_id"),
            year=OuterRef("year"),
            breakdown=OuterRef("breakdown"),
            number__isnull=False,
        )

        def the_one(name: str) -> Subquery:
            only = Case(When(schools=1, then=Max(name)))
            found = same.order_by().values("level").annotate(schools=Count("*"))
            return Subquery(found.annotate(one=Coalesce(Max(name, filter=Q(place=own)), only)).values("one"))

        return self.select_related("academy").annotate(published=the_one("number"), published_on=the_one("as_at"))


@track_history
class SchoolFigure(TenantModel):
    """A number that the academy knows before it is published. Of groups of pupils, never of one."""

    academy = TenantForeignKey(Academy, related_name="reported_figures")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    breakdown = models.CharField(max_length=20, choices=Breakdown)
    number = models.DecimalField(max_digits=16, decimal_places=6)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    # Said once another number was published, and about which; a later one asks again.
    word = models.CharField(max_length=5, choices=ReportedWord, blank=True)
    word_about = decimal()

    objects: ClassVar[Any] = TenantManager.from_queryset(SchoolFigureQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-year", "measure", "breakdown"]
        constraints = [
            state_check("schoolfigure_breakdown_known", "breakdown", Breakdown),
            models.CheckConstraint(
                name="schoolfigure_word_says_about_what",
                condition=Q(word="", word_about__isnull=True)
                | Q(word__in=ReportedWord.values, word_about__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["trust", "academy", "measure", "year", "breakdown"], name="schoolfigure_once"
            ),
        ]
