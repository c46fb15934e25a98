"""Reading years, agreed judgements and current status."""

from typing import Any

from improvement_cycle.api.filters import CycleFilters, JudgementFilters, StatusFilters
from improvement_cycle.api.serializers import CycleSerializer, JudgementSerializer, StatusSerializer
from improvement_cycle.models import CurrentStatus, Cycle, Judgement
from improvement_cycle.queries.published import agreed_judgements, cycles_to_read, standing_statuses
from trust.api.reading import ReadingList
from trust.permissions import Permission


class Cycles(ReadingList):
    """Judged years, newest first."""

    read = Permission.MATRIX_READ
    model = Cycle
    serializer_class = CycleSerializer
    filterset_class = CycleFilters

    def rows(self) -> Any:
        return cycles_to_read(self.actor)


class Judgements(ReadingList):
    """Agreed judgements of a year, by academy and column. Single views are not offered."""

    read = Permission.MATRIX_READ
    model = Judgement
    serializer_class = JudgementSerializer
    filterset_class = JudgementFilters

    def rows(self) -> Any:
        return agreed_judgements(self.actor, self.kwargs["cycle_id"])


class CurrentStatuses(ReadingList):
    """The category of support that stands for each academy, newest year first."""

    read = Permission.MATRIX_READ
    model = CurrentStatus
    serializer_class = StatusSerializer
    filterset_class = StatusFilters

    def rows(self) -> Any:
        return standing_statuses(self.actor)
