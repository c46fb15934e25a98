"""What the rule would suggest for a row."""

from collections.abc import Iterable, Mapping

from improvement_cycle.policies.columns import Provision
from improvement_cycle.policies.definition import Definition, GradeWord
from improvement_cycle.policies.rows import completeness
from improvement_cycle.policies.suggestion import AgreedGrade, Suggestion, suggestion


def suggest(
    version: Definition, academy: Provision, agreed: Mapping[str, GradeWord], *, concern_category: str = ""
) -> Suggestion | None:
    """From the agreed judgements by column key, and any category of concern."""
    columns = version.columns_for(academy)
    done = completeness([column.key for column in columns], agreed)
    grades: Iterable[AgreedGrade] = (
        AgreedGrade(column.name, agreed[column.key].label, agreed[column.key].concern)
        for column in columns
        if column.key in agreed
    )
    return suggestion(list(grades), version.rules, complete=done.is_complete, concern_category=concern_category)
