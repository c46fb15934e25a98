"""The operator's page of loads."""

import datetime as dt

from academies.enums import LoadKind, LoadState
from academies.models import DataLoad, RefusedRow
from tests.cast import Cast


def test_the_operator_sees_each_load_with_its_counts_and_refused_lines(cast: Cast) -> None:
    load = DataLoad.objects.create(
        kind=LoadKind.INSPECTIONS,
        file_name="august.csv",
        as_at=dt.date(2026, 8, 31),
        state=LoadState.DONE,
        started_by="test",
        rows_read=12345,
        rows_refused=1,
    )
    RefusedRow.objects.create(load=load, line=77, reason="The date 31/02/2026 does not exist.")
    page = cast.client(cast.operator).get("/operator/loads/").content.decode()
    assert "august.csv" in page
    assert "12,345" in page
    assert "Line 77: The date 31/02/2026 does not exist." in page


def test_without_a_load_the_page_says_what_that_means(cast: Cast) -> None:
    page = cast.client(cast.operator).get("/operator/loads/").content.decode()
    assert "No national file yet" in page


def test_nobody_else_finds_the_page(cast: Cast) -> None:
    assert cast.client(cast.a.users["administrator"]).get("/operator/loads/").status_code == 404
