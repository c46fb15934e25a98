"""What is told of years, judgements and status, field by field."""

from rest_framework import serializers

from academies.enums import Phase
from improvement_cycle.enums import CycleState


class ModelSerializer(serializers.Serializer):
    """The version of the improvement model that a year is judged by."""

    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.IntegerField()


class CycleSerializer(serializers.Serializer):
    """A judged year."""

    id = serializers.UUIDField()
    year = serializers.IntegerField(source="school_year.starts_on.year")
    label = serializers.CharField(source="school_year.label")  # type: ignore[assignment]
    starts_on = serializers.DateField(source="school_year.starts_on")
    ends_on = serializers.DateField(source="school_year.ends_on")
    state = serializers.ChoiceField(choices=CycleState.choices)
    closed_at = serializers.DateTimeField(allow_null=True)
    improvement_model = ModelSerializer(source="model")


class PlacedSerializer(serializers.Serializer):
    """Something of one academy in one year."""

    id = serializers.UUIDField()
    academy_id = serializers.UUIDField(source="academy_cycle.academy_id")
    academy = serializers.CharField(source="academy_cycle.academy.name")
    phase = serializers.ChoiceField(source="academy_cycle.academy.phase", choices=Phase.choices)


class JudgementSerializer(PlacedSerializer):
    """An agreed judgement. Grades of different scales are not comparable."""

    column = serializers.CharField(source="column.key")
    column_label = serializers.CharField(source="column.label")
    grade = serializers.CharField(source="grade.key")
    grade_label = serializers.CharField(source="grade.label")
    scale = serializers.CharField(source="grade.scale.key")
    reason = serializers.CharField(allow_blank=True)
    recorded_by = serializers.CharField(source="by_name")
    recorded_at = serializers.DateTimeField(source="at")
    row_is_agreed = serializers.BooleanField(
        source="academy_cycle.is_agreed", help_text="Whether the three have agreed the whole row of the academy."
    )


class StatusSerializer(PlacedSerializer):
    """The category of support as decided by people."""

    year = serializers.IntegerField(source="academy_cycle.cycle.school_year.starts_on.year")
    cycle_id = serializers.UUIDField(source="academy_cycle.cycle_id")
    category = serializers.IntegerField(source="category.number")
    category_label = serializers.CharField(source="category.label")
    reason = serializers.CharField()
    effective_from = serializers.DateField()
    decided_by = serializers.CharField(source="decided_by_name")
    decided_at = serializers.DateTimeField()
