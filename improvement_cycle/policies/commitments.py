"""What a category brings in a year as promises with days, and what a change of category adds and ends.

A commitment is one thing that a category brings; each time it falls due is a promise of its own. The days come from the
year and its terms alone, so that the same category decided again finds the promises that stand.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from improvement_cycle.enums import Cadence, CommitmentKind, PromiseState, Responsible
from improvement_cycle.policies.definition import CommitmentWord
from improvement_cycle.policies.timeline import halves
from trust.enums import Place, Role
from trust.policies.school_calendar import DAY, is_school_day
from trust.policies.years import TermDays

# Left of a term, a half term or a month, for it to bring a promise of its own.
LEFT_OF_TERM, LEFT_OF_HALF, LEFT_OF_MONTH = dt.timedelta(days=14), dt.timedelta(days=7), dt.timedelta(days=7)
SCHOOL_WEEK = 5  # days
AT_ONCE, ENOUGH_FOR_ONE = dt.timedelta(days=14), dt.timedelta(days=28)
# Who sees to a commitment, as the roles of a trust and of an academy.
ROLE_OF = {
    Responsible.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE.value,
    Responsible.DIRECTOR: Role.DIRECTOR.value,
    # A trust officer reads no commitments, so the director sees to it that they know.
    Responsible.TRUST_OFFICER: Role.DIRECTOR.value,
    Responsible.SENIOR_LEADER: Place.SENIOR_LEADER.value,
    Responsible.HEAD: Place.HEADTEACHER.value,
}
# They have no days of their own: they are written down when they are used.
WHEN_USED = frozenset({Cadence.AS_REQUIRED, Cadence.ONGOING})
# One promise in a year, whenever the category is decided.
SINGLE = frozenset({Cadence.IMMEDIATE, Cadence.ONCE, Cadence.ANNUAL, Cadence.AS_SCHEDULED})
# Still to be kept. What ended was still to be kept when the category changed.
OPEN = frozenset({PromiseState.PROMISED, PromiseState.SCHEDULED})


@dataclass(frozen=True)
class YearDays:
    """The days of a year: its first and last, its terms (first, last, first and last day of the break).

    `documents`: until when each kind of document is handed in, by kind; a kind that is missing has no day.
    """

    first: dt.date
    last: dt.date
    terms: Sequence[TermDays]
    documents: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def closes(self) -> dt.date:
        """The last day on which somebody is at school."""
        return max((term[1] for term in self.terms), default=self.last)

    def is_school_day(self, day: dt.date) -> bool:
        """As trust.policies.school_calendar.is_school_day."""
        return is_school_day(day, self.terms)

    def school_day_until(self, day: dt.date) -> dt.date | None:
        """The last school day of the week before and this day; None in a holiday."""
        return next((each for each in (day - DAY * back for back in range(7)) if self.is_school_day(each)), None)


@dataclass(frozen=True)
class Slot:
    """A promise as the model has it. `key`: which of its commitment it is, whatever the dates of a term come to.

    `document`: the kind of document whose handing-in keeps it, if one does. `follows`: whether its day moves with the
    dates of the year; else it keeps the day it was given when it was promised. `is_worth_it`: enough of its term is
    left to promise it anew; what was promised before stands all the same.
    """

    key: str
    day: dt.date
    document: str = ""
    follows: bool = True
    is_worth_it: bool = True


@dataclass(frozen=True)
class Documents:
    """Which kinds of documents keep promises: those of each year, reviews in the order of the terms, the rapid plan."""

    yearly: tuple[str, ...]
    reviews: tuple[str, ...]
    rapid: str


ONE = "one"


def slots(entry: CommitmentWord, since: dt.date, year: YearDays, documents: Documents) -> tuple[Slot, ...]:
    """When a commitment falls due in the year, if it holds from this day on: all of the year, the past too."""
    if entry.kind == CommitmentKind.SUBMISSION:
        return tuple(Slot(kind, year.documents.get(kind, year.closes), kind) for kind in documents.yearly)
    if entry.kind == CommitmentKind.QUIP_REVIEW and len(year.terms) == len(documents.reviews):
        ends = zip(year.terms, documents.reviews, strict=True)
        return tuple(Slot(kind, term[1], kind) for term, kind in ends)
    if entry.kind == CommitmentKind.RAPID_PLAN:
        return (Slot(documents.rapid, _at_once(since, year), documents.rapid, follows=False),)
    return tuple(_slots(Cadence(entry.cadence), since, year))


def _slots(cadence: Cadence, since: dt.date, year: YearDays) -> Iterable[Slot]:
    if cadence in WHEN_USED:
        return ()
    if cadence in SINGLE:
        return (Slot(ONE, _single(cadence, since, year), follows=cadence in (Cadence.ANNUAL, Cadence.AS_SCHEDULED)),)
    days, left = {
        Cadence.TERMLY: (_terms, LEFT_OF_TERM),
        Cadence.HALF_TERMLY: (_half_terms, LEFT_OF_HALF),
        Cadence.MONTHLY: (_months, LEFT_OF_MONTH),
        Cadence.FORTNIGHTLY: (_fortnights, dt.timedelta()),
    }[cadence]
    return [Slot(key, day, is_worth_it=day - since >= left) for key, day in days(year)]


def _single(cadence: Cadence, since: dt.date, year: YearDays) -> dt.date:
    if cadence == Cadence.IMMEDIATE:
        return _at_once(since, year)
    if cadence == Cadence.ONCE:
        return next((last for _, last, _, _ in year.terms if last - since >= ENOUGH_FOR_ONE), year.closes)
    return year.closes


def _at_once(since: dt.date, year: YearDays) -> dt.date:
    """Two weeks on, or the first school day after; the last day where none comes."""
    wanted = since + AT_ONCE
    days = (wanted + DAY * on for on in range((year.closes - wanted).days + 1))
    return next((day for day in days if year.is_school_day(day)), year.closes)


Days = list[tuple[str, dt.date]]


def _terms(year: YearDays) -> Days:
    return [(f"term-{number}", term[1]) for number, term in enumerate(year.terms, start=1)]


def _half_terms(year: YearDays) -> Days:
    """The last school day of each half: before the break that is seldom the day before it."""
    found = halves(year.terms)
    return [(f"half-{half.number}", year.school_day_until(half.last) or half.last) for half in found] or _terms(year)


def _months(year: YearDays) -> Days:
    """The last school day of each month in which there is school for a week and more."""
    found = []
    month = year.first.replace(day=1)
    while month <= year.closes:
        length = calendar.monthrange(month.year, month.month)[1]
        days = [day for day in (month + DAY * on for on in range(length)) if year.is_school_day(day)]
        if len(days) >= SCHOOL_WEEK:
            found.append((f"{month:%Y-%m}", days[-1]))
        month = (month + DAY * 31).replace(day=1)
    return found


def _fortnights(year: YearDays) -> Days:
    """Every second Friday from the second week of the first term on, or the last school day of its week."""
    if not year.terms:
        return []
    first = year.terms[0][0]
    friday = first + DAY * ((4 - first.weekday()) % 7 + 7)
    found = []
    for number in range(1, (year.closes - friday).days // 14 + 2):
        if day := year.school_day_until(friday + DAY * 14 * (number - 1)):
            found.append((f"fortnight-{number}", day))
    return found


@dataclass(frozen=True)
class PromiseFact:
    """A promise that stands. `slot`: which of the model's it is, empty where somebody added it.

    `is_moved`: somebody gave it another day than the model.
    """

    id: object
    slot: str
    due_on: dt.date
    state: str
    is_moved: bool = False


@dataclass(frozen=True)
class CommitmentFact:
    """A commitment that stands. `key`: the model's entry, empty where somebody added it.

    `is_declined`: somebody ended it with a reason, so no category brings it back this year.
    """

    id: object
    key: str
    is_open: bool
    promises: tuple[PromiseFact, ...]
    is_declined: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a category brings: an entry of the model with its days."""

    key: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Changes:
    """What a decision does. Nothing that was kept, missed or not needed is touched. Things are named by their ids."""

    begin: tuple[Wanted, ...] = ()  # commitments that are new
    add: tuple[tuple[object, Slot], ...] = ()  # promises of commitments that stand
    resume: tuple[object, ...] = ()  # commitments that had ended
    revive: tuple[tuple[object, dt.date], ...] = ()  # promises that had ended, and until when they are due
    redate: tuple[tuple[object, dt.date], ...] = ()  # promises whose day is another since the dates of the year changed
    end: tuple[object, ...] = ()  # commitments
    drop: tuple[object, ...] = ()  # promises that end

    @property
    def is_nothing(self) -> bool:
        return self == Changes()


def changes(
    wanted: Sequence[Wanted], standing: Sequence[CommitmentFact], *, ends_from: dt.date, today: dt.date
) -> Changes:
    """From what stands to what a category brings.

    What it does not bring ends: its promises that fall due from `ends_from` on and are still to be kept. What it brings
    and does not stand begins, with the promises whose day is not past on `today`: nobody is late with what was
    promised afterwards. What somebody added is not of the category, and stays.
    """
    known = {each.key: each for each in standing if each.key}
    done = _Lists()
    for each in wanted:
        there = known.pop(each.key, None)
        if there is None:
            done.begin.append(Wanted(each.key, tuple(slot for slot in each.slots if _is_new(slot, today))))
        elif not there.is_declined:
            _bring_up_to(there, each.slots, ends_from, today, done)
    for there in known.values():
        if there.is_open:
            done.end.append(there.id)
        still = (each for each in there.promises if each.state in OPEN and each.slot and each.due_on >= ends_from)
        done.drop += [each.id for each in still]
    return Changes(**{each.name: tuple(getattr(done, each.name)) for each in fields(Changes)})


@dataclass
class _Lists:
    """Changes while they are gathered."""

    begin: list[Wanted] = field(default_factory=list)
    add: list[tuple[object, Slot]] = field(default_factory=list)
    resume: list[object] = field(default_factory=list)
    revive: list[tuple[object, dt.date]] = field(default_factory=list)
    redate: list[tuple[object, dt.date]] = field(default_factory=list)
    end: list[object] = field(default_factory=list)
    drop: list[object] = field(default_factory=list)


def _is_new(slot: Slot, today: dt.date) -> bool:
    """Whether it is promised where it does not stand: nobody is late with what was promised after its day."""
    return slot.day >= today and slot.is_worth_it


def _bring_up_to(
    there: CommitmentFact, wanted: Sequence[Slot], holds_from: dt.date, today: dt.date, done: _Lists
) -> None:
    """What a commitment that stands lacks of what is wanted of it, and has of what is not wanted any more."""
    if not there.is_open:
        done.resume.append(there.id)
    of_slot = {promise.slot: promise for promise in there.promises if promise.slot}
    for slot in wanted:
        stands = of_slot.pop(slot.key, None)
        if stands is None:
            if _is_new(slot, today):
                done.add.append((there.id, slot))
        elif stands.state == PromiseState.ENDED:
            keeps_day = (stands.is_moved or not slot.follows) and stands.due_on >= holds_from
            day = stands.due_on if keeps_day else slot.day
            # What fell due since it holds again is owed: a slip in deciding can be put right.
            if day >= holds_from:
                done.revive.append((stands.id, day))
        elif _has_another_day(stands, slot):
            done.redate.append((stands.id, slot.day))
    # Of terms that the year has not any more: nothing is promised twice once they are set otherwise.
    done.drop += [each.id for each in of_slot.values() if each.state == PromiseState.PROMISED and not each.is_moved]


def _has_another_day(promise: PromiseFact, slot: Slot) -> bool:
    """Whether the year's dates moved it since; what has a date of its own, or was given another day, stays."""
    is_bound = slot.follows and promise.state == PromiseState.PROMISED and not promise.is_moved
    return is_bound and promise.due_on != slot.day
