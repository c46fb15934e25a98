"""Rules on visits: what fits a plan and what was held, and what a report consists of."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from improvement_cycle.enums import VISIT_KINDS, WITHOUT_WORDS, CommitmentKind
from trust.policies.contents import Field, Part
from trust.policies.days import NOT_YET, fault_of_day
from trust.policies.texts import fault_of_text, one_line

LONGEST_FOCUS = 500
MOST_AHEAD, MOST_BACK = dt.timedelta(days=730), dt.timedelta(days=366)
MOST_LONG = dt.timedelta(days=14)
MOST_DAYS, MOST_HOURS = Decimal(100), Decimal(24)
WRITE_WITHIN = dt.timedelta(days=7)  # of the day on which it was held
ANSWER_WITHIN = dt.timedelta(days=14)  # of the day on which the report was sent
SECTION = "report"
FOLLOW_UP = "follow_up"  # beside the report in a version
NO_WORDS = "Of coaching a day and hours are kept, and no words. Leave this empty."
NO_NAMES = "Do not name pupils, and nothing that points at one teacher."
TALKS = frozenset({CommitmentKind.MEETING, CommitmentKind.PROGRESS_MEETING})


@dataclass(frozen=True)
class Plan:
    """What a visit is to be."""

    kind: str
    day: dt.date | None
    until_on: dt.date | None = None
    begins_at: dt.time | None = None
    people: tuple[UUID, ...] = ()
    focus: str = ""


def faults_of_plan(plan: Plan, today: dt.date) -> dict[str, str]:
    """A sentence for each field that does not fit."""
    faults = faults_of_days(plan.day, plan.until_on, today)
    if plan.kind not in [each.value for each in VISIT_KINDS]:
        faults["kind"] = "Choose what sort of visit it is."
    if not plan.people:
        faults["people"] = "Choose who goes."
    focus = one_line(plan.focus)
    if focus and plan.kind in WITHOUT_WORDS:
        faults["focus"] = NO_WORDS
    elif fault := fault_of_text(focus, LONGEST_FOCUS):
        faults["focus"] = fault
    return faults


def faults_of_days(day: dt.date | None, until_on: dt.date | None, today: dt.date) -> dict[str, str]:
    """The same of its days alone."""
    faults: dict[str, str] = {}
    if day is None:
        faults["day"] = "Enter the day."
    elif fault := fault_of_day(day):
        faults["day"] = fault
    elif not today - MOST_BACK <= day <= today + MOST_AHEAD:
        faults["day"] = "Enter a day within the last year or the next two."
    elif until_on is not None and not day < until_on <= day + MOST_LONG:
        faults["until_on"] = "The last day comes after the first, and at most two weeks later. Leave it empty for one."
    return faults


def faults_of_holding(
    kind: str, on: dt.date | None, days: Decimal | None, hours: Decimal | None, today: dt.date
) -> dict[str, str]:
    """A sentence for each field that does not fit what was held."""
    faults: dict[str, str] = {}
    if on is None:
        faults["day"] = "Enter the day."
    elif on > today:
        faults["day"] = NOT_YET
    elif fault := fault_of_day(on):
        faults["day"] = fault
    elif on < today - MOST_BACK:
        faults["day"] = "Enter a day within the last year."
    if kind in WITHOUT_WORDS:
        if days is not None:
            faults["days"] = "Of coaching hours are kept, and no days."
        if hours is None or not 0 < hours <= MOST_HOURS:
            faults["hours"] = f"Enter a number of hours up to {MOST_HOURS}, such as 1.5."
    else:
        if hours is not None:
            faults["hours"] = "Hours are kept of coaching alone."
        if days is not None and not 0 <= days <= MOST_DAYS:
            faults["days"] = f"Enter a number of days between 0 and {MOST_DAYS}."
    return faults


def parts_of(kind: str) -> tuple[Part, ...]:
    """A report is one page."""
    is_talk = kind in TALKS
    return (
        Part(
            SECTION,
            "Report",
            (
                Field("focus", "Focus", "text", hint="What you went to look at or to talk about."),
                Field(
                    "seen",
                    "What was discussed" if is_talk else "What was seen",
                    "rich",
                    hint=f"What you saw and heard, and where. {NO_NAMES}",
                    words=400,
                    is_needed=True,
                ),
                Field(
                    "strengths",
                    "What goes well" if is_talk else "Strengths",
                    "lines",
                    hint="One on each line.",
                ),
                Field("improve", "To work on", "lines", hint="One on each line. Who does what by when stands below."),
            ),
        ),
    )
