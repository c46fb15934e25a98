"""A priority's page of the plan as it is read: five cards, the guidance that was considered, the printed table."""

import io
import re
from html import unescape
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.models import Cycle, ImprovementModel
from improvement_cycle.reports.plans import PDF, WORD
from tests.pdf import faults_of, words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_plan_pages import agreed, edit, finished, section, seen_of
from trust.models import Document, EarlierText, Section, SubmittedVersion
from trust.reports import Frame, render
from trust.reports.word import word_file

HEADINGS = ["Problem", "Active ingredients", "Implementation activities", "Implementation outcomes", "Final outcomes"]
PAGE = {
    "problem": "Half of it is gone by July.",
    "known_by": "Quiz average 46%",
    "ingredients": "A short check in each lesson",
    "will_stop": "End-of-topic displays",
    "activities": "Three training sessions",
    "fidelity_short": "In two subjects",
    "reach_long": "All classes",
    "final": "Average of 65%",
    "ready": "Cover is agreed.",
}


@pytest.fixture
def plan(web: Web) -> Web:
    """Begun by the head with one priority, its page written."""
    agreed(web, "Pupils remember more")
    head = web.client("head")
    assert head.post(web.row_url("plan_begin")).status_code == 302
    assert head.post(page_url(web), {**PAGE, "considered": ["", "2024engage", "2024what"], **edit()}).status_code == 302
    return web


def page_url(web: Web) -> str:
    return section(web, f"priority-{web.key}-1")


def content(web: Web) -> dict[str, Any]:
    with web.open():
        found: dict[str, Any] = Section.objects.get(key=f"priority-{web.key}-1").content
        return found


def hand_in(web: Web) -> str:
    finished_texts(web)
    assert web.client("head").post(web.row_url("plan_check"), seen_of(web)).status_code == 302
    with web.open():
        number = Document.objects.get(kind="improvement_plan").number
    return web.row_url("plan_version", "beckside", str(number))


def finished_texts(web: Web) -> None:
    """Complete, with the page as it was written."""
    written = content(web)
    finished(web)
    with web.open():
        Section.objects.filter(key=f"priority-{web.key}-1").update(content=written)


def cards(page: str) -> list[str]:
    """The headings of the cards in their order."""
    found = re.search(r'<ol class="logic">(.*?)</ol></div>', page, re.DOTALL)
    assert found is not None
    return re.findall(r'<span class="n" aria-hidden="true">\d</span>([^<]*)</h\d>', found[1])


class TestCards:
    def test_what_was_handed_in_stands_in_five_cards_in_their_order(self, plan: Web) -> None:
        page = plan.client("director").get(hand_in(plan)).text
        assert cards(page) == HEADINGS
        told = [page.index(words) for words in PAGE.values()]
        assert told == sorted(told)
        assert page.index("What will stop") < page.index("End-of-topic displays") < page.index("Three training")
        assert page.index("Done as agreed") < page.index("In the first term") < page.index("In two subjects")
        # The page of the plan as a whole is no logic model.
        assert page.count('class="logic"') == 1

    def test_an_empty_card_says_so(self, plan: Web) -> None:
        plan.client("head").post(page_url(plan), {"final": "", **edit(), "version": "1"})
        page = plan.client("head").get(f"{page_url(plan)}?look=read").text
        assert cards(page) == HEADINGS
        assert page.count("Nothing was written here.") == 1

    def test_who_may_not_write_it_now_reads_the_cards(self, plan: Web) -> None:
        assert 'class="logic"' not in plan.client("head").get(page_url(plan)).text
        hand_in(plan)
        page = plan.client("head").get(page_url(plan)).text
        assert cards(page) == HEADINGS
        assert "data-autosave" not in page
        assert "Cover is agreed." in page

    def test_the_director_reads_a_shared_draft_in_cards_and_writes_nothing(self, plan: Web) -> None:
        director = plan.client("director")
        assert director.get(page_url(plan)).status_code == 404
        assert director.get(f"{page_url(plan)}?look=read").status_code == 404
        assert plan.client("head").post(plan.row_url("plan_share"), {"shared": "yes"}).status_code == 302
        page = director.get(page_url(plan)).text
        assert cards(page) == HEADINGS
        assert "Go on writing" not in page

    def test_who_writes_it_looks_at_it_as_others_read_it_and_goes_on_writing(self, plan: Web) -> None:
        head = plan.client("head")
        assert 'href="?look=read"' in head.get(page_url(plan)).text
        page = head.get(f"{page_url(plan)}?look=read").text
        assert cards(page) == HEADINGS
        assert f'href="{page_url(plan)}">Go on writing' in page
        assert "<textarea" not in page.split('class="logic"')[1].split('class="rail"')[0]
        assert head.get(f"{page_url(plan)}?look=sideways").status_code == 400

    def test_the_plan_as_a_whole_has_no_cards(self, plan: Web) -> None:
        page = plan.client("head").get(section(plan, "overview")).text
        assert "?look=read" not in page


class TestGuidance:
    def test_ticks_are_saved_and_taken_away_without_javascript(self, plan: Web) -> None:
        assert content(plan)["considered"] == ["2024engage", "2024what"]
        page = plan.client("head").get(page_url(plan)).text
        assert "2 of 10 considered" in page
        assert 'value="2024engage" checked' in page
        assert 'value="2024unite">' in page
        assert "EEF guidance on implementation, 2024 edition" in page
        plan.client("head").post(page_url(plan), {"considered": "", **edit(), "version": "1"})
        assert content(plan)["considered"] == []

    def test_a_made_up_tick_is_refused_at_the_list_and_nothing_typed_is_lost(self, plan: Web) -> None:
        sent = {"problem": "Another problem.", "considered": ["2024unite", "2019climate"], **edit(), "version": "1"}
        answer = plan.client("head").post(page_url(plan), sent)
        assert answer.status_code == 422
        assert "Tick only what stands in the list." in answer.text
        assert "Another problem." in answer.text
        assert 'value="2024unite" checked' in answer.text
        assert content(plan)["problem"] == PAGE["problem"]

    def test_of_two_who_tick_both_stand_and_the_page_takes_the_others_in(self, plan: Web) -> None:
        head = plan.client("head")
        page = head.get(page_url(plan)).text
        base = unescape(re.search('name="base" value="([^"]*)"', page)[1])  # type: ignore[index]
        saved = {"base": base, "by_itself": "1", "version": "1"}
        one = {**edit(), **saved, "considered": ["", "2024engage", "2024what", "2024deliver"]}
        other = {**edit(), **saved, "considered": ["", "2024what", "2024sustain"]}
        assert head.post(page_url(plan), one).json()["fields"] == {}
        told = head.post(page_url(plan), other).json()
        assert content(plan)["considered"] == ["2024what", "2024deliver", "2024sustain"]
        assert list(told["fields"]) == ["considered"]
        assert 'value="2024deliver" checked' in told["fields"]["considered"]

    def test_it_is_frozen_with_its_edition_and_told_as_considered_or_not_yet(self, plan: Web) -> None:
        version = hand_in(plan)
        with plan.open():
            # Whatever the model says later.
            model = Cycle.objects.get(school_year__starts_on__year=int(plan.key)).model_id
            ImprovementModel.objects.filter(id=model).update(guidance={"edition": "eef_2019"})
        page = plan.client("director").get(version).text
        assert "2 of 10 considered" in page
        assert "EEF guidance on implementation, 2024 edition" in page
        said = re.findall(r"<span>([^<]*) <span class=\"tiny\">(Considered|Not yet)</span>", page)
        assert len(said) == 10
        assert [name for name, word in said if word == "Considered"] == ["Engage", "What is being implemented"]
        assert "<progress" not in page

    def test_two_versions_say_which_points_came_and_went(self, plan: Web) -> None:
        hand_in(plan)
        first = plan.row_url("plan_version", "beckside", "1")
        assert plan.client("director").post(first, {"return": "yes", "note": "Look again."}).status_code == 302
        seen = {**edit(), "version": str(version_of(plan))}
        plan.client("head").post(page_url(plan), {"considered": ["", "2024what", "2024sustain"], **seen})
        hand_in(plan)
        page = plan.client("director").get(plan.row_url("plan_compare", "beckside", "1", "2")).text
        gone, come = re.findall("<del>(.*?)</del>", page, re.DOTALL), re.findall("<ins>(.*?)</ins>", page, re.DOTALL)
        assert [each.strip() for each in gone] == ["Engage"]
        assert [each.strip() for each in come] == ["Sustain"]

    def test_an_earlier_text_brings_its_ticks_back(self, plan: Web) -> None:
        with plan.open():
            found = Section.objects.get(key=f"priority-{plan.key}-1")
            text = EarlierText.objects.create(
                section=found,
                version=0,
                content={"considered": ["2024unite"]},
                reason="overwritten",
                written_by_name="Head",
                written_at=timezone.now(),
            )
        earlier = plan.row_url("plan_earlier", "beckside", f"priority-{plan.key}-1")
        assert "1 of 10 considered" in plan.client("head").get(earlier).text
        sent = {"earlier": str(text.id), **edit(), "version": str(version_of(plan))}
        assert plan.client("head").post(earlier, sent).status_code == 302
        assert content(plan) == {"considered": ["2024unite"]}

    def test_search_knows_no_keys_of_ticks(self, plan: Web) -> None:
        slug = plan.stage.troupe.trust.slug
        assert (
            "Pupils remember more" not in plan.client("head").get(f"/t/{slug}/search/?q=engage").text.split("<main")[1]
        )


def version_of(web: Web) -> int:
    with web.open():
        return int(Section.objects.get(key=f"priority-{web.key}-1").version)


def test_outcomes_are_printed_as_one_table(plan: Web) -> None:
    hand_in(plan)
    with plan.open():
        version = SubmittedVersion.objects.get()
        report: Any = PDF.build(plan.stage.troupe.actor("head"), version.id, {})
        frame = Frame("Trust", "Improvement plan", timezone.localtime(), "Head")
        html = render_to_string(PDF.template, {"report": report, "frame": frame})
        assert WORD.paper is not None
        word = word_file(title="Plan", trust_name="Trust", as_at=frame.as_at, paper=WORD.paper(report))
    table = re.search(r'<table class="table-of-fields">(.*?)</table>', html, re.DOTALL)
    assert table is not None
    heads = re.findall('<th scope="(col|row)">([^<]*)</th>', table[1])
    assert [name for scope, name in heads if scope == "col"] == [
        "In the first term",
        "By the end of the year",
        "In the years after",
    ]
    assert [name for scope, name in heads if scope == "row"] == ["Done as agreed", "Reach", "Found right", "Manageable"]
    assert "Done as agreed, in the first term" not in html
    pdf = render.render_pdf(html)
    assert faults_of(pdf) == []
    for words in ("In two subjects", "2 of 10 considered", "Engage; What is being implemented."):
        assert words in words_of(pdf)
    document = docx.Document(io.BytesIO(word))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["", "In the first term", "By the end of the year", "In the years after"]
    assert rows[1] == ["Done as agreed", "In two subjects", "", ""]
    assert rows[2] == ["Reach", "", "", "All classes"]
    texts = [each.text for each in document.paragraphs]
    assert "Implementation guidance: 2 of 10 considered" in texts
    assert any(each.startswith("Considered: Engage; What is being implemented. Not yet: Unite;") for each in texts)


def test_a_plan_without_outcomes_prints_no_empty_table(plan: Web) -> None:
    plan.client("head").post(page_url(plan), {"fidelity_short": "", "reach_long": "", **edit(), "version": "1"})
    hand_in(plan)
    with plan.open():
        version = SubmittedVersion.objects.get()
        report: Any = PDF.build(plan.stage.troupe.actor("head"), version.id, {})
    assert "table" not in {field.field.kind for _title, fields in report.sections for field in fields}


def test_a_year_whose_model_names_no_edition_has_no_checklist(plan: Web) -> None:
    with plan.open():
        model = Cycle.objects.get(school_year__starts_on__year=int(plan.key)).model_id
        ImprovementModel.objects.filter(id=model).update(guidance={})
    page = plan.client("head").get(page_url(plan)).text
    assert "Implementation guidance" not in page
