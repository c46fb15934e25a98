"""Until when what is due in a year."""

import datetime as dt

import pytest

from improvement_cycle.models import Cycle
from tests.web.improvement_cycle.conftest import Web
from trust.models import Activity

FIELDS = ("self_evaluations_due_on", "priorities_due_on", "plans_due_on")


def day_of(web: Web, days: int) -> dt.date:
    starts: dt.date = web.stage.years["now"].starts_on
    return starts + dt.timedelta(days=days)


def kept(web: Web) -> list[dt.date | None]:
    with web.open():
        cycle = Cycle.objects.get(id=web.stage.cycles["now"].id)
        return [getattr(cycle, name) for name in FIELDS]


def test_they_are_set_shown_on_the_line_of_the_year_and_told(web: Web) -> None:
    client, address = web.client("administrator"), web.url("dates", web.key)
    assert f'href="{address}">Set dates' in client.get(web.url("cycles")).content.decode()
    days = [day_of(web, -60), None, day_of(web, 100)]
    sent = {name: day.isoformat() if day else "" for name, day in zip(FIELDS, days, strict=True)}
    assert client.post(address, sent)["Location"] == web.url("cycles")
    assert kept(web) == days
    html = client.get(web.url("cycles")).content.decode()
    assert f"{days[2]:%-d %B %Y}" in html
    assert f'value="{days[2]}"' in client.get(address).content.decode()
    with web.open():
        sentence = Activity.objects.get(verb="set_dates").sentence
    assert sentence == (
        f"set dates of {web.stage.years['now'].label}: "
        f"self-evaluations by {days[0]:%-d %B %Y} and plans by {days[2]:%-d %B %Y}"
    )


@pytest.mark.parametrize("days", [-61, 365, 4000])
def test_a_day_outside_the_year_is_refused_at_its_field_and_stays_typed(web: Web, days: int) -> None:
    client, address = web.client("administrator"), web.url("dates", web.key)
    wrong = day_of(web, days).isoformat()
    answer = client.post(address, {"plans_due_on": wrong, "priorities_due_on": "soon"})
    assert answer.status_code == 422
    answer = client.post(address, {"plans_due_on": wrong})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f"Enter a day of {web.stage.years['now'].label}, or of the 60 days before it begins" in html
    assert 'id="id_plans_due_on_error"' in html
    assert f'value="{wrong}"' in html
    assert kept(web) == [None] * 3


def test_a_closed_year_keeps_its_dates(web: Web) -> None:
    with web.open():
        Cycle.objects.filter(id=web.stage.cycles["now"].id).update(state="closed", plans_due_on=day_of(web, 9))
    client, address = web.client("administrator"), web.url("dates", web.key)
    html = client.get(address).content.decode()
    assert f"{day_of(web, 9):%-d %B %Y}" in html
    assert "<button" not in html.partition("<main")[2].partition("</main")[0]
    assert address not in client.get(web.url("cycles")).content.decode()
    answer = client.post(address, {"plans_due_on": day_of(web, 20).isoformat()})
    assert answer.status_code == 409
    assert "is closed: nothing in it changes" in answer.content.decode()
    assert kept(web) == [None, None, day_of(web, 9)]


def test_the_chief_executive_sets_them_as_well_and_nobody_else(web: Web) -> None:
    address, sent = web.url("dates", web.key), {"plans_due_on": day_of(web, 20).isoformat()}
    assert web.client("chief").post(address, sent)["Location"] == address
    assert kept(web)[2] == day_of(web, 20)
    for who in ("director", "head", "senior_leader", "governor", "trustee", "officer", "specialist"):
        assert web.client(who).get(address).status_code == 404, who
        assert web.client(who).post(address, {}).status_code == 404, who
    assert web.client("administrator", "b").get(address).status_code == 404
    assert kept(web)[2] == day_of(web, 20)


def test_settings_lead_the_chief_executive_to_the_newest_year(web: Web) -> None:
    chief = web.client("chief")
    assert f'href="{web.url("due_dates")}"' in chief.get(f"/t/{web.stage.troupe.trust.slug}/settings/").content.decode()
    assert chief.get(web.url("due_dates"))["Location"] == web.url("dates", web.key)
    assert web.client("director").get(web.url("due_dates")).status_code == 404


def test_before_any_year_they_are_led_to_the_matrix(bare: Web) -> None:
    assert bare.client("chief").get(bare.url("due_dates"))["Location"] == bare.url("home")
