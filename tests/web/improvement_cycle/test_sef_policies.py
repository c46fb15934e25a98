"""What a trust decides for its self-evaluations, set by a person on its pages: grades or none, small numbers, areas."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.actions import improvement_models, model_pieces
from improvement_cycle.models import ImprovementModel
from improvement_cycle.policies.self_evaluation import parts_of
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.reports.self_evaluation import PDF
from tests.pdf import words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import at, itself, send
from trust.models import Section, SubmittedVersion
from trust.reports import Frame, render

MISSING = "Leadership: still empty: “How good is it now?”."


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def decide(web: Web, **said: Any) -> None:
    url = reverse("trust:settings_documents", args=[web.stage.troupe.trust.slug])
    answer = web.client("administrator").post(url, {"sef_approvers": "both", "small_number_threshold": "6"} | said)
    assert answer.status_code == 302


def written(web: Web) -> None:
    with web.open():
        Section.objects.update(content={"narrative": "<p>x</p>", "footing": "unsure"}, is_finished=True)


def test_where_the_trust_asks_for_grades_a_missing_one_stands_in_the_way(sef: Web) -> None:
    decide(sef, grade_required_in_sef="on")
    written(sef)
    page = sef.client("head").get(at(sef)).content.decode()
    assert page.index("How good is it now?") < page.index("How sure are you?")
    assert "No grade." not in page
    answer = sef.client("head").post(sef.row_url("sef_check"))
    assert (answer.status_code, MISSING in answer.content.decode()) == (409, True)


def test_where_it_does_not_how_sure_is_asked_first_and_no_grade_is_an_answer(sef: Web) -> None:
    decide(sef)
    send(sef, grade="good")
    send(sef, version="1", grade="", footing="not_yet")
    page = sef.client("head").get(at(sef)).content.decode()
    assert page.index("How sure are you?") < page.index("How good is it now?")
    assert 'name="grade" value="" checked' in page
    written(sef)
    assert "Still empty" not in sef.client("head").get(sef.row_url("sef_check")).content.decode()
    assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
    page = sef.client("director").get(sef.row_url("sef_version", "beckside", "1")).content.decode()
    assert "Unsure" in page
    assert "How good is it now?" not in page
    with sef.open():
        report = PDF.build(sef.stage.chief, SubmittedVersion.objects.get().id, {})
    frame = Frame("Trust", "Self-evaluation", timezone.localtime(), "Chief")
    words = words_of(render.render_pdf(render_to_string(PDF.template, {"report": report, "frame": frame})))
    assert "Unsure" in words
    assert "How good is it now?" not in words


def test_the_trusts_own_small_number_draws_the_gentle_word(sef: Web) -> None:
    text = "<p>In Year 6, 8 pupils left.</p>"
    decide(sef)
    assert itself(sef, narrative=text).json()["careful"] == ""
    decide(sef, small_number_threshold="10")
    assert "“8 pupils”: numbers under 10" in sef.client("head").get(at(sef)).content.decode()


@pytest.mark.parametrize("preset", ["four_point", "report_card", "alternative_and_special"])
def test_the_sections_are_the_areas_of_the_model_that_was_chosen(web: Web, preset: str) -> None:
    with web.open():
        model = improvement_models.create_from_preset(actor=web.stage.actor("administrator"), preset_key=preset)
        definition = definition_of(ImprovementModel.objects.get(id=model.id))
    parts = parts_of(definition, grade_needed=True)
    assert [part.key for part in parts] == ["context", "progress", *(area.key for area in definition.areas), "summary"]
    for part in parts[2:-1]:
        assert part.field("grade").choices, part.key


def test_an_area_of_ones_own_becomes_a_section_with_grades(web: Web) -> None:
    with web.open():
        administrator = web.stage.actor("administrator")
        model = improvement_models.create_from_preset(actor=administrator, preset_key="report_card")
        model_pieces.add(actor=administrator, model_id=model.id, piece="area", values={"label": "Reading for all"})
        definition = definition_of(ImprovementModel.objects.get(id=model.id))
    own = next(part for part in parts_of(definition, grade_needed=True) if part.title == "Reading for all")
    assert own.field("grade").choices
    assert own.field("narrative").is_needed
