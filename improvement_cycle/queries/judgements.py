"""Judgements as the rules need them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, Cycle, Grade, Judgement
from improvement_cycle.policies.judgements import Mark


def mark_of(grade: Grade) -> Mark:
    """A grade of a published version, loaded with its scale, as the rules see it."""
    return Mark(grade.scale.mark, grade.key, grade.order, grade.label)


def cycle_before(cycle: Cycle) -> QuerySet[Cycle]:
    """The year before this one that was judged, as a query of at most one row."""
    earlier = Cycle.objects.filter(school_year__starts_on__lt=cycle.school_year.starts_on)
    found: QuerySet[Cycle] = earlier.order_by("-school_year__starts_on")[:1]
    return found


def agreed_last_year(row: AcademyCycle, column_key: str) -> Judgement | None:
    """What was agreed in this cell in the year before."""
    return (
        Judgement.objects.filter(
            academy_cycle__cycle_id__in=cycle_before(row.cycle).values("id"),
            academy_cycle__academy_id=row.academy_id,
            column__key=column_key,
            view=View.AGREED,
        )
        .select_related("grade__scale")
        .first()
    )


@dataclass(frozen=True)
class CellJudgements:
    """All that was said in one cell."""

    views: dict[str, Judgement]
    agreed: Judgement | None
    last_year: Judgement | None

    def marks(self, *, without: str = "") -> list[Mark]:
        """The recorded views as marks."""
        return [mark_of(each.grade) for view, each in self.views.items() if view != without]


def cell_judgements(row: AcademyCycle, *, column_id: UUID, column_key: str) -> CellJudgements:
    """Everything in one cell, whoever may see it."""
    found = {
        each.view: each
        for each in Judgement.objects.filter(academy_cycle_id=row.id, column_id=column_id).select_related(
            "grade__scale"
        )
    }
    agreed = found.pop(View.AGREED, None)
    return CellJudgements(views=found, agreed=agreed, last_year=agreed_last_year(row, column_key))
