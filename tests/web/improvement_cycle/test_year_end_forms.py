"""What becomes of what is unfinished, academy by academy: nothing is overlooked, nothing typed is lost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from improvement_cycle.actions import plan_rows, priorities, year_end
from improvement_cycle.models import Cycle, KeyArea, Priority
from improvement_cycle.policies.year_end import CARRY, CLOSE, Decision, Kind
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import agreed, approved, reopened
from tests.web.improvement_cycle.test_rapid_plans import approved as rapid_approved
from tests.web.improvement_cycle.test_rapid_plans import intensive, rapid
from tests.web.improvement_cycle.test_year_end import (
    add,
    address,
    all_of,
    carried_out,
    key,
    listing,
    open_next,
    row_called,
    said,
)
from trust.models import Section

__all__ = ["carried_out", "intensive", "rapid"]


def proposed(web: Web, academy: str, statement: str) -> Priority:
    """A priority of another academy."""
    with web.open():
        row = web.row(academy)
        area = KeyArea.objects.filter(model_id=row.cycle.model_id).first()
        words = priorities.Words(statement, area.key)
        return priorities.propose(
            actor=web.stage.troupe.actor("secondary_director"), academy_cycle_id=row.id, words=words
        )


def send(web: Web, **decisions: tuple[str, str]) -> Any:
    return web.client("chief").post(address(web), said(**decisions))


def states(web: Web) -> dict[int, str]:
    return {number: each.state for number, each in all_of(web).items()}


class TestOneFormForEachAcademy:
    def test_it_asks_of_no_other_academy(self, carried_out: Web) -> None:
        other = proposed(carried_out, "castle", "Behaviour at lunch is calm")
        client = carried_out.client("chief")
        page = client.get(address(carried_out)).text
        assert "Pupils remember more" in page
        assert str(other.id) not in page
        assert str(other.id) in client.get(address(carried_out, "castle")).text
        html = client.get(listing(carried_out)).text
        assert address(carried_out) in html
        assert address(carried_out, "castle") in html
        assert "<select" not in html

    def test_what_stands_at_another_academy_is_not_decided_in_passing(self, carried_out: Web) -> None:
        other = proposed(carried_out, "castle", "Behaviour at lunch is calm")
        answer = send(
            carried_out, **{key(other): ("withdraw", "No."), key(all_of(carried_out)[3]): ("withdraw", "No.")}
        )
        assert answer.status_code == 422
        assert "Behaviour at lunch is calm" not in answer.text
        with carried_out.open():
            assert set(Priority.objects.values_list("state", flat=True)) == {"in_plan", "agreed", "proposed"}

    def test_an_academy_without_a_row_has_no_such_page(self, carried_out: Web) -> None:
        page = carried_out.url("unfinished_of", carried_out.key, "nowhere")
        assert carried_out.client("chief").get(page).status_code == 404

    def test_the_list_asks_as_many_questions_for_three_academies_as_for_one(self, carried_out: Web) -> None:
        client = carried_out.client("chief")
        client.get(listing(carried_out))
        with CaptureQueriesContext(connection) as few:
            client.get(listing(carried_out))
        for academy in ("castle", "dunmoor"):
            proposed(carried_out, academy, f"Better at {academy}")
        with CaptureQueriesContext(connection) as many:
            page = client.get(listing(carried_out)).text
        assert "Better at dunmoor" in page
        assert len(many) == len(few)


def test_above_the_form_each_problem_names_what_it_is_about(carried_out: Web) -> None:
    found = all_of(carried_out)
    answer = send(carried_out, **{key(found[2]): ("withdraw", ""), key(found[3]): ("withdraw", "")})
    above = answer.text.partition('id="error-summary"')[2].partition("</div>")[0]
    assert answer.status_code == 422
    for number in (2, 3):
        assert f"{found[number].statement}: Give a reason." in above


class TestDecidedMeanwhile:
    """Two tabs stand open; the form of the second is from before what the first did."""

    def test_who_decides_otherwise_learns_how_it_was_decided_and_keeps_what_was_typed(self, carried_out: Web) -> None:
        open_next(carried_out)
        found = all_of(carried_out)
        assert send(carried_out, **{key(found[1]): ("withdraw", "Enough.")}).status_code == 302
        answer = send(carried_out, **{key(found[1]): ("carry", "As agreed in May."), key(found[2]): ("carry", "")})
        assert answer.status_code == 422
        assert "Somebody has decided this meanwhile: it is withdrawn." in answer.text
        assert "As agreed in May." in answer.text
        assert '<option value="carry" selected>Carry forward</option>' in answer.text
        assert states(carried_out) == {1: "withdrawn", 2: "in_plan", 3: "agreed"}

    def test_the_same_form_sent_twice_says_twice_what_was_decided(self, carried_out: Web) -> None:
        open_next(carried_out)
        found, action = all_of(carried_out), row_called(carried_out, "Buy the quizzes")
        typed = {
            key(found[1]): ("done", "Quiz average 66%."),
            key(found[2]): ("carry", ""),
            key(action): ("close", "Bought."),
        }
        client = carried_out.client("chief")
        for _ in (1, 2):
            assert "Three decided." in client.post(address(carried_out), said(**typed), follow=True).text
        assert states(carried_out) == {1: "delivered", 2: "carried_forward", 3: "agreed"}

    def test_another_reason_for_the_same_is_not_dropped_in_silence(self, carried_out: Web) -> None:
        three = all_of(carried_out)[3]
        assert send(carried_out, **{key(three): ("withdraw", "Enough.")}).status_code == 302
        answer = send(carried_out, **{key(three): ("withdraw", "The roof comes first.")})
        assert answer.status_code == 422
        assert "The roof comes first." in answer.text

    @pytest.mark.parametrize(("first", "then"), [(("done", ""), ("close", "Why.")), (("close", "Why."), ("done", ""))])
    def test_a_row_that_is_done_is_not_closed_from_before_nor_the_other_way(
        self, carried_out: Web, first: tuple[str, str], then: tuple[str, str]
    ) -> None:
        for text in ("Buy the quizzes", "Lessons start with a check"):
            row = row_called(carried_out, text)
            assert send(carried_out, **{key(row): first}).status_code == 302
            answer = send(carried_out, **{key(row): then})
            assert answer.status_code == 422, text
            assert "Somebody has decided this meanwhile" in answer.text
            assert row_called(carried_out, text).is_closed == (first[0] == "close")

    def test_a_row_whose_priority_went_on_is_not_decided_from_before(self, carried_out: Web) -> None:
        open_next(carried_out)
        action = row_called(carried_out, "Buy the quizzes")
        assert send(carried_out, **{key(all_of(carried_out)[1]): ("carry", "")}).status_code == 302
        answer = send(carried_out, **{key(action): ("close", "Bought.")})
        assert answer.status_code == 422
        assert "This goes on in the next year" in answer.text
        assert not row_called(carried_out, "Buy the quizzes").is_closed

    def test_a_row_that_was_taken_away_is_said_and_the_rest_stays_typed(self, carried_out: Web) -> None:
        action = row_called(carried_out, "Buy the quizzes")
        reopened(carried_out)
        with carried_out.open():
            head = carried_out.stage.troupe.actor("head")
            plan_rows.take_away(actor=head, rows="actions", row_id=action.id, seen_version=action.version)
        three = all_of(carried_out)[3]
        answer = send(carried_out, **{key(action): ("done", ""), key(three): ("withdraw", "The roof comes first.")})
        assert answer.status_code == 422
        assert "was taken away meanwhile" in answer.text
        assert "The roof comes first." in answer.text
        assert states(carried_out)[3] == "agreed"

    def test_done_from_before_the_plan_was_reopened_is_answered_with_why_not(self, carried_out: Web) -> None:
        one = all_of(carried_out)[1]
        reopened(carried_out)
        answer = send(carried_out, **{key(one): ("done", "Quiz average 66%.")})
        assert answer.status_code == 422
        assert "The plan is not approved" in answer.text
        assert "Quiz average 66%." in answer.text

    def test_what_nobody_offers_is_answered_at_its_field(self, carried_out: Web) -> None:
        answer = send(carried_out, **{key(all_of(carried_out)[3]): ("close", "No.")})
        assert answer.status_code == 422
        assert "Choose from the list." in answer.text
        assert carried_out.client("chief").post(address(carried_out), {"what_x": "done"}).status_code == 422


def test_of_priorities_that_left_the_plan_nobody_is_asked_again(carried_out: Web) -> None:
    open_next(carried_out)
    with carried_out.open():
        now = carried_out.stage.years["now"]
        Cycle.objects.filter(id=carried_out.stage.cycles["now"].id).update(priorities_due_on=now.starts_on)
    found = all_of(carried_out)
    sent = {
        key(found[1]): ("carry", ""),
        key(found[2]): ("withdraw", "It is done elsewhere."),
        key(found[3]): ("carry", ""),
    }
    assert send(carried_out, **sent).status_code == 302
    head = carried_out.client("head")
    due = f"Priorities of {carried_out.stage.academies['beckside'].name}, {now.label}"
    assert due not in head.get(f"/t/{carried_out.stage.troupe.trust.slug}/waiting/").text
    page = head.get(carried_out.row_url("cycle")).text
    assert "Two agreed" in page
    assert "None yet" not in page


class TestNothingIsOverlooked:
    def test_rows_of_a_delivered_priority_are_listed_and_decided(self, carried_out: Web) -> None:
        assert send(carried_out, **{key(all_of(carried_out)[1]): ("done", "Quiz average 66%.")}).status_code == 302
        action, objective = (
            row_called(carried_out, "Buy the quizzes"),
            row_called(carried_out, "Lessons start with a check"),
        )
        html = carried_out.client("chief").get(address(carried_out)).text
        assert action.text in html
        assert objective.text in html
        typed = {key(action): ("close", "Never needed."), key(objective): ("done", "")}
        assert send(carried_out, **typed).status_code == 302
        assert row_called(carried_out, action.text).closed_why == "Never needed."
        html = carried_out.client("chief").get(address(carried_out)).text
        assert action.text not in html
        assert objective.text not in html

    def test_rows_of_an_approved_rapid_plan_are_listed_and_decided(self, rapid: Web) -> None:
        with rapid.open():
            director, page = rapid.stage.troupe.actor("director"), Section.objects.get(key="change-1")
            last = rapid.stage.years["now"].ends_on.isoformat()
            given = {"text": "Two leaders in each corridor", "lead_name": "Leaders", "ends_on": last}
            plan_rows.add(actor=director, section_id=page.id, rows="actions", given=given)
            plan_rows.add(actor=director, section_id=page.id, rows="objectives", given={"text": "Lessons are calm"})
        assert "Two leaders in each corridor" not in rapid.client("chief").get(address(rapid)).text
        rapid_approved(rapid)
        action, objective = row_called(rapid, "Two leaders in each corridor"), row_called(rapid, "Lessons are calm")
        html = rapid.client("chief").get(address(rapid)).text
        assert f"what_{action.id}" in html
        assert f"what_{objective.id}" in html
        assert send(rapid, **{key(action): ("done", ""), key(objective): ("close", "Not seen.")}).status_code == 302
        assert row_called(rapid, action.text).state == "complete"
        assert row_called(rapid, objective.text).closed_why == "Not seen."

    def test_documents_that_wait_are_named_and_nobody_learns_whether_a_draft_was_begun(self, plan: Web) -> None:
        client, close = plan.client("chief"), plan.url("close", plan.key)
        assert "documents are not handed in, or not answered" in main(client.get(close))
        for page in (listing(plan), address(plan)):
            html = main(client.get(page))
            assert "Improvement plan" in html
            assert "ot handed in" in html
        before = main(client.get(listing(plan)))
        assert plan.client("other_head").post(plan.row_url("sef_begin", "castle")).status_code == 302
        assert main(client.get(listing(plan))) == before
        assert "Autumn review" not in before
        approved(plan)
        html = main(client.get(address(plan)))
        assert "Improvement plan" not in html
        assert "Autumn review" in html
        reopened(plan)
        html = main(client.get(address(plan)))
        assert "Given back, and not handed in again" in html


def main(answer: Any) -> str:
    """What stands on the page itself."""
    html: str = answer.text
    return html[html.index("<main") : html.index("</main")]


def asks(web: Web, *decisions: Decision) -> int:
    """How many questions it takes to decide these."""
    with web.open(), CaptureQueriesContext(connection) as asked:
        cycle = web.stage.cycles["now"]
        year_end.decide(actor=web.stage.chief, cycle_id=cycle.id, decisions=decisions)
    return len(asked)


def test_a_row_more_takes_only_its_own_words_and_its_line_in_the_feed(carried_out: Web) -> None:
    last = carried_out.stage.years["now"].ends_on.isoformat()
    reopened(carried_out)
    for number in range(5):
        add(carried_out, 1, "actions", text=f"Deed {number}", lead_name="Leads", ends_on=last)
    approved(carried_out)
    decisions = [
        Decision(Kind.ACTION, row_called(carried_out, f"Deed {number}").id, CLOSE, "No.") for number in range(5)
    ]
    one = asks(carried_out, decisions[0])
    assert asks(carried_out, *decisions[1:]) - one <= 3 * 2


def test_a_priority_more_asks_nothing_again_of_the_year_it_goes_into(carried_out: Web) -> None:
    open_next(carried_out)
    for statement in ("Reading is fluent", "Writing is neat"):
        agreed(carried_out, statement)
    decisions = [Decision(Kind.PRIORITY, all_of(carried_out)[number].id, CARRY) for number in (3, 4, 5)]
    one = asks(carried_out, decisions[0])
    assert asks(carried_out, *decisions[1:]) - one <= 12
