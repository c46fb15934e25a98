"""Rows beside a page of a plan: objectives, actions, milestones and checks, each as a table of its fields.

One table serves the page's form, the action that writes, the version that is handed in, REST and a spreadsheet.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from improvement_cycle.enums import Progress, TermOfYear
from trust.policies.days import NOT_YET, fault_of_day
from trust.policies.texts import fault_of_text, in_lines, one_line
from trust.policies.wording import pounds

OBJECTIVES, ACTIONS, MILESTONES, CHECKS = "objectives", "actions", "milestones", "checks"
NO_NAMES = "Do not name pupils or members of staff."
LONGEST_LINE, LONGEST_TEXT, MOST_MONEY = 200, 1000, Decimal("9999999.99")
MOST_ROWS = 60  # of a kind, beside one page
HALF_TERMS = tuple(
    (str(number), f"{term.label} {half}")
    for number, (term, half) in enumerate(((term, half) for term in TermOfYear for half in (1, 2)), start=1)
)
PROGRESS_MEANS = {
    Progress.ON_TRACK: "The change is likely this term and by the end of the plan.",
    Progress.AT_RISK: "The change is in danger, but can be reached if we act now.",
    Progress.OFF_TRACK: "The change is unlikely without a major step.",
    Progress.COMPLETE: "Done, and part of how we work.",
    Progress.NOT_STARTED: "Not begun, and not due yet.",
}
CHOOSE = "Choose from the list."


@dataclass(frozen=True)
class RowField:
    """One thing that a row says.

    `kind`: line, text, day, money, choice (of `choices`), offered (of what the year offers, by id or key). `missing`
    is said where it is needed and not there. `is_progress`: told while the plan is carried out, not planned.
    """

    key: str
    label: str
    kind: str = "line"
    hint: str = ""
    longest: int = LONGEST_LINE
    missing: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    none: str = "Not said"  # of a choice or an offer: what it is called to choose nothing
    is_progress: bool = False
    or_else: bool = False  # needed, unless another of these says it

    @property
    def may_stay_empty(self) -> bool:
        """As far as one may tell without looking at other fields."""
        return not (self.missing or self.or_else)


@dataclass(frozen=True)
class RowKind:
    """One kind of rows."""

    key: str
    one: str  # objective
    title: str  # of their list
    empty: str
    fields: tuple[RowField, ...]

    @property
    def planned(self) -> tuple[RowField, ...]:
        """What is written while the plan is open."""
        return tuple(field for field in self.fields if not field.is_progress)

    @property
    def told(self) -> tuple[RowField, ...]:
        """What is written down while the plan is carried out."""
        return tuple(field for field in self.fields if field.is_progress)

    def field(self, key: str) -> RowField:
        """The field of this key; KeyError where there is none."""
        return next(field for field in self.fields if field.key == key)


def _state(says: str) -> tuple[RowField, ...]:
    choices = tuple((each.value, str(each.label)) for each in Progress)
    return (
        RowField(
            "state", "How is it going?", "choice", missing="Choose how it is going.", choices=choices, is_progress=True
        ),
        RowField("note", says, "text", hint=NO_NAMES, longest=LONGEST_TEXT, is_progress=True),
    )


def _of_terms(key: str, label: str, **more: Any) -> tuple[RowField, ...]:
    return tuple(
        RowField(f"{key}_{term.value}", label.format(term=term.label.lower()), **({"longest": 60} | more))
        for term in TermOfYear
    )


KINDS: Mapping[str, RowKind] = {
    kind.key: kind
    for kind in (
        RowKind(
            OBJECTIVES,
            "objective",
            "Objectives and what success looks like",
            "What will have changed, and how will you know? An objective says it with a number to reach each term.",
            (
                RowField(
                    "text",
                    "Objective",
                    hint="What will have changed?",
                    missing="Say what will have changed.",
                ),
                RowField(
                    "measure",
                    "How it is measured",
                    hint="Such as: share of lessons visited, 24 a term.",
                ),
                RowField("baseline", "Where we start", longest=60, hint="Such as 35%, or 2 of 8."),
                *_of_terms("target", "Target for the {term} term"),
                *(
                    field
                    for pair in zip(
                        _of_terms("actual", "Reached by the end of the {term} term", is_progress=True),
                        _of_terms(
                            "met",
                            "Is the target of the {term} term met?",
                            kind="choice",
                            choices=(("yes", "Met"), ("no", "Not met")),
                            none="Not known yet",
                            is_progress=True,
                        ),
                        strict=True,
                    )
                    for field in pair
                ),
            ),
        ),
        RowKind(
            ACTIONS,
            "action",
            "Actions",
            "Who does what, by when? Each action has somebody who leads it and a day by which it is done.",
            (
                RowField("text", "Action", hint="What will be done?", missing="Say what will be done."),
                RowField("objective", "Objective", "offered", none="For the priority as a whole"),
                RowField(
                    "lead",
                    "Who leads it",
                    "offered",
                    hint="The leaders of the academy, then the directors.",
                    none="Somebody else",
                    or_else=True,
                ),
                RowField(
                    "lead_name",
                    "Somebody else",
                    longest=120,
                    hint="A name or a role, where it is nobody of the list.",
                    or_else=True,
                ),
                RowField("supporter", "Help from"),
                RowField("starts_on", "First day", "day"),
                RowField("ends_on", "Done by", "day", missing="Enter the day by which it is done."),
                RowField("resources", "What it takes", "text", longest=LONGEST_TEXT, hint="Time, cover, materials."),
                RowField("cost", "Cost in pounds", "money"),
                RowField("funding", "Paid from", longest=120, hint="Such as pupil premium."),
                RowField("training", "Is it training? Of which kind?", "offered", none="No training"),
                *_state("What has happened?"),
                RowField("spent", "Spent so far, in pounds", "money", is_progress=True),
            ),
        ),
        RowKind(
            MILESTONES,
            "milestone",
            "Milestones",
            "What will be true at the end of each half term?",
            (
                RowField(
                    "half_term", "End of which half term", "choice", missing="Choose the half term.", choices=HALF_TERMS
                ),
                RowField("text", "What will be true?", missing="Say what will be true by then."),
                *_state("What do we see?"),
            ),
        ),
        RowKind(
            CHECKS,
            "check",
            "Monitoring",
            "Who looks at what, how and when, and who is told?",
            (
                RowField("text", "What we look at", missing="Say what is looked at."),
                RowField("who", "Who looks", missing="Say who looks."),
                RowField("how", "How"),
                RowField("due_on", "When", "day", missing="Enter the day."),
                RowField("reported_to", "Who is told"),
                RowField(
                    "found",
                    "What we found",
                    "text",
                    hint=NO_NAMES,
                    longest=LONGEST_TEXT,
                    missing="Say what you found.",
                    is_progress=True,
                ),
                RowField(
                    "found_on", "Looked at on", "day", missing="Enter the day on which you looked.", is_progress=True
                ),
            ),
        ),
    )
}


@dataclass(frozen=True)
class Within:
    """What a row may refer to, and the days between which it lies."""

    first: dt.date
    last: dt.date
    offered: Mapping[str, Mapping[str, str]]  # by field: keys or ids with their words

    @property
    def year(self) -> str:
        """In a sentence."""
        return f"between {self.first:%-d %B %Y} and {self.last:%-d %B %Y}"


MOST_WEEKS = 6


def every(first: dt.date, last: dt.date, weeks: int) -> list[dt.date]:
    """The days between these two, so many weeks apart, as far as they fit beside one page."""
    step = dt.timedelta(weeks=weeks)
    days = [first + number * step for number in range(MOST_ROWS + 1)]
    return [day for day in days if day <= last]


def clean(
    kind: RowKind, given: Mapping[str, Any], within: Within, *, told_on: dt.date | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """What is kept of what was given, and a sentence for each field that does not fit. Fields not given are empty.

    `told_on`: the day on which it is told how the row goes; None where it is planned. Offered things are kept as they
    were given: ids as UUID.
    """
    kept: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in kind.told if told_on else kind.planned:
        try:
            kept[field.key] = _READERS[field.kind](field, given.get(field.key), within)
        except ValueError as fault:
            faults[field.key] = str(fault)
            continue
        if field.missing and kept[field.key] in ("", None):
            faults[field.key] = field.missing
    beside = _found(kind, kept, told_on) if told_on else _together(kind, kept, within)
    faults |= {key: text for key, text in beside.items() if key not in faults}
    return kept, faults


def _found(kind: RowKind, kept: Mapping[str, Any], today: dt.date) -> dict[str, str]:
    """What was found may be written down later, but nobody can have found it on a day to come."""
    days = ((field.key, kept.get(field.key)) for field in kind.told if field.kind == "day")
    return {key: NOT_YET for key, day in days if day and day > today}


def _together(kind: RowKind, kept: Mapping[str, Any], within: Within) -> dict[str, str]:
    """What is wrong only beside something else."""
    faults = {}
    for field in kind.fields:
        day = kept.get(field.key)
        if field.kind == "day" and day and not within.first <= day <= within.last:
            faults[field.key] = f"This plan is for the days {within.year}."
    if kind.key == ACTIONS:
        if not kept.get("lead") and not kept.get("lead_name"):
            faults["lead"] = "Choose who leads it, or name somebody else."
        elif kept.get("lead") and kept.get("lead_name"):
            faults["lead_name"] = "Choose somebody from the list or name somebody else, not both."
        starts, ends = kept.get("starts_on"), kept.get("ends_on")
        if starts and ends and ends < starts:
            faults["ends_on"] = "This is before its first day."
    return faults


def _line(field: RowField, given: Any, _within: Within) -> str:
    return _short(field, one_line(_words(given)))


def _text(field: RowField, given: Any, _within: Within) -> str:
    return _short(field, in_lines(_words(given)))


def _short(field: RowField, text: str) -> str:
    if fault := fault_of_text(text, field.longest):
        raise ValueError(fault)
    return text


def _words(given: Any) -> str:
    if given is not None and not isinstance(given, str | int | float | Decimal):
        raise ValueError("This must be text.")
    return "" if given is None else str(given)


def _day(_field: RowField, given: Any, _within: Within) -> dt.date | None:
    if isinstance(given, dt.date):
        day = given
    elif not (text := _words(given).strip()):
        return None
    else:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as slip:
            raise ValueError("Enter a day such as 2027-03-26.") from slip
    if fault := fault_of_day(day):
        raise ValueError(fault)
    return day


def _money(_field: RowField, given: Any, _within: Within) -> Decimal | None:
    text = _words(given).replace("£", "").replace(",", "").strip()
    if not text:
        return None
    try:
        amount = Decimal(text)
        is_sound = amount.is_finite() and 0 <= amount <= MOST_MONEY and amount == amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        is_sound = False
    if not is_sound:
        raise ValueError("Enter an amount of pounds such as 1,150 or 89.50.")
    return amount


def _choice(field: RowField, given: Any, _within: Within) -> str:
    key = _words(given)
    if key and key not in dict(field.choices):
        raise ValueError(CHOOSE)
    return key


def _offered(field: RowField, given: Any, within: Within) -> str:
    key = str(given) if isinstance(given, UUID) else _words(given)
    if key and key not in within.offered.get(field.key, {}):
        raise ValueError(CHOOSE)
    return key


_READERS = {"line": _line, "text": _text, "day": _day, "money": _money, "choice": _choice, "offered": _offered}


def in_words(field: RowField, value: Any, offered: Mapping[str, str] | None = None) -> str:
    """What stands in a field, as it is printed and as a version keeps it."""
    if value in ("", None):
        return ""
    if field.kind == "day":
        return f"{value:%-d %B %Y}"
    if field.kind == "money":
        return pounds(value)
    if field.kind == "choice":
        return dict(field.choices).get(str(value), "")
    if field.kind == "offered":
        return (offered or {}).get(str(value), "")
    return str(value)
