"""Which academy's year an address means: nearly every page begins with it, so its SQL is kept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from improvement_cycle.enums import Capability
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.years import is_year
from trust.actors import Actor
from trust.db.prepared import Prepared
from trust.errors import NotFound
from trust.permissions import Permission, may

_LIKE = {"since": dt.date(1, 1, 2), "until": dt.date(1, 12, 30), "academy": "?academy"}


def row_finder(rows: Callable[[], Any]) -> Callable[[str, str], AcademyCycle | None]:
    """Finds among these the row that the year and the academy of an address mean. Who may read it, the caller says."""
    kept: Prepared[AcademyCycle] = Prepared(lambda **place: rows().began_within(**place), like=_LIKE)

    def find(year: str, academy: str) -> AcademyCycle | None:
        if not is_year(year):
            return None
        first, last = dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
        return next(iter(kept.rows(since=first, until=last, academy=academy)), None)

    return find


_find_with_year = row_finder(
    lambda: AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
)


def row_where(actor: Actor, year: str, academy: str, *, permission: Permission, capability: Capability) -> AcademyCycle:
    """The row, to those who hold the permission there, in a year whose model has this. Raises NotFound elsewhere."""
    row = _find_with_year(year, academy)
    # Of one row `may` is what `reached_by` says of many.
    if row is None or capability not in row.cycle.model.capabilities or not may(actor, permission, row):
        raise NotFound("There is no such year of an academy.")
    return row
