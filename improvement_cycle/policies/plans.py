"""What an improvement plan consists of: a page for each priority as a logic model, and one around them."""

from collections.abc import Iterable
from dataclasses import dataclass

from improvement_cycle.presets.implementation_guidance import Edition
from trust.policies.contents import Choice, Field, Part

OVERVIEW, PROBLEM, CONSIDERED = "overview", "problem", "considered"
OUTCOMES = "Implementation outcomes"
BEFORE_NUMBER = "priority-"  # of the key of a priority's section
BEFORE_CHANGE = "change-"  # of that of a thing to change in a rapid plan
NO_NAMES = "Do not name pupils or members of staff."
# How an implementation outcome is seen, and by when. Source: the logic model of the EEF's guides to implementation.
DIMENSIONS = (
    ("fidelity", "Done as agreed", "How far what is done is what was agreed, and how one would see it."),
    ("reach", "Reach", "Which pupils, classes and staff it reaches."),
    ("acceptability", "Found right", "Whether those who do it find it right and useful."),
    ("feasibility", "Manageable", "Whether it can be done beside everything else."),
)
WHEN = (("short", "in the first term"), ("medium", "by the end of the year"), ("long", "in the years after"))


@dataclass(frozen=True)
class InPlan:
    """A priority that has a page in the plan."""

    year: int  # in which the school year begins
    number: int
    statement: str

    @property
    def key(self) -> str:
        """Of its section. No two years share one: last year's priority 2 was another."""
        return f"{BEFORE_NUMBER}{self.year}-{self.number}"


def parts_of(priorities: Iterable[InPlan], guidance: Edition | None = None) -> tuple[Part, ...]:
    """The sections in their order: the plan as a whole, then each priority. `guidance`: as the year's model has it."""
    return (_overview(), *(_page(each, guidance) for each in sorted(priorities, key=lambda each: each.number)))


def number_of(key: str) -> int:
    """The number of the priority, or of the thing to change, whose section this is; 0 for the plan as a whole."""
    number = key.rpartition("-")[2]
    return int(number) if key.startswith((BEFORE_NUMBER, BEFORE_CHANGE)) and number.isdecimal() else 0


def outcome_key(dimension: str, when: str) -> str:
    """The field of an implementation outcome."""
    return f"{dimension}_{when}"


def outcome_words(label: str) -> tuple[str, str]:
    """Of the label of such a field, as it was handed in: how it is seen, and by when."""
    dimension, _, when = label.partition(", ")
    return dimension, _capital(when)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _overview() -> Part:
    return Part(
        OVERVIEW,
        "The plan as a whole",
        (
            Field(
                "aim",
                "What will be different by the end of the year?",
                "text",
                hint=f"For pupils first, in a few sentences. {NO_NAMES}",
                is_needed=True,
            ),
            Field("followed", "Who follows the plan, how and when?", "text", hint="Leaders, governors, the trust."),
        ),
    )


def _page(priority: InPlan, guidance: Edition | None) -> Part:
    return Part(
        priority.key,
        priority.statement[:160],
        (
            Field(
                PROBLEM,
                "Problem",
                "text",
                hint=f"Why is something needed? {NO_NAMES}",
                is_needed=True,
            ),
            _lines("known_by", "How we know", "One on each line, with its source."),
            _lines("ingredients", "Active ingredients", "What will be done, exactly as agreed?", is_needed=True),
            _lines("will_stop", "What will stop", "So that there is room for it."),
            _lines("activities", "Implementation activities", "How are people prepared and helped?", is_needed=True),
            *(
                Field(
                    outcome_key(key, when),
                    f"{label}, {words}",
                    "text",
                    group_hint=hint,
                    group=f"{OUTCOMES}: {label[:1].lower()}{label[1:]}",
                    in_group=_capital(words),
                )
                for key, label, hint in DIMENSIONS
                for when, words in WHEN
            ),
            _lines("final", "Final outcomes", "What will be different for pupils?", is_needed=True),
            Field("ready", "Are we ready?", "text", hint="What is still in the way, and who sees to it."),
            *([_considered(guidance)] if guidance else []),
        ),
        is_numbered=True,
    )


def _considered(guidance: Edition) -> Field:
    return Field(
        CONSIDERED,
        "Implementation guidance",
        "ticks",
        choices=tuple(Choice(each.key, each.label, group=each.group, asks=each.asks) for each in guidance.points),
        edition=guidance.label,
    )


def _lines(key: str, label: str, hint: str, *, is_needed: bool = False) -> Field:
    return Field(key, label, "lines", hint=hint, is_needed=is_needed)
