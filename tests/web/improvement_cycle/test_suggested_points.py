"""Points of "What needs to improve" suggested as priorities: ticked, moved, handed in, compared, read by whom."""

import io
import re
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.queries.suggested_points import suggested_points
from improvement_cycle.reports.documents import paper
from improvement_cycle.reports.self_evaluation import PDF
from tests.pdf import words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import at, itself, send
from trust.actions.documents import checksum
from trust.models import Document, EarlierText, Section, SubmittedText, SubmittedVersion
from trust.reports import Frame, render
from trust.reports.word import word_file

POINTS = ["Checks on what pupils remember", "Daily fluency", "Attendance on Mondays"]
TICKED = 'name="suggested_row" value="{}" checked'


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def sent(*points: str, ticked: tuple[int, ...] = (), **more: Any) -> dict[str, Any]:
    rows = [str(number) for number, _ in enumerate(points, start=1)]
    return {
        "to_develop_point": list(points),
        "to_develop_row": rows,
        "suggested_row": [str(number) for number in ticked],
    } | more


def stands(web: Web) -> tuple[Any, Any]:
    with web.open():
        content = Section.objects.get(key="leadership").content
    return content.get("to_develop"), content.get("suggested")


def handed_in(web: Web, *ticked: int) -> SubmittedVersion:
    submitted_content(web, *ticked)
    assert web.client("head").post(web.row_url("sef_check")).status_code == 302
    with web.open():
        return SubmittedVersion.objects.get(number=Document.objects.get().number)


def submitted_content(web: Web, *ticked: int) -> None:
    marked = [POINTS[number - 1] for number in ticked]
    with web.open():
        Section.objects.update(content={"narrative": "<p>x</p>", "grade": "good"}, is_finished=True)
        section = Section.objects.get(key="leadership")
        section.content |= {"to_develop": POINTS, "suggested": marked}
        section.save()


class TestWriting:
    def test_each_point_has_a_box_and_a_tick_and_one_more_box_is_empty(self, sef: Web) -> None:
        send(sef, **sent(*POINTS, "", ticked=(2,)))
        assert stands(sef) == (POINTS, ["Daily fluency"])
        page = sef.client("head").get(at(sef)).content.decode()
        assert page.count('name="to_develop_point"') == 4
        assert [number for number in range(1, 5) if TICKED.format(number) in page] == [2]

    def test_it_saves_by_itself_with_everything_else(self, sef: Web) -> None:
        assert itself(sef, narrative="<p>x</p>", **sent("A", "B", ticked=(1,))).json()["version"] == 1
        assert stands(sef) == (["A", "B"], ["A"])

    def test_a_point_that_is_reworded_in_its_box_keeps_its_tick(self, sef: Web) -> None:
        send(sef, **sent("A", "B", ticked=(1,)))
        send(sef, version="1", **sent("Something else altogether", "B", ticked=(1,)))
        assert stands(sef) == (["Something else altogether", "B"], ["Something else altogether"])

    def test_without_javascript_a_button_moves_a_point_up_with_its_tick(self, sef: Web) -> None:
        send(sef, **sent(*POINTS, ticked=(3,), to_develop_up="3"))
        assert stands(sef) == ([POINTS[0], POINTS[2], POINTS[1]], [POINTS[2]])
        send(sef, version="1", **sent(*POINTS, to_develop_up="1"))
        assert stands(sef)[0] == POINTS

    def test_several_lines_in_a_box_are_several_points(self, sef: Web) -> None:
        send(sef, **sent("One\r\nTwo\r\n\r\nThree", "Four", ticked=(1,)))
        assert stands(sef) == (["One", "Two", "Three", "Four"], ["One", "Two", "Three"])

    def test_boxes_without_numbers_lose_nothing(self, sef: Web) -> None:
        send(sef, to_develop_point=["A", "B"], suggested_row=["7"])
        assert stands(sef) == (["A", "B"], [])

    def test_a_page_of_another_time_sends_the_list_alone_and_the_mark_stays(self, sef: Web) -> None:
        send(sef, **sent("A", "B", ticked=(1,)))
        send(sef, version="1", to_develop="B\nA\nC")
        assert stands(sef) == (["B", "A", "C"], ["A"])

    def test_of_two_tabs_both_marks_are_kept_and_shown(self, sef: Web) -> None:
        itself(sef, **sent("A", "B", ticked=(1,)))
        answer = itself(sef, **sent("A", "B", ticked=(2,)))
        assert answer.status_code == 409
        assert answer.json()["html"].count("Suggested as a priority") == 2
        assert stands(sef) == (["A", "B"], ["A"])
        with sef.open():
            kept = EarlierText.objects.get()
        assert kept.content["suggested"] == ["B"]
        sef.client("head").post(at(sef, name="sef_earlier"), {"earlier": str(kept.id), "version": "1"})
        assert stands(sef) == (["A", "B"], ["B"])

    def test_a_tick_alone_is_a_change_of_the_section(self, sef: Web) -> None:
        itself(sef, **sent("A", "B"))
        answer = itself(sef, version="1", **sent("A", "B", ticked=(2,))).json()
        assert answer["version"] == 2

    def test_too_long_a_point_is_said_and_everything_typed_stays_on_the_page(self, sef: Web) -> None:
        more = {"strengths": "Calm\nKind", "narrative_plain": "Typed just now."}
        page = send(sef, **sent("x" * 501, "Daily fluency", ticked=(2,)), **more)
        words = page.content.decode()
        assert page.status_code == 422
        assert "At most" not in words
        assert "x" * 501 in words
        assert TICKED.format(2) in words
        assert "Typed just now." in words
        assert "Calm\nKind" in words
        assert stands(sef) == (None, None)


class TestHandedIn:
    def test_it_is_frozen_with_the_checksum_and_found_once(self, sef: Web) -> None:
        version = handed_in(sef, 2)
        leadership = next(s for s in version.content["sections"] if s["key"] == "leadership")
        field = next(f for f in leadership["fields"] if f["key"] == "suggested")
        assert field == {
            "key": "suggested",
            "label": "Suggested as a priority",
            "kind": "marks",
            "of": "to_develop",
            "value": ["Daily fluency"],
        }
        assert version.sha256 == checksum(version.content)
        with sef.open():
            assert SubmittedText.objects.get(key="leadership").text.count("Daily fluency") == 1

    def test_versions_show_it_beside_the_point_and_comparing_says_what_changed(self, sef: Web) -> None:
        handed_in(sef, 2)
        page = sef.client("director").get(sef.row_url("sef_version", "beckside", "1")).content.decode()
        assert page.count("Suggested as a priority") == 1
        assert page.index("Daily fluency") < page.index("Suggested as a priority") < page.index(POINTS[2])
        sef.client("director").post(sef.row_url("sef_version", "beckside", "1"), {"return": "1", "note": "More."})
        handed_in(sef, 2, 3)
        page = sef.client("director").get(sef.row_url("sef_compare", "beckside", "2", "1")).content.decode()
        changed = page[page.index("Suggested as a priority") :].split("</section>")[0]
        assert re.findall(r"<(?:ins|del)>(.*?)</", changed, re.DOTALL) == [f"{POINTS[2]}\n"]

    def test_it_is_printed_and_stands_in_word(self, sef: Web) -> None:
        version = handed_in(sef, 2)
        with sef.open():
            report = PDF.build(sef.stage.chief, version.id, {})
        frame = Frame("Trust", "Self-evaluation", timezone.localtime(), "Chief")
        pdf = words_of(render.render_pdf(render_to_string(PDF.template, {"report": report, "frame": frame})))
        assert pdf.count("Suggested as a priority") == 1
        made = word_file(title="x", trust_name="Trust", as_at=timezone.localtime(), paper=paper(report))
        lines = [each.text for each in docx.Document(io.BytesIO(made)).paragraphs]
        assert "Daily fluency (suggested as a priority)" in lines
        assert POINTS[0] in lines

    def test_the_overview_lists_them_to_those_who_read_the_version(self, sef: Web) -> None:
        submitted_content(sef, 2)
        assert "Suggested as priorities" not in sef.client("head").get(sef.row_url("sef")).content.decode()
        handed_in(sef, 2)
        for who in ("head", "director", "chief"):
            assert "Daily fluency" in sef.client(who).get(sef.row_url("sef")).content.decode()
        assert sef.client("trustee").get(sef.row_url("sef")).status_code in (200, 404)


class TestWhoReads:
    def points(self, web: Web, who: Any) -> list[str]:
        return [each.text for each in suggested_points(who, web.row())]

    def test_a_draft_is_nobodys_not_even_its_writers(self, sef: Web) -> None:
        submitted_content(sef, 2)
        with sef.open():
            stage = sef.stage
            for who in (stage.head, stage.director, stage.chief, stage.actor("trustee")):
                assert self.points(sef, who) == []

    def test_submitted_ones_are_read_as_the_version_is(self, sef: Web) -> None:
        handed_in(sef, 3, 1)
        with sef.open():
            stage = sef.stage
            found = suggested_points(stage.chief, sef.row())
            assert [(p.area, p.title, p.number, p.text, p.version) for p in found] == [
                ("leadership", "Leadership", 1, POINTS[0], 1),
                ("leadership", "Leadership", 3, POINTS[2], 1),
            ]
            for who in (stage.head, stage.director):
                assert self.points(sef, who) == [POINTS[0], POINTS[2]]
            for who in (stage.actor("trustee"), stage.actor("head", head_of="castle"), stage.actor("administrator")):
                assert self.points(sef, who) == []

    def test_while_it_is_written_again_the_version_counts_and_not_the_draft(self, sef: Web) -> None:
        handed_in(sef, 1)
        sef.client("director").post(sef.row_url("sef_version", "beckside", "1"), {"return": "1", "note": "More."})
        submitted_content(sef, 2)
        with sef.open():
            assert self.points(sef, sef.stage.head) == [POINTS[0]]
            assert self.points(sef, sef.stage.chief) == [POINTS[0]]
