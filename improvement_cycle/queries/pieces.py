"""A piece of evidence as every list of it shows it: the one place where a row of the table becomes what is shown."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from improvement_cycle.models import Evidence, SurveyTable
from improvement_cycle.policies.survey import SurveyLine, SurveyWords, in_words


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece. `survey`: its table of results in words, where it has one."""

    id: UUID
    title: str
    summary: str
    url: str
    file_id: UUID | None
    source_key: str
    source: str
    dated_on: dt.date | None
    by: str
    by_membership_id: UUID | None
    at: dt.datetime
    survey: SurveyWords | None

    @property
    def results(self) -> str:
        """What the link to its table says; nothing where there is none."""
        if self.survey is None:
            return ""
        number = len(self.survey.lines)
        return f"Results: {number} {'statement' if number == 1 else 'statements'}"


def pieces(row_id: UUID) -> Any:
    """Evidence of an academy's year with its source and its table: one question."""
    table = JSONObject(unit="unit", before_label="before_label", lines="lines")
    tables = SurveyTable.objects.filter(evidence=OuterRef("id")).values(of=table)
    found = Evidence.objects.filter(academy_cycle_id=row_id).select_related("source")
    return found.annotate(table=Subquery(tables[:1]))


def as_piece(each: Any) -> dict[str, Any]:
    """The fields that every list shows, of a row of `pieces`."""
    return {
        "id": each.id,
        "title": each.title,
        "summary": each.summary,
        "url": each.url,
        "file_id": each.file_id,
        "source_key": each.source.key,
        "source": each.source.label,
        "dated_on": each.dated_on,
        "by": each.by_name,
        "by_membership_id": each.by_membership_id,
        "at": each.at,
        "survey": _survey(each.table),
    }


def _survey(table: dict[str, Any] | None) -> SurveyWords | None:
    if not table:
        return None
    return in_words([SurveyLine(**line) for line in table["lines"]], table["unit"], table["before_label"])
