"""What lists of academies and of their figures can be narrowed by."""

from typing import Any

from django_filters import rest_framework as filters

from academies.enums import AcademyState, Breakdown, Phase
from academies.models import Academy, MeasureFigure, SchoolFigure
from trust.api.filters import BEGINS, WholeNumberFilter, WordFilter


class AcademyFilters(filters.FilterSet):
    """?phase=primary&state=member"""

    phase = WordFilter(choices=Phase.choices)
    state = WordFilter(choices=[c for c in AcademyState.choices if c[0] != AcademyState.PROSPECTIVE])

    class Meta:
        model = Academy
        fields = ("phase", "state")


class _FigureFilters(filters.FilterSet):
    """?measure=absence_overall&year=2025&breakdown=all"""

    measure = filters.CharFilter(field_name="measure__key", max_length=40)
    year = WholeNumberFilter(method="begins_in", max_value=9998, help_text=BEGINS)
    breakdown = WordFilter(choices=Breakdown.choices)

    def begins_in(self, rows: Any, _name: str, year: int) -> Any:
        """Figures go by the year in which a school year ends."""
        return rows.filter(year=year + 1)


class FigureFilters(_FigureFilters):
    """Of those an academy reported."""

    class Meta:
        model = SchoolFigure
        fields = ("measure", "year", "breakdown")


class PublishedFigureFilters(_FigureFilters):
    """Of published ones."""

    class Meta:
        model = MeasureFigure
        fields = ("measure", "year", "breakdown")
