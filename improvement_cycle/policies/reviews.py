"""What a termly review of a plan consists of: a section for each objective, and the overall statement last."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from improvement_cycle.enums import Progress
from improvement_cycle.policies.plan_rows import NO_NAMES, PROGRESS_MEANS
from trust.policies.contents import Choice, Field, Part

OVERALL = "overall"
BEFORE_ID = "objective-"  # of the key of an objective's section
GOING = "going"
FIGURES = "figures"  # beside the fields of a section that was handed in
# Words that mean the same in every academy, with their marks.
LOOKS = {
    Progress.ON_TRACK: ("dot", "g"),
    Progress.AT_RISK: ("tri", "a"),
    Progress.OFF_TRACK: ("sq", "r"),
    Progress.COMPLETE: ("star", "d"),
    Progress.NOT_STARTED: ("ring", "n"),
}
CHOICES = tuple(
    Choice(each.value, str(each.label), f"rag-{LOOKS[each][1]}", LOOKS[each][0], PROGRESS_MEANS[each])
    for each in PROGRESS_MEANS
)


@dataclass(frozen=True)
class InReview:
    """An objective that is reviewed: 2.1, and what will have changed."""

    id: UUID
    label: str
    text: str
    # As the plan was approved: what is measured, where it stood, and the target of each term.
    measure: str = ""
    start: str = ""
    targets: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Of its section."""
        return f"{BEFORE_ID}{self.id}"


def id_of(key: str) -> UUID | None:
    """The objective whose section this is; none for the overall statement."""
    return UUID(key.removeprefix(BEFORE_ID)) if key.startswith(BEFORE_ID) else None


def parts_of(objectives: Iterable[InReview]) -> tuple[Part, ...]:
    """The sections in their order."""
    return (*(_page(each) for each in objectives), _overall())


def _page(objective: InReview) -> Part:
    return Part(
        objective.key,
        f"{objective.label} {objective.text}"[:160],
        (
            Field(GOING, "How is it going this term?", "choice", choices=CHOICES, is_needed=True),
            Field(
                "happened",
                "What has happened, and why?",
                "text",
                hint=f"Two or three sentences. {NO_NAMES}",
                is_needed=True,
            ),
            Field(
                "impact",
                "What shows that it makes a difference?",
                "lines",
                hint="Evidence of impact on pupils, not of activity. One on each line, with its source.",
            ),
            Field("next", "Next steps", "lines", hint="One on each line: who does what, by when."),
        ),
    )


def _overall() -> Part:
    return Part(
        OVERALL,
        "Overall statement",
        (
            Field(
                OVERALL,
                "Taking all together, is the plan working?",
                "text",
                hint=(
                    "Written last. Say what has changed for pupils, what has not, and what you will do differently."
                    f" Aim for under 200 words. {NO_NAMES}"
                ),
                is_needed=True,
            ),
        ),
    )
