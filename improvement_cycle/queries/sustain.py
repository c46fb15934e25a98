"""Sustain checks to read, and what they need to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import CycleState
from improvement_cycle.models import AcademyCycle, Priority, SustainCheck, SustainMark
from improvement_cycle.presets.lists import Listed, listed
from improvement_cycle.queries.priorities import priority_of_address
from improvement_cycle.queries.year_end import open_actions, open_objectives
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission, may
from trust.policies.wording import count
from trust.policies.wording import listed as listed_words


def marks_of(row: AcademyCycle) -> tuple[Listed, ...]:
    """The marks on which a check looks, as the year's model has them."""
    return listed(row.cycle.model.texts, "sustain_marks")


def left_open_words(priority: Priority) -> str:
    """What of its page in the plan nobody has reached or done; empty where nothing is left."""
    objectives = open_objectives().filter(priority=priority).count()
    actions = open_actions().filter(priority=priority).count()
    counted = ((objectives, "objective", "not reached"), (actions, "action", "not complete"))
    said = [
        f"{count(many)} {one}{'' if many == 1 else 's'} {'is' if many == 1 else 'are'} {how}"
        for many, one, how in counted
        if many
    ]
    return f"{listed_words(said).capitalize()}: that stays as it is, and nobody is reminded of it." if said else ""


def newest_open_row(academy_id: UUID) -> AcademyCycle | None:
    """The academy's row in its newest year that is not closed."""
    found: AcademyCycle | None = (
        AcademyCycle.objects.filter(academy_id=academy_id)
        .exclude(cycle__state=CycleState.CLOSED)
        .select_related("cycle__school_year")
        .order_by("-cycle__school_year__starts_on")
        .first()
    )
    return found


def check_of_address(actor: Actor, year: str, academy: str, priority: UUID, check: UUID, **_: object) -> SustainCheck:
    """A check by its address, with its priority, for those who read that. Raises NotFound for everybody else."""
    of = priority_of_address(actor, year, academy, priority)
    found: SustainCheck | None = of.checks.filter(id=check).first()
    if found is None:
        raise NotFound("There is no such check.")
    found.priority = of
    return found


@dataclass(frozen=True)
class MarkFound:
    """A mark with what a check found on it, if it is done."""

    mark: Listed
    found: SustainMark | None


@dataclass(frozen=True)
class OneCheck:
    """The page of one check. `may_record`: the head; `may_move`: the three, while it is still to come."""

    check: SustainCheck
    marks: Sequence[MarkFound]
    may_record: bool
    may_move: bool


def one(actor: Actor, check: SustainCheck) -> OneCheck:
    """A check as `check_of_address` found it."""
    priority: Any = check.priority
    found = {each.mark: each for each in check.marks.all()}
    marks = [MarkFound(each, found.pop(each.key, None)) for each in marks_of(priority.academy_cycle)]
    # A mark that the model has no longer keeps its words.
    marks += [MarkFound(Listed(each.mark, each.mark), each) for each in found.values()]
    return OneCheck(
        check=check,
        marks=marks,
        may_record=priority.is_delivered and may(actor, Permission.PLAN_WRITE, priority),
        may_move=priority.is_delivered and not check.is_done and may(actor, Permission.PRIORITY_AGREE, priority),
    )


def asked(found: OneCheck) -> list[MarkFound]:
    """The marks that a check asks for now."""
    keys = {each.key for each in marks_of(found.check.priority.academy_cycle)}
    return [each for each in found.marks if each.mark.key in keys]


def checks_to_read(actor: Actor) -> Any:
    """All checks of priorities that this person reads."""
    return SustainCheck.objects.filter(priority__in=Priority.objects.visible_to(actor).values("id"))
