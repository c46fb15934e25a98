"""The operator's page of loads."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from academies.enums import LoadKind, LoadState
from academies.models import DataLoad, RefusedRow
from academies.queries.loads import REFUSED_SHOWN, loads_panel
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


def test_of_many_refused_lines_the_first_are_read_and_no_more(cast: Cast) -> None:
    load = DataLoad.objects.create(
        kind=LoadKind.INSPECTIONS, file_name="a.csv", as_at=dt.date(2026, 8, 31), state=LoadState.DONE, started_by="t"
    )
    RefusedRow.objects.bulk_create(RefusedRow(load=load, line=n, reason=f"Reason {n}.") for n in range(60, 0, -1))
    with CaptureQueriesContext(connection) as asked:
        found = loads_panel()
    assert [row.line for row in found["loads"][0][1]] == list(range(1, REFUSED_SHOWN + 1))
    assert "ROW_NUMBER()" in asked[-1]["sql"]
