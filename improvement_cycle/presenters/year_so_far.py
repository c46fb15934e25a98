"""What stands around the matrix on the dashboard, in words and with the address of the list behind each number."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.stages import LABELS, Stage
from improvement_cycle.policies.year_so_far import STAGE_OF, SoFar, Thing
from improvement_cycle.queries.behind_numbers import DONE, LATE, LEFT
from improvement_cycle.queries.year_so_far import PromiseSum, YearSoFar
from trust import deadlines
from trust.deadlines import Deadline
from trust.policies.due import Calendar, how_late
from trust.policies.wording import count

# The address of the list of academies behind a number, from what narrows it.
ListAt = Callable[..., str]


@dataclass(frozen=True)
class LateLine:
    """Something that is late: whose it is, and how late."""

    title: str
    url: str
    who: str
    late: str


@dataclass(frozen=True)
class ThingLine:
    """How many academies have done one thing of a stage."""

    words: str
    done: int
    of: int
    done_url: str
    left: int
    left_url: str
    late: int
    late_url: str
    due: str


@dataclass(frozen=True)
class StageLines:
    """A stage with what is counted in it."""

    number: int
    label: str
    lines: tuple[ThingLine, ...]

    @property
    def is_done(self) -> bool:
        """Whether every academy has done everything that is counted here."""
        return all(line.done == line.of for line in self.lines)


@dataclass(frozen=True)
class PromiseLine:
    """Promised against delivered in the academies of one category."""

    category: CategoryWord | None
    label: str
    academies: int
    trust: str
    academy: str
    late: int
    missed: int


def late_lines(found: Sequence[Deadline], trust_slug: str, today: dt.date) -> list[LateLine]:
    """What is late, longest first."""
    return [_late(each, trust_slug, today) for each in found]


def _late(each: Deadline, trust_slug: str, today: dt.date) -> LateLine:
    url = deadlines.source_of(each).url(trust_slug, each)
    return LateLine(each.title, url, each.whose, how_late(each.last_on, today))


def stage_lines(found: YearSoFar, list_at: ListAt) -> list[StageLines]:
    """The four stages with what is told of them; a stage of which nothing is told is left out."""
    calendar = Calendar(found.today)
    made = []
    for stage in Stage:
        lines = tuple(_thing(each, list_at, calendar) for each in found.things if STAGE_OF[each.thing] is stage)
        if lines:
            made.append(StageLines(list(Stage).index(stage) + 1, LABELS[stage], lines))
    return made


def _thing(each: SoFar, list_at: ListAt, calendar: Calendar) -> ThingLine:
    return ThingLine(
        words=each.words,
        done=len(each.done),
        of=each.of,
        done_url=list_at(of=each.thing.value, show=DONE),
        left=len(each.left),
        left_url=list_at(of=each.thing.value, show=LEFT),
        late=len(each.late),
        late_url=list_at(of=each.thing.value, show=LATE),
        due=f"Due {calendar.in_full(each.due_on)}" if each.due_on and each.left else "",
    )


def promise_lines(found: Sequence[PromiseSum]) -> list[PromiseLine]:
    """By category; the two sides are counted apart."""
    return [
        PromiseLine(
            category=each.category,
            label=each.category.label if each.category else "No category decided yet",
            academies=each.academies,
            trust=each.trust.words if each.trust.counted else "–",
            academy=each.academy.words if each.academy.counted else "–",
            late=each.trust.late + each.academy.late,
            missed=each.trust.missed + each.academy.missed,
        )
        for each in found
    ]


def promise_sentence(found: Sequence[PromiseSum]) -> str:
    """The trust has kept 41 of 60 promises that were due, the academies 20 of 24. Seven are late."""
    both = (("the trust", [each.trust for each in found]), ("the academies", [each.academy for each in found]))
    told = ((name, sum(each.delivered for each in of), sum(each.counted for each in of)) for name, of in both)
    sides = [each for each in told if each[2]]
    if not sides:
        return "Nothing that was promised is due yet."
    (first, kept, counted), *others = sides
    verb = "has" if first == "the trust" else "have"
    said = f"{first} {verb} kept {kept} of {counted} promises that were due"
    said += "".join(f", {name} {kept} of {counted}" for name, kept, counted in others)
    late = sum(each.trust.late + each.academy.late for each in found)
    more = f" {capfirst(count(late))} {'is' if late == 1 else 'are'} late." if late else ""
    return f"{capfirst(said)}.{more}"


def gaps_sentence(found: YearSoFar) -> str:
    """Three concerns have no priority yet."""
    number = sum(each.gaps for each in found.trust_priorities)
    if not number:
        return "No gap in what is judged so far"
    return f"{capfirst(count(number))} {'concern has' if number == 1 else 'concerns have'} no priority yet"


def is_partly_told(found: YearSoFar) -> bool:
    """Whether something is counted of fewer academies than are read; reviews are only of those with a plan."""
    return any(each.of < len(found.rows) for each in found.things if each.thing is not Thing.REVIEWS)
