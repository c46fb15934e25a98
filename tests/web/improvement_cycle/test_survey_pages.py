"""Survey results in the browser: pasted, looked through, saved, read; and by whom."""

import io
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import evidence
from improvement_cycle.models import Evidence, EvidenceArea, SurveyTable
from improvement_cycle.reports.documents import paper
from improvement_cycle.reports.self_evaluation import PDF
from tests.pdf import faults_of, words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import fill
from trust.actions.documents import checksum
from trust.models import SubmittedVersion, TrustSettings
from trust.reports import Frame, render
from trust.reports.word import word_file


@pytest.fixture
def made(web: Web) -> Evidence:
    with web.open():
        given = {"source_key": "parent_survey", "title": "Parents, June", "summary": "Four in ten answered."}
        return evidence.add(actor=web.stage.troupe.actor("head"), academy_cycle_id=web.row().id, **given)


def at(web: Web, made: Evidence, page: str = "survey_edit", academy: str = "beckside") -> str:
    return web.row_url(page, academy, str(made.id))


def cells(*lines: tuple[str, str, str, str], **more: Any) -> dict[str, Any]:
    names = ("statement", "value", "answers", "before")
    typed = {name: [line[place] for line in lines] for place, name in enumerate(names)}
    return {"unit": "percent", "seen": "0", "save": "yes"} | typed | more


SAFE = ("My child feels safe", "92", "143", "89")


def test_what_is_pasted_fills_the_table_and_is_saved_only_when_somebody_says_so(web: Web, made: Evidence) -> None:
    client = web.client("head")
    sent = cells(fill="yes", pasted="Statement\tAgree\tAnswers\nMy child feels safe\t92%\t143\t89")
    del sent["save"]
    page = client.post(at(web, made), sent).content.decode()
    assert 'value="My child feels safe"' in page
    assert 'value="92%"' in page
    with web.open():
        assert not SurveyTable.objects.exists()
    assert client.post(at(web, made), cells(SAFE, before_label="2025")).status_code == 302
    page = web.client("director").get(at(web, made, "survey")).content.decode()
    assert "My child feels safe" in page
    assert "92%" in page
    assert 'width="92%"' in page
    assert "2025" in page


def test_each_cell_that_does_not_fit_is_named_and_nothing_is_written(web: Web, made: Evidence) -> None:
    answer = web.client("head").post(at(web, made), cells(SAFE, ("I am heard", "140", "3", "")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#c-value-1"' in page
    assert "Fewer than 6 people" in page
    assert 'value="I am heard"' in page
    with web.open():
        assert not SurveyTable.objects.exists()


def test_the_trusts_own_threshold_counts(web: Web, made: Evidence) -> None:
    with web.open():
        TrustSettings.objects.update(small_number_threshold=20)
    assert (
        "Fewer than 20 people"
        in web.client("head").post(at(web, made), cells(("I am heard", "50", "19", ""))).content.decode()
    )


def test_few_people_draw_a_gentle_word_and_are_saved(web: Web, made: Evidence) -> None:
    client = web.client("head")
    assert client.post(at(web, made), cells(("I am heard", "10", "20", ""))).status_code == 302
    assert "Could somebody be recognised?" in client.get(at(web, made, "survey")).content.decode()


def test_the_second_to_save_is_told_of_the_first(web: Web, made: Evidence) -> None:
    web.client("head").post(at(web, made), cells(SAFE))
    answer = web.client("director").post(at(web, made), cells(("Other", "50", "100", "")))
    assert (answer.status_code, 'name="seen" value="1"' in answer.content.decode()) == (409, True)
    again = web.client("director").post(at(web, made), cells(("Other", "50", "100", ""), seen="1"))
    assert again.status_code == 302


def test_broken_forms_are_answered_and_write_nothing(web: Web, made: Evidence) -> None:
    client = web.client("head")
    for sent in (
        {},
        {"seen": "x"},
        {"statement": ["a"]},
        cells(SAFE, unit="x", seen="²"),
        {"pasted": "\x00\t1", "fill": "y"},
    ):
        assert client.post(at(web, made), sent).status_code in (200, 302, 409, 422), sent


def test_who_reads_and_who_types(web: Web, made: Evidence) -> None:
    for who, reads, types in (
        ("head", 200, 200),
        ("director", 200, 200),
        ("secondary_director", 200, 403),
        ("senior_leader", 200, 403),
        ("other_head", 404, 404),
        ("trustee", 404, 404),
    ):
        assert web.client(who).get(at(web, made, "survey")).status_code == reads, who
        assert web.client(who).get(at(web, made)).status_code == types, who
    assert web.client("chief").get(at(web, made, "survey", "castle")).status_code == 404


def test_it_goes_with_the_evidence(web: Web, made: Evidence) -> None:
    web.client("head").post(at(web, made), cells(SAFE))
    with web.open():
        evidence.take_away(
            actor=web.stage.chief,
            academy_cycle_id=web.row().id,
            evidence_id=made.id,
            seen=evidence.said(Evidence.objects.get()).mark,
        )
        assert not SurveyTable.objects.exists()


def test_lists_of_evidence_lead_to_the_results(web: Web, made: Evidence) -> None:
    link = f'href="{at(web, made, "survey")}"'
    with web.open():
        EvidenceArea.objects.create(evidence=made, area=web.stage.model.areas.get(key="leadership"))
    web.client("head").post(web.row_url("sef_begin"))
    places = [
        ("head", web.row_url("sef_section", "beckside", "leadership")),
        ("head", web.row_url("sef_evidence", "beckside", "leadership")),
        ("director", web.row_url("row")),
        ("director", web.row_url("cell", "beckside", "leadership_and_management")),
    ]
    pages = lambda: [web.client(who).get(url).content.decode() for who, url in places]
    assert [link in page for page in pages()] == [False] * 4
    web.client("head").post(at(web, made), cells(SAFE))
    assert [link in page and "Results: 1 statement" in page for page in pages()] == [True] * 4


def test_results_are_handed_in_with_the_section_and_stay_as_they_were(web: Web, made: Evidence) -> None:
    head = web.client("head")
    with web.open():
        EvidenceArea.objects.create(evidence=made, area=web.stage.model.areas.get(key="leadership"))
    head.post(web.row_url("sef_begin"))
    head.post(at(web, made), cells(SAFE, before_label="2025"))
    fill(web)
    head.post(web.row_url("sef_check"))
    head.post(at(web, made), cells(("My child feels safe", "71", "150", ""), seen="1"))
    page = web.client("director").get(web.row_url("sef_version", "beckside", "1")).content.decode()
    assert [word in page for word in ("My child feels safe", "92%", "143", "89%", "71%")] == [True] * 4 + [False]
    with web.open():
        version = SubmittedVersion.objects.get()
        assert version.sha256 == checksum(version.content)
        report = PDF.build(web.stage.chief, version.id, {})
    frame = Frame("Trust", "Self-evaluation", timezone.localtime(), "Chief")
    pdf = render.render_pdf(render_to_string(PDF.template, {"report": report, "frame": frame}))
    assert faults_of(pdf) == []
    assert "My child feels safe" in words_of(pdf)
    file = word_file(title="x", trust_name="Trust", as_at=timezone.localtime(), paper=paper(report))
    lines = [each.text for each in docx.Document(io.BytesIO(file)).paragraphs]
    assert "My child feels safe: 92% of 143 answers, 2025 89%" in lines
    web.client("director").post(web.row_url("sef_version", "beckside", "1"), {"return": "1", "note": "More."})
    head.post(web.row_url("sef_check"))
    page = web.client("director").get(web.row_url("sef_compare", "beckside", "2", "1")).content.decode()
    assert "<ins>" in page.split("Parents, June")[1]
    assert "71%" in page


def test_results_that_were_handed_in_can_be_commented_on(web: Web, made: Evidence) -> None:
    head = web.client("head")
    with web.open():
        EvidenceArea.objects.create(evidence=made, area=web.stage.model.areas.get(key="leadership"))
    head.post(web.row_url("sef_begin"))
    head.post(at(web, made), cells(SAFE, ("My child is happy", "90", "143", "")))
    fill(web)
    head.post(web.row_url("sef_check"))
    for passage in ("feels safe", "My child feels safe 92% 143 89% My child is happy 90% 143", "Parents, June"):
        sent = {"section": "leadership", "passage": passage, "text": "How many were asked?"}
        answer = web.client("director").post(web.row_url("sef_version_comment", "beckside", "1"), sent, follow=True)
        assert "Your comment is added." in answer.content.decode(), passage
