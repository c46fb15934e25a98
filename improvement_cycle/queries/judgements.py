"""Judgements as the rules need them."""

from dataclasses import dataclass

from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, Judgement
from improvement_cycle.policies.definition import Definition, GradeWord
from improvement_cycle.policies.judgements import Mark
from improvement_cycle.queries.years import with_years_before


@dataclass(frozen=True)
class CellJudgements:
    """All that was said in one cell."""

    version: Definition
    views: dict[str, Judgement]
    agreed: Judgement | None
    last_year: GradeWord | None

    def grade(self, judgement: Judgement) -> GradeWord:
        """The grade of a judgement of this year."""
        return self.version.grade_of[str(judgement.grade_id)]

    def marks(self, *, without: str = "") -> list[Mark]:
        """The recorded views as marks."""
        return [self.grade(each).mark for view, each in self.views.items() if view != without]


def cell_judgements(row: AcademyCycle, column_key: str) -> CellJudgements:
    """Everything in one cell, whoever may see it, and what was agreed in it the year before: one query."""
    now, *earlier = with_years_before(row.cycle)[:2]
    found = Judgement.objects.filter(
        academy_cycle__academy_id=row.academy_id,
        academy_cycle__cycle_id__in=[year.id for year in (now, *earlier)],
        column__key=column_key,
    )
    said: dict[str, Judgement] = {}
    last_year = None
    for each in found:
        if each.academy_cycle_id == row.id:
            each.academy_cycle = row
            said[each.view] = each
        elif each.view == View.AGREED:
            last_year = earlier[0].definition.grade_of.get(str(each.grade_id))
    agreed = said.pop(View.AGREED, None)
    return CellJudgements(now.definition, said, agreed, last_year)
