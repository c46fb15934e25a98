"""What is told of an academy, field by field."""

from rest_framework import serializers

from academies.enums import AcademyState, Breakdown, FigureStatus, Phase, Regime
from academies.models import MeasureFigure
from trust.api.filters import BEGINS


class AcademySerializer(serializers.Serializer):
    """An academy as its trust knows it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    slug = serializers.CharField()
    urn = serializers.IntegerField(allow_null=True, help_text="Number in the register of schools.")
    phase = serializers.ChoiceField(choices=Phase.choices)
    state = serializers.ChoiceField(choices=AcademyState.choices)
    joined_on = serializers.DateField(allow_null=True)
    left_on = serializers.DateField(allow_null=True)
    local_authority = serializers.CharField(allow_blank=True)
    has_early_years = serializers.BooleanField()
    has_post_16 = serializers.BooleanField()


class EstablishmentSerializer(serializers.Serializer):
    """Facts of the register of schools."""

    urn = serializers.IntegerField()
    name = serializers.CharField()
    laestab = serializers.CharField(allow_blank=True)
    type = serializers.CharField(source="type_name", allow_blank=True)
    status = serializers.CharField(allow_blank=True)
    opened_on = serializers.DateField(allow_null=True)
    low_age = serializers.IntegerField(allow_null=True)
    high_age = serializers.IntegerField(allow_null=True)
    pupils = serializers.IntegerField(allow_null=True)
    capacity = serializers.IntegerField(allow_null=True)
    local_authority = serializers.CharField(source="la_name", allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    as_at = serializers.DateField(help_text="Date of the published file.")


class AcademyDetailSerializer(AcademySerializer):
    """An academy with what the register says of it."""

    establishment = EstablishmentSerializer(allow_null=True)


class InspectionGradeSerializer(serializers.Serializer):
    """A grade of one area. Words of different frameworks are not comparable."""

    area = serializers.CharField(source="area.key")
    area_label = serializers.CharField(source="area.label")
    grade = serializers.CharField(source="word.key")
    grade_label = serializers.CharField(source="word.label")
    scale = serializers.CharField(source="word.scale")
    graded_on = serializers.DateField(help_text="A monitoring visit may renew single grades.")


class PublishedFigureSerializer(serializers.Serializer):
    """A published figure: a number, or the reason why there is none."""

    measure = serializers.CharField(source="measure.key")
    measure_label = serializers.CharField(source="measure.label")
    year = serializers.SerializerMethodField(help_text=BEGINS)
    breakdown = serializers.ChoiceField(choices=Breakdown.choices)
    number = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    lower = serializers.DecimalField(
        max_digits=None, decimal_places=None, allow_null=True, help_text="Lower end of the confidence interval."
    )
    upper = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    missing = serializers.CharField(allow_blank=True, help_text="Why there is no number; empty where there is one.")
    status = serializers.SerializerMethodField(help_text="provisional, revised or final.")
    as_at = serializers.DateField(help_text="Date of the published file.")
    urn = serializers.IntegerField(source="place", help_text="The school it was published for: a predecessor's stand.")

    def get_year(self, figure: MeasureFigure) -> int:
        return figure.year - 1

    def get_status(self, figure: MeasureFigure) -> str:
        return FigureStatus(figure.status).label


class InspectionSerializer(serializers.Serializer):
    """An inspection as published."""

    number = serializers.CharField(allow_blank=True)
    regime = serializers.ChoiceField(choices=Regime.choices)
    framework = serializers.CharField(source="framework_id")
    kind = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField()
    published_on = serializers.DateField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    category_of_concern = serializers.CharField(source="concern", allow_blank=True)
    urn_at_time = serializers.IntegerField(allow_null=True)
    name_at_time = serializers.CharField(allow_blank=True)
    of_predecessor = serializers.SerializerMethodField()
    as_at = serializers.DateField(help_text="Date of the published file.")
    grades = InspectionGradeSerializer(many=True, source="graded")

    def get_of_predecessor(self, inspection: object) -> bool:
        """Whether the inspected school was a predecessor of the academy."""
        then = getattr(inspection, "urn_at_time", None)
        return then is not None and then != getattr(inspection, "urn", None)
