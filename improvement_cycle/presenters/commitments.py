"""What was promised and what was delivered, as the page of an academy shows it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst

from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import Cadence, CommitmentKind, OwedBy, PromiseState, Responsible, TermOfYear
from improvement_cycle.policies.commitments import OPEN, WHEN_USED, Changes
from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.promised import (
    Sum,
    Told,
    days_late,
    days_used,
    of_side,
    sentence,
    summed,
    term_at,
)
from improvement_cycle.queries.commitments import CommitmentsPage, told_of
from trust.policies.wording import count

# By state: how it looks, and its mark.
LOOKS = {
    PromiseState.DELIVERED: ("del", "check"),
    PromiseState.SCHEDULED: ("sch", "ring"),
    PromiseState.PROMISED: ("prom", "todo"),
    PromiseState.NOT_NEEDED: ("not", "dash"),
    PromiseState.MISSED: ("miss", "miss"),
    PromiseState.ENDED: ("not", "dash"),
}
LATE = ("late", "miss")
FEW = 3  # days named one by one in a cell
NEXT = 5
PRIVATE = "Private"


@dataclass(frozen=True)
class Line:
    """Some promises of a commitment in a term that stand alike."""

    look: str
    mark: str
    words: str


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment in the table. `cells`: by term. `is_private`: nothing of it but that it is there."""

    commitment: Any
    text: str
    how: str
    cells: tuple[tuple[Line, ...], ...]
    days: Decimal
    is_private: bool


@dataclass(frozen=True)
class Group:
    """The commitments of one category, or those that were added."""

    category: CategoryWord | None
    title: str
    rows: tuple[CommitmentRow, ...]


@dataclass(frozen=True)
class ToDo:
    """A promise in the lists at the side."""

    commitment: Any
    promise: Any
    text: str
    look: str
    mark: str
    words: str
    is_private: bool


@dataclass(frozen=True)
class Strip:
    """One mark for each promise of a term, and the same in words."""

    term: str
    marks: tuple[tuple[str, str], ...]
    words: str


@dataclass(frozen=True)
class Shown:
    """The page."""

    headline: str
    second: str
    terms: tuple[str, ...]
    now: int | None  # the term of today
    groups: tuple[Group, ...]
    ended: tuple[CommitmentRow, ...]
    strips: tuple[Strip, ...]
    sums: tuple[tuple[str, Sum, Sum], ...]  # each term, with what the trust and what the academy kept
    coming: tuple[ToDo, ...]
    to_put_right: tuple[ToDo, ...]
    days: Decimal


def shown(page: CommitmentsPage) -> Shown:
    """Everything on it, from the commitments as they were read."""
    terms = tuple(str(term.label) for term in TermOfYear) if page.term_ends else ("This year",)
    rows = [_row(page, each, len(terms)) for each in page.commitments]
    # What is need-to-know is in no sum of those outside: the difference to what they see would tell of it.
    known = [each for each in page.commitments if each.id not in page.private]
    told = [told_of(each, promise) for each in known for promise in each.promises.all()]
    # What is used when needed was never promised for a day: it is told in its cell and in days alone.
    owed = [told_of(each, promise) for each in known if not is_when_used(each) for promise in each.promises.all()]
    now = term_at(page.today, page.term_ends) if page.term_ends else 0
    by_term = [[each for each in owed if _owed_in(each, page) == place] for place in range(len(terms))]
    sums = tuple(
        (
            name,
            summed(of_side(of, OwedBy.TRUST), page.today),
            summed(of_side(of, OwedBy.ACADEMY), page.today),
        )
        for name, of in zip(terms, by_term, strict=True)
    )
    when = f"In the {terms[now].lower()} term" if page.term_ends else "This year"
    standing = [each for each in rows if each.commitment.is_open]
    return Shown(
        headline=sentence(sums[now][1], sums[now][2], when),
        second=_how_many(page, standing),
        terms=terms,
        now=now if page.row.cycle.school_year.starts_on <= page.today <= page.row.cycle.school_year.ends_on else None,
        groups=_groups(page, standing),
        ended=tuple(each for each in rows if not each.commitment.is_open and _was_used(each.commitment)),
        strips=tuple(_strip(name, of, page.today) for name, of in zip(terms, by_term, strict=True)),
        sums=sums,
        coming=tuple(_coming(page))[:NEXT],
        to_put_right=tuple(_to_put_right(page)),
        days=days_used(told),
    )


# What the marks mean, in the order in which they stand.
KEY = (
    (*LOOKS[PromiseState.DELIVERED], "Delivered"),
    (*LOOKS[PromiseState.SCHEDULED], "Scheduled"),
    (*LOOKS[PromiseState.PROMISED], "Promised, no date yet"),
    (*LOOKS[PromiseState.NOT_NEEDED], "Not needed"),
    (*LATE, "Late or missed"),
)


STRIP_ORDER = [
    LOOKS[PromiseState.DELIVERED],
    LATE,
    LOOKS[PromiseState.MISSED],
    LOOKS[PromiseState.SCHEDULED],
    LOOKS[PromiseState.PROMISED],
    LOOKS[PromiseState.NOT_NEEDED],
]


def _strip(term: str, promises: Sequence[Told], today: dt.date) -> Strip:
    looks = [
        LATE if days_late(each, today) else LOOKS[PromiseState(each.state)]
        for each in promises
        if each.state != PromiseState.ENDED
    ]
    found = summed(promises, today)
    said = [f"{found.words} delivered"]
    for number, words in ((found.late, "late"), (found.missed, "missed"), (found.undated, "without a date")):
        if number:
            said.append(f"{number} {words}")
    words = ", ".join(said) if found.counted else "Nothing promised"
    return Strip(term, tuple(sorted(looks, key=STRIP_ORDER.index)), words)


def _term(told: Told, page: CommitmentsPage) -> int:
    """Where it stands in the table: when it was, or is to be."""
    return term_at(told.day, page.term_ends) if page.term_ends else 0


def _owed_in(told: Told, page: CommitmentsPage) -> int:
    """Of which term's promises it is one: what was promised for December is of the autumn, kept in January too."""
    return term_at(told.due_on, page.term_ends) if page.term_ends else 0


def _row(page: CommitmentsPage, commitment: Any, terms: int) -> CommitmentRow:
    is_private = commitment.id in page.private
    promises = [(each, told_of(commitment, each)) for each in commitment.promises.all()]
    cells = tuple(
        tuple(_lines([each for each in promises if _term(each[1], page) == place], page.today, is_private))
        for place in range(terms)
    )
    return CommitmentRow(
        commitment=commitment,
        text=PRIVATE if is_private else commitment.text,
        how="" if is_private else how_words(commitment),
        cells=cells,
        days=Decimal(0) if is_private else days_used(told for _, told in promises),
        is_private=is_private,
    )


def how_words(commitment: Any) -> str:
    """Every half term. Director, with the trust team."""
    who = capfirst(str(Responsible(commitment.responsible).label))
    provider = commitment.provider if commitment.provider and commitment.provider != who else ""
    said = f"{capfirst(str(Cadence(commitment.cadence).label))}. {who}"
    return f"{said}. {provider}" if provider else said


def _lines(promises: Sequence[tuple[Any, Told]], today: dt.date, is_private: bool) -> Iterable[Line]:
    """A cell: what was delivered, then what is late, what was missed, what has a date, what has none."""
    if is_private:
        return
    late = [each for each in promises if days_late(each[1], today)]
    by_state = {state: [each for each in promises if each[0].state == state] for state in PromiseState}
    if done := by_state[PromiseState.DELIVERED]:
        yield Line(*LOOKS[PromiseState.DELIVERED], _days([told.day for _, told in done], "times"))
    for promise, told in late:
        yield Line(*LATE, f"{_what(promise)}{_short(told.day)}, {_late_words(days_late(told, today))}")
    for promise, told in ((each, told) for each, told in by_state[PromiseState.MISSED]):
        yield Line(*LOOKS[PromiseState.MISSED], f"{_short(told.day)}, missed: {promise.note}")
    if dated := [each for each in by_state[PromiseState.SCHEDULED] if each not in late]:
        yield Line(*LOOKS[PromiseState.SCHEDULED], _days([told.day for _, told in dated], "dates"))
    ahead = [each for each in by_state[PromiseState.PROMISED] if each not in late]
    if len(ahead) > 1 and not any(promise.document for promise, _ in ahead):
        yield Line(*LOOKS[PromiseState.PROMISED], f"{len(ahead)} to be dated")
    else:
        for promise, told in ahead:
            yield Line(
                *LOOKS[PromiseState.PROMISED], f"{_what(promise)}{'by' if _what(promise) else 'By'} {_short(told.day)}"
            )
    for promise, _ in by_state[PromiseState.NOT_NEEDED]:
        yield Line(*LOOKS[PromiseState.NOT_NEEDED], f"Not needed: {promise.note}")


def _what(promise: Any) -> str:
    """Self-evaluation, — of what is kept by handing in a document."""
    return f"{capfirst(pages_of(promise.document).words.one)}, " if promise.document else ""


def _days(days: Sequence[dt.date], many: str) -> str:
    return ", ".join(_short(day) for day in days) if len(days) <= FEW else f"{len(days)} {many}"


def _short(day: dt.date) -> str:
    return f"{day:%-d %B}"


def _late_words(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} late"


def _groups(page: CommitmentsPage, rows: Sequence[CommitmentRow]) -> tuple[Group, ...]:
    """What was added first, then the category's own, most support first. Without a category all are one."""
    added = tuple(each for each in rows if each.commitment.is_added)
    brought = [each for each in rows if not each.commitment.is_added]
    groups = [Group(None, "Added for this academy", added)] if added else []
    if page.status is None:
        return (*groups, *([Group(None, "What is promised", tuple(brought))] if brought else ()))
    for category in sorted(page.definition.categories, key=lambda each: -each.number):
        of = tuple(each for each in brought if each.commitment.category == category.number)
        if of:
            is_lowest = category.number == min(each.number for each in page.definition.categories)
            title = "What every academy has" if is_lowest else f"Added by category {category.number}"
            groups.append(Group(category, title, of))
    return tuple(groups)


def _how_many(page: CommitmentsPage, rows: Sequence[CommitmentRow]) -> str:
    if not rows:
        return ""
    many = len(rows)
    said = f"{capfirst(count(many))} commitment{'' if many == 1 else 's'}"
    sides = [(name, sum(each.commitment.owed_by == side for each in rows)) for side, name in _SIDES]
    return f"{said}: " + ", ".join(f"{number} of {name}" for name, number in sides if number) + "."


_SIDES = ((OwedBy.TRUST, "the trust"), (OwedBy.ACADEMY, "the academy"))


def _open(page: CommitmentsPage) -> list[tuple[Any, Any, Told]]:
    found = [
        (each, promise, told_of(each, promise))
        for each in page.commitments
        for promise in each.promises.all()
        if promise.state in OPEN or promise.state == PromiseState.MISSED
    ]
    return sorted(found, key=lambda each: each[2].day)


def _coming(page: CommitmentsPage) -> Iterable[ToDo]:
    for commitment, promise, told in _open(page):
        if promise.state == PromiseState.SCHEDULED and told.day >= page.today:
            yield _to_do(page, commitment, promise, LOOKS[PromiseState.SCHEDULED], _short(told.day))


def _to_put_right(page: CommitmentsPage) -> Iterable[ToDo]:
    for commitment, promise, told in _open(page):
        if late := days_late(told, page.today):
            yield _to_do(page, commitment, promise, LATE, _late_words(late))
        elif promise.state == PromiseState.MISSED:
            yield _to_do(page, commitment, promise, LOOKS[PromiseState.MISSED], f"Missed: {promise.note}")


def _to_do(page: CommitmentsPage, commitment: Any, promise: Any, look: tuple[str, str], words: str) -> ToDo:
    is_private = commitment.id in page.private
    sort = capfirst(str(CommitmentKind(commitment.kind).label))
    text = PRIVATE if is_private else _what(promise).rstrip(", ") or sort
    return ToDo(commitment, promise, text, *look, "" if is_private and promise.note else words, is_private)


def _was_used(commitment: Any) -> bool:
    return any(each.state != PromiseState.ENDED for each in commitment.promises.all()) or commitment.is_added


@dataclass(frozen=True)
class PromiseLine:
    """A promise on the page of its commitment."""

    promise: Any
    look: str
    mark: str
    title: str
    words: str
    note: str


def promise_lines(commitment: Any, promises: Sequence[Any], today: dt.date) -> list[PromiseLine]:
    """The promises of one commitment, in the order of their days."""
    made = []
    for promise in promises:
        told = told_of(commitment, promise)
        late = days_late(told, today)
        look, mark = LATE if late else LOOKS[PromiseState(promise.state)]
        made.append(
            PromiseLine(
                promise=promise,
                look=look,
                mark=mark,
                title=f"{_what(promise)}{told.day:%-d %B %Y}",
                words=_standing(promise, told, late),
                note=promise.note,
            )
        )
    return made


def _standing(promise: Any, told: Told, late: int) -> str:
    """Promised until that day, 12 days late."""
    said = {
        PromiseState.PROMISED: "Promised by then, no date yet",
        PromiseState.SCHEDULED: f"Scheduled; promised by {told.due_on:%-d %B}",
        PromiseState.DELIVERED: "Delivered",
        PromiseState.NOT_NEEDED: "Not needed",
        PromiseState.MISSED: "Missed",
        PromiseState.ENDED: "Ended",
    }[PromiseState(promise.state)]
    if promise.document and promise.state == PromiseState.PROMISED:
        said = "Promised by then; kept by handing it in"
    if promise.days:
        said = f"{said}, {promise.days.normalize():f} day{'' if promise.days == 1 else 's'}"
    return f"{said}, {_late_words(late)}" if late else said


def is_when_used(commitment: Any) -> bool:
    """Whether it has no days of its own, so that it is written down when it was used."""
    return commitment.cadence in WHEN_USED


def changes_words(changes: Changes) -> list[str]:
    """What a decision does, in short lines: 5 commitments are added, with 14 promises until the end of the year."""
    promises = sum(len(each.slots) for each in changes.begin) + len(changes.add) + len(changes.revive)
    told = []
    for number, what in (
        (len(changes.begin) + len(changes.resume), "added"),
        (len(changes.end), "ended; what was delivered stays"),
    ):
        if number:
            told.append(f"{capfirst(_counted(number, 'commitment'))} {'is' if number == 1 else 'are'} {what}.")
    for number, what in (
        (promises, "made until the end of the year"),
        (len(changes.drop), "not owed any more"),
        (len(changes.redate), "due on another day, by the dates of the year"),
    ):
        if number:
            told.append(f"{capfirst(_counted(number, 'promise'))} {'is' if number == 1 else 'are'} {what}.")
    return told


def _counted(number: int, noun: str) -> str:
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"
