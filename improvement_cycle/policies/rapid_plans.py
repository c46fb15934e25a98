"""What a rapid improvement plan consists of: why now, and three things to change within weeks."""

from improvement_cycle.policies.plans import BEFORE_CHANGE, NO_NAMES
from trust.policies.contents import Field, Part

CHANGES = ("First", "Second", "Third")
NOT_BROUGHT = "The current status of this academy brings no rapid improvement plan."


def parts() -> tuple[Part, ...]:
    """The sections in their order. The first thing to change is needed; where one is enough the others stay empty."""
    return (_why(), *(_change(number, word) for number, word in enumerate(CHANGES, start=1)))


def _why() -> Part:
    return Part(
        "overview",
        "Why now",
        (
            Field(
                "why",
                "Why now?",
                "text",
                hint=f"What pupils cannot wait for. {NO_NAMES}",
                is_needed=True,
            ),
            Field(
                "different",
                "What must be different, and in how many weeks?",
                "text",
                hint="Few things, each with a number or with what one would see.",
                is_needed=True,
            ),
            Field(
                "followed", "Who looks at it, and how often?", "text", hint="Such as: director and head, each Monday."
            ),
        ),
    )


def _change(number: int, word: str) -> Part:
    is_first = number == 1
    return Part(
        f"{BEFORE_CHANGE}{number}",
        f"{word} thing to change",
        (
            Field("problem", "Problem", "text", hint=f"What is wrong today? {NO_NAMES}", is_needed=is_first),
            Field("done", "What will be done", "lines", hint="One on each line.", is_needed=is_first),
            Field("final", "What will be different for pupils", "lines", hint="By when?", is_needed=is_first),
        ),
        is_numbered=True,
    )
