"""The improvement plan of an academy's year: begin it, put priorities in, take them out.

Everything else is trust.actions.documents.
"""

from uuid import UUID

from django.db import transaction

from improvement_cycle.actions import documents as document_actions
from improvement_cycle.actions.carried_rows import bring_over, key_of_page, page_of
from improvement_cycle.actions.priorities import locked_priority, move
from improvement_cycle.actions.rows_at_hand import locked_row
from improvement_cycle.enums import CameHow, PriorityState
from improvement_cycle.models import Priority
from improvement_cycle.queries.plan_rows import was_worked_on
from improvement_cycle.queries.plans import parts_of_plan, plan_of
from improvement_cycle.workflow import PLAN, PLAN_RIGHTS
from trust import documents
from trust.actions.documents import keep_up, lock
from trust.actors import Actor
from trust.errors import Refused
from trust.models import Document
from trust.permissions import check_may

AGREE_FIRST = "Agree priorities first: the plan has a page for each of them."
WORKED_ON = (
    "How it goes was told or reviewed already, so its page stays. Close what is worked on no longer; at the end of the"
    " year the chief executive says whether it is done, goes on, or is withdrawn."
)


@transaction.atomic
def begin(*, actor: Actor, academy_cycle_id: UUID, from_last_year: bool = False) -> Document:
    """Make the plan with a page for each agreed priority. Begun twice it is begun once.

    Raises Refused where no priority is agreed yet.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=PLAN_RIGHTS.write)
    if (standing := plan_of(row)) is not None:
        return standing
    agreed = Priority.objects.select_for_update(of=("self",)).filter(academy_cycle=row, state=PriorityState.AGREED)
    found = list(agreed.select_related("came_from__academy_cycle__cycle__school_year"))
    if not found:
        raise Refused(AGREE_FIRST)
    for priority in found:
        priority.academy_cycle = row
        move(actor, priority, "put_in_plan")
    # Of last year's texts that of the plan as a whole comes over, and those of priorities that were carried forward.
    document = document_actions.begin(
        actor=actor,
        kind=PLAN,
        academy_cycle_id=academy_cycle_id,
        from_last_year=from_last_year,
        went_on={
            key_of_page(each.came_from): key_of_page(each)
            for each in found
            if each.came_from is not None and each.came_how == CameHow.CARRIED
        },
    )
    bring_over(actor, found)
    return document


@transaction.atomic
def put_in(*, actor: Actor, priority_id: UUID) -> Priority:
    """Give an agreed priority its page in a plan that is open to changes."""
    priority = locked_priority(actor, priority_id)
    document = _open_plan(actor, priority)
    is_first = page_of(priority) is None
    move(actor, priority, "put_in_plan")
    _keep_up(document, priority)
    if is_first:
        bring_over(actor, [priority])
    return priority


@transaction.atomic
def take_out(*, actor: Actor, priority_id: UUID, note: str) -> Priority:
    """Take a priority's page out of a plan that is open to changes. What was written stays, and comes back with it.

    Raises Refused once it was worked on: how that went stays readable.
    """
    priority = locked_priority(actor, priority_id)
    document = _open_plan(actor, priority)
    if was_worked_on(priority):
        raise Refused(WORKED_ON)
    move(actor, priority, "take_out", note)
    _keep_up(document, priority)
    return priority


def _keep_up(document: Document, priority: Priority) -> None:
    parts_of_plan(priority.academy_cycle, again=True)
    keep_up(document_id=document.id)


def _open_plan(actor: Actor, priority: Priority) -> Document:
    check_may(actor, PLAN_RIGHTS.write, priority)
    document = plan_of(priority.academy_cycle)
    if document is None:
        raise Refused("Nobody has begun the plan of this year yet.")
    # Held: it may be submitted at this moment.
    held = lock(document.id)
    held.subject = priority.academy_cycle
    documents.check_open(held)
    return held
