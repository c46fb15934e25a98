"""The matrix to read: who sees it, what it says, and that it asks the same questions however many academies."""

import re
from typing import Any

import pytest
from django.urls import reverse

from improvement_cycle.actions import cycles, improvement_models
from improvement_cycle.models import AcademyCycle
from tests.unit.improvement_cycle.academies import make_academy
from tests.web.improvement_cycle.conftest import Web

READ_QUERIES = 16


def test_the_chief_executive_reads_the_news_and_the_table(web: Web) -> None:
    web.settled("dunmoor", number=1)
    page = web.client("chief").get(web.url("year", web.key))
    assert page.status_code == 200
    html = page.content.decode()
    assert "No academy has moved since last year." in html
    assert "Agreed for 1 of 3 academies." in html
    assert "Beckside Primary" in html
    assert "Not submitted" in html
    assert 'class="is-draft"' in html
    assert "Score the matrix" in html


def test_home_leads_to_the_latest_year(web: Web) -> None:
    answer = web.client("chief").get(web.url("home"))
    assert answer.status_code == 302
    assert answer["Location"] == web.url("year", web.key)


def test_a_head_lands_on_the_own_row(web: Web) -> None:
    answer = web.client("head").get(web.url("home"))
    assert answer["Location"] == web.row_url("row")


def test_a_head_never_sees_the_rows_of_others(web: Web) -> None:
    web.settled("castle")
    client = web.client("head")
    html = client.get(web.url("year", web.key)).content.decode()
    assert "Beckside Primary" in html
    assert "Castle Rise" not in html
    assert "Dunmoor" not in html
    for name in ("row", "status", "agree", "evidence"):
        assert client.get(web.row_url(name, "castle")).status_code == 404
    assert client.get(web.row_url("cell", "castle", "safeguarding")).status_code == 404


@pytest.mark.parametrize("who", ["trustee", "governor", "administrator", "officer", "specialist"])
def test_nobody_else_sees_that_there_is_a_matrix(web: Web, who: str) -> None:
    client = web.client(who)
    for address in (web.url("home"), web.url("year", web.key), web.url("score", web.key), web.row_url("row")):
        assert client.get(address).status_code == 404


def test_a_senior_leader_reads_the_own_row_and_scores_nothing(web: Web) -> None:
    web.say("director", "director", "safeguarding", "effective", "said by the director alone")
    client = web.client("senior_leader")
    page = client.get(web.row_url("row"))
    assert page.status_code == 200
    assert (
        "said by the director alone" not in client.get(web.row_url("cell", "beckside", "safeguarding")).content.decode()
    )
    assert client.get(web.url("score", web.key)).status_code == 403
    assert client.get(web.row_url("row", "castle")).status_code == 404


def test_the_matrix_of_another_trust_is_not_there(web: Web) -> None:
    client = web.client("chief", "b")
    assert client.get(web.url("year", web.key)).status_code == 404
    own = reverse("improvement_cycle:year", args=[web.cast.b.trust.slug, web.key])
    assert client.get(own).status_code == 404


def test_a_year_that_is_not_there(web: Web) -> None:
    assert web.client("chief").get(web.url("year", "2001")).status_code == 404
    assert web.client("chief").get(web.row_url("row").replace("beckside-primary", "nowhere")).status_code == 404


def test_before_any_year_there_is_a_word_of_waiting(bare: Web) -> None:
    page = bare.client("chief").get(bare.url("home"))
    assert page.status_code == 200
    assert "No year is open yet" in page.content.decode()


def test_a_partnership_has_no_matrix(web: Web) -> None:
    for who in ("coordinator", "member_head"):
        client = web.client(who, "p")
        address = reverse("improvement_cycle:home", args=[web.cast.p.trust.slug])
        assert client.get(address).status_code == 404
        landing = client.get(web.cast.p.url(), follow=True)
        assert ">Matrix</a>" not in landing.content.decode()


def test_the_filter_narrows_the_whole_page(web: Web) -> None:
    html = web.client("chief").get(web.url("year", web.key) + "?phase=primary").content.decode()
    assert "Beckside Primary" in html
    assert "Castle Rise" not in html
    assert "of 1 primary academy." in html
    assert "Number of primary academies at each judgement." in html
    # A whole page changes, so these are plain links: a page that htmx fetched would be taken for the sign-in page.
    phases = html.split('aria-label="Phase"')[1].split("</nav>")[0]
    assert "?phase=secondary" in phases
    assert "hx-" not in phases


def test_the_chart_says_what_is_not_agreed(web: Web) -> None:
    web.settled("dunmoor", number=1)
    html = web.client("chief").get(web.url("year", web.key)).content.decode()
    assert "Not agreed yet</li>" in html.split('id="h-dist"')[1]
    assert "2 not agreed yet" in html


def test_lanes_and_chart_say_what_they_count_of_rows_not_agreed_yet(web: Web) -> None:
    with web.open():
        web.stage.decide("dunmoor", 3)
        web.stage.score("dunmoor")
    html = web.client("chief").get(web.url("year", web.key)).content.decode()
    lanes, chart = html.split('class="lanes"')[1].split("</ul>")[0], html.split('id="h-dist"')[1]
    assert "The row is not agreed yet." in html
    assert "1 now (1 not agreed yet)" in lanes
    assert re.search(r'>Dunmoor[^<]* <span class="tag wait">Draft</span>', lanes)
    assert re.search(r"\w+ of the judgements stand in rows that are not agreed yet\.", chart)
    with web.open():
        web.stage.settle("dunmoor")
    html = web.client("chief").get(web.url("year", web.key)).content.decode()
    assert "not agreed yet)" not in html
    assert "in rows that are not agreed yet" not in html


def test_a_phase_that_no_academy_has_this_year_shows_everything(web: Web) -> None:
    """The links to other years take the phase along, be there such an academy or not."""
    html = web.client("chief").get(web.url("year", web.key) + "?phase=special").content.decode()
    assert "Castle Rise" in html
    assert 'aria-current="true">All</a>' in html


def test_typed_words_are_escaped_in_the_cells(web: Web) -> None:
    with web.open():
        made = make_academy("<script>alert(1)</script> & Sons", "primary")
        AcademyCycle.objects.create(cycle=web.stage.cycles["now"], academy=made)
    html = web.client("chief").get(web.url("year", web.key)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in html
    grid = web.client("chief").get(web.url("score", web.key)).content.decode()
    assert "<script>alert(1)" not in grid


@pytest.mark.parametrize("extra", [0, 3])
def test_the_page_asks_the_same_questions_however_many(web: Web, extra: int, django_assert_num_queries: Any) -> None:
    with web.open():
        for number in range(extra):
            made = make_academy(f"Extra {number}", "primary")
            AcademyCycle.objects.create(cycle=web.stage.cycles["now"], academy=made)
    client = web.client("chief")
    with django_assert_num_queries(READ_QUERIES):
        assert client.get(web.url("year", web.key)).status_code == 200


def test_without_a_year_for_today_the_last_one_stands_greyed(bare: Web) -> None:
    stage = bare.stage
    with bare.open():
        administrator = stage.troupe.actor("administrator")
        draft = improvement_models.create_from_preset(actor=administrator, preset_key="four_point")
        improvement_models.publish(actor=administrator, model_id=draft.id)
        cycles.open_year(actor=administrator, school_year_id=stage.years["before"].id)
    html = bare.client("chief").get(bare.url("year", stage.years["before"].key)).content.decode()
    assert "The next year is not open yet" in html
    assert "is-past" in html
