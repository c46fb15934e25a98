"""What lists of academies can be narrowed by."""

from django_filters import rest_framework as filters

from academies.enums import AcademyState, Phase
from academies.models import Academy
from trust.api.filters import WordFilter


class AcademyFilters(filters.FilterSet):
    """?phase=primary&state=member"""

    phase = WordFilter(choices=Phase.choices)
    state = WordFilter(choices=[c for c in AcademyState.choices if c[0] != AcademyState.PROSPECTIVE])

    class Meta:
        model = Academy
        fields = ("phase", "state")
