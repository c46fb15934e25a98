"""Objectives, actions, milestones and checks beside a page of the plan: written, handed in, carried out."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import plan_rows as actions
from improvement_cycle.models import Milestone, MonitoringCheck, Objective, PlanAction, Priority
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import agreed, approved, finished, key_of, reopened, section
from trust.errors import BadInput, Refused
from trust.models import Activity, Section, SubmittedVersion

OBJECTIVE = {
    "text": "Lessons start with a planned check",
    "measure": "Share of lessons visited",
    "baseline": "35%",
    "target_autumn": "50%",
    "target_spring": "75%",
    "target_summer": "90%",
}
MODELS = {"objectives": Objective, "actions": PlanAction, "milestones": Milestone, "checks": MonitoringCheck}


def last_day(web: Web, days: int = 0) -> dt.date:
    """A day of this year: the last but so many."""
    year: dt.date = web.stage.years["now"].ends_on
    return year - dt.timedelta(days=days)


def an_action(web: Web, **more: Any) -> dict[str, Any]:
    return {"text": "Train all teachers", "lead_name": "The subject leads", "ends_on": last_day(web).isoformat()} | more


def others(web: Web) -> dict[str, dict[str, Any]]:
    """A sound row of each kind."""
    return {
        "objectives": OBJECTIVE,
        "actions": an_action(web, cost="£1,150", supporter="Aldermere Primary", training="apply"),
        "milestones": {"half_term": "3", "text": "All teachers trained once"},
        "checks": {"text": "Lesson visits", "who": "Tom and Jo", "due_on": last_day(web, 5).isoformat()},
    }


@pytest.fixture
def key(plan: Web) -> str:
    """The page of the first priority."""
    with plan.open():
        return key_of(plan, Priority.objects.get(number=1))


def add_url(web: Web, key: str, rows: str) -> str:
    return web.row_url("plan_row_add", "beckside", key, rows)


def added(web: Web, key: str, rows: str, given: dict[str, Any] | None = None, who: str = "head") -> Any:
    """A row, as this person adds it."""
    with web.open():
        return actions.add(
            actor=web.stage.troupe.actor(who),
            section_id=Section.objects.get(key=key).id,
            rows=rows,
            given=given or others(web)[rows],
        )


def tell_url(web: Web, key: str, rows: str, row: Any) -> str:
    return web.row_url("plan_tell", "beckside", key, rows, str(row.id))


class TestWriting:
    def test_the_head_adds_a_row_of_each_kind_and_reads_it_beside_the_page(self, plan: Web, key: str) -> None:
        head = plan.client("head")
        for rows, given in others(plan).items():
            assert head.get(add_url(plan, key, rows)).status_code == 200
            answer = head.post(add_url(plan, key, rows), given)
            assert answer.status_code == 302, answer.content.decode()
            assert answer["Location"].endswith("#rows")
        page = head.get(section(plan, key)).text
        for words in (
            "Lessons start with a planned check",
            "Targets: autumn 50%, spring 75%, summer 90%",
            "Train all teachers",
            "The subject leads",
            "£1,150 in all",
            "Apply and transfer",
            "Spring 1",
            "Lesson visits",
        ):
            assert words in page, words

    @pytest.mark.parametrize(
        ("rows", "given", "field", "said"),
        [
            ("objectives", {"text": ""}, "text", "Say what will have changed."),
            ("objectives", {"text": "x" * 201}, "text", "At most 200 characters fit here."),
            ("actions", {"lead_name": ""}, "lead", "Choose who leads it, or name somebody else."),
            ("actions", {"ends_on": ""}, "ends_on", "Enter the day by which it is done."),
            ("actions", {"ends_on": "26 March"}, "ends_on", "Enter a day such as"),
            ("actions", {"ends_on": "2001-01-01"}, "ends_on", "This plan is for the days between"),
            ("actions", {"cost": "about 400"}, "cost", "Enter an amount of pounds"),
            ("actions", {"cost": "-1"}, "cost", "Enter an amount of pounds"),
            ("actions", {"cost": "NaN"}, "cost", "Enter an amount of pounds"),
            ("milestones", {"half_term": ""}, "half_term", "Choose the half term."),
            ("milestones", {"half_term": "7"}, "half_term", "Choose from the list."),
            ("checks", {"who": ""}, "who", "Say who looks."),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(
        self, plan: Web, key: str, rows: str, given: dict[str, str], field: str, said: str
    ) -> None:
        typed = others(plan)[rows] | given
        answer = plan.client("head").post(add_url(plan, key, rows), typed)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert f'href="#id_{field}"' in page
        if field != "text":
            assert str(typed["text"]) in page
        with plan.open():
            assert not MODELS[rows].objects.exists()

    def test_an_action_that_ends_before_it_begins_is_refused(self, plan: Web, key: str) -> None:
        given = an_action(plan, starts_on=last_day(plan, 1).isoformat(), ends_on=last_day(plan, 9).isoformat())
        assert "This is before its first day." in plan.client("head").post(add_url(plan, key, "actions"), given).text

    def test_two_who_change_one_row_see_both_texts_and_nothing_is_lost(self, plan: Web, key: str) -> None:
        row = added(plan, key, "objectives")
        url = plan.row_url("plan_row", "beckside", key, "objectives", str(row.id))
        head = plan.client("head")
        assert head.post(url, OBJECTIVE | {"baseline": "40%", "seen": "1"}).status_code == 302
        answer = head.post(url, OBJECTIVE | {"baseline": "45%", "seen": "1"})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "40%" in page
        assert 'value="45%"' in page
        assert head.post(url, OBJECTIVE | {"baseline": "45%", "seen": "2"}).status_code == 302
        with plan.open():
            assert Objective.objects.get().baseline == "45%"

    def test_a_cost_of_nothing_can_be_taken_back_to_not_known(self, plan: Web, key: str) -> None:
        """Nothing and not known were one to the comparison, so it was not saved."""
        row = added(plan, key, "actions", an_action(plan, cost="0"))
        url = plan.row_url("plan_row", "beckside", key, "actions", str(row.id))
        head = plan.client("head")
        assert head.post(url, an_action(plan, cost="0.00", seen="1")).status_code == 302
        with plan.open():
            assert PlanAction.objects.get().version == 1
        assert head.post(url, an_action(plan, cost="", seen="1")).status_code == 302
        with plan.open():
            assert (PlanAction.objects.get().cost, PlanAction.objects.get().version) == (None, 2)

    def test_what_was_typed_into_a_row_that_somebody_took_away_can_be_added_anew(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        url = plan.row_url("plan_row", "beckside", key, "actions", str(row.id))
        head = plan.client("head")
        assert head.post(url, {"remove": "yes", "seen": "1"}).status_code == 302
        answer = head.post(url, an_action(plan, resources="Three mornings", seen="1"))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Somebody has taken this away since you opened it." in page
        assert "Three mornings" in page
        assert f'action="{add_url(plan, key, "actions")}"' in page
        assert head.get(url).status_code == 404
        assert head.post(url, {"remove": "yes", "seen": "1"}).status_code == 404
        assert plan.client("director").post(url, an_action(plan, seen="1")).status_code == 404
        with plan.open():
            assert not PlanAction.objects.exists()

    def test_neither_of_two_fields_of_which_one_is_needed_is_called_optional(self, plan: Web, key: str) -> None:
        page = plan.client("head").get(add_url(plan, key, "actions")).text
        for label in ("Who leads it", "Somebody else"):
            assert f"{label}</label>" in page
        assert 'Help from <span class="muted">(optional)</span></label>' in page

    def test_a_row_is_taken_away_and_actions_of_an_objective_stay(self, plan: Web, key: str) -> None:
        objective = added(plan, key, "objectives")
        action = added(plan, key, "actions", an_action(plan, objective=str(objective.id)))
        url = plan.row_url("plan_row", "beckside", key, "objectives", str(objective.id))
        assert plan.client("head").post(url, {"remove": "yes", "seen": "1"}).status_code == 302
        with plan.open():
            assert not Objective.objects.exists()
            assert PlanAction.objects.get(id=action.id).objective is None

    def test_the_page_of_the_whole_plan_takes_no_rows(self, plan: Web) -> None:
        answer = plan.client("head").post(add_url(plan, "overview", "objectives"), OBJECTIVE)
        assert answer.status_code == 409

    def test_a_senior_leader_writes_the_rows_of_a_page_that_was_given_and_of_no_other(
        self, plan: Web, key: str
    ) -> None:
        leader = plan.client("senior_leader")
        assert leader.get(add_url(plan, key, "actions")).status_code == 404
        people = plan.row_url("plan_writers", "beckside", key)
        plan.client("head").post(people, {"people": [str(plan.stage.troupe.members["senior_leader"].id)]})
        assert leader.post(add_url(plan, key, "actions"), an_action(plan)).status_code == 302

    def test_of_a_draft_nobody_else_learns_anything(self, plan: Web, key: str) -> None:
        row = added(
            plan, key, "actions", an_action(plan, lead_name="", lead=str(plan.stage.troupe.members["director"].id))
        )
        for who in ("director", "chief", "trustee", "governor", "senior_leader", "other_head"):
            client = plan.client(who)
            for url in (
                add_url(plan, key, "actions"),
                plan.row_url("plan_row", "beckside", key, "actions", str(row.id)),
                plan.row_url("plan_progress", "beckside"),
                plan.row_url("plan_progress_of", "beckside", key),
                tell_url(plan, key, "actions", row),
            ):
                assert client.get(url).status_code == 404, (who, url)
            assert "Train all teachers" not in client.get(plan.url("my_actions")).text
        with plan.open():
            assert not Activity.objects.filter(sentence__contains="Train all").exists()

    def test_nothing_planned_changes_while_it_is_handed_in(self, plan: Web, key: str) -> None:
        row = added(plan, key, "objectives")
        approved(plan)
        head = plan.client("head")
        assert head.post(add_url(plan, key, "objectives"), OBJECTIVE).status_code == 409
        url = plan.row_url("plan_row", "beckside", key, "objectives", str(row.id))
        assert head.post(url, OBJECTIVE | {"baseline": "1%", "seen": "1"}).status_code == 409
        assert head.post(url, {"remove": "yes", "seen": "1"}).status_code == 409
        with plan.open():
            assert Objective.objects.get().baseline == "35%"


class TestHandedIn:
    def test_the_version_keeps_the_rows_as_they_were(self, plan: Web, key: str) -> None:
        for rows in others(plan):
            added(plan, key, rows)
        document = approved(plan)
        with plan.open():
            kept = SubmittedVersion.objects.get(document=document).content
        fields = next(part["fields"] for part in kept["sections"] if part["key"] == key)
        tables = {field["key"]: field for field in fields if field["kind"] == "table"}
        assert set(tables) == set(others(plan))
        assert tables["actions"]["value"][0][:3] == ["Train all teachers", "", "The subject leads"]
        assert tables["actions"]["value"][0][-1] == "£1,150"
        page = plan.client("director").get(plan.row_url("plan_version", "beckside", "1")).text
        for words in ("Lessons start with a planned check", "Train all teachers", "£1,150", "Lesson visits"):
            assert words in page, words

    def test_how_it_goes_is_no_part_of_what_was_handed_in(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        document = approved(plan)
        told = {"state": "at_risk", "note": "Cover fell through."}
        assert plan.client("head").post(tell_url(plan, key, "actions", row), told).status_code == 302
        with plan.open():
            assert "Cover fell" not in str(SubmittedVersion.objects.get(document=document).content)
        assert "Cover fell" not in plan.client("director").get(plan.row_url("plan_version", "beckside", "1")).text


class TestCarryingOut:
    def test_the_head_tells_how_an_action_goes_and_it_shows_everywhere(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions", an_action(plan, cost="100"))
        approved(plan)
        head, url = plan.client("head"), tell_url(plan, key, "actions", row)
        assert head.get(url).status_code == 200
        assert head.post(url, {"state": "complete", "note": "Held twice.", "spent": "80"}).status_code == 302
        for who in ("head", "director", "chief", "senior_leader"):
            page = plan.client(who).get(plan.row_url("plan_progress_of", "beckside", key)).text
            for words in ("Complete", "Held twice.", "£100 planned", "£80 spent", "1 of 1 actions complete"):
                assert words in page, (who, words)
        with plan.open():
            found = PlanAction.objects.get()
            assert found.done_on == timezone.localdate()
            line = Activity.objects.get(kind="plan_action")
            assert line.sentence == "noted that an action of Beckside Primary is complete: Train all teachers"
        assert head.post(url, {"state": "on_track", "note": ""}).status_code == 302
        with plan.open():
            assert PlanAction.objects.get().done_on is None

    def test_told_twice_the_feed_says_it_once(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        for note in ("One", "Two"):
            plan.client("head").post(tell_url(plan, key, "actions", row), {"state": "at_risk", "note": note})
        with plan.open():
            assert Activity.objects.filter(kind="plan_action").count() == 1
            assert PlanAction.objects.get().note == "Two"

    def test_two_who_tell_of_one_action_see_both_words_and_neither_is_lost(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        head, url = plan.client("head"), tell_url(plan, key, "actions", row)
        assert 'name="seen" value="0"' in head.get(url).text
        mine = {"state": "at_risk", "note": "Cover fell through.", "spent": "80", "seen": "0"}
        assert head.post(url, mine).status_code == 302
        # Sent twice it is told once.
        assert head.post(url, mine).status_code == 302
        late = {"state": "on_track", "note": "Both sessions are booked.", "seen": "0"}
        answer = head.post(url, late)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Cover fell through." in page
        assert "Both sessions are booked." in page
        with plan.open():
            standing = PlanAction.objects.get()
            assert (standing.state, standing.note) == ("at_risk", "Cover fell through.")
            seen = actions.word_of(standing)
        assert f'name="seen" value="{seen}"' in page
        assert head.post(url, {**late, "seen": str(seen)}).status_code == 302
        with plan.open():
            assert PlanAction.objects.get().state == "on_track"

    def test_how_an_objective_goes_is_asked_term_by_term(self, plan: Web, key: str) -> None:
        row = added(plan, key, "objectives")
        approved(plan)
        page = plan.client("head").get(tell_url(plan, key, "objectives", row)).text
        asked = [page.index(f'name="{what}_{term}"') for term in ("autumn", "spring") for what in ("actual", "met")]
        assert asked == sorted(asked)

    def test_from_how_it_goes_a_click_leads_to_the_priority_for_those_who_read_it(self, plan: Web, key: str) -> None:
        added(plan, key, "actions")
        approved(plan)
        with plan.open():
            priority = plan.row_url("priority", "beckside", str(Priority.objects.get(number=1).id))
        page = plan.row_url("plan_progress_of", "beckside", key)
        assert priority in plan.client("head").get(page).text
        assert plan.client("head").get(priority).status_code == 200

    def test_my_actions_stand_in_the_menu_of_those_who_write_plans(self, plan: Web) -> None:
        for who, stands in (("head", 1), ("senior_leader", 1), ("trustee", 0)):
            page = plan.client(who).get(f"/t/{plan.stage.troupe.trust.slug}/waiting/").text
            assert (plan.url("my_actions") in page) == bool(stands), who

    def test_those_who_only_read_tell_nothing(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        for who in ("director", "chief", "senior_leader"):
            client, url = plan.client(who), tell_url(plan, key, "actions", row)
            assert client.get(url).status_code == 200, who
            assert client.post(url, {"state": "complete"}).status_code == 403, who
        assert plan.client("other_head").get(tell_url(plan, key, "actions", row)).status_code == 404

    def test_trustees_and_governors_read_what_was_approved_and_nothing_of_how_it_goes(
        self, plan: Web, key: str
    ) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        told = {"state": "off_track", "note": "The trainer fell ill."}
        assert plan.client("head").post(tell_url(plan, key, "actions", row), told).status_code == 302
        for who in ("trustee", "governor"):
            client = plan.client(who)
            assert "Train all teachers" in client.get(plan.row_url("plan_version", "beckside", "1")).text, who
            for url in (
                tell_url(plan, key, "actions", row),
                plan.row_url("plan_progress"),
                plan.row_url("plan_progress_of", "beckside", key),
            ):
                assert client.get(url).status_code == 404, (who, url)
            for url in (plan.row_url("plan"), plan.row_url("cycle"), f"/t/{plan.stage.troupe.trust.slug}/waiting/"):
                page = client.get(url).text
                assert "Train all teachers" not in page, (who, url)
                assert plan.row_url("plan_progress") not in page, (who, url)

    @pytest.mark.parametrize(
        ("rows", "given", "name", "stands"),
        [
            ("objectives", {"actual_autumn": "48%", "met_autumn": "no"}, "actual_autumn", "48%"),
            ("milestones", {"state": "complete", "note": ""}, "state", "complete"),
            ("checks", {"found": "Planned in 62%.", "found_on": str(timezone.localdate())}, "found", "Planned in 62%."),
        ],
    )
    def test_the_other_kinds_are_told_of_too(
        self, plan: Web, key: str, rows: str, given: dict[str, str], name: str, stands: str
    ) -> None:
        row = added(plan, key, rows)
        approved(plan)
        assert plan.client("head").post(tell_url(plan, key, rows, row), given).status_code == 302
        with plan.open():
            found = MODELS[rows].objects.get()
            assert getattr(found, name) == stands
            assert found.told_by_name

    def test_what_was_told_of_is_closed_with_a_reason_and_not_taken_away(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        head, url = plan.client("head"), tell_url(plan, key, "actions", row)
        head.post(url, {"state": "at_risk", "note": ""})
        assert head.post(url, {"close": "yes", "why": ""}).status_code == 422
        for _ in range(2):
            assert head.post(url, {"close": "yes", "why": "The trainer left."}).status_code == 302
        other = head.post(url, {"close": "yes", "why": "It costs too much."})
        assert other.status_code == 409
        assert "It is closed already: The trainer left." in other.text
        assert "The trainer left." in head.get(plan.row_url("plan_progress_of", "beckside", key)).text
        assert head.post(url, {"state": "complete"}).status_code == 409
        reopened(plan)
        away = plan.row_url("plan_row", "beckside", key, "actions", str(row.id))
        assert head.post(away, {"remove": "yes", "seen": "1"}).status_code == 409
        with plan.open():
            assert PlanAction.objects.get().closed_why == "The trainer left."

    def test_what_was_closed_with_a_reason_is_not_taken_away_even_if_nothing_was_told(
        self, plan: Web, key: str
    ) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        head = plan.client("head")
        head.post(tell_url(plan, key, "actions", row), {"close": "yes", "why": "The trainer left."})
        reopened(plan)
        url = plan.row_url("plan_row", "beckside", key, "actions", str(row.id))
        assert head.post(url, {"remove": "yes", "seen": "1"}).status_code == 409
        with plan.open():
            assert PlanAction.objects.get().closed_why == "The trainer left."

    def test_before_it_is_approved_nothing_is_told(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        with plan.open(), pytest.raises(Refused, match="once the plan is approved"):
            actions.tell(
                actor=plan.stage.troupe.actor("head"), rows="actions", row_id=row.id, given={"state": "complete"}
            )

    def test_while_it_is_reopened_those_outside_read_the_last_version_and_not_the_rows(
        self, plan: Web, key: str
    ) -> None:
        added(plan, key, "actions")
        approved(plan)
        progress = plan.row_url("plan_progress_of", "beckside", key)
        assert plan.client("director").get(progress).status_code == 200
        reopened(plan)
        added(plan, key, "actions", an_action(plan, text="Zebra crossing"))
        assert plan.client("director").get(progress).status_code == 404
        assert plan.client("head").get(progress).status_code == 200
        assert "Zebra" not in plan.client("director").get(plan.row_url("plan_version", "beckside", "1")).text

    def test_an_action_that_is_late_says_so(self, plan: Web, key: str) -> None:
        row = added(plan, key, "actions")
        approved(plan)
        with plan.open():
            late = timezone.localdate() - dt.timedelta(days=5)
            PlanAction.objects.filter(id=row.id).update(ends_on=late)
        page = plan.client("head").get(plan.row_url("plan_progress_of", "beckside", key)).text
        assert "5 days late" in page
        assert "0 of 1 actions complete, one late" in page
        whole = plan.client("head").get(plan.row_url("plan_progress", "beckside")).text
        assert "1 action late" in whole
        assert "The subject leads" in whole


def test_a_row_of_another_page_or_kind_is_not_found_under_this_one(plan: Web, key: str) -> None:
    agreed(plan, "Another")
    row = added(plan, key, "actions")
    with plan.open():
        second = key_of(plan, Priority.objects.get(number=2))
    head = plan.client("head")
    assert head.get(plan.row_url("plan_row", "beckside", second, "actions", str(row.id))).status_code == 404
    assert head.get(plan.row_url("plan_row", "beckside", key, "objectives", str(row.id))).status_code == 404
    assert head.get(plan.row_url("plan_row", "beckside", key, "wishes", str(row.id))).status_code == 404
    assert head.get(add_url(plan, key, "wishes")).status_code == 404
    finished(plan)


def test_rows_of_a_priority_that_left_the_plan_come_back_with_it(plan: Web, key: str) -> None:
    added(plan, key, "actions")
    with plan.open():
        first = Priority.objects.get(number=1)
    head = plan.client("head")
    out = plan.row_url("plan_take_out", "beckside", str(first.id))
    assert head.post(out, {"note": "Next year.", "seen": "1"}).status_code == 302
    assert "Train all teachers" not in head.get(plan.row_url("plan_progress", "beckside")).text
    assert head.post(plan.row_url("plan_put_in", "beckside", str(first.id))).status_code == 302
    assert "Train all teachers" in head.get(plan.row_url("plan_progress", "beckside")).text


def test_what_a_program_gives_is_checked_by_the_same_rule(plan: Web, key: str) -> None:
    with plan.open(), pytest.raises(BadInput) as fault:
        actions.add(
            actor=plan.stage.troupe.actor("head"),
            section_id=Section.objects.get(key=key).id,
            rows="actions",
            given={"text": ["a", "list"], "ends_on": 7, "lead_name": None, "cost": {}},
        )
    assert set(fault.value.detail) == {"text", "ends_on", "cost", "lead"}


def test_a_number_that_no_version_has_is_a_clash_and_no_error(plan: Web, key: str) -> None:
    row = added(plan, key, "actions")
    url = plan.row_url("plan_row", "beckside", key, "actions", str(row.id))
    assert plan.client("head").post(url, {"remove": "yes", "seen": "9" * 5000}).status_code == 409


def test_a_row_that_goes_on_in_a_later_year_is_not_taken_away(plan: Web, key: str) -> None:
    row, later = added(plan, key, "actions"), added(plan, key, "actions", an_action(plan, text="Of a later year"))
    with plan.open():
        PlanAction.objects.filter(id=later.id).update(came_from=row)
    url = plan.row_url("plan_row", "beckside", key, "actions", str(row.id))
    answer = plan.client("head").post(url, {"remove": "yes", "seen": "1"})
    assert answer.status_code == 409
    assert "It goes on in the plan of a later year" in answer.text
