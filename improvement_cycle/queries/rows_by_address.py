"""Which academy's year an address means: nearly every page begins with it, so its SQL is kept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.years import is_year
from trust.db.prepared import Prepared

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
