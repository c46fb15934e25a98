"""Inspection at an academy: one act makes the pack and pauses reminders; the outcome stays with those who are named."""

import datetime as dt
import io
import re
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from academies.models import Academy
from improvement_cycle.models import (
    CurrentStatus,
    InspectionDeadline,
    InspectionOutcome,
    InspectionWeek,
    Judgement,
    StatusCategory,
)
from improvement_cycle.reports.inspection_pack import PDF, WORD, build
from tests.facts import inspection, school
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import agreed
from tests.web.improvement_cycle.planning import approved as plan_approved
from tests.web.improvement_cycle.test_inspection_weeks import whole_card
from tests.web.improvement_cycle.test_sef_pages import fill
from trust.actions import documents as document_actions
from trust.errors import NotFound
from trust.models import Activity, Document, Report
from trust.reports import Frame
from trust.reports.word import word_file

TODAY = timezone.localdate()
SECRET = "Zebra crossing standards"


def at(web: Web, name: str = "", *more: Any, academy: str = "beckside") -> str:
    return web.url(f"inspection_{name}" if name else "inspection", web.stage.academies[academy].slug, *more)


def begin(web: Web, who: str = "head", **sent: Any) -> Any:
    return web.client(who).post(at(web, "begin"), {"called_on": TODAY.isoformat(), **sent})


def week_of(web: Web) -> Any:
    with web.open():
        return InspectionWeek.objects.get()


def begun(web: Web, who: str = "head") -> Any:
    assert begin(web, who).status_code == 302
    return week_of(web)


def written(web: Web, who: str = "head", **sent: Any) -> Any:
    """The outcome in a sentence that stands nowhere else."""
    week = begun(web)
    typed = {"inspected_on": TODAY.isoformat(), "how": "sentence", "sentence": SECRET, **sent}
    answer = web.client(who).post(at(web, "outcome_record", week.id), typed)
    assert answer.status_code == 302
    return week


def sef_approved(web: Web) -> None:
    """Begun, filled, submitted by the head, approved by director and chief executive."""
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    fill(web)
    assert web.client("head").post(web.row_url("sef_check")).status_code == 302
    with web.open():
        document = Document.objects.get(kind="self_evaluation")
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            document_actions.approve(
                actor=web.stage.troupe.actor(who), document_id=document.id, capacity=capacity, seen_number=1
            )


class TestCall:
    def test_one_act_pauses_reminders_and_asks_for_the_pack_as_pdf_and_word(self, web: Web) -> None:
        page = web.client("head").get(at(web)).text
        assert "Make the pack and pause reminders" in page
        week = begun(web)
        with web.open():
            made = Report.objects.filter(subject_id=week.id)
            assert sorted(made.values_list("kind", flat=True)) == [PDF.kind, WORD.kind]
        page = web.client("head").get(at(web)).text
        assert "Nobody here is reminded of anything until it is ended, at the latest until" in page
        assert page.count("No approved version: the pack goes without it.") == 2

    def test_the_academys_page_says_so_to_those_inside_and_to_nobody_else(self, web: Web) -> None:
        begun(web)
        url = f"/t/{web.stage.troupe.trust.slug}/academies/{web.stage.academies['beckside'].slug}/"
        for who, is_told in (("head", True), ("senior_leader", True), ("chief", True), ("trustee", False)):
            page = web.client(who).get(url).text
            assert ("Inspection week: the call came on" in page) is is_told, who
            assert (at(web) in page) is is_told, who
        assert "Inspection week" not in web.client("governor").get(url).text

    @pytest.mark.parametrize(("who", "status"), [("senior_leader", 403), ("trustee", 404), ("governor", 404)])
    def test_others_do_not_begin_it(self, web: Web, who: str, status: int) -> None:
        assert begin(web, who).status_code == status
        assert web.client("other_head").get(at(web)).status_code == 404
        assert web.client("administrator", "b").get(at(web)).status_code == 404

    @pytest.mark.parametrize("day", ["", "x", "9999-01-01", "0001-01-01", "2020-01-01", "\x00"])
    def test_a_day_that_is_not_meant_is_said_at_the_field(self, web: Web, day: str) -> None:
        answer = begin(web, called_on=day)
        assert answer.status_code == 422
        assert 'href="#id_called_on"' in answer.text
        with web.open():
            assert not Report.objects.exists()

    def test_it_is_ended_by_hand_with_a_note_and_another_can_begin(self, web: Web) -> None:
        week = begun(web)
        assert begin(web).status_code == 409
        answer = web.client("chief").post(at(web, "end", week.id), {"note": "x" * 600})
        assert answer.status_code == 422
        assert web.client("chief").post(at(web, "end", week.id), {"note": "They have gone."}).status_code == 302
        page = web.client("head").get(at(web)).text
        assert "They have gone." in page
        assert "Make the pack and pause reminders" in page
        assert begin(web).status_code == 302


class TestPack:
    def test_it_has_the_self_evaluation_by_area_the_plan_and_what_is_missing_is_said(self, web: Web) -> None:
        sef_approved(web)
        week = begun(web)
        page = web.client("head").get(at(web)).text
        assert page.count("No approved version") == 1
        with web.open():
            pack = build(web.stage.head, week.id, {})
        titles = [area.title for area in pack.areas]
        assert titles.index("Curriculum and teaching") < titles.index("Leadership and governance")
        leadership = next(area for area in pack.areas if area.title == "Leadership and governance")
        assert next(title for title, _fields in leadership.sections) == "Leadership"
        assert pack.plan == ()
        html = printed(pack)
        assert "Self-evaluation by inspection area" in html
        assert "Improvement plan</h2>" not in html

    def test_no_category_no_view_and_no_agreed_judgement_stands_in_any_file_of_it(self, web: Web) -> None:
        web.say("head", "head", "leadership_and_management", "good", "Private view of the head.")
        web.say("director", "director", "leadership_and_management", "requires_improvement", "Private view, director.")
        web.settled()
        agreed(web, "Pupils remember more")
        assert web.client("head").post(web.row_url("plan_begin")).status_code == 302
        plan_approved(web)
        sef_approved(web)
        with web.open():
            Judgement.objects.update(reason="Judged in the meeting.")
            CurrentStatus.objects.update(reason="Reason of the category.")
        week = begun(web)
        with web.open():
            words = [
                each for pair in StatusCategory.objects.values_list("label", "descriptor") for each in pair if each
            ]
            pack = build(web.stage.head, week.id, {})
        files = {"pdf": text(printed(pack))}
        raw = word_file(title="Pack", trust_name="T", as_at=timezone.now(), paper=WORD.paper(pack))  # type: ignore[misc]
        document = docx.Document(io.BytesIO(raw))
        files["word"] = "\n".join(
            [*(each.text for each in document.paragraphs), *(c.text for t in document.tables for c in t._cells)]
        )
        for name, file in files.items():
            assert "Pupils remember more" in file, name
            assert "Half of what was taught in autumn is gone by July." in file, name
            for word in (*words, "Private view", "Judged in the meeting.", "Reason of the category."):
                assert word.casefold() not in file.casefold(), (name, word)
            assert not re.search(r"categor(y|ies)\b|current status|annual review matrix", file, re.IGNORECASE), name

    @pytest.mark.parametrize("who", ["director", "senior_leader"])
    def test_those_inside_ask_for_it_again_as_it_would_be_now(self, web: Web, who: str) -> None:
        week = begun(web)
        assert web.client(who).post(at(web, "pack", week.id), {"form": "word"}).status_code == 302
        assert web.client(who).post(at(web, "pack", week.id), {"form": "odt"}).status_code == 400

    def test_others_get_none(self, web: Web) -> None:
        week = begun(web)
        for who in ("trustee", "governor", "other_head"):
            assert web.client(who).post(at(web, "pack", week.id)).status_code == 404
            with web.open(), pytest.raises(NotFound):
                build(web.stage.troupe.actor(who), week.id, {})


class TestOutcome:
    def test_a_report_card_is_written_area_by_area_and_what_is_missing_is_said_there(self, web: Web) -> None:
        week = begun(web)
        address = at(web, "outcome_record", week.id)
        form = web.client("head").get(address)
        assert "area_inclusion" in form.text
        assert "verall" not in re.sub(r"<header.*?</header>", "", form.text, flags=re.DOTALL)
        typed = {"inspected_on": TODAY.isoformat(), "how": "graded"}
        typed |= {f"area_{key}": word for key, word in whole_card().items()}
        answer = web.client("head").post(address, typed | {"area_inclusion": ""})
        assert answer.status_code == 422
        assert 'href="#id_area_inclusion"' in answer.text
        assert web.client("head").post(address, typed).status_code == 302
        page = web.client("head").get(at(web, "outcome", week.id)).text
        assert "Under embargo. Written down by hand, not from Ofsted’s file yet." in page
        assert page.count("Expected standard") >= 6
        assert "overall" not in page.casefold().split("</header>")[-1]

    @pytest.mark.parametrize(
        "typed",
        [
            {"how": ""},
            {"how": "numbers"},
            {"sentence": ""},
            {"sentence": "x" * 10_000},
            {"inspected_on": "9999-01-01"},
            {"named": ["00000000-0000-7000-8000-000000000000"]},
            {"concern": "NTI"},
            {"sentence": "a\x00b"},
        ],
    )
    def test_what_does_not_fit_is_refused_with_a_sentence(self, web: Web, typed: dict[str, Any]) -> None:
        week = begun(web)
        sent = {"inspected_on": TODAY.isoformat(), "how": "sentence", "sentence": SECRET, **typed}
        answer = web.client("head").post(at(web, "outcome_record", week.id), sent)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text

    def test_until_it_is_open_it_stands_nowhere_for_anybody_else(self, web: Web) -> None:
        named = str(web.stage.troupe.members["trustee"].id)
        week = written(web, named=[named])
        address, trust = at(web, "outcome", week.id), f"/t/{web.stage.troupe.trust.slug}/"
        for who, status in (
            ("head", 200),
            ("chief", 200),
            ("trustee", 200),
            ("director", 404),
            ("senior_leader", 404),
            ("governor", 404),
            ("administrator", 404),
            ("other_head", 404),
        ):
            answer = web.client(who).get(address)
            assert answer.status_code == status, who
            assert (SECRET in answer.text) is (status == 200), who
        slug = web.stage.academies["beckside"].slug
        everywhere = (at(web), f"{trust}academies/{slug}/", f"{trust}search/?q=Zebra+crossing", f"{trust}activity/")
        everywhere += (web.row_url("row"), web.url("year", web.key), f"{trust}academies/")
        for who in ("director", "senior_leader", "head", "chief"):
            for page in everywhere:
                assert SECRET not in web.client(who).get(page).text.replace('value="Zebra crossing"', ""), (who, page)
        assert "It has been written down, and is known to named people until it is open." in (
            web.client("director").get(at(web)).text
        )
        assert "written down, and is known" not in web.client("senior_leader").get(at(web)).text
        assert web.client("director").get(at(web, "outcome_record", week.id)).status_code == 409

    def test_lifted_those_inside_read_it_and_it_says_what_it_is(self, web: Web) -> None:
        week = written(web)
        lift = at(web, "outcome_open", week.id)
        assert web.client("director").post(lift).status_code == 404
        assert web.client("head").post(lift).status_code == 302
        assert web.client("head").post(lift).status_code == 409
        for who in ("director", "senior_leader"):
            page = web.client(who).get(at(web, "outcome", week.id)).text
            assert SECRET in page
            assert "not from Ofsted’s file yet" in page
        assert web.client("trustee").get(at(web, "outcome", week.id)).status_code == 404

    def test_what_two_typed_at_once_is_not_lost_and_it_says_embargo_only_while_it_is(self, web: Web) -> None:
        week = written(web)
        address = at(web, "outcome_record", week.id)
        typed = {"inspected_on": TODAY.isoformat(), "how": "sentence", "sentence": "Typed by the chief"}
        answer = web.client("chief").post(address, {**typed, "seen": "0"})
        assert answer.status_code == 409
        assert "Typed by the chief" in answer.text
        again = {**typed, "seen": answer.context["form"]["seen"].value()}
        said = web.client("chief").post(address, again, follow=True).text
        assert "under embargo until you open it" in said
        assert web.client("head").post(at(web, "outcome_open", week.id)).status_code == 302
        said = web.client("chief").post(address, {**typed, "seen": "3"}, follow=True).text
        assert "Corrected." in said
        assert "until you open it" not in said

    def test_the_outcome_of_an_earlier_week_is_reached_by_who_knows_it(self, web: Web) -> None:
        week = written(web)
        address = at(web, "outcome", week.id)
        assert web.client("chief").post(at(web, "end", week.id), {"note": ""}).status_code == 302
        assert begin(web).status_code == 302
        assert address in web.client("head").get(at(web)).text
        assert address not in web.client("senior_leader").get(at(web)).text
        assert web.client("head").post(at(web, "outcome_open", week.id)).status_code == 302
        assert address in web.client("senior_leader").get(at(web)).text

    def test_somebody_who_is_named_finds_the_way_to_it_while_it_is_under_embargo(self, web: Web) -> None:
        week = written(web, named=[str(web.stage.troupe.members["trustee"].id)])
        page = f"/t/{web.stage.troupe.trust.slug}/academies/{web.stage.academies['beckside'].slug}/"
        address = at(web, "outcome", week.id)
        assert address in web.client("trustee").get(page).text
        for who in ("governor", "administrator", "specialist"):
            assert address not in web.client(who).get(page).text, who
        assert web.client("head").post(at(web, "outcome_open", week.id)).status_code == 302
        assert address not in web.client("trustee").get(page).text

    def test_somebody_who_is_named_reads_it_and_lifts_nothing(self, web: Web) -> None:
        week = written(web, named=[str(web.stage.troupe.members["trustee"].id)])
        page = web.client("trustee").get(at(web, "outcome", week.id)).text
        assert "Lift the embargo" not in page
        assert web.client("trustee").post(at(web, "outcome_open", week.id)).status_code == 404

    def test_once_ofsteds_file_has_it_the_official_one_stands_and_the_other_is_kept_below(self, web: Web) -> None:
        with web.open():
            academy = Academy.objects.get(id=web.stage.academies["beckside"].id)
            academy.establishment = school(900500, academy.name)
            academy.save()
        week = written(web)
        with web.open():
            inspection(900500, TODAY, outcome="Standards maintained")
        page = web.client("senior_leader").get(at(web, "outcome", week.id)).text
        assert "Ofsted’s file has this inspection now." in page
        assert (
            page.index("Standards maintained")
            < page.index("<summary>What was written down by hand")
            < page.index(SECRET)
        )
        assert "Correct it" not in web.client("head").get(at(web, "outcome", week.id)).text
        with web.open():
            assert InspectionOutcome.objects.get().sentence == SECRET


class TestDays:
    def made(self, web: Web, **sent: Any) -> Any:
        day = (TODAY + dt.timedelta(days=9)).isoformat()
        typed = {"kind": "monitoring_visit", "due_on": day, "words": "First monitoring visit", **sent}
        return web.client("chief").post(at(web, "deadline_new"), typed)

    def test_it_stands_on_the_page_under_to_do_and_is_done_with_a_note(self, web: Web) -> None:
        assert self.made(web).status_code == 302
        with web.open():
            found = InspectionDeadline.objects.get()
        assert "First monitoring visit" in web.client("senior_leader").get(at(web)).text
        todo = web.client("head").get(f"/t/{web.stage.troupe.trust.slug}/waiting/")
        assert "First monitoring visit" in todo.text
        done = at(web, "deadline_done", found.id)
        assert web.client("head").post(done, {"done_on": TODAY.isoformat(), "note": "x"}).status_code == 403
        answer = web.client("director").post(done, {"done_on": TODAY.isoformat(), "note": ""})
        assert answer.status_code == 422
        assert "Write what came of it." in answer.text
        assert web.client("director").post(done, {"done_on": TODAY.isoformat(), "note": "Progress."}).status_code == 302
        assert "Progress." in web.client("head").get(at(web, "deadline", found.id)).text
        assert web.client("chief").post(done, {"done_on": TODAY.isoformat(), "note": "Twice."}).status_code == 409

    def test_done_too_early_it_is_due_again_and_a_day_that_is_no_more_is_removed_with_a_reason(self, web: Web) -> None:
        self.made(web)
        with web.open():
            found = InspectionDeadline.objects.get()
        director, head = web.client("director"), web.client("head")
        again, remove = at(web, "deadline_not_done", found.id), at(web, "deadline_remove", found.id)
        assert director.post(again).status_code == 409
        sent = {"done_on": TODAY.isoformat(), "note": "Progress."}
        assert director.post(at(web, "deadline_done", found.id), sent).status_code == 302
        assert director.post(remove, {"why": "Wrong academy."}).status_code == 409
        assert "It is not done after all" in director.get(at(web, "deadline", found.id)).text
        assert "It is not done after all" not in head.get(at(web, "deadline", found.id)).text
        assert head.post(again).status_code == 403
        assert director.post(again).status_code == 302
        assert "First monitoring visit" in head.get(f"/t/{web.stage.troupe.trust.slug}/waiting/").text
        assert head.post(remove, {"why": "Wrong academy."}).status_code == 403
        for why, said in (("", "Say in a sentence why it is removed."), ("x" * 501, "at most 500")):
            answer = director.post(remove, {"why": why})
            assert answer.status_code == 422
            assert said in answer.text
        assert director.post(remove, {"why": "Wrong academy."}).status_code == 302
        with web.open():
            assert not InspectionDeadline.objects.exists()
            assert Activity.objects.filter(kind="inspection_deadline", verb="remove", note="Wrong academy.").exists()

    def test_faults_are_said_and_two_who_change_it_at_once_lose_nothing(self, web: Web) -> None:
        for sent in ({"words": ""}, {"words": "x" * 400}, {"due_on": "9999-01-01"}, {"kind": "x"}, {"due_on": "-1"}):
            assert self.made(web, **sent).status_code == 422, sent
        self.made(web)
        with web.open():
            found = InspectionDeadline.objects.get()
        change = at(web, "deadline_change", found.id)
        typed = {"kind": "rise_milestone", "due_on": TODAY.isoformat(), "words": "Changed", "seen": "1"}
        assert web.client("director").post(change, typed).status_code == 302
        answer = web.client("chief").post(change, {**typed, "words": "Mine"})
        assert answer.status_code == 409
        assert 'value="Mine"' in answer.text
        again = {**typed, "words": "Mine", "seen": answer.context["form"]["seen"].value()}
        assert web.client("chief").post(change, again).status_code == 302
        assert web.client("chief").get(at(web, "deadline", found.id)).status_code == 200
        assert web.client("head").get(change).status_code == 403
        assert web.client("trustee").get(at(web, "deadline", found.id)).status_code == 404


def printed(pack: Any) -> str:
    """As the worker draws it."""
    frame = Frame("Larch", "Pack", timezone.now(), "Head")
    return render_to_string("reports/inspection_pack.html", {"report": pack, "frame": frame})


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)
