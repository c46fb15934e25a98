"""The to-do list of a person: what is due (trust.deadlines), and what waits without a date (trust.waiting)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Subquery, TextField, Value
from django.utils import timezone

from trust import deadlines, waiting
from trust.actors import Actor
from trust.deadlines import Deadline
from trust.models import Term
from trust.policies.due import LATE, TITLES, Calendar, how_late, in_a_sentence
from trust.waiting import Waits

MINE, OTHERS, DONE = "mine", "others", "done"
SHOWN = {MINE: "Mine", OTHERS: "Waiting for others", DONE: "Done"}
PER_PAGE = 50
BESIDE = 5
# Something in the header is to be done soon: what is due later than this stands on the page alone.
AT_HAND = dt.timedelta(days=14)
DONE_FOR = dt.timedelta(days=30)
ANSWER = "answer"
# What lasts stands with today, so that all that is late comes first.
OPEN_ORDER = ("stands_on", *deadlines.ORDER)
TITLES_HERE = {**TITLES, ANSWER: "Waiting for your answer", DONE: "In the last 30 days"}


@dataclass(frozen=True)
class Line:
    """One thing to do: what stands before it, what it is, where, and what is said under it."""

    when: str
    title: str
    url: str
    under: str = ""
    act: str = ""
    for_name: str = ""
    is_late: bool = False
    is_private: bool = False


@dataclass(frozen=True)
class Group:
    """What belongs together by its dates."""

    key: str
    title: str
    days: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Todo:
    """One page of the list. `beside`: what one waits for most, where that is not the list itself."""

    show: str
    today: dt.date
    page: Page[Any]
    groups: Sequence[Group]
    sentence: str
    beside: Sequence[Line]
    others: int


def count(actor: Actor) -> int:
    """The number in the header: what waits without a date, and what is late or due within a fortnight.

    The page has more where something is due later: the number says what is to be done soon.
    """
    today = _today()
    at_hand = deadlines.due_before(today) | deadlines.between(today, today + AT_HAND)
    soon = deadlines.mine(actor) & deadlines.IS_OPEN & at_hand
    return len(waiting.waiting(actor)) + deadlines.tally(actor, {MINE: soon})[MINE]


def concerns(actor: Actor) -> bool:
    """Whether anything can ever stand here for this person. Asks no table: it is needed on every page."""
    return waiting.concerns(actor) or deadlines.concerns(actor)


def first(actor: Actor, at_most: int) -> tuple[list[Line], int]:
    """The first lines of one's own list, and how many there are, for those who have no other page to land on."""
    made = _List(actor, MINE)
    return [line for _, line in made[0 : min(at_most, len(made))]], len(made)


def todo(actor: Actor, show: str, number: int) -> Todo:
    """The page of this number: of what has a date, one question tells how much there is, and one reads the page."""
    made = _List(actor, show)
    page = Paginator(made, PER_PAGE).get_page(number)
    groups = _groups(page.object_list, made)
    own = made.sums[MINE] + made.sums[LATE] + len(made.undated)
    sentence = in_a_sentence(own, made.sums[LATE], made.sums[OTHERS])
    return Todo(show, made.today, page, groups, sentence, made.beside, made.sums[OTHERS])


def dated(actor: Actor, show: str) -> Any:
    """What has a date in one of the lists, in its order, in one question; to be cut and read by `deadlines.read`."""
    today = _today()
    return deadlines.asked(actor, _wanted(actor, today)[show], _order(show), stands_on=deadlines.standing_on(today))


def _wanted(actor: Actor, today: dt.date) -> dict[str, Any]:
    own, watched = deadlines.mine(actor), deadlines.overseen(actor)
    return {
        MINE: own & deadlines.IS_OPEN,
        OTHERS: watched & ~own & deadlines.IS_OPEN,
        DONE: (own | watched) & deadlines.done_since(today - DONE_FOR),
    }


def _order(show: str) -> tuple[str, ...]:
    return deadlines.DONE_ORDER if show == DONE else OPEN_ORDER


class _List(Sequence[tuple[str, Line]]):
    """All lines of a list without reading them: what is late, then what waits without a date, then the rest.

    A part of it is read in one question, with what stands beside it. Each line comes with the key of its group.
    """

    def __init__(self, actor: Actor, show: str) -> None:
        self.actor, self.show, self.today = actor, show, _today()
        self.undated = waiting.waiting(actor)
        self.between = self.undated if show == MINE else []
        self.wanted = _wanted(actor, self.today)
        # A line counts in the first that it fits.
        self.sums = deadlines.tally(actor, {LATE: self.wanted[MINE] & deadlines.due_before(self.today), **self.wanted})
        self.calendar = Calendar(self.today)
        self.beside: list[Line] = []

    def __len__(self) -> int:
        late = self.sums[LATE] if self.show == MINE else 0
        return late + len(self.between) + self.sums[self.show]

    def __getitem__(self, part: Any) -> Any:
        # What has no date stands after what is late: from `begins`, counted in the whole list.
        first, last = part.start, part.stop
        begins = self.sums[LATE] if self.show == MINE else 0
        without = len(self.between)
        low, high = (place if place <= begins else max(begins, place - without) for place in (first, last))
        dated = self._read(low, high)
        undated = [(ANSWER, _undated(each)) for each in self.between[max(0, first - begins) : max(0, last - begins)]]
        before = max(0, begins - first)
        return [*dated[:before], *undated, *dated[before:]]

    def _read(self, low: int, high: int) -> list[tuple[str, Line]]:
        found: Any = self._asked(self.show, _order(self.show))[low:high] if low < high else ()
        if self.show == MINE:
            beside = self._asked(OTHERS, OPEN_ORDER)[:BESIDE]
            found = found.union(beside, all=True) if low < high else beside
        lines = list(found)
        if lines:
            self.calendar = Calendar(self.today, lines[0]["term_ends_on"])
        read = [(line["of_list"], deadlines.deadline_of(line)) for line in lines]
        # The order of a list inside a union is not promised.
        read.sort(key=lambda each: self._place(each[1]))
        if self.show == DONE:
            read.sort(key=lambda each: each[1].done_on or self.today, reverse=True)
        if self.show == MINE:
            others = deadlines.each_once([each for of_list, each in read if of_list == OTHERS])
            self.beside = [self._beside(each) for each in others]
        return [self._line(each) for of_list, each in read if of_list == self.show]

    def _place(self, each: Deadline) -> tuple[Any, ...]:
        return each.stands_on(self.today), each.due_on, each.title, str(each.subject_id), each.kind

    def _asked(self, of_list: str, order: tuple[str, ...]) -> Any:
        term = Term.objects.filter(starts_on__lte=self.today, ends_on__gte=self.today).values("ends_on")
        also = {"of_list": Value(of_list, TextField()), "term_ends_on": Subquery(term[:1])}
        stands_on = deadlines.standing_on(self.today)
        return deadlines.asked(self.actor, self.wanted[of_list], order, stands_on=stands_on, **also)

    def _line(self, each: Deadline) -> tuple[str, Line]:
        calendar = self.calendar
        if each.done_on is not None:
            late = how_late(each.last_on, each.done_on)
            under = [each.whose, f"Was due {calendar.in_full(each.due_on)}" + (f", {late}" if late else "")]
            return DONE, self._made(each, calendar.in_full(each.done_on), under)
        is_late = each.last_on < self.today
        day = each.last_on if is_late else each.stands_on(self.today)
        under = ["" if self.show == MINE else each.whose, f"Due {calendar.in_full(each.due_on)}"]
        act = deadlines.source_of(each).act if self.show == MINE else ""
        line = self._made(each, calendar.in_short(day), under, act=act, is_late=is_late)
        return calendar.group_of(day), line

    def _beside(self, each: Deadline) -> Line:
        late = how_late(each.last_on, self.today)
        under = [each.whose, late.capitalize() or f"Due {self.calendar.in_full(each.due_on)}"]
        return self._made(each, "", under, is_late=bool(late))

    def _made(self, each: Deadline, when: str, under: Sequence[str], **more: Any) -> Line:
        url = deadlines.source_of(each).url(self.actor.trust_slug, each)
        return Line(
            when, each.title, url, ". ".join(word for word in under if word), is_private=each.is_private, **more
        )


def _undated(each: Waits) -> Line:
    since = timezone.localtime(each.since).date()
    return Line(f"Since {since:%-d %b}", each.title, each.url, each.what, each.act, each.for_name)


def _groups(found: Iterable[tuple[str, Line]], made: _List) -> list[Group]:
    """The lines of one page in their groups."""
    return [
        Group(key, TITLES_HERE[key], made.calendar.days_of(key), [line for _, line in group])
        for key, group in groupby(found, lambda each: each[0])
    ]


def _today() -> dt.date:
    return timezone.localdate()
