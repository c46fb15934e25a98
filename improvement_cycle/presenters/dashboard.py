"""The matrix page's head: lanes, what waits, the year so far, areas needing most support."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from academies.policies import full_day
from improvement_cycle.cells import ring
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.overview import AreaCount
from improvement_cycle.presenters.dates import when
from improvement_cycle.queries.matrix import Matrix
from improvement_cycle.queries.waiting import Waiting
from trust.charts import Count, StackedBars, stacked_bars
from trust.policies.wording import count
from trust.words import counted, word

SHOWN = 5


@dataclass(frozen=True)
class Chip:
    """An academy in a lane."""

    name: str
    url: str
    movement: str
    words: str
    draft: bool


@dataclass(frozen=True)
class LaneShown:
    """One category with its academies."""

    ring: str
    label: str
    number: int
    counts: str
    now_url: str
    before: tuple["YearBefore", ...]  # newest first
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class YearBefore:
    """How many were in a category in an earlier year; none where its categories were others."""

    label: str
    count: int | None
    url: str


@dataclass(frozen=True)
class Move:
    """How many moved alike since last year."""

    count: int
    words: str
    look: str
    url: str


@dataclass(frozen=True)
class WaitingLine:
    """One row that is not agreed yet, and what would bring it on."""

    title: str
    url: str
    who: str
    state: str


ARROWS = {"less": "up", "more": "down", "new": "new"}


def lanes(
    matrix: Matrix, address: Callable[[Any], str], words: Mapping[str, str], list_at: Callable[..., str]
) -> tuple[LaneShown, ...]:
    """Most concern first. `list_at`: the address of the academies behind a number."""
    said = {
        "less": word(words, "less_support"),
        "more": word(words, "more_support"),
        "new": "first category",
    }
    categories = {category.number: category for category in matrix.definition.categories}
    rows_of: dict[int, list[Any]] = {}
    for row in matrix.rows:
        if row.category:
            rows_of.setdefault(row.category.number, []).append(row)
    return tuple(
        LaneShown(
            ring=ring(categories.get(lane.number)),
            label=lane.label,
            number=lane.number,
            counts=lane.now_words,
            now_url=list_at(of="category", number=lane.number),
            before=_years_before(matrix, lane.number, list_at),
            chips=tuple(
                Chip(
                    name=getattr(row.academy, "short_name", "") or row.name,
                    url=address(row.academy),
                    movement=ARROWS.get(row.category_movement, ""),
                    words=said.get(row.category_movement, ""),
                    draft=not row.is_agreed,
                )
                for row in rows_of.get(lane.number, ())
            ),
        )
        for lane in matrix.lanes
    )


def _years_before(matrix: Matrix, number: int, list_at: Callable[..., str]) -> tuple[YearBefore, ...]:
    """Only where something is known of that year at all."""
    rows = list(matrix.rows)
    steps = rows[0].trail[:-1] if rows else ()
    made = []
    for place, step in reversed(list(enumerate(steps))):
        of_year = [row.trail[place] for row in rows]
        if not any(each.category for each in of_year):
            continue
        found = sum(each.category is not None and each.category.number == number for each in of_year)
        url = list_at(of="category", number=number, year=step.year)
        made.append(YearBefore(step.year, found if step.comparable else None, url if step.comparable else ""))
    return tuple(made)


# As they are said below the lanes: what moved, in which look.
MOVES = (("less", "less_support", "up"), ("more", "more_support", "down"), ("new", "", "new"), ("same", "", ""))


def moves(matrix: Matrix, words: Mapping[str, str], list_at: Callable[..., str]) -> tuple[Move, ...]:
    """Who moved since last year; nothing without a year before."""
    if matrix.before is None:
        return ()
    counted_moves = Counter(row.category_movement for row in matrix.rows)
    said = {"new": "first category", "same": "as last year"}
    return tuple(
        Move(counted_moves[how], word(words, key) if key else said[how], look, list_at(of="moved", how=how))
        for how, key, look in MOVES
        if counted_moves[how]
    )


def waiting_lines(rows: Sequence[Waiting], address: Callable[[Any], str]) -> tuple[WaitingLine, ...]:
    """What is left before each row is agreed."""
    return tuple(
        WaitingLine(each.academy.name, address(each.academy), _own(each), each.completeness.words)
        for each in rows[:SHOWN]
    )


def _own(row: Waiting) -> str:
    meeting = "Meeting open. " if row.meeting_open else ""
    if row.own is None:
        return f"{meeting}Waiting for the three".strip()
    if row.own >= row.completeness.expected:
        return f"{meeting}Your views are all there"
    return f"{meeting}{row.own} of {row.completeness.expected} with your view"


def status_line(matrix: Matrix, *, in_file: bool = False) -> str:
    """How far the year is, in a sentence. A file is read on other days, so it says the date."""
    noun = counted(matrix.place, matrix.all_rows)
    said = f"Agreed for {matrix.agreed_rows} of {matrix.all_rows} {noun}."
    if matrix.last_change:
        at = matrix.last_change.at
        moment = f"on {full_day(timezone.localtime(at).date())}" if in_file else when(at)
        said += f" Last change {moment} by {matrix.last_change.by}."
    return said


def weak_areas_chart(
    matrix: Matrix, *, literal: bool = False, list_at: Callable[..., str] | None = None
) -> StackedBars:
    """Counts for each area in the order of concern, best grade first. `list_at` as in `lanes`."""
    definition = matrix.definition
    rows = [
        (definition.column_of[area.column].label, _counts(definition, area, matrix.all_rows, list_at))
        for area in matrix.weak_areas
        if area.grades or area.not_applicable
    ]
    subtitle = f"Number of {counted(matrix.place, 2)} at each judgement. Most concern first."
    drafts = sum(cell.grade is not None for row in matrix.rows if not row.is_agreed for cell in row.cells)
    if drafts:
        verb = "stands" if drafts == 1 else "stand"
        subtitle += f" {capfirst(count(drafts))} of the judgements {verb} in rows that are not agreed yet."
    if literal:
        subtitle += " White: not agreed yet."
    return stacked_bars(matrix.weak_areas_title, rows, subtitle=subtitle, literal=literal)


def _counts(definition: Definition, area: AreaCount, all_rows: int, list_at: Callable[..., str] | None) -> list[Count]:
    def at(grade: str) -> str:
        return list_at(of="area", column=area.column, grade=grade) if list_at else ""

    scale = definition.scale_of[definition.column_of[area.column].scale]
    made = [Count(g.tone, g.label, area.grades.get(g.key, 0), g.short_label, at(g.key)) for g in scale.grades]
    open_yet = all_rows - area.not_applicable - sum(area.grades.values())
    return [
        *made,
        Count("unset", "Not agreed yet", open_yet, url=at("unset")),
        Count("na", "Not applicable", area.not_applicable, url=at("na")),
    ]
