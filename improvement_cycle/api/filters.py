"""What lists of the improvement cycle can be narrowed by."""

from django_filters import rest_framework as filters

from academies.enums import Phase
from improvement_cycle.enums import CycleState, RowState
from improvement_cycle.models import CurrentStatus, Cycle, Judgement
from trust.api.filters import IdFilter, WholeNumberFilter, WordFilter, YearFilter


class CycleFilters(filters.FilterSet):
    """?year=2026&state=open"""

    year = YearFilter("school_year__starts_on")
    state = WordFilter(choices=CycleState.choices)

    class Meta:
        model = Cycle
        fields = ("year", "state")


class JudgementFilters(filters.FilterSet):
    """?phase=primary&academy=…&column=safeguarding&row=agreed"""

    phase = WordFilter(field_name="academy_cycle__academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="academy_cycle__academy_id", thing="academy")
    column = filters.CharFilter(field_name="column__key", max_length=60)
    row = WordFilter(
        field_name="academy_cycle__state",
        choices=RowState.choices,
        help_text="agreed: only rows that the three have agreed as a whole.",
    )

    class Meta:
        model = Judgement
        fields = ("phase", "academy", "column", "row")


class StatusFilters(filters.FilterSet):
    """?year=2026&phase=primary&category=3"""

    year = YearFilter("academy_cycle__cycle__school_year__starts_on")
    phase = WordFilter(field_name="academy_cycle__academy__phase", choices=Phase.choices)
    category = WholeNumberFilter(field_name="category__number", max_value=99)

    class Meta:
        model = CurrentStatus
        fields = ("year", "phase", "category")
