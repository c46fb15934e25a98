"""States of visits as a table, and the report of a visit as a kind of document."""

from improvement_cycle.enums import VisitState
from trust.documents import Rights, document_workflow
from trust.permissions import Permission
from trust.workflow import Transition, Workflow, nothing_in_the_way, register

# Who of those that carry visits out carries this one out, the action asks: permissions.check_may_carry_out.
VISIT = register(
    Workflow(
        kind="visit",
        title="Visit",
        states={
            VisitState.PLANNED: "planned: it has a day and people who go",
            VisitState.HELD: "held: its report is written",
            VisitState.SENT: "sent: the head reads the report and says whether it is accurate",
            VisitState.ANSWERED: "answered: report and answer stand",
            VisitState.CANCELLED: "cancelled: with a reason",
        },
        start=VisitState.PLANNED,
        transitions=(
            Transition(
                verb="move",
                sources=(VisitState.PLANNED,),
                target=VisitState.PLANNED,
                permission=Permission.VISIT_CARRY_OUT,
                sentence="moved {title} to {day}",
            ),
            Transition(
                verb="cancel",
                sources=(VisitState.PLANNED,),
                target=VisitState.CANCELLED,
                permission=Permission.VISIT_CARRY_OUT,
                sentence="cancelled {title}",
            ),
            Transition(
                verb="hold",
                sources=(VisitState.PLANNED,),
                target=VisitState.HELD,
                permission=Permission.VISIT_CARRY_OUT,
                sentence="held {title}",
            ),
            Transition(
                verb="not_held",
                sources=(VisitState.HELD,),
                target=VisitState.PLANNED,
                permission=Permission.VISIT_CARRY_OUT,
                sentence="recorded by mistake that this was held: {title}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="send",
                sources=(VisitState.HELD,),
                target=VisitState.SENT,
                permission=Permission.VISIT_CARRY_OUT,
                sentence="sent the report of {title} to the head, version {number}",
            ),
            Transition(
                verb="answer",
                sources=(VisitState.SENT,),
                target=VisitState.ANSWERED,
                permission=Permission.VISIT_REPLY,
                sentence="answered the report of {title}",
            ),
            Transition(
                verb="correct",
                sources=(VisitState.SENT, VisitState.ANSWERED),
                target=VisitState.HELD,
                permission=Permission.VISIT_CARRY_OUT,
                sentence="took up the report of {title} again",
                needs_note=True,
            ),
        ),
    )
)

# Nobody approves a report: the head answers it. Who writes which one, its kind says (`admits`).
REPORT = "visit_report"
REPORT_RIGHTS = Rights(
    write=Permission.VISIT_CARRY_OUT,
    write_given=Permission.VISIT_CARRY_OUT,
    read=Permission.VISIT_READ,
    read_draft=Permission.VISIT_CARRY_OUT,
    read_approved=Permission.VISIT_READ,
    approve=Permission.VISIT_CARRY_OUT,
)
VISIT_REPORT = document_workflow(REPORT, "Report of a visit", REPORT_RIGHTS)
