"""The trust's improvement model: words and lists as data, in versions that freeze when published."""

from django.db import models
from django.db.models import Q

from improvement_cycle import enums
from trust.enums import state_check
from trust.history import track_history
from trust.tenancy import TenantForeignKey, TenantModel


@track_history
class ImprovementModel(TenantModel):
    """One version. A draft may change; a published one never does, and a new version is a copy."""

    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=enums.ModelState, default=enums.ModelState.DRAFT)
    preset = models.CharField(max_length=40, blank=True)
    copied_from = TenantForeignKey("self", null=True, blank=True, related_name="+")
    matrix_label = models.CharField(max_length=80, blank=True)
    capabilities = models.JSONField(default=list)
    texts = models.JSONField(default=dict, blank=True)
    guidance = models.JSONField(default=dict, blank=True)
    # The whole version as one value, written when it is published: pages read this instead of seven tables.
    definition = models.JSONField(null=True, blank=True)
    # Names the set of categories, so that movement is only shown inside one set.
    categories_mark = models.CharField(max_length=300, blank=True)
    created_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    published_by_name = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [
            state_check("improvementmodel_state_known", "state", enums.ModelState),
            models.UniqueConstraint(fields=["trust", "number"], name="improvementmodel_number_once"),
            models.UniqueConstraint(
                fields=["trust"], condition=Q(state=enums.ModelState.DRAFT), name="improvementmodel_one_draft"
            ),
            models.CheckConstraint(
                name="improvementmodel_published_is_defined",
                condition=Q(state=enums.ModelState.DRAFT) | Q(definition__isnull=False, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, version {self.number}"

    def has(self, capability: str) -> bool:
        """Whether this version makes use of it."""
        return capability in self.capabilities


@track_history
class KeyArea(TenantModel):
    """One area that the self-evaluation and the plan are about."""

    model = TenantForeignKey(ImprovementModel, related_name="areas")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["trust", "model", "key"], name="keyarea_key_once")]

    def __str__(self) -> str:
        return self.label


@track_history
class Scale(TenantModel):
    """A list of grades, best first."""

    model = TenantForeignKey(ImprovementModel, related_name="scales")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    # Names the scale together with its grades; written when the version is published.
    mark = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["trust", "model", "key"], name="scale_key_once")]

    def __str__(self) -> str:
        return self.label


@track_history
class Grade(TenantModel):
    """A word of a scale with its mark and colour role. The order is for sorting only; nothing is averaged."""

    scale = TenantForeignKey(Scale, related_name="grades")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    short_label = models.CharField(max_length=12)
    shape = models.CharField(max_length=4, choices=enums.Shape)
    tone = models.CharField(max_length=2, choices=enums.Tone)
    concern = models.CharField(max_length=7, choices=enums.Concern, default=enums.Concern.NONE)
    descriptor = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "scale", "key"], name="grade_key_once"),
            state_check("grade_shape_known", "shape", enums.Shape),
            state_check("grade_tone_known", "tone", enums.Tone),
            state_check("grade_concern_known", "concern", enums.Concern),
        ]

    def __str__(self) -> str:
        return self.label


@track_history
class MatrixColumn(TenantModel):
    """A column of the matrix. Its key stays the same from version to version, whatever it is called."""

    model = TenantForeignKey(ImprovementModel, related_name="columns")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    short_label = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=10, choices=enums.ColumnGroup)
    kind = models.CharField(max_length=20, choices=enums.ColumnKind)
    scale = TenantForeignKey(Scale, null=True, blank=True, related_name="columns")
    area = TenantForeignKey(KeyArea, null=True, blank=True, related_name="columns")
    applies_to = models.CharField(max_length=12, choices=enums.AppliesTo, default=enums.AppliesTo.EVERY)
    # Phases of academies the column is for; an empty list means all.
    phases = models.JSONField(default=list, blank=True)
    guidance = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "model", "key"], name="matrixcolumn_key_once"),
            state_check("matrixcolumn_group_known", "group", enums.ColumnGroup),
            state_check("matrixcolumn_kind_known", "kind", enums.ColumnKind),
            state_check("matrixcolumn_applies_known", "applies_to", enums.AppliesTo),
            models.CheckConstraint(
                name="matrixcolumn_judged_has_scale",
                condition=Q(kind=enums.ColumnKind.GRADE, scale__isnull=False)
                | (~Q(kind=enums.ColumnKind.GRADE) & Q(scale__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.label


@track_history
class EvidenceSource(TenantModel):
    """A named place that evidence comes from."""

    model = TenantForeignKey(ImprovementModel, related_name="evidence_sources")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    hint = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["trust", "model", "key"], name="evidencesource_key_once")]

    def __str__(self) -> str:
        return self.label


@track_history
class StatusCategory(TenantModel):
    """A category of support. Numbered from the least; each brings what those below it bring, and more."""

    model = TenantForeignKey(ImprovementModel, related_name="categories")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    short_label = models.CharField(max_length=40)
    descriptor = models.CharField(max_length=500, blank=True)
    tone = models.CharField(max_length=2, choices=enums.CategoryTone)
    # What makes the rule suggest it. All empty: suggested when no other is.
    suggest_serious = models.PositiveSmallIntegerField(null=True, blank=True)
    suggest_some = models.PositiveSmallIntegerField(null=True, blank=True)
    suggest_concern_category = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["number", "id"]
        verbose_name_plural = "status categories"
        constraints = [
            models.UniqueConstraint(fields=["trust", "model", "key"], name="statuscategory_key_once"),
            state_check("statuscategory_tone_known", "tone", enums.CategoryTone),
            models.CheckConstraint(name="statuscategory_numbered_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.label


@track_history
class CommitmentEntry(TenantModel):
    """One thing a category brings."""

    category = TenantForeignKey(StatusCategory, related_name="commitments")
    key = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=24, choices=enums.CommitmentKind, default=enums.CommitmentKind.OTHER)
    cadence = models.CharField(max_length=14, choices=enums.Cadence, default=enums.Cadence.AS_SCHEDULED)
    responsible = models.CharField(max_length=16, choices=enums.Responsible, default=enums.Responsible.DIRECTOR)
    owed_by = models.CharField(max_length=8, choices=enums.OwedBy, default=enums.OwedBy.TRUST)
    provider = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        verbose_name_plural = "commitment entries"
        constraints = [
            models.UniqueConstraint(fields=["trust", "category", "key"], name="commitmententry_key_once"),
            state_check("commitmententry_kind_known", "kind", enums.CommitmentKind),
            state_check("commitmententry_cadence_known", "cadence", enums.Cadence),
            state_check("commitmententry_responsible_known", "responsible", enums.Responsible),
            state_check("commitmententry_owed_by_known", "owed_by", enums.OwedBy),
        ]

    def __str__(self) -> str:
        return self.text
