"""States of the improvement cycle as tables. Guards get sentences prepared by the action."""

from improvement_cycle.enums import (
    CycleState,
    MatrixFileState,
    MeetingState,
    ModelState,
    PointState,
    PriorityState,
    Progress,
    RowState,
    TermOfYear,
    TrustPriorityState,
)
from improvement_cycle.workflow import promises, visits  # noqa: F401 - one import leads to every table
from trust.documents import Rights, document_workflow
from trust.permissions import Permission
from trust.workflow import Transition, Workflow, nothing_in_the_way, register

MODEL = register(
    Workflow(
        kind="improvement_model",
        title="Version of the improvement model",
        states={
            ModelState.DRAFT: "a draft: words and lists may change, no year uses it",
            ModelState.PUBLISHED: "published: frozen, years may use it",
        },
        start=ModelState.DRAFT,
        transitions=(
            Transition(
                verb="publish",
                sources=(ModelState.DRAFT,),
                target=ModelState.PUBLISHED,
                permission=Permission.MODEL_MANAGE,
                sentence="published version {number} of the improvement model",
                guard=nothing_in_the_way,
            ),
        ),
    )
)

CYCLE = register(
    Workflow(
        kind="cycle",
        title="Year",
        states={
            CycleState.OPEN: "open: judgements are made",
            CycleState.CLOSING: "closing: what is unfinished is being settled",
            CycleState.CLOSED: "closed: frozen, nothing moves",
        },
        start=CycleState.OPEN,
        transitions=(
            Transition(
                verb="start_closing",
                sources=(CycleState.OPEN,),
                target=CycleState.CLOSING,
                permission=Permission.CYCLE_CLOSE,
                sentence="began to close {year}",
            ),
            Transition(
                verb="keep_open",
                sources=(CycleState.CLOSING,),
                target=CycleState.OPEN,
                permission=Permission.CYCLE_CLOSE,
                sentence="kept {year} open",
            ),
            Transition(
                verb="close",
                sources=(CycleState.CLOSING,),
                target=CycleState.CLOSED,
                permission=Permission.CYCLE_CLOSE,
                sentence="closed {year}",
                guard=nothing_in_the_way,
            ),
        ),
    )
)

ROW = register(
    Workflow(
        kind="academy_cycle",
        title="Row of an academy in the matrix",
        states={
            RowState.OPEN: "open: views and judgements may change",
            RowState.AGREED: "agreed: frozen until reopened with a reason",
        },
        start=RowState.OPEN,
        transitions=(
            Transition(
                verb="agree",
                sources=(RowState.OPEN,),
                target=RowState.AGREED,
                permission=Permission.ROW_AGREE,
                sentence="completed the agreement on {academy} for {year}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="reopen",
                sources=(RowState.AGREED,),
                target=RowState.OPEN,
                permission=Permission.ROW_REOPEN,
                sentence="reopened {academy} for {year}",
                needs_note=True,
            ),
        ),
    )
)

MEETING = register(
    Workflow(
        kind="judgement_meeting",
        title="Judgement meeting",
        states={
            MeetingState.PLANNED: "planned: day, people and agenda may change",
            MeetingState.OPEN: "open: one academy is on screen, decisions are noted as they fall",
            MeetingState.CLOSED: "closed: who was there can be corrected until minutes are made or the year closes, "
            "open points go on",
        },
        start=MeetingState.PLANNED,
        transitions=(
            Transition(
                verb="open",
                sources=(MeetingState.PLANNED,),
                target=MeetingState.OPEN,
                permission=Permission.MEETING_OPEN,
                sentence="opened the judgement meeting of {day}",
            ),
            Transition(
                verb="close",
                sources=(MeetingState.OPEN,),
                target=MeetingState.CLOSED,
                permission=Permission.MEETING_OPEN,
                sentence="closed the judgement meeting of {day}",
            ),
        ),
    )
)

POINT = register(
    Workflow(
        kind="open_point",
        title="Open point of a meeting",
        states={
            PointState.OPEN: "open: its owner has it among the things to do",
            PointState.SETTLED: "settled: done, by whom and when is kept",
        },
        start=PointState.OPEN,
        transitions=(
            Transition(
                verb="settle",
                sources=(PointState.OPEN,),
                target=PointState.SETTLED,
                permission=Permission.TRUST_ENTER,
                sentence="settled an open point of the judgement meeting of {day}",
            ),
            Transition(
                verb="open_again",
                sources=(PointState.SETTLED,),
                target=PointState.OPEN,
                permission=Permission.TRUST_ENTER,
                sentence="opened a point of the judgement meeting of {day} again",
            ),
        ),
    )
)

MATRIX_FILE = register(
    Workflow(
        kind="matrix_file",
        title="Spreadsheet with the matrix of a past year",
        states={
            MatrixFileState.READ: "read: columns are matched and cells checked, nothing is written",
            MatrixFileState.WRITTEN: "written: what was taken over stands as agreed judgements",
            MatrixFileState.DISCARDED: "discarded: nothing was taken over",
        },
        start=MatrixFileState.READ,
        transitions=(
            Transition(
                verb="write",
                sources=(MatrixFileState.READ,),
                target=MatrixFileState.WRITTEN,
                permission=Permission.MATRIX_IMPORT,
                sentence="took the matrix of {year} over from a file",
            ),
            Transition(
                verb="discard",
                sources=(MatrixFileState.READ,),
                target=MatrixFileState.DISCARDED,
                permission=Permission.MATRIX_IMPORT,
                sentence="discarded a file with the matrix of {year}",
            ),
        ),
    )
)

PRIORITY = register(
    Workflow(
        kind="priority",
        title="Priority of an academy",
        states={
            PriorityState.PROPOSED: "proposed: its words may change, the three agree to it one by one",
            PriorityState.AGREED: "agreed: by head, director and chief executive, as it stands",
            PriorityState.IN_PLAN: "in the plan: a page of the improvement plan answers it",
            PriorityState.DELIVERED: "delivered: what was reached is told, sustain checks follow",
            PriorityState.SUSTAINED: "sustained: every check found that it holds",
            PriorityState.CARRIED_FORWARD: "carried forward: the next year goes on with it",
            PriorityState.WITHDRAWN: "withdrawn: with a reason",
        },
        start=PriorityState.PROPOSED,
        transitions=(
            Transition(
                verb="agree",
                sources=(PriorityState.PROPOSED,),
                target=PriorityState.AGREED,
                permission=Permission.PRIORITY_AGREE,
                sentence="completed the agreement on priority {number} of {academy}: {title}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="reopen",
                sources=(PriorityState.AGREED,),
                target=PriorityState.PROPOSED,
                permission=Permission.PRIORITY_AGREE,
                sentence="reopened priority {number} of {academy}: {title}",
                needs_note=True,
            ),
            Transition(
                verb="put_in_plan",
                sources=(PriorityState.AGREED,),
                target=PriorityState.IN_PLAN,
                permission=Permission.PLAN_WRITE,
                sentence="put priority {number} of {academy} in the plan: {title}",
            ),
            Transition(
                verb="take_out",
                sources=(PriorityState.IN_PLAN,),
                target=PriorityState.AGREED,
                permission=Permission.PLAN_WRITE,
                sentence="took priority {number} of {academy} out of the plan: {title}",
                needs_note=True,
            ),
            Transition(
                verb="withdraw",
                sources=(PriorityState.PROPOSED, PriorityState.AGREED),
                target=PriorityState.WITHDRAWN,
                permission=Permission.PRIORITY_AGREE,
                sentence="withdrew priority {number} of {academy}: {title}",
                needs_note=True,
            ),
            Transition(
                verb="deliver",
                sources=(PriorityState.IN_PLAN,),
                target=PriorityState.DELIVERED,
                permission=Permission.PRIORITY_AGREE,
                sentence="delivered priority {number} of {academy}: {title}",
                needs_note=True,
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="not_delivered",
                sources=(PriorityState.DELIVERED,),
                target=PriorityState.IN_PLAN,
                permission=Permission.PRIORITY_AGREE,
                sentence="put priority {number} of {academy} back to work: {title}",
                needs_note=True,
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="sustain",
                sources=(PriorityState.DELIVERED,),
                target=PriorityState.SUSTAINED,
                permission=Permission.PLAN_WRITE,
                sentence="found priority {number} of {academy} sustained: {title}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="slip",
                sources=(PriorityState.SUSTAINED,),
                target=PriorityState.DELIVERED,
                permission=Permission.PLAN_WRITE,
                sentence="corrected a check of priority {number} of {academy}, which does not hold after all: {title}",
            ),
            Transition(
                verb="carry",
                sources=(PriorityState.PROPOSED, PriorityState.AGREED, PriorityState.IN_PLAN),
                target=PriorityState.CARRIED_FORWARD,
                permission=Permission.PRIORITY_AGREE,
                sentence="carried priority {number} of {academy} into the next year: {title}",
            ),
            Transition(
                verb="withdraw_from_plan",
                sources=(PriorityState.IN_PLAN,),
                target=PriorityState.WITHDRAWN,
                permission=Permission.PRIORITY_AGREE,
                sentence="withdrew priority {number} of {academy} at the end of the year: {title}",
                needs_note=True,
            ),
        ),
    )
)

TRUST_PRIORITY = register(
    Workflow(
        kind="trust_priority",
        title="Priority of the trust",
        states={
            TrustPriorityState.OPEN: "open: priorities of academies align with it",
            TrustPriorityState.ENDED: "ended: what aligned with it stays, nothing more does",
        },
        start=TrustPriorityState.OPEN,
        transitions=(
            Transition(
                verb="end",
                sources=(TrustPriorityState.OPEN,),
                target=TrustPriorityState.ENDED,
                permission=Permission.TRUST_PRIORITY_MANAGE,
                sentence="ended the trust priority {title}",
                needs_note=True,
            ),
            Transition(
                verb="open_again",
                sources=(TrustPriorityState.ENDED,),
                target=TrustPriorityState.OPEN,
                permission=Permission.TRUST_PRIORITY_MANAGE,
                sentence="opened the trust priority {title} again",
            ),
        ),
    )
)

SEF = "self_evaluation"
SEF_RIGHTS = Rights(
    write=Permission.SEF_WRITE,
    write_given=Permission.SEF_WRITE_GIVEN,
    read=Permission.SEF_READ,
    read_draft=Permission.SEF_READ_DRAFT,
    read_approved=Permission.SEF_READ_APPROVED,
    approve=Permission.SEF_APPROVE,
)
SELF_EVALUATION = document_workflow(SEF, "Self-evaluation (SEF)", SEF_RIGHTS)

PLAN = "improvement_plan"
PLAN_RIGHTS = Rights(
    write=Permission.PLAN_WRITE,
    write_given=Permission.PLAN_WRITE_GIVEN,
    read=Permission.PLAN_READ,
    read_draft=Permission.PLAN_READ_DRAFT,
    read_approved=Permission.PLAN_READ_APPROVED,
    approve=Permission.PLAN_APPROVE,
    follow=Permission.PLAN_FOLLOW,
)
IMPROVEMENT_PLAN = document_workflow(PLAN, "Improvement plan (QUIP)", PLAN_RIGHTS)

RAPID = "rapid_plan"
RAPID_RIGHTS = Rights(
    write=Permission.RAPID_WRITE,
    write_given=Permission.RAPID_WRITE_GIVEN,
    read=Permission.RAPID_READ,
    read_draft=Permission.RAPID_READ_DRAFT,
    read_approved=Permission.RAPID_READ_APPROVED,
    approve=Permission.RAPID_APPROVE,
    follow=Permission.RAPID_FOLLOW,
)
RAPID_PLAN = document_workflow(RAPID, "Rapid improvement plan", RAPID_RIGHTS)


def _going(kind: str, title: str, thing: str) -> Workflow:
    """The same five words for everything that is carried out: from each to each. Who may say it, the action asks."""
    return register(
        Workflow(
            kind=kind,
            title=title,
            states={
                Progress.NOT_STARTED: "not started: not begun, and not due yet",
                Progress.ON_TRACK: "on track: the change is likely this term and by the end of the plan",
                Progress.AT_RISK: "at risk: the change is in danger, but can be reached if we act now",
                Progress.OFF_TRACK: "off track: the change is unlikely without a major step",
                Progress.COMPLETE: "complete: done, and part of how we work",
            },
            start=Progress.NOT_STARTED,
            transitions=tuple(
                Transition(
                    verb=each.value,
                    sources=tuple(state for state in Progress if state != each),
                    target=each,
                    permission=Permission.TRUST_ENTER,
                    sentence=f"noted that {thing} of {{academy}} is {str(each.label).lower()}: {{title}}",
                )
                for each in Progress
            ),
        )
    )


PLAN_ACTION = _going("plan_action", "Action of a plan", "an action")
MILESTONE = _going("milestone", "Milestone of a plan", "a milestone")

# The review of a plan at the end of a term: one document for each. Who reads and writes the plan reads and writes it.
REVIEWS = {term.value: f"review_{term.value}" for term in TermOfYear}
REVIEW_WORKFLOWS = {
    term: document_workflow(kind, f"Review of the plan, {term} term", PLAN_RIGHTS) for term, kind in REVIEWS.items()
}
