"""After the plan: a priority is delivered, checks say whether it lasts, and what slips becomes a priority again."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import plan_rows
from improvement_cycle.actions import sustain as actions
from improvement_cycle.models import Cycle, Objective, PlanAction, Priority, SustainCheck
from improvement_cycle.policies.sustain import Found
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import approved, key_of
from trust.models import Activity, Section, SubmittedVersion

MARKS = ("leadership", "collaboration", "data", "expectations")
REACHED = "Quiz average from 46% to 66%."


def first(web: Web) -> Priority:
    with web.open():
        return Priority.objects.get(number=1)


def url(web: Web, name: str, *more: Any) -> str:
    return web.row_url(name, "beckside", first(web).id, *more)


def deliver(web: Web, who: str = "director", note: str = REACHED, seen: int = 1) -> Any:
    return web.client(who).post(url(web, "priority_deliver"), {"note": note, "seen": seen})


@pytest.fixture
def delivered(plan: Web) -> Web:
    approved(plan)
    assert deliver(plan).status_code == 302
    return plan


def checks(web: Web) -> list[SustainCheck]:
    with web.open():
        return list(SustainCheck.objects.order_by("number"))


def found(**slipping: str) -> dict[str, str]:
    """What is typed into the form of a check: holding, unless said otherwise."""
    said = {f"{mark}_verdict": slipping.get(mark, "holding") for mark in MARKS}
    said |= {f"{mark}_evidence": f"We see it, {mark}." for mark in MARKS}
    return said | {"looked_on": timezone.localdate().isoformat()}


def due_today(web: Web) -> None:
    with web.open():
        SustainCheck.objects.update(due_on=timezone.localdate())


def record(web: Web, number: int = 1, who: str = "head", **slipping: str) -> Any:
    due_today(web)
    check = checks(web)[number - 1]
    return web.client(who).post(url(web, "sustain_check_record", check.id), found(**slipping))


class TestDelivering:
    def test_it_takes_a_sentence_and_brings_the_checks_that_the_model_sets(self, delivered: Web) -> None:
        priority = first(delivered)
        assert (priority.state, priority.reached) == ("delivered", REACHED)
        today = timezone.localdate()
        days = [each.due_on for each in checks(delivered)]
        assert [(day.year * 12 + day.month) - (today.year * 12 + today.month) for day in days] == [4, 12]
        html = delivered.client("chief").get(url(delivered, "priority")).content.decode()
        assert REACHED in html
        assert "Sustain check 2" in html

    def test_without_a_sentence_nothing_happens(self, plan: Web) -> None:
        approved(plan)
        answer = deliver(plan, note="")
        assert answer.status_code == 422
        assert "Say in a sentence what was reached." in answer.content.decode()
        assert first(plan).state == "in_plan"

    def test_what_is_not_reached_and_not_complete_is_told_before_it_is_delivered(self, plan: Web) -> None:
        with plan.open():
            head, section = (
                plan.stage.troupe.actor("head"),
                Section.objects.get(key=key_of(plan, Priority.objects.get(number=1))),
            )
            ends_on = plan.stage.years["now"].ends_on
            for rows, given in (
                ("objectives", {"text": "Calm"}),
                ("actions", {"text": "Train", "lead_name": "Jo", "ends_on": ends_on}),
            ):
                plan_rows.add(actor=head, section_id=section.id, rows=rows, given=given)
        approved(plan)
        asked = plan.client("head").get(url(plan, "priority_deliver")).text
        assert "One objective is not reached and one action is not complete: that stays as it is" in asked
        with plan.open():
            Objective.objects.update(met_summer="yes")
            PlanAction.objects.update(state="complete", done_on=timezone.localdate())
        assert "stays as it is, and nobody" not in plan.client("head").get(url(plan, "priority_deliver")).text

    def test_a_plan_that_is_not_approved_delivers_nothing(self, plan: Web) -> None:
        answer = deliver(plan)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "The plan is not approved" in html
        assert REACHED in html
        assert first(plan).state == "in_plan"
        with plan.open():
            assert not SustainCheck.objects.exists()

    @pytest.mark.parametrize(
        ("who", "status"), [("head", 302), ("chief", 302), ("senior_leader", 403), ("trustee", 404)]
    )
    def test_the_three_say_it_and_nobody_else(self, plan: Web, who: str, status: int) -> None:
        approved(plan)
        assert deliver(plan, who).status_code == status

    def test_the_approved_plan_stays_as_it_was(self, plan: Web) -> None:
        approved(plan)
        page = plan.row_url("plan_section", "beckside", key_of(plan, first(plan)))
        before = plan.client("head").get(page).content.decode()
        with plan.open():
            kept = SubmittedVersion.objects.values_list("content", "sha256").get(document__kind="improvement_plan")
        assert deliver(plan).status_code == 302
        after = plan.client("head").get(page)
        assert after.status_code == 200
        assert ("Active ingredients" in before) == ("Active ingredients" in after.content.decode())
        with plan.open():
            again = SubmittedVersion.objects.values_list("content", "sha256").get(document__kind="improvement_plan")
        assert again == kept

    def test_back_to_work_with_a_reason_and_its_checks_go(self, delivered: Web) -> None:
        client = delivered.client("chief")
        assert client.post(url(delivered, "priority_not_delivered"), {"note": "", "seen": 1}).status_code == 422
        said = {"note": "Summer’s quiz says otherwise.", "seen": 1}
        assert client.post(url(delivered, "priority_not_delivered"), said).status_code == 302
        priority = first(delivered)
        assert (priority.state, priority.reached, priority.delivered_on) == ("in_plan", "", None)
        assert checks(delivered) == []

    def test_once_a_check_is_recorded_it_stays_delivered(self, delivered: Web) -> None:
        assert record(delivered).status_code == 302
        answer = delivered.client("chief").post(url(delivered, "priority_not_delivered"), {"note": "No.", "seen": 1})
        assert answer.status_code == 409
        assert first(delivered).state == "delivered"
        assert len(checks(delivered)) == 2

    def test_it_is_no_open_priority_any_more_and_no_point_for_the_limit(self, delivered: Web) -> None:
        html = delivered.client("head").get(delivered.row_url("priorities")).content.decode()
        assert "1 open" in html
        assert "Delivered" in html


class TestChecking:
    def test_the_last_check_with_all_marks_holding_makes_it_sustained(self, delivered: Web) -> None:
        assert record(delivered, 1).status_code == 302
        assert first(delivered).state == "delivered"
        assert record(delivered, 2).status_code == 302
        assert first(delivered).state == "sustained"
        with delivered.open():
            verbs = list(Activity.objects.filter(kind="sustain_check").values_list("verb", flat=True))
        assert verbs == ["record", "record"]

    def test_one_mark_that_slips_is_enough(self, delivered: Web) -> None:
        record(delivered, 1)
        record(delivered, 2, data="slipping")
        assert first(delivered).state == "delivered"
        assert [each.verdict for each in checks(delivered)] == ["holding", "slipping"]

    def test_of_two_who_record_at_once_the_second_sees_both_and_writes_over_nothing_unseen(
        self, delivered: Web
    ) -> None:
        check = checks(delivered)[0]
        head, address = delivered.client("head"), url(delivered, "sustain_check_record", check.id)
        assert 'name="seen" value="0"' in head.get(address).text
        mine = found(data="slipping") | {"seen": "0", "data_evidence": "The quiz fell to 51%."}
        assert record(delivered, 1).status_code == 302
        answer = head.post(address, mine)
        assert answer.status_code == 409
        assert "Somebody has recorded this since you opened it" in answer.text
        assert "The quiz fell to 51%." in answer.text
        assert "We see it, data." in answer.text
        assert [each.verdict for each in checks(delivered)] == ["holding", ""]
        seen = re.search(r'name="seen" value="(\d+)"', answer.text)
        assert seen
        assert head.post(address, mine | {"seen": seen[1]}).status_code == 302
        assert [each.verdict for each in checks(delivered)] == ["slipping", ""]

    def test_sent_twice_it_is_recorded_once(self, delivered: Web) -> None:
        for _ in range(2):
            assert record(delivered, 1).status_code == 302
        with delivered.open():
            assert Activity.objects.filter(kind="sustain_check").count() == 1

    def test_a_correction_counts(self, delivered: Web) -> None:
        record(delivered, 1)
        record(delivered, 2)
        record(delivered, 2, data="slipping")
        assert first(delivered).state == "delivered"
        record(delivered, 2)
        assert first(delivered).state == "sustained"
        with delivered.open():
            assert [each.marks.count() for each in checks(delivered)] == [4, 4]

    def test_every_mark_needs_a_word_and_what_was_typed_stays(self, delivered: Web) -> None:
        given = found() | {"data_verdict": "", "expectations_evidence": ""}
        answer = delivered.client("head").post(url(delivered, "sustain_check_record", checks(delivered)[0].id), given)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Choose whether it is holding or slipping." in html
        assert "Say what shows it." in html
        assert "We see it, collaboration." in html
        assert not checks(delivered)[0].is_done

    def test_that_it_lasts_is_not_found_months_before_its_day_and_that_it_slips_is(self, delivered: Web) -> None:
        check = checks(delivered)[0]
        head, address = delivered.client("head"), url(delivered, "sustain_check_record", check.id)
        answer = head.post(address, found())
        assert answer.status_code == 422
        assert "Whether it still holds by" in answer.text
        assert "We see it, data." in answer.text
        assert head.post(address, found(data="slipping")).status_code == 302
        with delivered.open():
            SustainCheck.objects.filter(number=2).update(due_on=timezone.localdate() + dt.timedelta(weeks=4))
        address = url(delivered, "sustain_check_record", checks(delivered)[1].id)
        assert head.post(address, found()).status_code == 302

    def test_from_when_it_can_be_said_that_it_lasts_is_told_before_anybody_writes(self, delivered: Web) -> None:
        check = checks(delivered)[0]
        address = url(delivered, "sustain_check_record", check.id)
        first_day = check.due_on - dt.timedelta(weeks=4)
        told = f"That it holds can be said from {first_day:%-d %B %Y} on; what slips, today."
        assert told in delivered.client("head").get(address).text
        due_today(delivered)
        assert "can be said from" not in delivered.client("head").get(address).text

    def test_above_the_form_each_problem_names_its_mark(self, delivered: Web) -> None:
        address = url(delivered, "sustain_check_record", checks(delivered)[0].id)
        page = delivered.client("head").post(address, {}).text
        above = page.partition('id="error-summary"')[2].partition("</div>")[0]
        assert "Collaboration: Choose whether it is holding or slipping." in above
        assert "High expectations: Say what shows it." in above

    def test_nobody_has_looked_tomorrow(self, delivered: Web) -> None:
        given = found() | {"looked_on": (timezone.localdate() + dt.timedelta(days=1)).isoformat()}
        answer = delivered.client("head").post(url(delivered, "sustain_check_record", checks(delivered)[0].id), given)
        assert answer.status_code == 422
        assert "This day has not come yet." in answer.content.decode()

    @pytest.mark.parametrize(
        ("who", "reads", "records"),
        [
            ("head", 200, 200),
            ("director", 200, 403),
            ("chief", 200, 403),
            ("senior_leader", 200, 403),
            ("other_head", 404, 404),
            ("trustee", 404, 404),
            ("governor", 404, 404),
        ],
    )
    def test_the_head_records_director_and_chief_executive_read(
        self, delivered: Web, who: str, reads: int, records: int
    ) -> None:
        check, client = checks(delivered)[0], delivered.client(who)
        assert client.get(url(delivered, "sustain_check", check.id)).status_code == reads
        assert client.get(url(delivered, "sustain_check_record", check.id)).status_code == records

    def test_a_check_under_another_priority_is_not_there(self, delivered: Web) -> None:
        with delivered.open():
            other = Priority.objects.get(number=2)
        address = delivered.row_url("sustain_check", "beckside", other.id, checks(delivered)[0].id)
        assert delivered.client("chief").get(address).status_code == 404

    def test_the_day_is_moved_with_a_reason(self, delivered: Web) -> None:
        check, client = checks(delivered)[0], delivered.client("director")
        day = (check.due_on + dt.timedelta(days=30)).isoformat()
        address = url(delivered, "sustain_check_day", check.id)
        assert client.post(address, {"due_on": day, "why": ""}).status_code == 422
        assert client.post(address, {"due_on": "2099-01-01", "why": "Later."}).status_code == 422
        assert client.post(address, {"due_on": day, "why": "After the mocks."}).status_code == 302
        assert (checks(delivered)[0].due_on.isoformat(), checks(delivered)[0].moved_why) == (day, "After the mocks.")
        assert "After the mocks." in client.get(url(delivered, "sustain_check", check.id)).content.decode()

    def test_it_is_among_what_the_head_has_to_do_until_it_is_done(self, delivered: Web) -> None:
        with delivered.open():
            SustainCheck.objects.filter(number=1).update(due_on=timezone.localdate() + dt.timedelta(days=3))
        todo = delivered.cast.a.url("waiting/")
        words = "Does it last? Pupils remember more"
        assert words in delivered.client("head").get(todo).content.decode()
        record(delivered, 1)
        client = delivered.client("head")
        assert url(delivered, "sustain_check", checks(delivered)[0].id) not in _due(client.get(todo))


def _due(answer: Any) -> str:
    """The page down to what is done."""
    html: str = answer.content.decode()
    return html.partition("Done")[0]


class TestSlipping:
    def test_it_is_proposed_again_once_with_links_both_ways(self, delivered: Web) -> None:
        client = delivered.client("director")
        assert client.post(url(delivered, "priority_anew")).status_code == 409
        record(delivered, 1, leadership="slipping")
        assert "Propose it again" in client.get(url(delivered, "priority")).content.decode()
        for _ in (1, 2):
            assert client.post(url(delivered, "priority_anew")).status_code == 302
        with delivered.open():
            made = Priority.objects.get(came_how="slipped")
        assert (made.state, made.statement, made.to_confirm) == ("proposed", "Pupils remember more", False)
        assert made.came_from_id == first(delivered).id
        here = client.get(url(delivered, "priority")).content.decode()
        there = client.get(delivered.row_url("priority", "beckside", made.id)).content.decode()
        assert str(made.id) in here
        assert "Propose it again" not in here
        assert str(first(delivered).id) in there
        assert "which was delivered and slips" in there

    def test_after_the_year_is_closed_checks_go_on_and_the_priority_does_not_change(self, delivered: Web) -> None:
        with delivered.open():
            Cycle.objects.filter(id=delivered.stage.cycles["now"].id).update(state="closed")
            before = Priority.objects.filter(number=1).values().get()
        record(delivered, 1)
        record(delivered, 2)
        with delivered.open():
            assert Priority.objects.filter(number=1).values().get() == before
        html = delivered.client("chief").get(url(delivered, "priority")).content.decode()
        assert "Every check found that it holds." in html

    def test_without_an_open_year_it_says_what_is_missing(self, delivered: Web) -> None:
        record(delivered, 1, leadership="slipping")
        with delivered.open():
            Cycle.objects.update(state="closed")
        answer = delivered.client("director").post(url(delivered, "priority_anew"))
        assert answer.status_code == 409
        assert "No year of this academy is open." in answer.content.decode()


def test_a_program_gets_the_same_rule(delivered: Web) -> None:
    """The action cleans what it gets, whoever calls it."""
    due_today(delivered)
    check = checks(delivered)[0]
    with delivered.open():
        actor = delivered.stage.troupe.actor("head")
        said = {mark: Found("holding", "  Seen.  ") for mark in MARKS}
        made = actions.record(actor=actor, check_id=check.id, found=said, looked_on=timezone.localdate())
        assert {each.evidence for each in made.marks.all()} == {"Seen."}
