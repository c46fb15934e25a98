"""Comments on some words of a section: those that the page shows."""

import pytest

from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_answers import TestComments as Comments
from tests.web.improvement_cycle.test_sef_answers import version
from tests.web.improvement_cycle.test_sef_pages import submitted
from trust.actions.comments import comment
from trust.models import Comment, Section


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


class TestPassages:
    def test_words_that_are_not_in_the_section_are_refused_at_their_field_and_kept(self, sef: Web) -> None:
        submitted(sef)
        sent = {"section": "leadership", "passage": "Nobody wrote this.", "text": "Typed with care."}
        answer = Comments().say(sef, "director", **sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        for words in ("These words are not in this section", 'id="ew-leadership"', *list(sent.values())[1:]):
            assert words in page
        assert 'href="#w-leadership"' in page
        with sef.open():
            assert not Comment.objects.exists()

    def test_blanks_line_breaks_and_kinds_of_quotes_make_no_difference(self, sef: Web) -> None:
        with sef.open():
            text = "<p>They say “we’re ready”.</p><ul><li>Calm</li><li>Kind</li></ul>"
            content = {"narrative": text, "grade": "good", "strengths": ["Reading", "Music"]}
            Section.objects.update(content=content, is_finished=True)
        assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
        client = sef.client("director")
        for passage in ('say "we\'re  ready".\nCalm', "Calm Kind", "Kind Strengths Reading Music"):
            sent = {"section": "leadership", "passage": passage, "text": "Why?"}
            answer = client.post(version(sef, "sef_version_comment"), sent, follow=True)
            assert "Your comment is added." in answer.content.decode(), passage

    def test_whatever_the_page_shows_in_one_piece_can_be_commented_on(self, sef: Web) -> None:
        with sef.open():
            points = {"to_develop": ["Fluency", "Writing"], "suggested": ["Writing"], "next_steps": ["Train all"]}
            Section.objects.update(content={"narrative": "<p>Calm.</p>", "grade": "good", **points}, is_finished=True)
        assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
        page = sef.client("director").get(version(sef)).content.decode()
        assert "How good is it now?" in page
        for passage in (
            "Good",
            "How good is it now? Good What is it like",
            "Calm. What needs to improve Fluency",  # nothing stands in "Strengths", which lies between
            "Writing Next steps Train",
        ):
            sent = {"section": "leadership", "passage": passage, "text": "Why?"}
            answer = sef.client("director").post(version(sef, "sef_version_comment"), sent, follow=True)
            assert "Your comment is added." in answer.content.decode(), passage
        sent = {"section": "leadership", "passage": "Strengths", "text": "Why?"}
        assert sef.client("director").post(version(sef, "sef_version_comment"), sent).status_code == 422

    def test_the_answer_in_a_draft_can_be_commented_on(self, sef: Web) -> None:
        with sef.open():
            Section.objects.update(content={"narrative": "<p>Calm.</p>", "grade": "good"})
            section = Section.objects.get(key="leadership")
            head, place = sef.stage.troupe.actor("head"), {"document_id": section.document_id, "text": "Is it?"}
            made = comment(actor=head, section_key="leadership", passage="How good is it now? Good", **place)
        assert made.passage == "How good is it now? Good"
