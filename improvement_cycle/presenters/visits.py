"""Visits as pages show them: when, who, and where each stands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from improvement_cycle.enums import VISIT_KINDS, CommitmentKind, VisitState
from improvement_cycle.models import Promise, Visit, VisitAnswer, VisitFollowUp
from improvement_cycle.presenters.commitments import PRIVATE, PromiseLine, promise_lines
from improvement_cycle.queries.visits import Listed
from trust.policies.wording import count, full_day, listed

# By state: how it looks, its mark, and what it says.
LOOKS = {
    VisitState.PLANNED: ("sch", "ring", "Planned"),
    VisitState.HELD: ("prom", "half", "Report to write"),
    VisitState.SENT: ("sch", "half", "With the head"),
    VisitState.ANSWERED: ("del", "check", "Answered"),
    VisitState.CANCELLED: ("not", "dash", "Cancelled"),
}
STATES = [
    (VisitState.HELD.value, "Report to write"),
    (VisitState.SENT.value, "With the head"),
    (VisitState.ANSWERED.value, "Answered"),
    (VisitState.CANCELLED.value, "Cancelled"),
]
LATE = ("late", "miss", "Held? Not recorded yet")
DONE = ("del", "check", "Held")
KINDS = [(each.value, f"{each.label[:1].upper()}{each.label[1:]}") for each in VISIT_KINDS]


@dataclass(frozen=True)
class State:
    """Where something stands, for commitments/state.html."""

    look: str
    mark: str
    words: str


@dataclass(frozen=True)
class VisitLine:
    """A line of a list. Of a private one only its day and that it is."""

    visit: Visit
    is_private: bool
    title: str
    when: str
    at: str
    who: str
    state: State | None
    is_to_come: bool


def lines(found: Sequence[Listed], today: dt.date) -> list[VisitLine]:
    """All of a list."""
    return [line(each.visit, today, is_private=each.is_private) for each in found]


def line(visit: Visit, today: dt.date, *, is_private: bool = False) -> VisitLine:
    """One visit."""
    return VisitLine(
        visit=visit,
        is_private=is_private,
        title=PRIVATE if is_private else visit.sort,
        when=days_words(visit, today),
        at="" if is_private else time_words(visit),
        who="" if is_private else who_words(visit),
        state=None if is_private else state_of(visit, today),
        is_to_come=Listed(visit, is_private).is_to_come(today),
    )


def state_of(visit: Visit, today: dt.date) -> State:
    """Where it stands; one whose day has passed without a word is late."""
    if visit.is_planned and visit.last_day < today:
        return State(*LATE)
    if visit.is_held and not visit.has_words:
        return State(*DONE)
    look, mark, words = LOOKS[VisitState(visit.state)]
    if visit.is_held and visit.sent_at:
        words = "Report taken up again"
    return State(look, mark, words)


def days_words(visit: Visit, today: dt.date) -> str:
    """Tue 12 January, or 12 to 13 January; the year only where it is another."""
    first, last = visit.day, visit.until_on
    if last is None:
        return f"{first:%a} {_day(first, today)}"
    begins = str(first.day) if (first.month, first.year) == (last.month, last.year) else _day(first, today)
    return f"{begins} to {_day(last, today)}"


def _day(day: dt.date, today: dt.date) -> str:
    said = f"{day.day} {day:%B}"
    return said if day.year == today.year else f"{said} {day.year}"


def time_words(visit: Visit) -> str:
    """09:30; nothing where no time was set."""
    return f"{visit.begins_at:%H:%M}" if visit.begins_at else ""


def who_words(visit: Visit) -> str:
    """Jo Whitlock and Amara Osei."""
    return listed([each.name for each in visit.people.all()])


def spent_words(visit: Visit) -> str:
    """1.5 hours, half a day, 2 days; nothing where nothing was noted."""
    spent = visit.time_spent
    if spent is None:
        return ""
    number = f"{spent.normalize():f}"
    unit = "hour" if not visit.has_words else "day"
    return f"{number} {unit}{'' if number == '1' else 's'}"


def answer_words(answer: VisitAnswer) -> str:
    """Accurate, says Ruth Lindqvist."""
    return f"{'Accurate' if answer.is_accurate else 'Not accurate'}, says {answer.by_name}"


@dataclass(frozen=True)
class FollowUpLine:
    """What follows, with where it stands."""

    each: VisitFollowUp
    state: State


def follow_up_lines(found: Sequence[VisitFollowUp], today: dt.date) -> list[FollowUpLine]:
    """Done, late, or open."""
    return [FollowUpLine(each, follow_up_state(each, today)) for each in found]


def follow_up_state(each: VisitFollowUp, today: dt.date) -> State:
    """As above."""
    if each.done_on:
        return State("del", "check", f"Done {_day(each.done_on, today)}")
    if each.due_on < today:
        return State("late", "miss", f"Due {_day(each.due_on, today)}")
    return State("sch", "ring", f"By {_day(each.due_on, today)}")


def next_words(visit: Visit, today: dt.date) -> str:
    """What comes next, in a sentence."""
    if visit.is_cancelled:
        return "It was cancelled."
    if visit.is_planned:
        return "It is still to come." if visit.last_day >= today else "Its day has passed. Was it held?"
    if not visit.has_words:
        return "It was held. Of coaching a day and hours are kept, and no words."
    return {
        VisitState.HELD: "The report is written now. Only those who carry the visit out read it until it is sent.",
        VisitState.SENT: "The report is with the head, who says whether it is accurate.",
        VisitState.ANSWERED: "The report stands, and the head’s answer beside it.",
    }[VisitState(visit.state)]


MOST_TO_KEEP = 5


@dataclass(frozen=True)
class ToKeep:
    """Promises that a visit may keep: the nearest as lines, and how many more there are.

    `text`: what all these lines are times of; empty where they are not of one commitment.
    """

    text: str
    lines: Sequence[PromiseLine]
    more: int


def to_keep(found: Sequence[Promise], today: dt.date) -> ToKeep | None:
    """As above; None where there is no such promise."""
    if not found:
        return None
    nearest = found[:MOST_TO_KEEP]
    told = [told for each in nearest for told in promise_lines(each.commitment, [each], today)]
    texts = {each.commitment.text for each in nearest}
    return ToKeep(texts.pop() if len(texts) == 1 else "", told, len(found) - len(nearest))


def stands_open_words(visit: Visit, found: Sequence[Promise]) -> str:
    """What is said of them once the visit is planned; nothing where there is none."""
    if not found:
        return ""
    lacks = "visit" if any(each.scheduled_on for each in found) else "date"
    if len(found) == 1:
        said = f"A promise of this sort at {visit.academy.name} stands without a {lacks}"
        return f"{said}: say below whether this visit keeps it."
    said = f"{count(len(found)).capitalize()} promises of this sort at {visit.academy.name} stand without a {lacks}"
    return f"{said}: say below whether this visit keeps one of them."


def kept_words(visit: Visit) -> str:
    """What became of the promise, once somebody said that the visit keeps it."""
    if visit.held_on:
        return f"The promise is delivered: {full_day(visit.held_on)}."
    return f"The promise is scheduled for {full_day(visit.day)}."


def kind_words(kind: str) -> str:
    """Quality assurance visit."""
    label: Any = CommitmentKind(kind).label
    return f"{label[:1].upper()}{label[1:]}"
