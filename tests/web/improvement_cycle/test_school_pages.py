"""School on a page: what was published and approved of one academy, for those who read it and nobody else."""

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import snapshots
from improvement_cycle.models import Cycle
from improvement_cycle.queries.school_pages import school_page
from improvement_cycle.reports import school_pages as papers
from tests.pdf import faults_of, words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import approved
from trust.errors import NotFound
from trust.reports import Frame, render


def html(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.content.decode())


@pytest.fixture
def published(web: Web) -> Web:
    with web.open():
        web.stage.score("beckside", leadership_and_management="requires_improvement")
        web.stage.decide("beckside", 2)
        web.stage.settle("beckside")
        web.stage.score("castle", quality_of_education="inadequate")
        snapshots.publish(actor=web.stage.chief, cycle_id=web.stage.cycles["now"].id)
    return web


@pytest.mark.parametrize("who", ["governor", "head", "trustee", "chief", "director"])
def test_those_who_read_it_see_what_was_published(published: Web, who: str) -> None:
    page = html(published.client(who), published.row_url("school_page"))
    for words in ("Beckside Primary on a page", "Category 2", "Requires improvement", "No plan is approved yet."):
        assert words in page


@pytest.mark.parametrize("who", ["governor", "head"])
def test_those_of_one_academy_land_on_it_and_see_no_other(published: Web, who: str) -> None:
    client = published.client(who)
    assert client.get(published.url("school_pages"))["Location"] == published.row_url("school_page")
    assert client.get(published.row_url("school_page", "castle")).status_code == 404
    assert "Castle" not in html(client, published.row_url("school_page"))
    asked = client.post(published.row_url("school_page_report", "castle"), {"as": "pdf"})
    assert asked.status_code == 404


def test_trustees_choose_among_all_academies(published: Web) -> None:
    page = html(published.client("trustee"), published.url("school_pages"))
    assert page.count('<th scope="row">') == 3


def test_a_row_that_is_not_agreed_tells_no_judgement(published: Web) -> None:
    page = html(published.client("trustee"), published.row_url("school_page", "castle"))
    assert "not agreed yet" in page
    assert "Inadequate" not in page


@pytest.mark.parametrize("who", ["senior_leader", "administrator", "officer", "specialist"])
def test_nobody_else_finds_it(published: Web, who: str) -> None:
    client = published.client(who)
    assert client.get(published.url("school_pages")).status_code == 404
    assert client.get(published.row_url("school_page")).status_code == 404


def test_what_changed_since_it_was_published_is_not_on_it(published: Web) -> None:
    with published.open():
        published.stage.decide("dunmoor", 3)
    assert "Category 3" not in html(published.client("trustee"), published.row_url("school_page", "dunmoor"))


def test_what_is_approved_is_not_to_come_any_more(plan: Web) -> None:
    plan.settled()
    with plan.open():
        today = timezone.localdate()
        days = {"priorities_due_on": today + dt.timedelta(days=1), "plans_due_on": today + dt.timedelta(days=9)}
        Cycle.objects.filter(id=plan.stage.cycles["now"].id).update(**days)
        snapshots.publish(actor=plan.stage.chief, cycle_id=plan.stage.cycles["now"].id)
    at = plan.row_url("school_page")
    before = html(plan.client("governor"), at)
    assert "Priorities to be agreed" in before
    assert "Improvement plan due" in before
    approved(plan)
    after = html(plan.client("governor"), at)
    assert "Plan approved on" in after
    assert "Priorities to be agreed" not in after
    assert "Improvement plan due" not in after


def test_before_anything_is_published_the_page_says_so(web: Web) -> None:
    assert "Nothing is published yet" in html(web.client("governor"), web.row_url("school_page"))
    answer = web.client("governor").post(web.row_url("school_page_report"), {"as": "pdf"})
    assert answer.status_code == 404


def test_it_is_asked_for_as_pdf_and_word(published: Web) -> None:
    client = published.client("governor")
    for form in ("pdf", "word"):
        assert client.post(published.row_url("school_page_report"), {"as": form}).status_code == 302
    assert client.post(published.row_url("school_page_report"), {"as": "gif"}).status_code == 400
    with published.open():
        row = published.row()
        data = papers.build(published.stage.actor("governor", head_of="beckside", role="local_governor"), row.id, {})
        with pytest.raises(NotFound):
            papers.build(published.stage.actor("governor", head_of="castle", role="local_governor"), row.id, {})
        told = school_page(row)
    assert told is not None
    frame = Frame("Trust", "Beckside Primary on a page", timezone.localtime(), "Governor")
    made = render.render_pdf(render_to_string(papers.PDF.template, {"report": data, "frame": frame}))
    assert faults_of(made) == []
    words = " ".join(words_of(made).split())
    assert "Page 1 of 1" in words
    assert "Requires improvement" in words
    assert papers.paper(data).chapters[0].title == "Beckside Primary"
