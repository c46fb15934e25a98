"""Evidence in sections of invented self-evaluations, and results of a survey: added through actions, by the head."""

from typing import Any

from improvement_cycle.actions import evidence, surveys
from improvement_cycle.models import AcademyCycle
from trust.actors import Actor


def add(actor: Actor, row: AcademyCycle, said: list[dict[str, Any]]) -> None:
    """What the sections of this row list, before it is handed in."""
    for each in said:
        made = evidence.add(
            actor=actor,
            academy_cycle_id=row.id,
            source_key=each["source"],
            title=each["title"],
            summary=each["summary"],
            dated_on=each["day"],
            area_keys=each["areas"],
        )
        if table := each.get("results"):
            surveys.set_table(
                actor=actor,
                academy_cycle_id=row.id,
                evidence_id=made.id,
                seen_version=0,
                unit=table["unit"],
                before_label=table["before"],
                rows=[[str(cell) for cell in cells] for cells in table["lines"]],
            )
