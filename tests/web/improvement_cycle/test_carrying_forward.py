"""Carrying forward, whatever a plan holds and whatever is decided: nothing lost, nothing doubled, the old year kept."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from improvement_cycle.actions import cycles, plans, year_end
from improvement_cycle.models import AcademyCycle, Cycle, Objective, PlanAction, Priority
from improvement_cycle.policies.year_end import CARRY, CLOSE, DONE, WITHDRAW, Decision, Kind
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.frozen import dump
from tests.web.improvement_cycle.planning import approved, key_of
from tests.web.improvement_cycle.test_year_end import agree, open_next
from trust.models import Section


@dataclass(frozen=True)
class Row:
    """A row of the plan: what has become of it in the year, what is decided at its end, under which objective."""

    went: str  # open, done, closed
    decided: str  # nothing, DONE, CLOSE
    under: int  # place of an objective; beyond the last: of none


rows = st.builds(
    Row, st.sampled_from(["open", "done", "closed"]), st.sampled_from(["", DONE, CLOSE]), st.integers(0, 4)
)
plans_of_a_year = st.tuples(
    st.sampled_from([DONE, CARRY, WITHDRAW]),
    st.sampled_from([CARRY, WITHDRAW]),
    st.lists(rows, max_size=4),
    st.lists(rows, max_size=5),
    st.booleans(),  # whether a year lies between in which it came into no plan
)


@pytest.fixture
def prepared(plan: Web) -> Web:
    """An approved plan of two priorities, and two more years open."""
    approved(plan)
    open_next(plan)
    open_next(plan, "later", after="next")
    return plan


class Undo(Exception):
    """Ends an example: the next one begins as this one did."""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(year=plans_of_a_year)
@example(year=(CARRY, CARRY, [Row("open", "", 0)], [Row("open", "", 0), Row("done", "", 1)], True))
@example(year=(CARRY, CARRY, [Row("open", "", 0)], [Row("open", "", 0), Row("done", "", 1)], False))
def test_nothing_is_lost_or_doubled_and_the_closed_year_stays_as_it_was(prepared: Web, year: Any) -> None:
    try:
        with prepared.open(), transaction.atomic():
            _one_year(prepared, *year)
            raise Undo
    except Undo:
        pass


def _one_year(web: Web, first: str, second: str, objectives: list[Row], actions: list[Row], year_between: bool) -> None:
    chief, cycle = web.stage.chief, web.stage.cycles["now"]
    one, two = Priority.objects.filter(academy_cycle=web.row()).order_by("number")
    goals = [_objective(web, one, row, number) for number, row in enumerate(objectives, start=1)]
    deeds = [_action(web, one, row, number, goals) for number, row in enumerate(actions, start=1)]
    decisions = [Decision(Kind.PRIORITY, one.id, first, "Why."), Decision(Kind.PRIORITY, two.id, second, "Why.")]
    decided = [(Kind.OBJECTIVE, *each) for each in zip(goals, objectives, strict=True)]
    decided += [(Kind.ACTION, *each) for each in zip(deeds, actions, strict=True)]
    decisions += [
        Decision(kind, made.id, row.decided, "Why.")
        for kind, made, row in decided
        if row.decided and row.went == "open"
    ]
    # As a form that was sent twice.
    for _ in (1, 2):
        year_end.decide(actor=chief, cycle_id=cycle.id, decisions=decisions)
    cycles.start_closing(actor=chief, cycle_id=cycle.id)
    closed = cycles.close(actor=chief, cycle_id=cycle.id, note="Rows were not agreed.")
    before = dump(closed)
    year = "later" if year_between else "next"
    goes_on = _next_year(web, year, one if first == CARRY else None, two if second == CARRY else None)
    left = [made for made, row in zip(goals, objectives, strict=True) if row.went == "open" and not row.decided]
    here = _here(web, year, Objective)
    assert sorted(each.came_from_id for each in here) == (sorted(each.id for each in left) if one.id in goes_on else [])
    undone = [made for made, row in zip(deeds, actions, strict=True) if row.went == "open" and not row.decided]
    came = _here(web, year, PlanAction)
    assert sorted(each.came_from_id for each in came) == (
        sorted(each.id for each in undone) if one.id in goes_on else []
    )
    # Links are intact: each action stands under the new of its old objective, or under none where that stayed behind.
    new_of = {each.came_from_id: each.id for each in here}
    old_of = {each.id: each.objective_id for each in undone}
    assert all(each.objective_id == new_of.get(old_of[each.came_from_id]) for each in came)
    assert all(each.to_confirm for each in (*here, *came))
    assert all(goes_on[one.id] == each.priority_id for each in (*here, *came))
    assert dump(Cycle.objects.select_related("school_year").get(id=cycle.id)) == before


def _next_year(web: Web, year: str, *carried: Priority | None) -> dict[Any, Any]:
    """The plan of a later year, begun with what was carried; taken out once, and put in again. By the old: the new."""
    head = web.stage.troupe.actor("head")
    row = web.row("beckside", year)
    wanted = {each.id for each in carried if each is not None}
    made = {each.came_from_id: each for each in Priority.objects.filter(academy_cycle=web.row("beckside", "next"))}
    assert set(made) == wanted
    assert Priority.objects.filter(came_from__in=wanted).count() == len(wanted)
    if year == "later":
        between = [Decision(Kind.PRIORITY, each.id, CARRY) for each in made.values()]
        year_end.decide(actor=web.stage.chief, cycle_id=web.stage.cycles["next"].id, decisions=between)
        made = {each.came_from.came_from_id: each for each in _carried_into(row)}
        assert set(made) == wanted
    for each in made.values():
        agree(web, each)
    if made:
        plans.begin(actor=head, academy_cycle_id=row.id)
        again = next(iter(made.values()))
        plans.take_out(actor=head, priority_id=again.id, note="Not yet.")
        plans.put_in(actor=head, priority_id=again.id)
    return {old: each.id for old, each in made.items()}


def _carried_into(row: AcademyCycle) -> list[Priority]:
    return list(Priority.objects.filter(academy_cycle=row).select_related("came_from"))


def _here(web: Web, year: str, model: Any) -> list[Any]:
    return list(model.objects.filter(academy_cycle=web.row("beckside", year)).select_related("priority"))


def _of(web: Web, priority: Priority, row: Row, number: int) -> dict[str, Any]:
    now = timezone.now()
    section = Section.objects.get(key=key_of(web, priority))
    made = {"section": section, "academy_cycle": web.row(), "priority": priority, "number": number, "at": now}
    made |= {"text": f"{row.went} {number}", "by_name": "Head"}
    return made | ({"closed_at": now, "closed_why": "Because."} if row.went == "closed" else {})


def _objective(web: Web, priority: Priority, row: Row, number: int) -> Objective:
    met = {"met_summer": "yes"} if row.went == "done" else {}
    made: Objective = Objective.objects.create(**_of(web, priority, row, number), **met)
    return made


def _action(web: Web, priority: Priority, row: Row, number: int, goals: list[Objective]) -> PlanAction:
    today = timezone.localdate()
    done = {"state": "complete", "done_on": today} if row.went == "done" else {}
    made: PlanAction = PlanAction.objects.create(
        **_of(web, priority, row, number),
        **done,
        objective=goals[row.under] if row.under < len(goals) else None,
        lead_name="The leads",
        ends_on=web.stage.years["now"].ends_on,
    )
    return made
