"""Judgements, the evidence they rest on, and the current status decided from them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from improvement_cycle import enums
from improvement_cycle.models.improvement_model import (
    EvidenceSource,
    Grade,
    KeyArea,
    MatrixColumn,
    StatusCategory,
)
from improvement_cycle.models.year import AcademyCycle
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.models import StoredFile
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class EvidenceQuerySet(TenantQuerySet):
    """Evidence of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """That of the rows the actor may read."""
        return self.filter(academy_cycle__in=AcademyCycle.objects.visible_to(actor))


@track_history
class Evidence(TenantModel):
    """Something a judgement may rest on: a link, a file, or a short summary."""

    academy_cycle = TenantForeignKey(AcademyCycle, related_name="evidence")
    source = TenantForeignKey(EvidenceSource, related_name="+")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000, blank=True)
    url = models.URLField(max_length=500, blank=True)
    file = TenantForeignKey(StoredFile, null=True, blank=True, related_name="+")
    dated_on = models.DateField(null=True, blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[Any] = TenantManager.from_queryset(EvidenceQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-at"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(name="evidence_link_or_file", condition=Q(url="") | Q(file__isnull=True)),
            models.CheckConstraint(
                name="evidence_says_something", condition=~Q(url="") | Q(file__isnull=False) | ~Q(summary="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


@track_history
class SurveyTable(TenantModel):
    """Results of a survey as a small table: `lines` as policies.survey reads them, in their order."""

    evidence = TenantForeignKey(Evidence, related_name="tables")
    unit = models.CharField(max_length=8, choices=enums.SurveyUnit)
    before_label = models.CharField(max_length=60, blank=True)
    lines = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "evidence"], name="surveytable_one_each"),
            state_check("surveytable_unit_known", "unit", enums.SurveyUnit),
        ]

    def __str__(self) -> str:
        return f"Results of {self.evidence_id}"


@track_history
class EvidenceArea(TenantModel):
    """What a piece of evidence speaks to: an area of the model, or a column of the matrix."""

    evidence = TenantForeignKey(Evidence, related_name="speaks_to")
    area = TenantForeignKey(KeyArea, null=True, blank=True, related_name="+")
    column = TenantForeignKey(MatrixColumn, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "evidence", "area"],
                condition=Q(area__isnull=False),
                name="evidencearea_area_once",
            ),
            models.UniqueConstraint(
                fields=["trust", "evidence", "column"],
                condition=Q(column__isnull=False),
                name="evidencearea_column_once",
            ),
            models.CheckConstraint(
                name="evidencearea_one_of_two",
                condition=Q(area__isnull=True, column__isnull=False) | Q(area__isnull=False, column__isnull=True),
            ),
        ]


@track_history
class Judgement(TenantModel):
    """A grade in one cell: the view of one of the three, or what they agreed."""

    academy_cycle = TenantForeignKey(AcademyCycle, related_name="judgements")
    column = TenantForeignKey(MatrixColumn, related_name="+")
    view = models.CharField(max_length=16, choices=enums.View)
    grade = TenantForeignKey(Grade, related_name="+")
    reason = models.TextField(blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # The spreadsheet that it was taken over from, until it is agreed anew.
    taken_from = TenantForeignKey("improvement_cycle.MatrixFile", null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "academy_cycle", "column", "view"], name="judgement_one_for_each_view"
            ),
            state_check("judgement_view_known", "view", enums.View),
        ]


@track_history
class JudgementEvidence(TenantModel):
    """A piece of evidence that a judgement rests on."""

    judgement = TenantForeignKey(Judgement, related_name="rests_on")
    evidence = TenantForeignKey(Evidence, related_name="supports")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "judgement", "evidence"], name="judgementevidence_once")
        ]


@track_history
class CurrentStatus(TenantModel):
    """A category as decided by people, with what the rule would have said kept beside it."""

    academy_cycle = TenantForeignKey(AcademyCycle, related_name="statuses")
    category = TenantForeignKey(StatusCategory, related_name="+")
    reason = models.TextField()
    effective_from = models.DateField()
    # The parties who took part, and others by name.
    took_part = models.JSONField(default=list)
    also_present = models.CharField(max_length=300, blank=True)
    dissent_note = models.TextField(blank=True)
    dissent_by = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    dissent_by_name = models.CharField(max_length=200, blank=True)
    suggested = TenantForeignKey(StatusCategory, null=True, blank=True, related_name="+")
    suggestion_reason = models.CharField(max_length=500, blank=True)
    decided_by = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    decided_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-decided_at"]
        verbose_name_plural = "current statuses"
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "academy_cycle"],
                condition=Q(superseded_at__isnull=True),
                name="currentstatus_one_stands",
            ),
            models.CheckConstraint(name="currentstatus_says_why", condition=~Q(reason="")),
        ]


@track_history
class FigureAnswer(TenantModel):
    """One party's word on figures that changed under an agreed judgement: the judgement is kept, or to be revised."""

    judgement = TenantForeignKey(Judgement, related_name="figure_answers")
    judgement_version = models.PositiveIntegerField()
    # The number of the newest FigureChange that was on the screen: a later one asks again.
    until_change = models.PositiveBigIntegerField()
    party = models.CharField(max_length=16, choices=enums.Party)
    word = models.CharField(max_length=6, choices=enums.FigureWord)
    note = models.CharField(max_length=1000, blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "judgement", "judgement_version", "until_change", "party"],
                name="figureanswer_one_word_each",
            ),
            state_check("figureanswer_party_known", "party", enums.Party),
            state_check("figureanswer_word_known", "word", enums.FigureWord),
            models.CheckConstraint(
                name="figureanswer_says_why", condition=Q(word=enums.FigureWord.REVISE) | ~Q(note="")
            ),
        ]
