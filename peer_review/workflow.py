"""States of rounds and reviews as tables.

Who of those that take part does what, the action asks: peer_review.permissions.
"""

from peer_review.enums import ReviewState, RoundState
from trust.permissions import Permission
from trust.workflow import Transition, Workflow, nothing_in_the_way, register

ROUND = register(
    Workflow(
        kind="review_round",
        title="Round of reviews",
        states={
            RoundState.PLANNED: "being planned: its schools have an order that is proposed",
            RoundState.DECIDED: "order decided: days and teams are set",
            RoundState.CLOSED: "closed: every review of it is final or was cancelled",
        },
        start=RoundState.PLANNED,
        transitions=(
            Transition(
                verb="decide",
                sources=(RoundState.PLANNED,),
                target=RoundState.DECIDED,
                permission=Permission.REVIEW_PLAN,
                sentence="decided the order of {title}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="reorder",
                sources=(RoundState.DECIDED,),
                target=RoundState.PLANNED,
                permission=Permission.REVIEW_PLAN,
                sentence="took up the order of {title} again",
                needs_note=True,
            ),
            Transition(
                verb="close",
                sources=(RoundState.DECIDED,),
                target=RoundState.CLOSED,
                permission=Permission.REVIEW_PLAN,
                sentence="closed {title}",
                guard=nothing_in_the_way,
            ),
        ),
    )
)

REVIEW = register(
    Workflow(
        kind="review",
        title="Review of a school",
        states={
            ReviewState.PLANNED: "planned: team, questions, papers and timetable come together",
            ReviewState.PREPARED: "prepared: everybody knows what for, when and where",
            ReviewState.UNDER_WAY: "under way: each reviewer notes what they see, then all say what they found",
            ReviewState.DRAFTING: "report being written: notes are closed, findings stand",
            ReviewState.WITH_HOST: "with the school: it says of each finding whether it is accurate",
            ReviewState.FINAL: "final: report and answers stand",
            ReviewState.CANCELLED: "cancelled: with a reason",
        },
        start=ReviewState.PLANNED,
        transitions=(
            Transition(
                verb="move",
                sources=(ReviewState.PLANNED, ReviewState.PREPARED),
                target=ReviewState.PLANNED,
                permission=Permission.REVIEW_PLAN,
                sentence="moved {title} to {day}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="cancel",
                sources=(ReviewState.PLANNED, ReviewState.PREPARED),
                target=ReviewState.CANCELLED,
                permission=Permission.REVIEW_PLAN,
                sentence="cancelled {title}",
                needs_note=True,
            ),
            Transition(
                verb="prepare",
                sources=(ReviewState.PLANNED,),
                target=ReviewState.PREPARED,
                permission=Permission.REVIEW_TAKE_PART,
                sentence="said that {title} is prepared",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="begin",
                sources=(ReviewState.PREPARED,),
                target=ReviewState.UNDER_WAY,
                permission=Permission.REVIEW_TAKE_PART,
                sentence="began {title}",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="write",
                sources=(ReviewState.UNDER_WAY,),
                target=ReviewState.DRAFTING,
                permission=Permission.REVIEW_TAKE_PART,
                sentence="closed the visit of {title}: the report is being written",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="send",
                sources=(ReviewState.DRAFTING,),
                target=ReviewState.WITH_HOST,
                permission=Permission.REVIEW_TAKE_PART,
                sentence="sent the report of {title} to the school",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="correct",
                sources=(ReviewState.WITH_HOST,),
                target=ReviewState.DRAFTING,
                permission=Permission.REVIEW_TAKE_PART,
                sentence="took up the report of {title} again",
                needs_note=True,
            ),
            Transition(
                verb="finish",
                sources=(ReviewState.WITH_HOST,),
                target=ReviewState.FINAL,
                permission=Permission.REVIEW_TAKE_PART,
                sentence="made the report of {title} final",
                guard=nothing_in_the_way,
            ),
            Transition(
                verb="share",
                sources=(ReviewState.FINAL,),
                target=ReviewState.FINAL,
                permission=Permission.REVIEW_HOST,
                sentence="shared the report of {title}",
                guard=nothing_in_the_way,
            ),
        ),
    )
)
