"""Invented schools and inspections, as a load would have left them. Their numbers lie outside the real ones."""

import datetime as dt
from typing import Any

from academies.enums import Authority, LinkDirection, LoadKind, LoadState, Regime
from academies.models import DataLoad, Establishment, EstablishmentLink, Inspection


def school(urn: int, name: str) -> Establishment:
    """An open primary school in the register."""
    load, _ = DataLoad.objects.get_or_create(
        kind=LoadKind.ESTABLISHMENTS,
        file_name="invented",
        defaults={"as_at": dt.date(2026, 8, 31), "state": LoadState.DONE, "started_by": "test"},
    )
    return Establishment.objects.create(
        urn=urn,
        name=name,
        phase="Primary",
        type_name="Academy converter",
        status="Open",
        low_age=4,
        high_age=11,
        pupils=210,
        la_name="Westmarch",
        authority=Authority.REGISTER,
        as_at=load.as_at,
        source=load,
    )


def comes_after(urn: int, *earlier: int) -> None:
    """Schools that this one came out of; of several by a merger."""
    load = DataLoad.objects.get(file_name="invented")
    for each in earlier:
        EstablishmentLink.objects.create(
            urn=urn,
            link_urn=each,
            link_type="Predecessor",
            direction=LinkDirection.PREDECESSOR,
            as_at=load.as_at,
            source=load,
        )


def inspection(urn: int, day: dt.date, **more: Any) -> Inspection:
    """An inspection of a school that is there: an ungraded one, or what is said."""
    load = DataLoad.objects.get(file_name="invented")
    fields = {"regime": Regime.UNGRADED, "framework_id": "oeif_2019", "outcome": "School remains Good"} | more
    return Inspection.objects.create(
        urn=urn, number=f"N{urn}{day}", starts_on=day, urn_at_time=urn, as_at=load.as_at, source=load, **fields
    )
