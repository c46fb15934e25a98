"""Rows of a priority that has gone on or was withdrawn stay as they are; and what was worked on stays readable."""

import datetime as dt

import pytest

from improvement_cycle.actions import plan_rows, plans, year_end
from improvement_cycle.models import Objective, PlanAction, Priority
from improvement_cycle.policies.year_end import CARRY, DONE, WITHDRAW, Decision, Kind
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import key_of, reopened
from tests.web.improvement_cycle.test_year_end import all_of, carried_out, next_plan, open_next, row_called
from trust.errors import Refused

__all__ = ["carried_out", "next_plan"]


def decided(web: Web, what: str, number: int = 1) -> None:
    with web.open():
        one = Decision(Kind.PRIORITY, Priority.objects.get(number=number, academy_cycle=web.row()).id, what, "Why.")
        year_end.decide(actor=web.stage.chief, cycle_id=web.stage.cycles["now"].id, decisions=[one])


def page_of(web: Web) -> str:
    return key_of(web, all_of(web)[1])


class TestGoneOn:
    @pytest.mark.parametrize(
        ("what", "says"), [(CARRY, "This goes on in the next year"), (WITHDRAW, "This priority is withdrawn")]
    )
    def test_how_it_goes_is_told_no_more(self, carried_out: Web, what: str, says: str) -> None:
        open_next(carried_out)
        action = row_called(carried_out, "Train all teachers")
        tell = carried_out.row_url("plan_tell", "beckside", page_of(carried_out), "actions", action.id)
        head = carried_out.client("head")
        assert 'name="state"' in head.get(tell).text
        decided(carried_out, what)
        answer = head.post(tell, {"state": "complete", "note": "All trained."})
        assert answer.status_code == 409
        assert says in answer.text
        assert "All trained." in answer.text
        assert head.post(tell, {"close": "yes", "why": "Enough."}).status_code == 409
        assert row_called(carried_out, "Train all teachers").state == "not_started"
        page = head.get(tell).text
        assert says in page
        assert 'name="state"' not in page
        assert says in head.get(carried_out.row_url("plan_progress_of", "beckside", page_of(carried_out))).text

    def test_what_is_closed_is_not_opened_again(self, carried_out: Web) -> None:
        action = row_called(carried_out, "Train all teachers")
        with carried_out.open():
            head = carried_out.stage.troupe.actor("head")
            plan_rows.close(actor=head, rows="actions", row_id=action.id, why="Enough.")
        decided(carried_out, WITHDRAW)
        with carried_out.open(), pytest.raises(Refused, match="is withdrawn"):
            plan_rows.open_again(actor=head, rows="actions", row_id=action.id)

    def test_no_row_is_added_changed_or_taken_away_in_a_plan_that_was_reopened(self, carried_out: Web) -> None:
        decided(carried_out, WITHDRAW)
        reopened(carried_out)
        head, key = carried_out.client("head"), page_of(carried_out)
        add = carried_out.row_url("plan_row_add", "beckside", key, "objectives")
        answer = head.post(add, {"text": "Something new"})
        assert answer.status_code == 409
        assert "This priority is withdrawn, so its page stays as it is." in answer.text
        action = row_called(carried_out, "Train all teachers")
        with carried_out.open():
            actor = carried_out.stage.troupe.actor("head")
            with pytest.raises(Refused, match="is withdrawn"):
                plan_rows.take_away(actor=actor, rows="actions", row_id=action.id, seen_version=action.version)
            assert Objective.objects.count() == 1
        page = head.get(carried_out.row_url("plan_section", "beckside", key)).text
        assert add not in page
        other = key_of(carried_out, all_of(carried_out)[2])
        assert (
            carried_out.row_url("plan_row_add", "beckside", other, "objectives")
            in head.get(carried_out.row_url("plan_section", "beckside", other)).text
        )

    def test_rows_of_a_delivered_priority_are_still_told_of(self, carried_out: Web) -> None:
        decided(carried_out, DONE)
        action = row_called(carried_out, "Train all teachers")
        tell = carried_out.row_url("plan_tell", "beckside", page_of(carried_out), "actions", action.id)
        assert carried_out.client("head").post(tell, {"state": "complete"}).status_code == 302


class TestWorkedOn:
    """Taken out and then withdrawn, what was worked on would be gone from the plan of a year that it belongs to."""

    def test_what_was_told_of_is_not_taken_out(self, carried_out: Web) -> None:
        action, head = row_called(carried_out, "Train all teachers"), carried_out.client("head")
        tell = carried_out.row_url("plan_tell", "beckside", page_of(carried_out), "actions", action.id)
        assert head.post(tell, {"state": "on_track"}).status_code == 302
        self._stays(carried_out)

    def test_what_was_reviewed_is_not_taken_out(self, carried_out: Web) -> None:
        with carried_out.open():
            Objective.objects.get().reviews.create(
                term="autumn", state="on_track", number=1, by_name="Head", at=dt.datetime.now(dt.UTC)
            )
        self._stays(carried_out)

    def test_what_was_closed_is_not_taken_out(self, carried_out: Web) -> None:
        with carried_out.open():
            head = carried_out.stage.troupe.actor("head")
            row = Objective.objects.get()
            plan_rows.close(actor=head, rows="objectives", row_id=row.id, why="Enough.")
        self._stays(carried_out)

    def _stays(self, web: Web) -> None:
        reopened(web)
        one, head = all_of(web)[1], web.client("head")
        out = web.row_url("plan_take_out", "beckside", one.id)
        answer = head.post(out, {"note": "Next year.", "seen": one.version})
        assert answer.status_code == 409
        assert "its page stays" in answer.text
        assert all_of(web)[1].state == "in_plan"
        two = all_of(web)[2]
        out = web.row_url("plan_take_out", "beckside", two.id)
        assert head.post(out, {"note": "Next year.", "seen": two.version}).status_code == 302


def test_a_carried_row_that_was_taken_away_stays_away(next_plan: Web) -> None:
    """The page is taken out of the plan and put in again: it comes back as it was."""
    priority, action = all_of(next_plan, "next")[1], row_called(next_plan, "Train all teachers", "next")
    with next_plan.open():
        head = next_plan.stage.troupe.actor("head")
        plan_rows.take_away(actor=head, rows="actions", row_id=action.id, seen_version=action.version)
        plans.take_out(actor=head, priority_id=priority.id, note="Not yet.")
        plans.put_in(actor=head, priority_id=priority.id)
        row = next_plan.row("beckside", "next")
        assert not PlanAction.objects.filter(academy_cycle=row).exists()
        assert Objective.objects.filter(academy_cycle=row).count() == 1
