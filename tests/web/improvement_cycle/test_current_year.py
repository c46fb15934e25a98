"""Opening the next year beforehand changes no way in: until its first day everybody lands in the year that is on."""

import datetime as dt

import pytest

from improvement_cycle.models import Cycle
from tests.web.improvement_cycle.conftest import Web
from trust.models import SchoolYear


@pytest.fixture
def opened_early(web: Web) -> Web:
    """The year after this one, opened in the middle of it."""
    with web.open():
        ends = web.stage.years["now"].ends_on
        begins = ends + dt.timedelta(days=1)
        web.stage.years["next"] = SchoolYear.objects.create(
            starts_on=begins, ends_on=begins.replace(year=begins.year + 1) - dt.timedelta(days=1)
        )
        web.stage.open_year("next")
    return web


@pytest.mark.parametrize("who", ["chief", "director", "head"])
@pytest.mark.parametrize("entry", ["home", "cycle_home", "priorities_home"])
def test_everybody_lands_in_the_year_that_is_on(opened_early: Web, who: str, entry: str) -> None:
    answer = opened_early.client(who).get(opened_early.url(entry))
    assert answer.status_code == 302
    assert f"/{opened_early.key}/" in answer["Location"]


@pytest.mark.parametrize("entry", ["sefs", "plans"])
def test_lists_of_documents_are_those_of_the_year_that_is_on(opened_early: Web, entry: str) -> None:
    years = opened_early.stage.years
    page = opened_early.client("chief").get(opened_early.url(entry)).content.decode()
    assert years["now"].label in page
    assert years["next"].label not in page
    own = opened_early.client("head").get(opened_early.url(entry))
    assert f"/{opened_early.key}/" in own["Location"]


def test_before_any_year_has_begun_the_nearest_is_the_one(opened_early: Web) -> None:
    cycles = opened_early.stage.cycles
    with opened_early.open():
        assert list(Cycle.objects.current_first(dt.date(2001, 1, 1))) == [
            cycles["before"],
            cycles["now"],
            cycles["next"],
        ]
        ends = opened_early.stage.years["now"].ends_on
        assert list(Cycle.objects.current_first(ends)) == [cycles["now"], cycles["before"], cycles["next"]]
