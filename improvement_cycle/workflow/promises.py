"""What becomes of a promise, as a table. Who owes it or sees to it says so: permissions.may_keep narrows it further."""

from improvement_cycle.enums import PromiseState
from trust.permissions import Permission
from trust.workflow import Transition, Workflow, register

PROMISE = register(
    Workflow(
        kind="promise",
        title="One time that a commitment falls due",
        states={
            PromiseState.PROMISED: "promised: by a day, without a date yet",
            PromiseState.SCHEDULED: "scheduled: it has a date",
            PromiseState.DELIVERED: "delivered: on a day, with what was done",
            PromiseState.NOT_NEEDED: "not needed: with a reason",
            PromiseState.MISSED: "missed: with a reason",
            PromiseState.ENDED: "ended: the category does not bring it any more",
        },
        start=PromiseState.PROMISED,
        transitions=(
            Transition(
                verb="schedule",
                sources=(PromiseState.PROMISED, PromiseState.MISSED),
                target=PromiseState.SCHEDULED,
                permission=Permission.COMMITMENT_RECORD,
                sentence="gave a date to a promise to {academy}: {title}",
            ),
            Transition(
                verb="deliver",
                sources=(PromiseState.PROMISED, PromiseState.SCHEDULED, PromiseState.MISSED),
                target=PromiseState.DELIVERED,
                permission=Permission.COMMITMENT_RECORD,
                sentence="recorded what was delivered at {academy}: {title}",
            ),
            Transition(
                verb="not_needed",
                sources=(PromiseState.PROMISED, PromiseState.SCHEDULED),
                target=PromiseState.NOT_NEEDED,
                permission=Permission.COMMITMENT_RECORD,
                sentence="recorded that {academy} did not need: {title}",
                needs_note=True,
            ),
            Transition(
                verb="miss",
                sources=(PromiseState.PROMISED, PromiseState.SCHEDULED),
                target=PromiseState.MISSED,
                permission=Permission.COMMITMENT_RECORD,
                sentence="recorded that a promise to {academy} was missed: {title}",
                needs_note=True,
            ),
            Transition(
                verb="move",
                sources=(PromiseState.PROMISED, PromiseState.SCHEDULED),
                target=PromiseState.PROMISED,
                permission=Permission.COMMITMENT_CHANGE,
                sentence="promised for another day at {academy}: {title}",
                needs_note=True,
            ),
            Transition(
                verb="take_back",
                sources=(PromiseState.DELIVERED, PromiseState.NOT_NEEDED, PromiseState.MISSED),
                target=PromiseState.ENDED,
                permission=Permission.COMMITMENT_RECORD,
                sentence="took back what was recorded at {academy}: {title}",
                needs_note=True,
            ),
            Transition(
                verb="open_again",
                sources=(
                    PromiseState.SCHEDULED,
                    PromiseState.DELIVERED,
                    PromiseState.NOT_NEEDED,
                    PromiseState.MISSED,
                ),
                target=PromiseState.PROMISED,
                permission=Permission.COMMITMENT_RECORD,
                sentence="opened a promise to {academy} again: {title}",
                needs_note=True,
            ),
            Transition(
                verb="end",
                sources=(PromiseState.PROMISED, PromiseState.SCHEDULED),
                target=PromiseState.ENDED,
                permission=Permission.STATUS_DECIDE,
                sentence="ended a promise to {academy}: {title}",
            ),
            Transition(
                verb="resume",
                sources=(PromiseState.ENDED,),
                target=PromiseState.PROMISED,
                permission=Permission.STATUS_DECIDE,
                sentence="took up a promise to {academy} again: {title}",
            ),
        ),
    )
)
