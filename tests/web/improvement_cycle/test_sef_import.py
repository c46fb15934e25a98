"""An existing self-evaluation in Word: read, checked on a page, placed once; hostile files are refused everywhere."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import hostile_files, word_files
from tests.web.improvement_cycle.conftest import Web
from trust.models import EarlierText, Section, SectionWriter, StoredFile, WordImport
from trust.tasks import sweep_passages

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def upload(web: Web, who: str = "head", name: str = "SEF.docx", content: bytes | None = None) -> Any:
    raw = word_files.with_headings() if content is None else content
    return web.client(who).post(web.row_url("sef_import"), {"file": SimpleUploadedFile(name, raw)})


def chosen(web: Web, who: str = "head", **more: str) -> dict[str, str]:
    """What the page proposes, as a browser sends it."""
    page = web.client(who).get(address(web))
    sent = {f"to-{each.number}": each.target for each in page.context["chunks"]}
    sent |= {f"seen-{each.key}": str(each.version) for each in page.context["choices"]}
    return sent | {name.replace("__", "-"): value for name, value in more.items()}


def address(web: Web) -> str:
    with web.open():
        return web.row_url("sef_place", "beckside", str(WordImport.objects.get().id))


def stands(web: Web, key: str = "leadership") -> dict[str, Any]:
    with web.open():
        return dict(Section.objects.get(key=key).content)


class TestTheWayThrough:
    def test_read_checked_and_placed(self, sef: Web) -> None:
        answer = upload(sef)
        assert (answer.status_code, answer["Location"]) == (302, address(sef))
        page = sef.client("head").get(address(sef)).content.decode()
        for words in ("Catering", "Lunch is good.", "Leave it out", "Without a place so far", "Place the text"):
            assert words in page
        assert stands(sef) == {}
        answer = sef.client("head").post(address(sef), chosen(sef), follow=True)
        assert answer.redirect_chain[-1][0] == sef.row_url("sef")
        assert "is placed into 2 sections" in answer.content.decode()
        assert stands(sef)["strengths"] == ["Calm corridors", "Reading"]
        assert stands(sef)["narrative"].startswith("<p>Leaders know <strong>their school</strong>")
        assert stands(sef, "teaching_for_learning")["narrative"].startswith("<p>The curriculum is ambitious.</p><ol>")

    def test_another_place_can_be_chosen_and_a_passage_left_out(self, sef: Web) -> None:
        upload(sef)
        sent = chosen(sef)
        page = sef.client("head").get(address(sef))
        catering = next(each.number for each in page.context["chunks"] if each.heading == "Catering")
        strengths = next(each.number for each in page.context["chunks"] if each.heading == "Strengths")
        sent |= {f"to-{catering}": "context.narrative", f"to-{strengths}": ""}
        sef.client("head").post(address(sef), sent)
        assert stands(sef, "context")["narrative"] == "<p>Lunch is good.</p>"
        assert "strengths" not in stands(sef)

    def test_sent_twice_it_is_placed_once(self, sef: Web) -> None:
        upload(sef)
        sent, url = chosen(sef), address(sef)
        for _ in range(2):
            assert sef.client("head").post(url, sent).status_code == 302
        assert stands(sef)["strengths"] == ["Calm corridors", "Reading"]
        assert "placed already" in sef.client("head").get(url, follow=True).content.decode()
        with sef.open():
            assert WordImport.objects.get().chunks == []

    def test_after_a_day_it_is_asked_for_anew(self, sef: Web) -> None:
        upload(sef)
        sent, url = chosen(sef), address(sef)
        with sef.open():
            WordImport.objects.update(at=timezone.now() - dt.timedelta(hours=25))
        answer = sef.client("head").post(url, sent, follow=True)
        assert "waited longer than a day" in answer.content.decode()
        assert stands(sef) == {}

    def test_after_a_day_nothing_of_it_is_kept_though_nobody_chooses_another(self, sef: Web) -> None:
        upload(sef)
        url = address(sef)
        for hours, stood in ((23, True), (25, False)):
            with sef.open():
                WordImport.objects.update(at=timezone.now() - dt.timedelta(hours=hours))
            sweep_passages()
            with sef.open():
                assert bool(WordImport.objects.get().chunks) is stood, hours
        assert "waited longer than a day" in sef.client("head").get(url, follow=True).content.decode()

    def test_a_second_file_takes_the_place_of_the_first(self, sef: Web) -> None:
        upload(sef)
        first = address(sef)
        upload(sef, content=word_files.with_table())
        assert first != address(sef)
        assert sef.client("head").get(first).status_code == 404


class TestWhatStands:
    @pytest.fixture
    def written(self, sef: Web) -> Web:
        with sef.open():
            content = {"narrative": "<p>Old.</p>", "strengths": ["One"], "grade": "good", "to_develop": []}
            Section.objects.filter(key="leadership").update(
                content=content, saved_by=sef.cast.a.members["head"].id, saved_at=timezone.now(), version=3
            )
        upload(sef, content=word_files.with_table())
        return sef

    def test_it_is_asked_what_to_do_and_adding_is_proposed(self, written: Web) -> None:
        page = written.client("head").get(address(written)).content.decode()
        assert 'name="way-leadership" value="add" checked' in page
        assert 'name="way-context"' not in page

    def test_of_sections_with_text_those_are_asked_about_first_that_a_passage_goes_to(self, written: Web) -> None:
        with written.open():
            Section.objects.filter(key="context").update(content={"narrative": "<p>Old.</p>"})
        page = written.client("head").get(address(written))
        assert [each.key for each in page.context["with_text"]] == ["leadership"]
        assert [each.key for each in page.context["more_with_text"]] == ["context"]
        html = page.content.decode()
        assert "If you choose another place: 1 more section has text already" in html
        assert "Leadership › Strengths" in html

    def test_added_below(self, written: Web) -> None:
        written.client("head").post(address(written), chosen(written))
        assert stands(written)["strengths"] == ["One", "Calm", "Kind"]
        assert (stands(written)["narrative"], stands(written)["grade"]) == ("<p>Old.</p>", "good")

    def test_a_section_that_received_text_is_not_complete_until_somebody_has_read_it(self, written: Web) -> None:
        with written.open():
            Section.objects.update(is_finished=True)
        written.client("head").post(address(written), chosen(written))
        with written.open():
            assert not Section.objects.get(key="leadership").is_finished
            assert Section.objects.get(key="send").is_finished

    def test_replaced_and_the_text_before_is_kept(self, written: Web) -> None:
        written.client("head").post(address(written), chosen(written, way__leadership="replace"))
        assert stands(written)["strengths"] == ["Calm", "Kind"]
        assert stands(written)["narrative"] == "<p>Old.</p>"
        with written.open():
            assert EarlierText.objects.get().content["strengths"] == ["One"]

    def test_left_as_it_is(self, written: Web) -> None:
        page = written.client("head").post(address(written), chosen(written, way__leadership="leave"), follow=True)
        assert "Nothing of SEF.docx was placed" in page.content.decode()
        assert stands(written)["strengths"] == ["One"]

    def test_a_section_that_changed_meanwhile_is_not_written_over(self, written: Web) -> None:
        sent = chosen(written, way__leadership="replace")
        with written.open():
            Section.objects.filter(key="leadership").update(version=4)
        answer = written.client("head").post(address(written), sent)
        assert (answer.status_code, "has changed since" in answer.content.decode()) == (409, True)
        assert stands(written)["strengths"] == ["One"]
        assert 'value="replace" checked' in answer.content.decode()

    def test_what_does_not_fit_is_said_and_nothing_is_placed(self, written: Web) -> None:
        with written.open():
            Section.objects.filter(key="leadership").update(content={"strengths": [str(n) for n in range(39)]})
        answer = written.client("head").post(address(written), chosen(written))
        assert answer.status_code == 422
        assert "Leadership, Strengths: At most 40 lines fit here." in answer.content.decode()
        assert "to_develop" not in stands(written)

    @pytest.mark.parametrize(
        "target", ["leadership.grade", "leadership.grade.x", "nowhere.narrative", "leadership.nothing", "leadership"]
    )
    def test_a_place_that_is_none_is_refused(self, written: Web, target: str) -> None:
        sent = {name: target if name.startswith("to-") else value for name, value in chosen(written).items()}
        assert written.client("head").post(address(written), sent).status_code == 422
        assert stands(written)["strengths"] == ["One"]

    def test_words_of_the_page_that_are_none_do_no_harm(self, written: Web) -> None:
        sent = chosen(written) | {"way-leadership": "burn", "seen-leadership": "²", "to-99": "x", "way-x": "add"}
        assert written.client("head").post(address(written), sent).status_code == 302


class TestWhoMay:
    def give(self, web: Web, key: str) -> None:
        with web.open():
            SectionWriter.objects.create(
                section=Section.objects.get(key=key),
                membership=web.cast.a.members["senior_leader"],
                given_by_name="Head",
            )

    def test_a_senior_leader_places_into_the_sections_given_and_into_no_other(self, sef: Web) -> None:
        assert upload(sef, "senior_leader").status_code == 404
        self.give(sef, "teaching_for_learning")
        assert upload(sef, "senior_leader").status_code == 302
        page = sef.client("senior_leader").get(address(sef))
        assert {each.key for each in page.context["choices"]} == {"teaching_for_learning"}
        sent = chosen(sef, "senior_leader")
        wrong = {name: "leadership.narrative" if name == "to-1" else value for name, value in sent.items()}
        assert sef.client("senior_leader").post(address(sef), wrong).status_code == 422
        assert sef.client("senior_leader").post(address(sef), sent).status_code == 302
        assert (stands(sef), bool(stands(sef, "teaching_for_learning"))) == ({}, True)

    def test_nobody_else_sees_what_waits(self, sef: Web) -> None:
        upload(sef)
        self.give(sef, "leadership")
        for who in ("senior_leader", "chief", "director", "other_head", "governor", "administrator"):
            assert sef.client(who).get(address(sef)).status_code == 404
            if who != "senior_leader":
                assert sef.client(who).get(sef.row_url("sef_import")).status_code == 404

    def test_a_submitted_one_takes_nothing(self, sef: Web) -> None:
        upload(sef)
        sent, url = chosen(sef), address(sef)
        with sef.open():
            Section.objects.update(content={"narrative": "<p>x</p>", "grade": "good"}, is_finished=True)
        assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
        assert sef.client("head").post(url, sent).status_code == 409
        assert upload(sef).status_code == 409
        assert stands(sef) == {"narrative": "<p>x</p>", "grade": "good"}


class TestHostileFiles:
    def test_without_a_file_it_is_said(self, sef: Web) -> None:
        answer = sef.client("head").post(sef.row_url("sef_import"), {})
        assert (answer.status_code, "Choose a Word file." in answer.content.decode()) == (422, True)

    def test_an_honest_file_of_another_kind_is_refused(self, sef: Web) -> None:
        for name, content in (("a.xlsx", hostile_files.excel()), ("a.png", hostile_files.picture())):
            answer = upload(sef, name=name, content=content)
            assert (answer.status_code, "Choose a Word file" in answer.content.decode()) == (422, True)

    def test_a_word_file_without_text_is_refused(self, sef: Web) -> None:
        assert "There is no text in the file." in upload(sef, content=hostile_files.word(" ")).content.decode()

    def test_each_is_refused_with_a_sentence_and_leaves_nothing(self, sef: Web) -> None:
        """As self-evaluation and as evidence: one test, since making the stage costs more than all of the files."""
        head, told = sef.client("head"), {"title": "Survey", "source": "survey", "columns": ["quality_of_education"]}
        passed = []
        for label, (name, make) in hostile_files.HOSTILE.items():
            content = make()
            for url, more in ((sef.row_url("sef_import"), {}), (sef.row_url("evidence"), told)):
                answer = head.post(url, {**more, "file": SimpleUploadedFile(name, content)})
                if answer.status_code != 422 or "There is a problem" not in answer.content.decode():
                    passed.append((label, url, answer.status_code))
        assert passed == []
        with sef.open():
            assert not WordImport.objects.exists()
            assert not StoredFile.objects.exists()
        assert stands(sef) == {}
