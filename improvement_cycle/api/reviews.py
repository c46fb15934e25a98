"""Termly reviews over REST: how each objective of a plan went. Their texts are written and answered on the pages."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from academies.enums import Phase
from improvement_cycle.api.documents import readers
from improvement_cycle.enums import Progress, TermOfYear
from improvement_cycle.models import ObjectiveReview
from improvement_cycle.queries.reviews_to_read import reviews_to_read
from improvement_cycle.workflow import PLAN_RIGHTS
from trust.api.filters import IdFilter, WordFilter, YearFilter
from trust.api.reading import ReadingList

ROW = "objective.academy_cycle"


class ReviewSerializer(serializers.Serializer):
    """What the review of a term says of an objective. The five words mean the same in every academy."""

    id = serializers.UUIDField()
    academy_id = serializers.UUIDField(source=f"{ROW}.academy_id")
    academy = serializers.CharField(source=f"{ROW}.academy.name")
    phase = serializers.ChoiceField(source=f"{ROW}.academy.phase", choices=Phase.choices)
    year = serializers.IntegerField(source=f"{ROW}.cycle.school_year.starts_on.year")
    term = serializers.ChoiceField(choices=TermOfYear.choices)
    priority = serializers.IntegerField(source="objective.priority.number", allow_null=True, default=None)
    objective_id = serializers.UUIDField()
    objective = serializers.CharField(source="title", help_text="As it was called that day.")
    state = serializers.ChoiceField(choices=Progress.choices)
    version = serializers.IntegerField(source="number", help_text="Of the review that says so.")
    by = serializers.CharField(source="by_name")
    at = serializers.DateTimeField()


class ReviewFilters(filters.FilterSet):
    """?year=2026&term=autumn&phase=primary&academy=…&state=off_track"""

    year = YearFilter("objective__academy_cycle__cycle__school_year__starts_on")
    term = WordFilter(choices=TermOfYear.choices)
    phase = WordFilter(field_name="objective__academy_cycle__academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="objective__academy_cycle__academy_id", thing="academy")
    state = WordFilter(choices=Progress.choices)

    class Meta:
        model = ObjectiveReview
        fields = ("year", "term", "phase", "academy", "state")


class Reviews(ReadingList):
    """How objectives of plans went, term by term, the newest year first."""

    read = readers(PLAN_RIGHTS)
    model = ObjectiveReview
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilters

    def rows(self) -> Any:
        return reviews_to_read(self.actor)
