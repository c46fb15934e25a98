"""Every (from, verb, role) of every table: the engine does what the table and the permission file say, nothing else."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from trust.actions import advance as engine
from trust.actors import Actor, Appointment
from trust.enums import Role
from trust.errors import BadInput, NotPermitted, Refused
from trust.ids import uuid7
from trust.permissions import ROLES, may
from trust.workflow import Transition, Workflow, workflows

HERE = uuid7()


@dataclass(frozen=True)
class AtPrimary:
    """A place for permissions that hold at one."""

    academy_id: UUID = HERE
    phase: str = "primary"


@dataclass
class Row:
    """Stands for the locked row: the engine is tested, not the database."""

    pk: UUID = field(default_factory=uuid7)
    saved: list[str] = field(default_factory=list)

    def save(self, *, update_fields: list[str]) -> None:
        self.saved += update_fields


def actor_with(role: str) -> Actor:
    at_academy = role not in Role.values
    return Actor(
        user_id=uuid7(),
        membership_id=uuid7(),
        name=role,
        email=f"{role}@a.example",
        trust_id=uuid7(),
        trust_slug="a",
        trust_name="A",
        trust_kind="multi_academy_trust",
        role="academy_staff" if at_academy else role,
        appointments=(Appointment(HERE, role),) if at_academy else (),
    )


def _cases() -> Iterator[tuple[Workflow, str, Transition, str]]:
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("workflow")
    for workflow in workflows():
        for state in workflow.states:
            for transition in workflow.transitions:
                for role in ROLES:
                    yield workflow, state, transition, role


CASES = list(_cases())


@pytest.fixture
def recorded(monkeypatch: Any) -> list[dict[str, Any]]:
    """What the engine would have written into the history."""
    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(engine.activity, "record", lambda **line: lines.append(line))
    return lines


def _advance(workflow: Workflow, state: str, transition: Transition, role: str, monkeypatch: Any, **more: Any) -> Row:
    row = Row()
    setattr(row, workflow.field, state)

    class Manager:
        def select_for_update(self, **_: Any) -> Any:
            return self

        def get(self, **_: Any) -> Row:
            return row

    monkeypatch.setattr(Row, "_default_manager", Manager(), raising=False)
    words = dict.fromkeys(["number", "year", "label", "academy", "name", "note", "title", "for_whom", "day"], "x")
    inspect.unwrap(engine.advance)(
        actor=actor_with(role),
        workflow=workflow,
        object=row,
        verb=transition.verb,
        place=AtPrimary(),
        words=words,
        **{"note": "because", **more},
    )
    return row


def test_every_from_verb_and_role(recorded: list[dict[str, Any]], monkeypatch: Any) -> None:
    assert len(CASES) > 100
    moved = 0
    for workflow, state, transition, role in CASES:
        recorded.clear()
        allowed = may(actor_with(role), transition.permission, AtPrimary())
        where = f"{workflow.kind}: {state} --{transition.verb}--> {transition.target} as {role}"
        if not allowed:
            with pytest.raises(NotPermitted):
                _advance(workflow, state, transition, role, monkeypatch)
        elif state not in transition.sources:
            with pytest.raises(Refused):
                _advance(workflow, state, transition, role, monkeypatch)
        else:
            row = _advance(workflow, state, transition, role, monkeypatch)
            assert getattr(row, workflow.field) == transition.target, where
            assert row.saved == [workflow.field], where
            [line] = recorded
            assert (line["from_state"], line["to_state"], line["verb"]) == (state, transition.target, transition.verb)
            moved += 1
            continue
        assert recorded == [], where
    assert moved


def test_a_reason_is_asked_for_where_the_table_says_so(recorded: list[dict[str, Any]], monkeypatch: Any) -> None:
    asked = [case for case in CASES if case[2].needs_note and case[1] in case[2].sources]
    for workflow, state, transition, role in asked:
        if may(actor_with(role), transition.permission, AtPrimary()):
            with pytest.raises(BadInput):
                _advance(workflow, state, transition, role, monkeypatch, note="  ")
    assert recorded == []


def test_a_guard_stands_in_the_way_of_everybody(recorded: list[dict[str, Any]], monkeypatch: Any) -> None:
    for workflow, state, transition, role in CASES:
        if (
            transition.guard
            and state in transition.sources
            and may(actor_with(role), transition.permission, AtPrimary())
        ):
            with pytest.raises(Refused, match="First do this"):
                _advance(workflow, state, transition, role, monkeypatch, facts={"hindrances": ["First do this."]})
    assert recorded == []


def test_every_state_can_be_reached_and_every_verb_is_unique() -> None:
    for workflow in workflows():
        reached = {workflow.start}
        for _ in workflow.states:
            reached |= {t.target for t in workflow.transitions if reached & set(t.sources)}
        assert reached == set(workflow.states), workflow.kind
        verbs = [t.verb for t in workflow.transitions]
        assert len(verbs) == len(set(verbs)), workflow.kind
        assert {s for t in workflow.transitions for s in t.sources} <= set(workflow.states), workflow.kind
