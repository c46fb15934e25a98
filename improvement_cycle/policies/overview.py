"""The matrix in words: lanes, the one sentence at its head, and the areas needing most support."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from trust.policies.wording import count, listed
from trust.words import counted


@dataclass(frozen=True, slots=True)
class Standing:
    """One academy's category this year and last. `categories` names the set they are from."""

    academy: str
    now: int | None
    before: int | None = None
    categories_now: str = ""
    categories_before: str = ""
    slug: str = ""
    is_agreed: bool = True  # the whole row; a category may be decided before


def category_movement(each: Standing) -> str:
    """`less` or `more` support than last year, `same`, `new`, `new_scale`, or `none` while undecided."""
    if each.now is None:
        return "none"
    if each.before is None:
        return "new"
    if each.categories_now != each.categories_before:
        return "new_scale"
    if each.now == each.before:
        return "same"
    return "less" if each.now < each.before else "more"


@dataclass(frozen=True, slots=True)
class LaneMember:
    """An academy in its lane."""

    name: str
    slug: str
    movement: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One category with its academies, in the order they were given."""

    number: int
    label: str
    now: int
    before: int
    members: tuple[LaneMember, ...]
    drafts: int = 0  # of those now, in rows that are not agreed yet

    @property
    def now_words(self) -> str:
        return f"{self.now} now ({self.drafts} not agreed yet)" if self.drafts else f"{self.now} now"

    @property
    def words(self) -> str:
        return f"{self.now_words}, {self.before} last year"


def lanes(standings: Sequence[Standing], labels: Mapping[int, str]) -> tuple[Lane, ...]:
    """One lane for each category, most concern first."""
    made = []
    for number in sorted(labels, reverse=True):
        members = tuple(
            LaneMember(each.academy, each.slug, category_movement(each)) for each in standings if each.now == number
        )
        before = sum(
            1
            for each in standings
            if each.before == number and (each.now is None or each.categories_now == each.categories_before)
        )
        drafts = sum(each.now == number and not each.is_agreed for each in standings)
        made.append(Lane(number, labels[number], len(members), before, members, drafts))
    return tuple(made)


def headline(standings: Sequence[Standing], labels: Mapping[int, str], *, place: str = "academy", year: str) -> str:
    """The news in one or two sentences."""
    decided = [each for each in standings if each.now is not None]
    if not standings or not labels:
        return ""
    if not decided:
        return f"Not yet scored for {year}."
    return f"{_most_support(decided, labels, place)} {_moves(decided, place)}{_drafts(decided)}"


def _drafts(decided: Sequence[Standing]) -> str:
    """How many of those counted may still change."""
    number = sum(not each.is_agreed for each in decided)
    if not number:
        return ""
    if number == len(decided):
        return " None of these rows is agreed yet." if number > 1 else " The row is not agreed yet."
    verb = "is" if number == 1 else "are"
    return f" {capfirst(count(number))} of these {count(len(decided))} rows {verb} not agreed yet."


def _most_support(decided: Sequence[Standing], labels: Mapping[int, str], place: str) -> str:
    top = max(labels)
    number = sum(1 for each in decided if each.now == top)
    label = labels[top]
    noun = counted(place, number or 1)
    if label.lower().endswith("support"):
        verb = "need" if number > 1 else "needs"
        said = f"{verb} {label[:1].lower()}{label[1:]}"
    else:
        said = f"{'are' if number > 1 else 'is'} in {label}"
    return f"{capfirst(count(number))} {noun} {said}."


def _moves(decided: Sequence[Standing], place: str) -> str:
    moves = [category_movement(each) for each in decided]
    less, more = moves.count("less"), moves.count("more")
    if less and more:
        return f"{capfirst(count(less))} {_need(less)} less support than last year; {count(more)} {_need(more)} more."
    if less or more:
        word = "less" if less else "more"
        number = less or more
        return f"{capfirst(count(number))} {_need(number)} {word} support than last year."
    if "same" in moves:
        return f"No {place} has moved since last year."
    if "new_scale" in moves:
        return "The categories are new this year, so nothing is compared with last year."
    return "There is no earlier year to compare with."


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


@dataclass(frozen=True, slots=True)
class CellFact:
    """One agreed judgement for counting. `grade` is None where the column does not apply."""

    column: str
    grade: str | None
    concern: str = "none"


@dataclass(frozen=True, slots=True)
class AreaCount:
    """One column with the number of academies at each grade."""

    column: str
    serious: int
    some: int
    not_applicable: int
    grades: Mapping[str, int]


def weak_areas(columns: Sequence[str], cells: Iterable[CellFact]) -> tuple[AreaCount, ...]:
    """Counts for each column, most concern first; ties keep the order of the columns."""
    counted = {column: _Counter() for column in columns}
    for cell in cells:
        if cell.column in counted:
            counted[cell.column].add(cell)
    made = [
        AreaCount(column, each.concerns["serious"], each.concerns["some"], each.not_applicable, each.grades)
        for column, each in counted.items()
    ]
    return tuple(sorted(made, key=lambda each: (-each.serious, -each.some)))


class _Counter:
    def __init__(self) -> None:
        self.grades: dict[str, int] = {}
        self.concerns = {"none": 0, "some": 0, "serious": 0}
        self.not_applicable = 0

    def add(self, cell: CellFact) -> None:
        if cell.grade is None:
            self.not_applicable += 1
            return
        self.grades[cell.grade] = self.grades.get(cell.grade, 0) + 1
        self.concerns[cell.concern] += 1


def weak_areas_title(areas: Sequence[AreaCount], labels: Mapping[str, str]) -> str:
    """The chart's active title: the one or two columns with most concern."""
    worst = [area for area in areas if area.serious or area.some][:2]
    if not any(area.grades for area in areas):
        return "No judgement is agreed yet"
    if not worst:
        return "No area is a concern"
    if (
        len(worst) == 2
        and (worst[0].serious, worst[0].some) > (worst[1].serious, worst[1].some)
        and not worst[1].serious
    ):
        worst = worst[:1]
    names = [labels[area.column] for area in worst]
    said = listed([names[0], *[name[:1].lower() + name[1:] for name in names[1:]]])
    return f"{said} {'needs' if len(worst) == 1 else 'need'} most support"
