"""A plan for tests: priorities that the three have agreed, pages that are written, and the way to its approval."""

from typing import Any
from uuid import uuid4

from improvement_cycle.actions import priorities
from improvement_cycle.actions.priorities import Words
from improvement_cycle.models import Priority
from improvement_cycle.policies.plans import InPlan
from tests.web.improvement_cycle.conftest import Web
from trust.actions import documents as document_actions
from trust.models import Document, Section

PEOPLE = (("head", "head"), ("director", "director"), ("chief", "chief_executive"))
PAGE = {
    "problem": "Half of what was taught in autumn is gone by July.",
    "ingredients": "A short check at the start of each lesson\nThe teacher acts on it",
    "activities": "Three training sessions",
    "final": "Quiz average from 46% to 65%",
}


def agreed(web: Web, statement: str, academy: str = "beckside") -> Priority:
    """A priority that the three have agreed."""
    with web.open():
        actor = web.stage.troupe.actor
        row = web.row(academy)
        words = Words(statement, "curriculum_planning", "Quizzes say so.")
        made = priorities.propose(actor=actor("director"), academy_cycle_id=row.id, words=words)
        for who, party in PEOPLE:
            priorities.agree(actor=actor(who), priority_id=made.id, party=party, seen_version=1)
    return made


def key_of(web: Web, priority: Priority) -> str:
    """The key of its page."""
    return InPlan(int(web.key), priority.number, priority.statement).key


def edit() -> dict[str, str]:
    """What a tab that has seen nothing written sends along."""
    return {"version": "0", "tab": str(uuid4()), "key": str(uuid4()), "edit": "1"}


def section(web: Web, key: str) -> str:
    """The address of a page."""
    return web.row_url("plan_section", "beckside", key)


def finished(web: Web) -> None:
    """Every page written and marked as complete."""
    with web.open():
        document = Document.objects.get(kind="improvement_plan")
        for each in Section.objects.filter(document=document):
            lists = {key: text.split("\n") for key, text in PAGE.items() if key != "problem"}
            each.content = {"problem": PAGE["problem"], "aim": "Pupils know more.", **lists}
            each.is_finished = True
            each.save()


def approved(web: Web) -> Document:
    """Written, submitted by the head, approved by director and chief executive."""
    finished(web)
    with web.open():
        actor = web.stage.troupe.actor
        document: Any = Document.objects.get(kind="improvement_plan")
        version = document_actions.submit(actor=actor("head"), document_id=document.id)
        for who, capacity in PEOPLE[1:]:
            document = document_actions.approve(
                actor=actor(who), document_id=document.id, capacity=capacity, seen_number=version.number
            )
    return document


def reopened(web: Web) -> None:
    """Open to changes again, with a reason."""
    with web.open():
        document = Document.objects.get(kind="improvement_plan")
        document_actions.reopen(
            actor=web.stage.troupe.actor("director"),
            document_id=document.id,
            note="One more.",
            seen_number=document.number,
        )
