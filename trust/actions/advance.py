"""The workflow engine: one function moves every state."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction

from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Refused
from trust.permissions import Placed, check_may
from trust.policies.texts import GIVE_A_REASON
from trust.workflow import Workflow

T = TypeVar("T", bound=models.Model)


@transaction.atomic
def advance(
    *,
    actor: Actor,
    workflow: Workflow,
    object: T,
    verb: str,
    note: str = "",
    place: Placed | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    told_as: str = "",
) -> T:
    """Lock the row, check permission, table, note and guard, write the new state and one activity.

    `facts` are what the guard decides on, prepared by the caller under the same lock order; `words` fill the
    sentence; `told_as` is the kind of its line in the feed, where that is not the workflow's own. Raises NotPermitted,
    Refused (wrong state or a guard's reasons), BadInput (note missing).
    """
    transition = workflow.find(verb)
    check_may(actor, transition.permission, place)
    row = type(object)._default_manager.select_for_update(of=("self",)).get(pk=object.pk)
    state = getattr(row, workflow.field)
    if state not in transition.sources:
        # What a state means stands behind the colon, for the documentation.
        name = workflow.states[state].partition(":")[0]
        raise Refused(f"This is {name}, so it cannot be done now. Reload the page to see what can.")
    if transition.needs_note and not note.strip():
        raise BadInput("Say why.", detail={"note": GIVE_A_REASON})
    if transition.guard and (reasons := transition.guard(facts or {})):
        raise Refused(" ".join(reasons), detail={"reasons": reasons})
    setattr(row, workflow.field, transition.target)
    row.save(update_fields=[workflow.field])
    setattr(object, workflow.field, transition.target)
    activity.record(
        actor=actor,
        kind=told_as or workflow.kind,
        subject_id=row.pk,
        verb=verb,
        sentence=transition.sentence.format(**(words or {})),
        from_state=state,
        to_state=transition.target,
        note=note.strip(),
        academy_id=place.academy_id if place else None,
    )
    return row
