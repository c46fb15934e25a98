"""The words of an address that name an academy's year, as values of a question whose SQL is kept."""

import datetime as dt
from typing import Any

LIKE_PLACE = {"since": dt.date(1, 1, 2), "until": dt.date(1, 12, 30), "academy": "?academy"}


def place_values(year: str, academy: str) -> dict[str, Any]:
    """For `began_within`: the school year that began in this year, which must be one, and the academy."""
    return {"since": dt.date(int(year), 1, 1), "until": dt.date(int(year), 12, 31), "academy": academy}
