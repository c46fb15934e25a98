"""Which published file was read when, for the operator."""

from typing import Any

from academies.models import DataLoad, RefusedRow

SHOWN = 50
REFUSED_SHOWN = 20


def loads_panel() -> dict[str, Any]:
    """The latest loads, each with the first of its refused lines."""
    loads = list(DataLoad.objects.order_by("-started_at")[:SHOWN])
    refused: dict[Any, list[RefusedRow]] = {load.id: [] for load in loads}
    for row in RefusedRow.objects.filter(load__in=loads).order_by("line"):
        if len(refused[row.load_id]) < REFUSED_SHOWN:
            refused[row.load_id].append(row)
    return {"loads": [(load, refused[load.id]) for load in loads], "shown": SHOWN}
