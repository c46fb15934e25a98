"""The termly review of a plan: begun with the term, written by objective, answered by the director, kept as a trend."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import documents as document_pages
from improvement_cycle.actions import plan_rows, plans, reviews
from improvement_cycle.models import Cycle, Objective, ObjectiveReview, Priority
from improvement_cycle.queries.reviews_to_read import reviews_to_read
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import agreed, approved, edit, key_of, reopened
from trust.actions import documents as document_actions
from trust.errors import Refused
from trust.models import Comment, Document, Section, SubmittedVersion, Term

TODAY = timezone.localdate()
PARTS = (("Autumn", -60, 20), ("Spring", 40, 120), ("Summer", 140, 200))


def set_terms(web: Web, shift: int = 0) -> None:
    """Three terms, the first of them now; shifted by so many days."""
    with web.open():
        Term.objects.all().delete()
        for name, first, last in PARTS:
            days = [TODAY + dt.timedelta(days=each + shift) for each in (first, last)]
            Term.objects.create(school_year=web.stage.years["now"], name=name, starts_on=days[0], ends_on=days[1])


def objective(web: Web, text: str = "Lessons start with a check") -> Objective:
    with web.open():
        key = key_of(web, Priority.objects.get(number=1))
        made: Any = plan_rows.add(
            actor=web.stage.troupe.actor("head"),
            section_id=Section.objects.get(key=key, document__kind="improvement_plan").id,
            rows="objectives",
            given={"text": text, "measure": "Lessons visited", "baseline": "35%", "target_autumn": "50%"},
        )
    return made


@pytest.fixture
def due(plan: Web) -> Web:
    """An approved plan with one objective, in its first term."""
    objective(plan)
    approved(plan)
    set_terms(plan)
    return plan


def begun(web: Web, term: str = "autumn") -> Document:
    assert web.client("head").post(web.row_url(f"review_{term}_begin")).status_code == 302
    with web.open():
        return Document.objects.get(kind=f"review_{term}")


def written(web: Web, state: str = "at_risk", term: str = "autumn") -> None:
    """Every section written and finished."""
    with web.open():
        for each in Section.objects.filter(document__kind=f"review_{term}"):
            told = {"going": state, "happened": "All were trained once.", "impact": ["Quizzes: 46% to 58%"]}
            each.content = {"overall": "It begins to work."} if each.key == "overall" else told
            each.is_finished = True
            each.save()


def handed_in(web: Web, state: str = "at_risk", term: str = "autumn") -> SubmittedVersion:
    written(web, state, term)
    with web.open():
        document = Document.objects.get(kind=f"review_{term}")
        return document_actions.submit(actor=web.stage.troupe.actor("head"), document_id=document.id)


def locked(web: Web, term: str = "autumn") -> Any:
    """The director answers it."""
    version = web.row_url(f"review_{term}_version", "beckside", "1")
    return web.client("director").post(version, {"approve": "director", "comment": "Careful and convincing."})


class TestBeginning:
    def test_before_the_plan_is_approved_there_is_nothing_to_review(self, plan: Web) -> None:
        answer = plan.client("head").post(plan.row_url("review_autumn_begin"))
        assert answer.status_code == 409
        assert "once the plan is approved" in answer.text

    def test_a_plan_without_objectives_is_told_so(self, plan: Web) -> None:
        approved(plan)
        assert "has no objectives" in plan.client("head").post(plan.row_url("review_autumn_begin")).text

    def test_a_term_that_has_not_begun_has_no_review_yet(self, due: Web) -> None:
        answer = due.client("head").post(due.row_url("review_spring_begin"))
        assert answer.status_code == 409
        assert "The spring term begins on" in answer.text

    def test_what_cannot_be_begun_yet_says_so_before_anybody_presses_a_button(self, due: Web) -> None:
        begins = TODAY + dt.timedelta(days=PARTS[1][1])
        page = due.client("head").get(due.row_url("review_spring")).text
        assert f"The spring term begins on {begins:%-d %B %Y}. Its review can be written from then on." in page
        assert "Begin the spring review" not in page
        assert "Begin the autumn review" in due.client("head").get(due.row_url("review_autumn")).text
        assert f"From {begins:%-d %B %Y}" in due.client("head").get(due.row_url("plan")).text

    def test_it_has_a_section_for_each_objective_and_the_overall_statement_last(self, due: Web) -> None:
        document = begun(due)
        with due.open():
            titles = list(Section.objects.filter(document=document).order_by("order").values_list("title", flat=True))
        assert titles == ["1.1 Lessons start with a check", "Overall statement"]

    def test_begun_twice_it_is_begun_once_and_by_nobody_but_who_writes_the_plan(self, due: Web) -> None:
        begun(due)
        begun(due)
        for who in ("director", "chief"):
            assert due.client(who).post(due.row_url("review_autumn_begin")).status_code == 403, who
        for who in ("trustee", "governor", "other_head"):
            assert due.client(who).post(due.row_url("review_autumn_begin")).status_code == 404, who

    def test_with_the_term_it_stands_among_what_is_due_from_the_head(self, due: Web) -> None:
        slug = due.stage.troupe.trust.slug
        page = due.client("head").get(f"/t/{slug}/waiting/").text
        assert "Autumn review of the plan of Beckside Primary" in page
        assert "Spring review" not in page


class TestWriting:
    def test_the_figures_of_the_plan_stand_above_and_what_the_words_mean_beside(self, due: Web) -> None:
        document = begun(due)
        with due.open():
            key = Section.objects.filter(document=document).order_by("order")[0].key
        page = due.client("head").get(due.row_url("review_autumn_section", "beckside", key)).text
        for words in ("35%", "50%", "How is it going this term?", "On track", "unlikely without a major step"):
            assert words in page, words

    def test_each_page_says_until_when_it_is_due_and_leads_to_its_plan(self, due: Web) -> None:
        begun(due)
        closes = TODAY + dt.timedelta(days=PARTS[0][2])
        for page in ("review_autumn", "review_autumn_check"):
            answer = due.client("head").get(due.row_url(page)).text
            assert f"Due {closes:%-d %B %Y}" in answer
            assert f'href="{due.row_url("plan")}"' in answer

    def test_a_reviewed_section_is_not_mistaken_for_a_complete_objective(self, due: Web) -> None:
        begun(due)
        head, overview = due.client("head"), due.row_url("review_autumn")
        assert "Not reviewed yet" in head.get(overview).text
        written(due, "not_started")
        page = head.get(overview).text
        assert "Reviewed. Not started" in page
        assert "Complete" not in page

    def test_it_saves_by_itself_like_every_document(self, due: Web) -> None:
        document = begun(due)
        with due.open():
            key = Section.objects.filter(document=document).order_by("order")[0].key
        url = due.row_url("review_autumn_section", "beckside", key)
        sent = {"going": "at_risk", "happened": "Zebra crossing", "by_itself": "yes", **edit()}
        assert due.client("head").post(url, sent).status_code == 200
        assert "Zebra crossing" in due.client("head").get(url).text
        for who in ("director", "chief", "trustee", "governor", "other_head"):
            assert due.client(who).get(url).status_code == 404, who

    def test_a_senior_leader_writes_the_section_given_to_them_and_nothing_else(self, due: Web) -> None:
        document = begun(due)
        with due.open():
            first, overall = Section.objects.filter(document=document).order_by("order")
            leader = due.cast.a.members["senior_leader"].id
            document_pages.give_section(
                actor=due.stage.troupe.actor("head"), section_id=first.id, membership_ids=[leader]
            )
        given = due.row_url("review_autumn_section", "beckside", first.key)
        client = due.client("senior_leader")
        assert "Write “1.1 Lessons start with a check”" in client.get(due.row_url("cycle")).text
        assert client.post(given, {"going": "on_track", "happened": "Trained.", **edit()}).status_code == 302
        assert "Trained." in client.get(given).text
        assert client.get(due.row_url("review_autumn_section", "beckside", overall.key)).status_code == 404
        assert client.get(due.row_url("review_autumn_check")).status_code == 404
        assert "Overall statement" not in client.get(due.row_url("review_autumn")).text

    def test_what_is_missing_is_listed_before_it_is_handed_in(self, due: Web) -> None:
        begun(due)
        answer = due.client("head").post(due.row_url("review_autumn_check"))
        assert answer.status_code == 409
        assert "How is it going this term?" in answer.text

    def test_the_term_before_is_remembered_on_its_tile(self, due: Web) -> None:
        begun(due)
        handed_in(due, "at_risk")
        set_terms(due, -100)
        spring = begun(due, "spring")
        with due.open():
            key = Section.objects.filter(document=spring).order_by("order")[0].key
        page = due.client("head").get(due.row_url("review_spring_section", "beckside", key)).text
        assert "Last term" in page
        assert "Autumn review" in page


class TestAnswering:
    def test_the_director_says_a_word_and_both_are_locked(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        version = due.row_url("review_autumn_version", "beckside", "1")
        page = due.client("director").get(version).text
        assert "Comment and lock" in page
        empty = due.client("director").post(version, {"approve": "director", "comment": " "})
        assert empty.status_code == 422
        assert "Say what you make of it." in empty.text
        assert locked(due).status_code == 302
        with due.open():
            assert Document.objects.get(kind="review_autumn").state == "approved"
            assert Comment.objects.get().text == "Careful and convincing."
        assert "Careful and convincing." in due.client("head").get(version).text
        locked(due)
        with due.open():
            assert Comment.objects.count() == 1

    def test_what_is_handed_in_keeps_the_figures_of_its_day_and_the_mark_of_its_word(self, due: Web) -> None:
        begun(due)
        with due.open():
            Objective.objects.update(actual_autumn="48%")
        handed_in(due)
        with due.open():
            Objective.objects.update(actual_autumn="51%", target_autumn="99%")
        page = due.client("director").get(due.row_url("review_autumn_version", "beckside", "1")).text
        for words in ("Figures in the plan: Lessons visited", "35%", "48%", "50%", "rag rag-a"):
            assert words in page, words
        for words in ("51%", "99%", "Spring</th>"):
            assert words not in page, words

    def test_it_waits_for_the_director_and_not_for_the_chief_executive(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        slug = due.stage.troupe.trust.slug
        assert "Autumn review of the plan" in due.client("director").get(f"/t/{slug}/waiting/").text
        version = due.row_url("review_autumn_version", "beckside", "1")
        assert "Comment and lock" not in due.client("chief").get(version).text

    def test_trustees_and_governors_read_it_once_it_is_locked(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        version = due.row_url("review_autumn_version", "beckside", "1")
        for who in ("trustee", "governor", "senior_leader"):
            assert due.client(who).get(version).status_code == 404, who
        locked(due)
        for who in ("trustee", "governor", "senior_leader"):
            assert due.client(who).get(version).status_code == 200, who
        assert due.client("other_head").get(version).status_code == 404

    def test_nobody_speaks_of_approving_a_review(self, due: Web) -> None:
        begun(due)
        written(due)
        head, director = due.client("head"), due.client("director")
        assert "commented on and locked by the director" in head.get(due.row_url("review_autumn_check")).text
        handed_in(due)
        assert "Not answered yet" in head.get(due.row_url("review_autumn")).text
        asked = "say a word on it and lock it, or give it back."
        assert asked in director.get(f"/t/{due.stage.troupe.trust.slug}/waiting/").text
        assert asked in director.get(due.row_url("cycle")).text
        locked(due)
        page = head.get(due.row_url("review_autumn")).text
        assert f"Answered by {due.cast.a.members['director'].name}" in page
        assert "pproved" not in page

    def test_a_comment_that_comes_too_late_is_given_back(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        locked(due)
        late = locked(due)
        assert late.status_code == 409
        assert "does not wait for your answer any more" in late.text
        assert "Careful and convincing." in late.text


def titles(web: Web, document: Document) -> list[str]:
    with web.open():
        return [each.title for each in Section.objects.filter(document=document).order_by("order")]


class TestKeepingUp:
    def test_an_objective_that_comes_while_it_is_written_gets_its_section_once_the_plan_is_approved_again(
        self, due: Web
    ) -> None:
        document = begun(due)
        reopened(due)
        objective(due, "Pupils say that lessons are calm")
        assert titles(due, document) == ["1.1 Lessons start with a check", "Overall statement"]
        approved(due)
        assert titles(due, document) == [
            "1.1 Lessons start with a check",
            "1.2 Pupils say that lessons are calm",
            "Overall statement",
        ]
        written(due)
        with due.open():
            document_actions.submit(actor=due.stage.troupe.actor("head"), document_id=document.id)

    def test_an_objective_that_comes_over_with_a_carried_priority_gets_its_section_too(self, due: Web) -> None:
        document = begun(due)
        reopened(due)
        late = agreed(due, "Calm corridors")
        with due.open():
            first = Priority.objects.get(number=1)
            Priority.objects.filter(id=late.id).update(came_from=first, came_how="carried")
            plans.put_in(actor=due.stage.troupe.actor("head"), priority_id=late.id)
            Objective.objects.update(to_confirm=False)
        approved(due)
        assert titles(due, document) == [
            "1.1 Lessons start with a check",
            "3.1 Lessons start with a check",
            "Overall statement",
        ]

    def test_what_is_sent_to_a_section_whose_objective_was_closed_meanwhile_is_given_back(self, due: Web) -> None:
        begun(due)
        with due.open():
            head, stood = due.stage.troupe.actor("head"), Objective.objects.get()
            plan_rows.close(actor=head, rows="objectives", row_id=stood.id, why="Reached early.")
        page = due.row_url("review_autumn_section", "beckside", f"objective-{stood.id}")
        answer = due.client("head").post(page, {"happened": "Zebra was seen in each lesson.", **edit()})
        assert answer.status_code == 404
        assert "Zebra was seen in each lesson." in answer.text
        assert "to be copied" in answer.text
        other = due.client("head").post(page, {"happened": "Zebra"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert "Zebra" not in other.text

    def test_a_review_that_was_given_back_asks_for_what_came_meanwhile(self, due: Web) -> None:
        document = begun(due)
        handed_in(due)
        reopened(due)
        objective(due, "Pupils say that lessons are calm")
        approved(due)
        with due.open():
            director = due.stage.troupe.actor("director")
            document_actions.give_back(actor=director, document_id=document.id, note="And calm?", seen_number=1)
        assert "1.2 Pupils say that lessons are calm" in titles(due, document)
        handed_in(due)

    def test_of_a_plan_that_is_written_again_no_word_shows_in_its_reviews(self, due: Web) -> None:
        document = begun(due)
        reopened(due)
        added = objective(due, "Zebra added")
        with due.open():
            head, stood = due.stage.troupe.actor("head"), Objective.objects.exclude(id=added.id).get()
            given = {"text": "Zebra changed", "baseline": "Zebra baseline"}
            plan_rows.change(actor=head, rows="objectives", row_id=stood.id, seen_version=1, given=given)
            document_actions.share(actor=head, document_id=document.id, is_shared=True)
        page = due.row_url("review_autumn_section", "beckside", f"objective-{stood.id}")
        assert "Zebra baseline" in due.client("head").get(page).text
        told = due.client("director").get(page).text
        assert "The plan is being written again." in told
        assert "Zebra" not in told
        handed_in(due)
        version = due.row_url("review_autumn_version", "beckside", "1")
        assert "Zebra" not in due.client("director").get(version).text
        locked(due)
        for who in ("trustee", "governor", "chief"):
            answer = due.client(who).get(version)
            assert answer.status_code == 200, who
            assert "Zebra" not in answer.text, who
        with due.open():
            # What no approved plan had, no review speaks of: it may be taken away.
            plan_rows.take_away(actor=head, rows="objectives", row_id=added.id, seen_version=1)

    def test_while_the_plan_is_written_again_its_reviews_are_read_and_due_as_before(self, due: Web) -> None:
        begun(due)
        slug = due.stage.troupe.trust.slug
        reopened(due)
        assert "Autumn review of the plan of Beckside Primary" in due.client("head").get(f"/t/{slug}/waiting/").text
        handed_in(due)
        locked(due)
        for who in ("head", "director", "trustee"):
            assert due.row_url("review_autumn") in due.client(who).get(due.row_url("plan")).text, who

    def test_what_was_written_of_a_priority_stays_when_it_is_carried_forward(self, due: Web) -> None:
        begun(due)
        written(due)
        with due.open():
            Priority.objects.filter(number=1).update(state="carried_forward", keeps_page=True)
            document = Document.objects.get(kind="review_autumn")
            version = document_actions.submit(actor=due.stage.troupe.actor("head"), document_id=document.id)
            assert version.content["sections"][0]["title"] == "1.1 Lessons start with a check"

    def test_what_a_review_called_an_objective_stays_when_that_is_worded_anew(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        locked(due)
        reopened(due)
        with due.open():
            head, found = due.stage.troupe.actor("head"), Objective.objects.get()
            given = {"text": "Zebra crossing"}
            plan_rows.change(actor=head, rows="objectives", row_id=found.id, seen_version=1, given=given)
            told = list(reviews_to_read(due.stage.troupe.actor("trustee")).values_list("title", flat=True))
        assert told == ["1.1 Lessons start with a check"]


class TestTrend:
    def test_what_it_says_stands_with_the_objective_and_only_for_those_who_read_it(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        with due.open():
            progress = due.row_url("plan_progress_of", "beckside", key_of(due, Priority.objects.get(number=1)))
            assert ObjectiveReview.objects.get().state == "at_risk"
        assert "At risk" in due.client("director").get(progress).text
        assert "At risk" not in due.client("senior_leader").get(progress).text
        locked(due)
        assert "At risk" in due.client("senior_leader").get(progress).text

    def test_between_two_reviews_the_year_says_when_the_next_can_be_written(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        begins = TODAY + dt.timedelta(days=PARTS[1][1])
        for who in ("head", "director"):
            page = due.client(who).get(due.row_url("cycle")).text
            assert f"Spring review from {begins.day} {begins:%B}" in page, who
            assert "Begin the spring review" not in page, who

    def test_a_program_lists_what_its_person_reads(self, due: Web) -> None:
        begun(due)
        handed_in(due)

        def listed(who: str) -> list[tuple[str, str]]:
            with due.open():
                return list(reviews_to_read(due.stage.troupe.actor(who)).values_list("term", "state"))

        said = [("autumn", "at_risk")]
        assert [listed(who) for who in ("head", "director", "chief")] == [said, said, said]
        assert [listed(who) for who in ("governor", "trustee", "other_head", "officer")] == [[], [], [], []]
        locked(due)
        assert [listed(who) for who in ("governor", "trustee", "other_head", "officer")] == [said, said, [], []]

    def test_handed_in_again_after_a_return_it_says_the_newer_word_and_no_second(self, due: Web) -> None:
        document = begun(due)
        handed_in(due)
        with due.open():
            director = due.stage.troupe.actor("director")
            document_actions.give_back(actor=director, document_id=document.id, note="Why?", seen_number=1)
        handed_in(due, "on_track")
        with due.open():
            assert [each.state for each in ObjectiveReview.objects.all()] == ["on_track"]

    def test_an_objective_with_a_review_is_closed_with_a_reason_and_not_taken_away(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        reopened(due)
        with due.open():
            found, head = Objective.objects.get(), due.stage.troupe.actor("head")
            with pytest.raises(Refused, match="Close it with a reason"):
                plan_rows.take_away(actor=head, rows="objectives", row_id=found.id, seen_version=1)

    def test_an_objective_that_was_closed_leaves_the_next_review(self, due: Web) -> None:
        begun(due)
        handed_in(due)
        with due.open():
            head = due.stage.troupe.actor("head")
            plan_rows.close(actor=head, rows="objectives", row_id=Objective.objects.get().id, why="Reached early.")
            row = due.row()
            with pytest.raises(Refused, match="no objectives"):
                reviews.begin(actor=head, academy_cycle_id=row.id, term="spring")


def test_the_plan_lists_its_reviews_and_tells_nothing_of_a_draft(due: Web) -> None:
    begun(due)
    assert "Being written" in due.client("head").get(due.row_url("plan")).text
    page = due.client("director").get(due.row_url("plan")).text
    assert "Autumn review" in page
    assert "Being written" not in page
    assert "Not handed in yet" in page
    assert "Autumn review" not in due.client("governor").get(due.row_url("plan")).text


def test_in_a_closed_year_a_review_waits_for_nobody(due: Web) -> None:
    begun(due)
    handed_in(due)
    assert "Waiting for the director" in due.client("head").get(due.row_url("plan")).text
    with due.open():
        Cycle.objects.filter(id=due.row().cycle_id).update(state="closed", closed_at=timezone.now())
    page = due.client("head").get(due.row_url("plan")).text
    assert "Not answered" in page
    assert "Waiting for the director" not in page


def test_in_a_closed_year_nobody_waits_for_a_review_that_was_not_begun(due: Web) -> None:
    with due.open():
        Cycle.objects.filter(id=due.row().cycle_id).update(state="closed", closed_at=timezone.now())
    for who in ("head", "director"):
        page = due.client(who).get(due.row_url("review_spring")).text
        assert "Nobody began it" in page, who
        assert "You read it here once it is submitted" not in page, who
        assert due.client(who).get(due.row_url("plan")).text.count("Nobody began it") == 3, who
