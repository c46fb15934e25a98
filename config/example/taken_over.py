"""The year before the first one of an invented trust: taken over from the spreadsheet in which it was kept."""

import csv
import io
from typing import Any

from django.utils import timezone

from config.example.people import actor_of
from config.example.years import school_year
from improvement_cycle import workflow
from improvement_cycle.actions import cycles, matrix_files
from improvement_cycle.enums import CycleState
from improvement_cycle.models import MatrixColumn
from improvement_cycle.policies.taking_over import check
from improvement_cycle.queries import matrix_files as reading
from improvement_cycle.queries.improvement_models import definition_of
from trust.actions.advance import advance
from trust.models import Membership, Trust

# One grade worse a year earlier, for a few, so that the first year here shows movement.
EARLIER = {"O": "G", "G": "R"}
NAME = "Annual review matrix, as kept until 2024.csv"


def build(trust: Trust, said: dict[str, Any], members: dict[str, Membership]) -> None:
    """As the file says; read, matched and written by the actions, then the year is closed."""
    if not said.get("taken_over"):
        return
    first = said["years"][0]
    administrator, chief = (actor_of(trust, members[key]) for key in ("administrator", "chief"))
    cycle = cycles.open_year(actor=administrator, school_year_id=school_year(first - 1).id)
    taken = matrix_files.read(actor=chief, cycle_id=cycle.id, name=NAME, content=_sheet(said, first).encode())
    definition = definition_of(taken.cycle.model)
    places = reading.places(chief, taken.cycle, definition)
    found = check(reading.tables_of(taken)[0], reading.matching_of(taken), definition, places)
    matrix_files.write(actor=chief, file_id=taken.id, seen=matrix_files.mark(found))
    for verb in ("start_closing", "close"):
        advance(actor=chief, workflow=workflow.CYCLE, object=cycle, verb=verb, words={"year": cycle.school_year.label})
    cycle.closed_at = timezone.now()
    cycle.save(update_fields=["closed_at"])
    assert cycle.state == CycleState.CLOSED


def _sheet(said: dict[str, Any], first: int) -> str:
    """The trust's own sheet: a column of Ofsted's that is left out, and a line nobody knows any more."""
    labels = dict(MatrixColumn.objects.filter(key__in=said["columns"]).values_list("key", "label"))
    words = {letter: key.replace("_", " ") for letter, key in said["letters"].items()}
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["School", "Ofsted", *(labels[key] for key in said["columns"]), "Status"])
    for number, academy in enumerate(said["academies"]):
        year = academy.get("years", {}).get(first)
        if year is None:
            continue
        letters = list(year["grades"])
        if number % 3 == 0:
            letters[number % 5] = EARLIER.get(letters[number % 5], letters[number % 5])
        sheet.writerow([academy["name"], "Good", *(words.get(each, "") for each in letters), year["category"]])
    sheet.writerow(["Old Mill Infants (closed 2022)", "", "Good"])
    return out.getvalue()
