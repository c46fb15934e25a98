"""The end of a year: what is unfinished is done, carried forward or withdrawn; nothing is lost, nothing doubled."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import cycles, plan_rows, plans, priorities, trust_priorities, year_end
from improvement_cycle.models import Cycle, Objective, PlanAction, Priority, SustainCheck, TrustPriority
from improvement_cycle.policies.year_end import CARRY, CLOSE, WITHDRAW, Decision, Kind, days_in
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.frozen import dump
from tests.web.improvement_cycle.planning import PAGE, PEOPLE, agreed, approved, key_of
from trust.actions import documents as document_actions
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import Activity, Document, SchoolYear, Section


def open_next(web: Web, name: str = "next", after: str = "now") -> Cycle:
    """The year after this one, with a row for every academy."""
    with web.open():
        now = web.stage.years[after]
        year = SchoolYear.objects.create(
            starts_on=now.starts_on.replace(year=now.starts_on.year + 1),
            ends_on=now.ends_on.replace(year=now.ends_on.year + 1),
        )
        web.stage.years[name] = year
        return web.stage.open_year(name)


def address(web: Web, academy: str = "beckside") -> str:
    return web.url("unfinished_of", web.key, web.stage.academies[academy].slug)


def listing(web: Web) -> str:
    return web.url("unfinished", web.key)


def add(web: Web, number: int, rows: str, **given: Any) -> Any:
    """A row beside the page of this priority, by the head."""
    with web.open():
        key = key_of(web, Priority.objects.get(number=number, academy_cycle=web.row()))
        section = Section.objects.get(key=key)
        return plan_rows.add(actor=web.stage.troupe.actor("head"), section_id=section.id, rows=rows, given=given)


@pytest.fixture
def carried_out(plan: Web) -> Web:
    """An approved plan, an objective and two actions beside the first priority, and a third priority only agreed."""
    last = plan.stage.years["now"].ends_on
    objective = add(plan, 1, "objectives", text="Lessons start with a check", measure="Visits", target_summer="90%")
    more = {"lead_name": "Subject leads", "ends_on": last.isoformat()}
    add(plan, 1, "actions", text="Train all teachers", objective=str(objective.id), cost="150", **more)
    add(plan, 1, "actions", text="Buy the quizzes", **more)
    approved(plan)
    agreed(plan, "Attendance is good")
    return plan


def all_of(web: Web, year: str = "now") -> dict[int, Priority]:
    with web.open():
        found = Priority.objects.filter(academy_cycle=web.row("beckside", year)).select_related("came_from")
        return {each.number: each for each in found}


def row_called(web: Web, text: str, year: str = "now") -> Any:
    with web.open():
        here = {"text": text, "academy_cycle": web.row("beckside", year)}
        return Objective.objects.filter(**here).first() or PlanAction.objects.get(**here)


def said(**decisions: tuple[str, str]) -> dict[str, str]:
    """What is typed: by id, as `i<id>`, the decision and its note."""
    typed = {}
    for key, (what, note) in decisions.items():
        typed |= {f"what_{key[1:]}": what, f"note_{key[1:]}": note}
    return typed


def key(thing: Any) -> str:
    return f"i{thing.id}"


def carry(web: Web, *numbers: int) -> Any:
    found = all_of(web)
    return web.client("chief").post(address(web), said(**{key(found[number]): ("carry", "") for number in numbers}))


def agree(web: Web, priority: Priority) -> None:
    with web.open():
        for who, party in PEOPLE:
            priorities.agree(
                actor=web.stage.troupe.actor(who),
                priority_id=priority.id,
                party=party,
                seen_version=priority.version,
            )


class TestThePage:
    def test_it_lists_what_is_unfinished_and_the_way_to_decide_it(self, carried_out: Web) -> None:
        client = carried_out.client("chief")
        html = client.get(carried_out.url("close", carried_out.key)).content.decode()
        assert "Unfinished priorities" in html
        assert listing(carried_out) in html
        assert address(carried_out) in client.get(listing(carried_out)).content.decode()
        page = client.get(address(carried_out)).content.decode()
        for words in ("Pupils remember more", "Arithmetic is fluent", "Attendance is good", "Train all teachers"):
            assert words in page
        assert "To carry something forward, the next year must be open." in page
        assert 'value="carry"' not in page

    def test_several_are_decided_at_once(self, carried_out: Web) -> None:
        open_next(carried_out)
        found = all_of(carried_out)
        action = row_called(carried_out, "Buy the quizzes")
        typed = said(
            **{
                key(found[1]): ("done", "Quiz average 66%."),
                key(found[2]): ("withdraw", "The new curriculum replaces it."),
                key(found[3]): ("carry", ""),
                key(action): ("close", "Nobody needs them."),
            }
        )
        answer = carried_out.client("chief").post(address(carried_out), typed)
        assert answer.status_code == 302
        states = {number: each.state for number, each in all_of(carried_out).items()}
        assert states == {1: "delivered", 2: "withdrawn", 3: "carried_forward"}
        assert row_called(carried_out, "Buy the quizzes").closed_why == "Nobody needs them."
        with carried_out.open():
            assert SustainCheck.objects.count() == 2
        assert "Every priority is decided." in carried_out.client("chief").get(address(carried_out)).content.decode()

    def test_at_a_refusal_nothing_is_decided_and_what_was_typed_stays(self, carried_out: Web) -> None:
        open_next(carried_out)
        found = all_of(carried_out)
        typed = said(**{key(found[1]): ("done", "Quiz average 66%."), key(found[2]): ("withdraw", "")})
        answer = carried_out.client("chief").post(address(carried_out), typed)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Give a reason." in html
        assert "Quiz average 66%." in html
        assert {each.state for each in all_of(carried_out).values()} == {"in_plan", "agreed"}
        with carried_out.open():
            assert not SustainCheck.objects.exists()

    def test_what_is_left_open_stays_on_the_page(self, carried_out: Web) -> None:
        open_next(carried_out)
        assert carry(carried_out, 1).status_code == 302
        html = carried_out.client("chief").get(address(carried_out)).content.decode()
        assert "Pupils remember more" not in html
        assert "Arithmetic is fluent" in html
        assert carried_out.client("chief").post(address(carried_out), {}).status_code == 422

    @pytest.mark.parametrize(("who", "status"), [("director", 404), ("head", 404), ("administrator", 403)])
    def test_only_who_closes_years_decides(self, carried_out: Web, who: str, status: int) -> None:
        for page in (address(carried_out), listing(carried_out)):
            assert carried_out.client(who).get(page).status_code == status

    def test_a_done_action_and_a_reached_objective_do_not_go_on(self, carried_out: Web) -> None:
        open_next(carried_out)
        action, objective = (
            row_called(carried_out, "Train all teachers"),
            row_called(carried_out, "Lessons start with a check"),
        )
        typed = said(**{key(action): ("done", ""), key(objective): ("done", "")})
        assert carried_out.client("chief").post(address(carried_out), typed).status_code == 302
        action = row_called(carried_out, "Train all teachers")
        assert (action.state, action.done_on is not None) == ("complete", True)
        assert row_called(carried_out, "Lessons start with a check").met_summer == "yes"
        html = carried_out.client("chief").get(address(carried_out)).content.decode()
        assert "Train all teachers" not in html
        assert "Buy the quizzes" in html


class TestClosing:
    def test_a_priority_in_a_plan_hinders_it_until_it_is_decided(self, carried_out: Web) -> None:
        client, close = carried_out.client("chief"), carried_out.url("close", carried_out.key)
        open_next(carried_out)
        client.post(close, {"to": "start"})
        answer = client.post(close, {"to": "close", "note": "Rows can wait."})
        assert answer.status_code == 409
        assert "priority 1 of Beckside Primary, priority 2 of Beckside Primary" in answer.content.decode()
        assert carry(carried_out, 1, 2).status_code == 302
        assert client.post(close, {"to": "close", "note": "Rows can wait."}).status_code == 302

    def test_the_plan_keeps_the_pages_of_what_left_it(self, carried_out: Web) -> None:
        open_next(carried_out)
        found = all_of(carried_out)
        page = carried_out.row_url("plan_progress_of", "beckside", key_of(carried_out, found[1]))
        other = carried_out.row_url("plan_progress_of", "beckside", key_of(carried_out, found[2]))
        typed = said(**{key(found[1]): ("carry", ""), key(found[2]): ("withdraw", "Enough.")})
        carried_out.client("chief").post(address(carried_out), typed)
        for each in (page, other):
            assert carried_out.client("chief").get(each).status_code == 200

    def test_only_priorities_that_were_in_the_plan_have_a_page(self, carried_out: Web) -> None:
        open_next(carried_out)
        assert carry(carried_out, 3).status_code == 302
        assert not all_of(carried_out)[3].keeps_page
        html = carried_out.client("head").get(carried_out.row_url("plan")).content.decode()
        assert "Attendance is good" not in html


class TestCarrying:
    def test_it_is_proposed_next_year_to_be_confirmed_with_links_both_ways(self, carried_out: Web) -> None:
        cycle = open_next(carried_out)
        with carried_out.open():
            chief = carried_out.stage.chief
            now = carried_out.stage.cycles["now"]
            words = trust_priorities.TrustWords("Curriculum", "", [])
            old = trust_priorities.add(actor=chief, cycle_id=now.id, words=words)
            new = trust_priorities.add(actor=chief, cycle_id=cycle.id, words=words)
            first = Priority.objects.get(number=1)
            priorities.align(first, [TrustPriority.objects.get(id=old.id)])
        assert carry(carried_out, 1).status_code == 302
        made = all_of(carried_out, "next")[1]
        assert (made.state, made.to_confirm, made.came_how, made.came_from_id) == (
            "proposed",
            True,
            "carried",
            first.id,
        )
        assert (made.statement, made.rationale) == (first.statement, first.rationale)
        with carried_out.open():
            assert list(made.aligned.values_list("trust_priority_id", flat=True)) == [new.id]
        client = carried_out.client("chief")
        there = carried_out.url("priority", cycle.school_year.key, "beckside-primary", made.id)
        here = carried_out.row_url("priority", "beckside", first.id)
        assert here in client.get(there).content.decode()
        assert there in client.get(here).content.decode()
        assert "To confirm" in client.get(there).content.decode()

    def test_carried_twice_it_is_carried_once(self, carried_out: Web) -> None:
        open_next(carried_out)
        with carried_out.open():
            chief, cycle = carried_out.stage.chief, carried_out.stage.cycles["now"]
            one = Priority.objects.get(number=1)
            for _ in (1, 2):
                decision = Decision(Kind.PRIORITY, one.id, CARRY)
                assert year_end.decide(actor=chief, cycle_id=cycle.id, decisions=[decision]) == 1
            assert Priority.objects.filter(came_from=one).count() == 1
            again = Decision(Kind.PRIORITY, one.id, WITHDRAW, "Other.")
            with pytest.raises(BadInput):
                year_end.decide(actor=chief, cycle_id=cycle.id, decisions=[again])

    def test_without_a_next_year_it_says_what_is_missing(self, carried_out: Web) -> None:
        with carried_out.open():
            one = Priority.objects.get(number=1)
            with pytest.raises(BadInput) as refused:
                year_end.decide(
                    actor=carried_out.stage.chief,
                    cycle_id=carried_out.stage.cycles["now"].id,
                    decisions=[Decision(Kind.PRIORITY, one.id, CARRY)],
                )
        assert "The next year is not open." in str(refused.value.detail[f"what_{one.id}"])
        assert all_of(carried_out)[1].state == "in_plan"

    def test_an_item_of_another_year_is_not_there(self, carried_out: Web) -> None:
        with carried_out.open():
            one = Priority.objects.get(number=1)
            with pytest.raises(NotFound):
                year_end.decide(
                    actor=carried_out.stage.chief,
                    cycle_id=carried_out.stage.cycles["before"].id,
                    decisions=[Decision(Kind.PRIORITY, one.id, CARRY)],
                )
            with pytest.raises(NotPermitted):
                year_end.decide(
                    actor=carried_out.stage.troupe.actor("director"),
                    cycle_id=carried_out.stage.cycles["now"].id,
                    decisions=[Decision(Kind.PRIORITY, one.id, CARRY)],
                )

    def test_it_is_confirmed_by_a_button_or_by_the_agreement(self, carried_out: Web) -> None:
        open_next(carried_out)
        carry(carried_out, 1, 2)
        made = all_of(carried_out, "next")
        stands = carried_out.url("priority_stands", carried_out.stage.years["next"].key, "beckside-primary", made[1].id)
        assert carried_out.client("senior_leader").post(stands).status_code == 403
        assert carried_out.client("head").post(stands).status_code == 302
        agree(carried_out, made[2])
        again = all_of(carried_out, "next")
        assert [again[number].to_confirm for number in (1, 2)] == [False, False]
        assert [again[number].state for number in (1, 2)] == ["proposed", "agreed"]


@pytest.fixture
def next_plan(carried_out: Web) -> Web:
    """The first priority carried, agreed in the next year, and in its plan."""
    open_next(carried_out)
    typed = said(**{key(row_called(carried_out, "Buy the quizzes")): ("close", "Bought.")})
    carried_out.client("chief").post(address(carried_out), typed)
    assert carry(carried_out, 1).status_code == 302
    agree(carried_out, all_of(carried_out, "next")[1])
    with carried_out.open():
        row = carried_out.row("beckside", "next")
        plans.begin(actor=carried_out.stage.troupe.actor("head"), academy_cycle_id=row.id)
    return carried_out


class TestTheNextPlan:
    def test_unfinished_rows_come_with_it_and_what_is_closed_stays_behind(self, next_plan: Web) -> None:
        old, action = row_called(next_plan, "Train all teachers"), row_called(next_plan, "Train all teachers", "next")
        objective = row_called(next_plan, "Lessons start with a check", "next")
        assert (action.came_from_id, action.objective_id, action.to_confirm) == (old.id, objective.id, True)
        assert (action.cost, action.lead_name, action.state) == (old.cost, old.lead_name, "not_started")
        assert (action.day_to_set, action.ends_on) == (True, next_plan.stage.years["next"].ends_on)
        assert (objective.target_summer, objective.to_confirm) == ("90%", True)
        with next_plan.open():
            assert PlanAction.objects.filter(academy_cycle=next_plan.row("beckside", "next")).count() == 1

    def test_begun_from_last_years_text_its_page_comes_over_to_be_read_anew(self, carried_out: Web) -> None:
        open_next(carried_out)
        assert carry(carried_out, 1, 3).status_code == 302  # the third had no page
        made, other = all_of(carried_out, "next").values()
        for each in (made, other):
            agree(carried_out, each)
        year = carried_out.stage.years["next"].key
        begin = carried_out.url("plan_begin", year, "beckside-primary")
        assert carried_out.client("head").post(begin, {"from": "last_year"}).status_code == 302
        with carried_out.open():
            document = Document.objects.get(kind="improvement_plan", subject_id=carried_out.row("beckside", "next").id)
            page = Section.objects.get(document=document, key=f"priority-{year}-{made.number}")
            assert page.content["problem"] == PAGE["problem"]
            assert (page.is_old, page.is_finished) == (True, False)
            assert not Section.objects.get(document=document, key=f"priority-{year}-{other.number}").content.get(
                "problem"
            )

    def test_taken_out_and_put_in_again_nothing_is_doubled(self, next_plan: Web) -> None:
        made = all_of(next_plan, "next")[1]
        with next_plan.open():
            head = next_plan.stage.troupe.actor("head")
            plans.take_out(actor=head, priority_id=made.id, note="Not yet.")
            plans.put_in(actor=head, priority_id=made.id)
            row = next_plan.row("beckside", "next")
            assert Objective.objects.filter(academy_cycle=row).count() == 1
            assert PlanAction.objects.filter(academy_cycle=row).count() == 1

    def test_the_plan_is_not_handed_in_before_they_are_confirmed(self, next_plan: Web) -> None:
        year, page = next_plan.stage.years["next"].key, "beckside-primary"
        client = next_plan.client("head")
        check = next_plan.url("plan_check", year, page)
        assert "Two objectives and actions from an earlier year wait to be confirmed" in _text(client.get(check))
        made = all_of(next_plan, "next")[1]
        section = f"priority-{year}-{made.number}"
        html = _text(client.get(next_plan.url("plan_section", year, page, section)))
        assert "To confirm" in html
        assert "Day to be set" in html
        objective = row_called(next_plan, "Lessons start with a check", "next")
        stands = next_plan.url("plan_row_stands", year, page, section, "objectives", objective.id)
        assert client.post(stands).status_code == 302
        action = row_called(next_plan, "Train all teachers", "next")
        stands = next_plan.url("plan_row_stands", year, page, section, "actions", action.id)
        assert client.post(stands).status_code == 409
        form = next_plan.url("plan_row", year, page, section, "actions", action.id)
        assert f'value="{action.ends_on.isoformat()}"' not in _text(client.get(form))
        day = next_plan.stage.years["next"].ends_on - dt.timedelta(days=90)
        typed = {"text": action.text, "lead_name": action.lead_name, "ends_on": day.isoformat(), "seen": action.version}
        assert client.post(form, typed).status_code == 302
        again = row_called(next_plan, "Train all teachers", "next")
        assert (again.to_confirm, again.day_to_set, again.ends_on) == (False, False, day)
        assert "wait to be confirmed" not in _text(client.get(check))


def _text(answer: Any) -> str:
    html: str = answer.content.decode()
    return html


class TestFrozen:
    def test_a_closed_year_does_not_change_by_a_byte(self, next_plan: Web) -> None:
        """Whatever is done in the year that follows, and whatever is tried in it itself."""
        found, cycle = all_of(next_plan), next_plan.stage.cycles["now"]
        typed = said(**{key(found[2]): ("done", "All fluent by May.")})
        assert next_plan.client("chief").post(address(next_plan), typed).status_code == 302
        with next_plan.open():
            chief = next_plan.stage.chief
            cycles.start_closing(actor=chief, cycle_id=cycle.id)
            closed = cycles.close(actor=chief, cycle_id=cycle.id, note="Rows were not agreed.")
            before = dump(closed)
            activity = Activity.objects.count()
        assert b"Pupils remember more" in before
        assert b"Train all teachers" in before
        self._work_on(next_plan)
        self._try_in(next_plan)
        with next_plan.open():
            assert Activity.objects.count() > activity
            assert dump(Cycle.objects.select_related("school_year").get(id=cycle.id)) == before

    def _work_on(self, web: Web) -> None:
        """In the next year, and on the checks of what was delivered."""
        year, client = web.stage.years["next"].key, web.client("head")
        made = all_of(web, "next")[1]
        objective = row_called(web, "Lessons start with a check", "next")
        section = f"priority-{year}-{made.number}"
        page = web.url("plan_row_stands", year, "beckside-primary", section, "objectives", objective.id)
        assert client.post(page).status_code == 302
        with web.open():
            check = SustainCheck.objects.select_related("priority").get(number=1)
            day = SustainCheck.objects.get(number=2).due_on + dt.timedelta(days=7)
        marks = ("leadership", "collaboration", "data", "expectations")
        typed = {f"{mark}_verdict": "slipping" for mark in marks} | {f"{mark}_evidence": "Seen." for mark in marks}
        typed["looked_on"] = check.priority.delivered_on.isoformat()
        of = check.priority_id
        assert client.post(web.row_url("sustain_check_record", "beckside", of, check.id), typed).status_code == 302
        with web.open():
            other = SustainCheck.objects.get(number=2)
        moved = {"due_on": day.isoformat(), "why": "Half term."}
        assert client.post(web.row_url("sustain_check_day", "beckside", of, other.id), moved).status_code == 302
        assert client.post(web.row_url("priority_anew", "beckside", of)).status_code == 302
        with web.open():
            assert Priority.objects.filter(came_how="slipped").count() == 1

    def _try_in(self, web: Web) -> None:
        """Every page that would change the closed year refuses."""
        found = all_of(web)
        chief, note = web.client("chief"), {"note": "No.", "seen": found[2].version}
        assert chief.post(web.row_url("priority_not_delivered", "beckside", found[2].id), note).status_code == 409
        assert chief.post(web.row_url("priority_withdraw", "beckside", found[3].id), note).status_code == 409
        assert chief.post(address(web), said(**{key(found[3]): ("withdraw", "No.")})).status_code == 409
        head, action = web.client("head"), row_called(web, "Train all teachers")
        tell = web.row_url("plan_tell", "beckside", key_of(web, found[1]), "actions", action.id)
        assert head.post(tell, {"state": "complete"}).status_code == 409
        with web.open():
            actor, row = web.stage.troupe.actor("head"), web.row()
            words = priorities.Words("New", "send")
            with pytest.raises(Refused, match="is closed"):
                priorities.propose(actor=actor, academy_cycle_id=row.id, words=words)
            plan = Document.objects.get(subject_id=row.id)
            with pytest.raises(Refused, match="is closed"):
                document_actions.reopen(
                    actor=web.stage.chief, document_id=plan.id, note="Once more.", seen_number=plan.number
                )
            with pytest.raises(Refused, match="is closed"):
                plans.put_in(actor=actor, priority_id=found[3].id)
            open_row = Decision(Kind.ACTION, action.id, CLOSE, "No.")
            with pytest.raises(Refused, match="is closed"):
                year_end.decide(actor=web.stage.chief, cycle_id=row.cycle_id, decisions=[open_row])


@pytest.mark.parametrize(
    ("starts", "ends", "kept", "to_set"),
    [
        (dt.date(2026, 10, 1), dt.date(2027, 5, 1), (None, dt.date(2028, 8, 31)), True),
        (dt.date(2027, 10, 1), dt.date(2027, 12, 1), (dt.date(2027, 10, 1), dt.date(2027, 12, 1)), False),
        (dt.date(2027, 6, 1), dt.date(2027, 12, 1), (None, dt.date(2027, 12, 1)), False),
        (None, dt.date(2027, 8, 31), (None, dt.date(2028, 8, 31)), True),
    ],
)
def test_days_are_set_anew_only_where_they_lie_before_the_year(starts: Any, ends: Any, kept: Any, to_set: bool) -> None:
    found = days_in(starts, ends, dt.date(2027, 9, 1), dt.date(2028, 8, 31))
    assert ((found.starts_on, found.ends_on), found.to_set) == (kept, to_set)


def test_what_stayed_unfinished_in_a_closed_year_is_read_and_not_asked(carried_out: Web) -> None:
    with carried_out.open():
        Cycle.objects.filter(id=carried_out.row().cycle_id).update(state="closed", closed_at=timezone.now())
    page = carried_out.client("chief").get(address(carried_out)).text
    assert "Attendance is good" in page
    assert "<select" not in page.partition("<main")[2]
    assert "Decision" not in page
