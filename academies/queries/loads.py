"""Which published file was read when, for the operator."""

from typing import Any

from django.db.models import Window
from django.db.models.functions import RowNumber

from academies.models import DataLoad, RefusedRow

SHOWN = 50
REFUSED_SHOWN = 20


def loads_panel() -> dict[str, Any]:
    """The latest loads, each with the first of its refused lines."""
    loads = list(DataLoad.objects.order_by("-started_at")[:SHOWN])
    refused: dict[Any, list[RefusedRow]] = {load.id: [] for load in loads}
    place = Window(RowNumber(), partition_by="load_id", order_by="line")
    numbered = RefusedRow.objects.filter(load__in=loads).annotate(place=place)
    for row in numbered.filter(place__lte=REFUSED_SHOWN).order_by("line"):
        refused[row.load_id].append(row)
    return {"loads": [(load, refused[load.id]) for load in loads], "shown": SHOWN}
