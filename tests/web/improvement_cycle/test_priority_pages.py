"""Priorities in the browser: propose from a point or a gap, agree, disagree, change, reopen, withdraw; the grid."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from improvement_cycle.actions import priorities, trust_priorities
from improvement_cycle.actions.priorities import Words
from improvement_cycle.actions.trust_priorities import TrustWords
from improvement_cycle.models import Priority, TrustPriority
from improvement_cycle.reports.alignment import PDF, build
from tests.pdf import faults_of, words_of
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_suggested_points import handed_in
from trust.errors import NotFound
from trust.models import Report
from trust.reports import Frame, render

WORDS = Words("Pupils remember more", "curriculum_planning", "Quizzes say so.")


def sent(**more: Any) -> dict[str, Any]:
    return {"statement": "Pupils remember more", "area": "curriculum_planning", "rationale": "Quizzes say so."} | more


def made(web: Web, academy: str = "beckside", words: Words = WORDS, who: str = "director") -> Priority:
    with web.open():
        actor = web.stage.troupe.actor(who)
        return priorities.propose(actor=actor, academy_cycle_id=web.row(academy).id, words=words)


def url(web: Web, priority: Priority, name: str = "priority", academy: str = "beckside") -> str:
    return web.row_url(name, academy, str(priority.id))


def of_trust(web: Web, title: str = "Remembering more", *columns: str) -> TrustPriority:
    with web.open():
        actor = web.stage.troupe.actor("chief")
        cycle = web.stage.cycles["now"]
        return trust_priorities.add(actor=actor, cycle_id=cycle.id, words=TrustWords(title, "From the plan.", columns))


class TestTheList:
    def test_a_head_lands_on_the_own_academy_and_the_director_on_the_grid(self, web: Web) -> None:
        home = web.url("priorities_home")
        assert web.client("head").get(home).headers["Location"] == web.row_url("priorities")
        assert web.client("director").get(home).headers["Location"] == web.url("alignment", web.key)

    def test_it_says_what_to_do_where_there_is_none(self, web: Web) -> None:
        page = web.client("head").get(web.row_url("priorities")).text
        assert "No priority yet" in page
        assert "Propose a priority" in page

    def test_who_proposes_passes_what_it_rests_on_before_the_button(self, web: Web) -> None:
        page = web.client("head").get(web.row_url("priority_new")).text
        assert page.index("What it rests on") < page.index(">Propose it</button>")

    def test_the_points_that_the_self_evaluation_suggests_can_be_proposed(self, web: Web) -> None:
        assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
        handed_in(web, 2)
        page = web.client("head").get(web.row_url("priorities")).text
        assert "Daily fluency" in page
        form = web.client("head").get(f"{web.row_url('priority_new')}?point=leadership:2:1")
        assert 'value="Daily fluency"' in form.text
        answer = web.client("head").post(
            web.row_url("priority_new"), sent(statement="Daily fluency", area="leadership", points=["leadership:2:1"])
        )
        assert answer.status_code == 302
        with web.open():
            standing = Priority.objects.get()
            assert standing.proposer == "self_evaluation"
            assert [(each.text, each.sef_version) for each in standing.rests_on.all()] == [("Daily fluency", 1)]
        assert "Suggested by the self-evaluation" not in web.client("head").get(web.row_url("priorities")).text
        assert "Self-evaluation, version 1" in web.client("head").get(answer.headers["Location"]).text

    def test_more_than_three_are_spoken_of(self, web: Web) -> None:
        for _ in range(4):
            made(web)
        assert "Four priorities are open." in web.client("head").get(web.row_url("priorities")).text

    @pytest.mark.parametrize("who", ["trustee", "governor", "administrator", "officer", "other_head", "specialist"])
    def test_it_is_not_there_for_others(self, web: Web, who: str) -> None:
        priority = made(web)
        for address in (web.row_url("priorities"), url(web, priority), url(web, priority, "priority_change")):
            assert web.client(who).get(address).status_code == 404


class TestProposing:
    def test_what_is_missing_is_said_and_what_was_typed_stays(self, web: Web) -> None:
        answer = web.client("head").post(web.row_url("priority_new"), sent(statement="", rationale="Long thought."))
        assert answer.status_code == 422
        assert "Say in one sentence what is to improve." in answer.text
        assert "Long thought." in answer.text

    def test_a_choice_that_is_not_there_is_refused(self, web: Web) -> None:
        for query in ("point=leadership:9:9", "column=quality_of_education", "trust=nothing"):
            answer = web.client("head").get(f"{web.row_url('priority_new')}?{query}")
            assert answer.status_code == 400, query

    def test_a_gap_leads_to_a_form_that_knows_it(self, web: Web) -> None:
        wanted = of_trust(web)
        page = web.client("director").get(f"{web.row_url('priority_new')}?trust={wanted.id}").text
        box = re.search(f'<input[^>]*value="{wanted.id}"[^>]*>', page)
        assert box is not None
        assert "checked" in box.group()

    def test_the_chief_executive_reads_and_does_not_propose(self, web: Web) -> None:
        assert web.client("chief").get(web.row_url("priority_new")).status_code == 403
        assert "Propose a priority" not in web.client("chief").get(web.row_url("priorities")).text


class TestOne:
    def test_the_three_agree_and_then_it_is_agreed(self, web: Web) -> None:
        priority = made(web)
        for who, party in (("head", "head"), ("director", "director"), ("chief", "chief_executive")):
            page = web.client(who).get(url(web, priority)).text
            assert f'value="{party}"' in page
            done = web.client(who).post(url(web, priority, "priority_agree"), {"party": party, "seen": "1"})
            assert done.status_code == 302
        page = web.client("head").get(url(web, priority)).text
        assert "Agree as" not in page
        assert "Reopen it" in page
        with web.open():
            assert Priority.objects.get().state == "agreed"

    def test_older_words_are_not_agreed_to(self, web: Web) -> None:
        priority = made(web)
        changed = web.client("head").post(
            url(web, priority, "priority_change"), sent(statement="Other words", seen="1")
        )
        assert changed.status_code == 302
        answer = web.client("chief").post(
            url(web, priority, "priority_agree"), {"party": "chief_executive", "seen": "1"}
        )
        assert answer.status_code == 409
        assert "Read it again before you agree." in answer.text
        assert "<h1>Other words</h1>" in answer.text
        assert '<input type="hidden" name="seen" value="2">' in answer.text

    def test_who_does_not_agree_says_why_and_it_stays_with_the_three(self, web: Web) -> None:
        priority = made(web)
        say = url(web, priority, "priority_say")
        assert web.client("chief").post(say, {"text": "Too vague.", "party": "chief_executive"}).status_code == 302
        assert "Does not agree, as chief executive" in web.client("head").get(url(web, priority)).text
        assert "Too vague." not in web.client("senior_leader").get(url(web, priority)).text
        agreement = lambda who: web.client(who).get(url(web, priority)).text.partition('id="h-three"')[2]
        assert '<span class="tag wait">Does not agree</span>' in agreement("head")
        assert "Does not agree" not in agreement("senior_leader")
        agreed = {"party": "chief_executive", "seen": "1"}
        assert web.client("chief").post(url(web, priority, "priority_agree"), agreed).status_code == 302
        assert "Does not agree" not in agreement("head")
        empty = web.client("chief").post(say, {"text": " ", "party": "chief_executive"})
        assert empty.status_code == 422
        assert "Write what you want to say." in empty.text

    def test_one_who_is_away_is_recorded_and_the_two_others_agree_it(self, web: Web) -> None:
        priority = made(web)
        absent, page = url(web, priority, "priority_absent"), url(web, priority)
        chief = web.client("chief")
        summary = "One of them is away, or the post is vacant"
        assert summary in chief.get(page).text
        assert summary not in web.client("head").get(page).text
        assert web.client("head").post(absent, {"party": "director", "note": "Away."}).status_code == 403
        assert web.client("other_head").post(absent, {"party": "director", "note": "Away."}).status_code == 404
        empty = chief.post(absent, {"party": "director", "note": " "})
        assert empty.status_code == 422
        assert "Say why they cannot agree to it now." in empty.text
        # Who sent it is not offered as one who is away.
        assert re.findall(r'type="radio" name="party" value="(\w+)"', empty.text) == ["head", "director"]
        assert chief.post(absent, {"party": "nobody", "note": "Away."}).status_code == 422
        assert chief.post(absent, {"party": "director", "note": "The post is vacant."}).status_code == 302
        told = web.client("head").get(page).text
        assert "Absent: The post is vacant." in told
        assert "Recorded by" in told
        assert "Waiting for head and chief executive" in told
        # Why somebody is away is for the three.
        other = web.client("senior_leader").get(page).text
        assert "Absent. Recorded by" in other
        assert "vacant" not in other
        taken = chief.post(absent, {"party": "head", "note": "Long thought."})
        assert taken.status_code == 409
        assert "At least two of them agree a priority." in taken.text
        assert "Long thought." in taken.text
        for who, party in (("head", "head"), ("chief", "chief_executive")):
            web.client(who).post(url(web, priority, "priority_agree"), {"party": party, "seen": "1"})
        with web.open():
            assert Priority.objects.get().state == "agreed"
        late = chief.post(absent, {"party": "director", "note": "Again."})
        assert late.status_code == 409

    def test_a_word_for_another_is_refused(self, web: Web) -> None:
        priority = made(web)
        answer = web.client("head").post(url(web, priority, "priority_agree"), {"party": "director", "seen": "1"})
        assert answer.status_code == 403
        answer = web.client("senior_leader").post(url(web, priority, "priority_agree"), {"party": "head", "seen": "1"})
        assert answer.status_code == 403
        answer = web.client("head").post(url(web, priority, "priority_agree"), {"party": "x", "seen": "1"})
        assert answer.status_code == 400

    def test_a_version_that_is_no_number_is_refused(self, web: Web) -> None:
        priority = made(web)
        for seen in ("9" * 5000, "٣", "-1", "", "1.5"):
            answer = web.client("head").post(url(web, priority, "priority_agree"), {"party": "head", "seen": seen})
            assert answer.status_code == 400, seen[:9]

    def test_what_was_typed_stays_where_the_third_has_agreed_meanwhile(self, web: Web) -> None:
        priority = made(web)
        with web.open():
            for who, party in (("head", "head"), ("director", "director"), ("chief", "chief_executive")):
                actor = web.stage.troupe.actor(who)
                priorities.agree(actor=actor, priority_id=priority.id, party=party, seen_version=1)
        late = web.client("head").post(url(web, priority, "priority_change"), sent(rationale="Long thought.", seen="1"))
        assert late.status_code == 409
        assert "Long thought." in late.text
        assert "Reopen it with a reason first." in late.text

    def test_two_who_change_it_lose_nothing(self, web: Web) -> None:
        priority = made(web)
        change = url(web, priority, "priority_change")
        assert web.client("head").post(change, sent(statement="Of the head", area="send", seen="1")).status_code == 302
        late = web.client("director").post(change, sent(statement="Of the director", seen="1"))
        assert late.status_code == 409
        assert "Of the director" in late.text
        assert "Of the head" in late.text
        assert "Area" in late.text.partition("By now it says")[2].partition("Saving writes")[0]
        assert 'name="seen" value="2"' in late.text
        assert web.client("director").post(change, sent(statement="Of the director", seen="2")).status_code == 302

    def test_reopening_and_withdrawing_take_a_reason(self, web: Web) -> None:
        priority = made(web)
        with web.open():
            for who, party in (("head", "head"), ("director", "director"), ("chief", "chief_executive")):
                priorities.agree(
                    actor=web.stage.troupe.actor(who), priority_id=priority.id, party=party, seen_version=1
                )
        reopen, withdraw = (url(web, priority, name) for name in ("priority_reopen", "priority_withdraw"))
        assert web.client("head").post(reopen, {"note": "", "seen": "1"}).status_code == 422
        assert web.client("head").post(reopen, {"note": "Results came in.", "seen": "1"}).status_code == 302
        late = web.client("director").post(withdraw, {"note": "Long thought.", "seen": "1"})
        assert late.status_code == 409
        assert "Long thought." in late.text
        assert 'name="seen" value="2"' in late.text
        assert web.client("director").post(withdraw, {"note": "Part of 2.", "seen": "2"}).status_code == 302
        assert "Withdrawn" in web.client("head").get(web.row_url("priorities")).text
        assert "Part of 2." in web.client("head").get(url(web, priority)).text

    def test_it_waits_for_the_three_and_search_finds_it(self, web: Web) -> None:
        made(web)
        waiting = f"/t/{web.stage.troupe.trust.slug}/waiting/"
        assert "Pupils remember more" in web.client("chief").get(waiting).text
        found = f"/t/{web.stage.troupe.trust.slug}/search/?q=remember"
        assert "Priority 1, Beckside Primary" in web.client("senior_leader").get(found).text
        assert "Priority 1, Beckside Primary" not in web.client("other_head").get(found).text


class TestTheGrid:
    def test_it_shows_gaps_and_what_works_on_what(self, web: Web) -> None:
        wanted = of_trust(web, "Remembering more", "quality_of_education")
        with web.open():
            web.stage.score("beckside", quality_of_education="requires_improvement")
        made(web, "castle", Words("x", "send", trust_priorities=[wanted.id]))
        page = web.client("director").get(web.url("alignment", web.key)).text
        assert "1 gap: a concern without a priority" in page
        assert "Quality of education: Requires improvement" in page
        assert f"?trust={wanted.id}" in page
        assert "Proposed" in page
        assert f"?trust={wanted.id}" not in web.client("chief").get(web.url("alignment", web.key)).text

    def test_it_says_what_it_is_for_where_nothing_is_in_it(self, web: Web) -> None:
        assert "Add the first" in web.client("chief").get(web.url("alignment", web.key)).text
        assert "Add the first" not in web.client("head").get(web.url("alignment", web.key)).text

    def test_an_unknown_phase_is_refused(self, web: Web) -> None:
        assert web.client("chief").get(f"{web.url('alignment', web.key)}?phase=moon").status_code == 400

    def test_added_changed_ended_opened_and_taken_away(self, web: Web) -> None:
        chief = web.client("chief")
        new = web.url("trust_priority_new", web.key)
        assert chief.post(new, {"title": ""}).status_code == 422
        assert chief.post(new, {"title": "Reading", "columns": ["quality_of_education"]}).status_code == 302
        with web.open():
            wanted = TrustPriority.objects.get()
        change = web.url("trust_priority_change", wanted.id)
        assert chief.post(change, {"title": "Reading and writing", "seen": "1"}).status_code == 302
        late = chief.post(change, {"title": "Of another", "seen": "1"})
        assert late.status_code == 409
        assert "Of another" in late.text
        made(web, words=Words("x", "send", trust_priorities=[wanted.id]))
        assert chief.post(web.url("trust_priority_away", wanted.id)).status_code == 409
        assert chief.post(web.url("trust_priority_end", wanted.id), {"note": "", "seen": "2"}).status_code == 422
        assert chief.post(web.url("trust_priority_end", wanted.id), {"note": "Done.", "seen": "2"}).status_code == 302
        assert "Ended this year" in chief.get(web.url("alignment", web.key)).text
        assert chief.post(web.url("trust_priority_open", wanted.id)).status_code == 302
        other = of_trust(web, "Nobody works on it")
        assert chief.post(web.url("trust_priority_away", other.id)).status_code == 302
        for name in ("trust_priority_change", "trust_priority_end", "trust_priority_away"):
            assert web.client("head").get(web.url(name, wanted.id)).status_code == 403

    def test_as_pdf(self, web: Web) -> None:
        wanted = of_trust(web, "Remembering more", "quality_of_education")
        made(web, "castle", Words("x", "send", trust_priorities=[wanted.id]))
        with web.open():
            web.stage.score("beckside", quality_of_education="requires_improvement")
        asked = web.client("chief").post(web.url("alignment_report", web.key), {"phase": ""})
        assert asked.status_code == 302
        with web.open():
            report = Report.objects.get()
            told = build(web.stage.troupe.actor("chief"), report.subject_id, {})
            frame = Frame("Trust A", report.title, report.as_at, "Chief")
            made_of = render_to_string(PDF.template, {"report": told, "frame": frame})
            paper = words_of(render.render_pdf(made_of))
            assert faults_of(render.render_pdf(made_of)) == []
        for words in ("Remembering more", "Beckside Primary", "Gap", "Proposed", "Gaps to close"):
            assert words in paper
        with web.open():
            # Of a wider reach than one has now nobody opens it again.
            PDF.check_again(web.stage.troupe.actor("chief"), report.subject_id, {}, report.version)
            with pytest.raises(NotFound):
                PDF.check_again(web.stage.troupe.actor("head"), report.subject_id, {}, report.version)
