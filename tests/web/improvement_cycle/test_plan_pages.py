"""The improvement plan: begun from agreed priorities, written as a logic model, submitted, approved, on paper."""

import io
import re
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import plan_rows as rows
from improvement_cycle.actions import plans, priorities
from improvement_cycle.actions.priorities import Words
from improvement_cycle.models import Priority
from improvement_cycle.policies.plans import InPlan, number_of, parts_of
from improvement_cycle.reports.plans import PDF, WORD
from tests.pdf import faults_of, words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import agreed, edit, finished, key_of, section
from trust.errors import Refused
from trust.models import Document, Section, SubmittedVersion
from trust.reports import Frame, render
from trust.reports.word import word_file


class TestBeginning:
    def test_without_an_agreed_priority_there_is_nothing_to_begin(self, web: Web) -> None:
        answer = web.client("head").post(web.row_url("plan_begin"))
        assert answer.status_code == 409
        assert "Agree priorities first" in answer.text
        with web.open():
            assert not Document.objects.filter(kind="improvement_plan").exists()

    def test_it_has_a_page_for_each_agreed_priority(self, plan: Web) -> None:
        page = plan.client("head").get(plan.row_url("plan")).text
        for title in ("The plan as a whole", "Pupils remember more", "Arithmetic is fluent"):
            assert title in page
        with plan.open():
            assert {each.state for each in Priority.objects.all()} == {"in_plan"}

    def test_begun_twice_it_is_begun_once(self, plan: Web) -> None:
        assert plan.client("head").post(plan.row_url("plan_begin")).status_code == 302
        with plan.open():
            assert Section.objects.filter(document__kind="improvement_plan").count() == 3

    def test_what_is_agreed_later_comes_in_and_goes_out_again_with_its_text(self, plan: Web) -> None:
        late = agreed(plan, "Calm corridors")
        head = plan.client("head")
        assert "Agreed, and not in the plan yet" in head.get(plan.row_url("plan")).text
        put_in = plan.row_url("plan_put_in", "beckside", str(late.id))
        take_out = plan.row_url("plan_take_out", "beckside", str(late.id))
        assert plan.client("director").post(put_in).status_code == 403
        assert head.post(put_in).status_code == 302
        assert head.post(put_in).status_code == 409
        address = section(plan, key_of(plan, late))
        assert head.post(address, {"problem": "Noise.", **edit()}).status_code == 302
        assert head.post(take_out, {"note": "", "seen": "1"}).status_code == 422
        assert head.post(take_out, {"note": "Next year.", "seen": "1"}).status_code == 302
        assert head.get(address).status_code == 404
        assert head.post(put_in).status_code == 302
        assert "Noise." in head.get(address).text

    def test_nobody_else_begins_it(self, web: Web) -> None:
        agreed(web, "Pupils remember more")
        for who, status in (("director", 403), ("chief", 403), ("trustee", 404), ("other_head", 404)):
            assert web.client(who).post(web.row_url("plan_begin")).status_code in {status, 404}, who


class TestWriting:
    def test_a_page_is_a_logic_model_beside_what_it_rests_on(self, plan: Web) -> None:
        with plan.open():
            first = Priority.objects.get(number=1)
        page = plan.client("head").get(section(plan, key_of(plan, first))).text
        for words in ("Problem", "Active ingredients", "What will stop", "Implementation activities", "Final outcomes"):
            assert words in page
        assert "Quizzes say so." in page
        assert "What it rests on" in page

    def test_who_was_away_is_not_said_to_have_agreed(self, web: Web) -> None:
        with web.open():
            actor = web.stage.troupe.actor
            head, chief = actor("head"), actor("chief")
            words = Words("Calm corridors", "curriculum_planning")
            made = priorities.propose(actor=head, academy_cycle_id=web.row("beckside").id, words=words)
            priorities.agree(actor=head, priority_id=made.id, party="head", seen_version=1)
            priorities.agree(actor=chief, priority_id=made.id, party="chief_executive", seen_version=1)
            priorities.record_absence(actor=chief, priority_id=made.id, party="director", note="The post is vacant.")
        assert web.client("head").post(web.row_url("plan_begin")).status_code == 302
        page = web.client("head").get(section(web, key_of(web, made))).text
        assert page.count("Agreed by") == 2
        assert "vacant" not in page

    def test_the_draft_is_the_academys_alone(self, plan: Web) -> None:
        address = section(plan, "overview")
        head = plan.client("head")
        assert head.post(address, {"aim": "Zebra crossing", **edit()}).status_code == 302
        for who in ("director", "chief", "trustee", "governor", "senior_leader", "other_head"):
            assert plan.client(who).get(address).status_code == 404, who
        slug = plan.stage.troupe.trust.slug
        assert "Zebra" in head.get(f"/t/{slug}/search/?q=zebra").text
        assert "Zebra crossing" not in plan.client("director").get(f"/t/{slug}/search/?q=zebra").text

    def test_it_goes_the_way_of_every_document(self, plan: Web) -> None:
        finished(plan)
        assert plan.client("head").post(plan.row_url("plan_check"), seen_of(plan)).status_code == 302
        version = plan.row_url("plan_version", "beckside", "1")
        page = plan.client("director").get(version).text
        assert "A short check at the start of each lesson" in page
        assert plan.client("trustee").get(version).status_code == 404
        assert plan.client("director").post(version, {"return": "yes", "note": "Who covers?"}).status_code == 302
        assert "Who covers?" in plan.client("head").get(plan.row_url("plan")).text
        finished(plan)
        assert plan.client("head").post(plan.row_url("plan_check"), seen_of(plan)).status_code == 302
        second = plan.row_url("plan_version", "beckside", "2")
        changed = plan.row_url("plan_compare", "beckside", "2", "1")
        assert f'<a href="{changed}">What changed since version 1</a>' in plan.client("director").get(second).text
        earlier = plan.client("director").get(version).text
        assert f'This is an earlier version. <a href="{second}">Read version 2</a>' in earlier
        assert "What changed since" not in earlier
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            assert plan.client(who).post(second, {"approve": capacity}).status_code == 302
        for who in ("trustee", "governor", "senior_leader"):
            page = plan.client(who).get(second)
            assert page.status_code == 200, who
            assert "What changed since" not in page.text, who
        assert plan.client("other_head").get(second).status_code == 404

    def test_a_page_without_objectives_and_actions_is_worth_a_look_and_hinders_nothing(self, plan: Web) -> None:
        finished(plan)
        head, check = plan.client("head"), plan.row_url("plan_check")
        for number in (1, 2):
            assert f"Priority {number} has no objective and no action yet." in head.get(check).text
        with plan.open():
            page = Section.objects.get(key=key_of(plan, Priority.objects.get(number=1)))
            rows.add(
                actor=plan.stage.troupe.actor("head"), section_id=page.id, rows="objectives", given={"text": "Calm"}
            )
        told = head.get(check).text
        assert "Priority 1 has no action yet." in told
        assert head.post(check, seen_of(plan)).status_code == 302

    def test_who_submits_has_seen_the_rows_that_stand_beside_the_pages(self, plan: Web) -> None:
        finished(plan)
        head, check = plan.client("head"), plan.row_url("plan_check")
        seen = re.search(r'name="beside" value="(\w+)"', head.get(check).text)
        assert seen
        with plan.open():
            page = Section.objects.get(key=key_of(plan, Priority.objects.get(number=1)))
            made = rows.add(
                actor=plan.stage.troupe.actor("head"),
                section_id=page.id,
                rows="actions",
                given={"text": "Train all", "lead_name": "Ann", "ends_on": plan.stage.years["now"].ends_on.isoformat()},
            )
        refused = head.post(check, seen_of(plan) | {"beside": seen[1]})
        assert refused.status_code == 409
        assert "Something beside the text has changed" in refused.text
        with plan.open():
            assert not SubmittedVersion.objects.exists()
        again = re.search(r'name="beside" value="(\w+)"', refused.text)
        assert again
        assert head.post(check, seen_of(plan) | {"beside": again[1]}).status_code == 302
        with plan.open():
            assert made.text in str(SubmittedVersion.objects.get().content)

    def test_what_was_handed_in_leads_back_to_the_priorities_for_those_who_read_them(self, plan: Web) -> None:
        finished(plan)
        assert plan.client("head").post(plan.row_url("plan_check"), seen_of(plan)).status_code == 302
        version = plan.row_url("plan_version", "beckside", "1")
        with plan.open():
            urls = [plan.row_url("priority", "beckside", str(each.id)) for each in Priority.objects.all()]
        assert len(urls) == 2
        text = plan.client("director").get(version).text
        assert all(f'href="{url}"' in text for url in urls)
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            assert plan.client(who).post(version, {"approve": capacity}).status_code == 302
        text = plan.client("governor").get(version).text
        assert not any(url in text for url in urls)

    def test_nothing_comes_in_or_goes_out_while_it_is_handed_in(self, plan: Web) -> None:
        finished(plan)
        assert plan.client("head").post(plan.row_url("plan_check"), seen_of(plan)).status_code == 302
        late = agreed(plan, "Calm corridors")
        with plan.open(), pytest.raises(Refused):
            plans.put_in(actor=plan.stage.troupe.actor("head"), priority_id=late.id)

    def test_a_plan_whose_priorities_were_all_taken_out_is_not_handed_in(self, plan: Web) -> None:
        finished(plan)
        with plan.open():
            head = plan.stage.troupe.actor("head")
            for each in Priority.objects.all():
                plans.take_out(actor=head, priority_id=each.id, note="Next year.")
        browser, check = plan.client("head"), plan.row_url("plan_check")
        page = browser.get(check).text
        assert "No priority has a page in this plan" in page
        assert "Submit the improvement plan" not in page
        refused = browser.post(check, seen_of(plan))
        assert refused.status_code == 409
        assert "No priority has a page in this plan" in refused.text
        with plan.open():
            assert not SubmittedVersion.objects.exists()
            back = Priority.objects.get(number=1)
            plans.put_in(actor=head, priority_id=back.id)
        assert "Submit the improvement plan" in browser.get(check).text

    def test_a_plan_waits_for_those_who_approve_it(self, plan: Web) -> None:
        finished(plan)
        plan.client("head").post(plan.row_url("plan_check"), seen_of(plan))
        slug = plan.stage.troupe.trust.slug
        assert "Improvement plan of Beckside Primary" in plan.client("director").get(f"/t/{slug}/waiting/").text


def seen_of(web: Web) -> dict[str, str]:
    with web.open():
        found = Section.objects.filter(document__kind="improvement_plan")
        return {f"seen-{each.key}": str(each.version) for each in found}


def test_on_paper_and_as_word(plan: Web) -> None:
    finished(plan)
    plan.client("head").post(plan.row_url("plan_check"), seen_of(plan))
    with plan.open():
        actor = plan.stage.troupe.actor("head")
        version = SubmittedVersion.objects.get()
        report: Any = PDF.build(actor, version.id, {})
        frame = Frame("Trust", "Improvement plan", timezone.localtime(), "Head")
        pdf = render.render_pdf(render_to_string(PDF.template, {"report": report, "frame": frame}))
        assert WORD.paper is not None
        word = word_file(
            title="Improvement plan",
            trust_name="Trust",
            as_at=frame.as_at,
            paper=WORD.paper(WORD.build(actor, version.id, {})),
        )
    assert faults_of(pdf) == []
    for words in ("Pupils remember more", "Active ingredients", "Quiz average from 46% to 65%"):
        assert words in words_of(pdf)
    texts = [each.text for each in docx.Document(io.BytesIO(word)).paragraphs]
    assert "A short check at the start of each lesson" in texts


def test_no_two_years_share_the_page_of_a_priority() -> None:
    this, last = InPlan(2026, 2, "Reading"), InPlan(2025, 2, "Writing")
    assert this.key != last.key
    assert number_of(this.key) == 2
    assert number_of("overview") == 0
    assert [part.key for part in parts_of([InPlan(2026, 3, "C"), InPlan(2026, 1, "A")])] == [
        "overview",
        "priority-2026-1",
        "priority-2026-3",
    ]
