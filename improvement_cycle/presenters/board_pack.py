"""A board pack as it is read, from what was frozen alone: the page, the PDF and the Word file print the same."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from improvement_cycle.policies.board_pack import LABELS, PackPage
from improvement_cycle.presenters.phases import phase_word
from trust.charts import Count, StackedBars, stacked_bars
from trust.policies.wording import full_day

# A shape as the medium draws it, by its name and tone.
Draw = Callable[[str, str], SafeString | str]
MOVED = {"up": "improved", "down": "declined", "new_scale": "new scale"}
MOVES = {
    "more": "More support than last year",
    "less": "Less support than last year",
    "new": "First category",
    "new_scale": "New scale, not comparable",
}


@dataclass(frozen=True)
class Judged:
    """One judgement, or the words where there is none."""

    area: str
    tone: str
    shape: SafeString | str
    label: str
    moved: str
    short: str = ""


@dataclass(frozen=True)
class Academy:
    """A row of the matrix."""

    name: str
    phase: str
    cells: tuple[Judged, ...]
    trail: str
    trail_short: str
    number: int | None
    tone: str


@dataclass(frozen=True)
class Group:
    """The academies of one category."""

    title: str
    rows: tuple[Academy, ...]


@dataclass(frozen=True)
class AcademyPage:
    """One academy on a page."""

    name: str
    phase: str
    year: str
    before: str
    category: str
    number: int | None
    tone: str
    descriptor: str
    moved: str
    trail: tuple[tuple[str, int | None], ...]
    inspection: str
    concern: str
    own_view: str
    own_view_label: str
    areas: tuple[Judged, ...]
    plan_approved_on: str
    priorities: tuple[str, ...]
    progress: tuple[tuple[str, str], ...]  # a term, and how many objectives stand how
    dates: tuple[tuple[str, str], ...]  # a day, and what
    published_on: str = ""


@dataclass(frozen=True)
class Pack:
    """Everything that is printed of it. Pages that were not chosen are empty; `pages` says which were."""

    title: str
    year: str
    before: str
    label: str
    headline: str
    agreed: str
    model: str
    frozen: str
    published: str
    checksum: str
    pages: tuple[str, ...]
    contents: tuple[tuple[str, str], ...]  # key and title of each chosen page
    columns: tuple[str, ...]
    legend: tuple[tuple[str, SafeString | str, str], ...]
    groups: tuple[Group, ...]
    moves: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    areas: StackedBars
    academies: tuple[AcademyPage, ...]
    overdue: tuple[tuple[str, str], ...]
    promised: tuple[tuple[str, ...], ...]
    promised_note: str  # why a category has no line
    questions: tuple[str, ...]
    as_at: dt.datetime | None = None  # once it is frozen: what its files say at the head


def pack_shown(
    content: Mapping[str, Any],
    *,
    title: str,
    pages: Sequence[str],
    frozen: str,
    published: str,
    checksum: str = "",
    draw: Draw = lambda _name, _tone: "",
    literal: bool = False,
) -> Pack:
    """The pack of this content. `frozen` and `published`: when, in words."""
    matrix = content["matrix"]
    used = {column["scale"] for column in matrix["columns"]}
    grades = [grade for scale in matrix["scales"] if scale["key"] in used for grade in scale["grades"]]
    legend = {(grade["tone"], grade["label"]): grade for grade in grades}
    return Pack(
        title=title,
        year=matrix["year"],
        before=matrix["before"],
        label=matrix["matrix_label"],
        headline=matrix["headline"],
        agreed=f"Agreed for {matrix['agreed_rows']} of {matrix['all_rows']} academies.",
        model=f"{matrix['model']['label']}, version {matrix['model']['number']}",
        frozen=frozen,
        published=published,
        checksum=checksum,
        pages=tuple(pages),
        contents=tuple((key, LABELS[PackPage(key)]) for key in pages),
        columns=tuple(column["short_label"] for column in matrix["columns"]),
        legend=tuple((tone, draw(grade["shape"], tone), label) for (tone, label), grade in legend.items()),
        groups=_groups(matrix, draw),
        moves=_moves(matrix),
        areas=_areas(matrix, literal=literal),
        academies=tuple(academy_page(each, draw) for each in content["academies"]),
        overdue=tuple((each["what"], _late(each["days"])) for each in content["overdue"]),
        promised=_all_promised(content["promised"]),
        promised_note=_left_out(content["promised"]),
        questions=tuple(content["questions"]),
    )


def _groups(matrix: Mapping[str, Any], draw: Draw) -> tuple[Group, ...]:
    """Most support first; those not agreed yet last."""
    labels = {column["key"]: column["short_label"] for column in matrix["columns"]}
    groups: dict[int, list[Academy]] = {}
    titles = {0: "Not agreed yet"}
    for row in matrix["rows"]:
        category = row["category"]
        number = category["number"] if category else 0
        titles.setdefault(number, f"Category {number}: {category['label']}" if category else "")
        groups.setdefault(number, []).append(_academy(row, labels, draw))
    return tuple(Group(titles[number], tuple(groups[number])) for number in sorted(groups, reverse=True))


def _academy(row: Mapping[str, Any], labels: Mapping[str, str], draw: Draw) -> Academy:
    category = row["category"]
    return Academy(
        name=row["name"],
        phase=phase_word(row["phase"]),
        cells=tuple(_judged(cell, labels[cell["column"]], draw) for cell in row["cells"]),
        trail=", ".join(f"{step['year']}: {_step(step)}" for step in row["trail"]),
        trail_short=" – ".join(str(step["number"] or "·") for step in row["trail"]),
        number=category["number"] if category else None,
        tone=category["tone"] if category else "",
    )


def _step(step: Mapping[str, Any]) -> str:
    if step["number"] is None:
        return "none"
    return str(step["number"]) if step["comparable"] else "new scale since, not comparable"


def _judged(cell: Mapping[str, Any], area: str, draw: Draw) -> Judged:
    if not cell["applies"]:
        return Judged(area, "na", "", "n/a", "", "n/a")
    grade = cell["grade"]
    if grade is None:
        return Judged(area, "", "", "Not agreed yet", "", "–")
    moved = MOVED.get(cell["movement"], "")
    return Judged(area, grade["tone"], draw(grade["shape"], grade["tone"]), grade["label"], moved, grade["short_label"])


def _moves(matrix: Mapping[str, Any]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Those who need more support first; where the scale is new nothing is compared."""
    found = []
    for how, words in MOVES.items():
        rows = tuple(
            (row["name"], ", ".join(f"{step['year']}: {_step(step)}" for step in row["trail"]))
            for row in matrix["rows"]
            if row["category_movement"] == how
        )
        if rows:
            found.append((words, rows))
    return tuple(found)


def _areas(matrix: Mapping[str, Any], *, literal: bool) -> StackedBars:
    scales = {scale["key"]: scale["grades"] for scale in matrix["scales"]}
    columns = {column["key"]: column for column in matrix["columns"]}
    rows = []
    for area in matrix["weak_areas"]:
        column = columns[area["column"]]
        counts = [
            Count(grade["tone"], grade["label"], area["grades"].get(grade["key"], 0), grade["short_label"])
            for grade in scales[column["scale"]]
        ]
        if area["grades"] or area["not_applicable"]:
            rows.append((column["label"], [*counts, Count("na", "Not applicable", area["not_applicable"])]))
    subtitle = "Number of academies at each judgement, of rows that are agreed. Most concern first."
    return stacked_bars(matrix["weak_areas_title"], rows, subtitle=subtitle, literal=literal)


def academy_page(told: Mapping[str, Any], draw: Draw = lambda _name, _tone: "") -> AcademyPage:
    """One academy as queries.school_pages tells it."""
    category = told["category"]
    return AcademyPage(
        name=told["name"],
        phase=phase_word(told["phase"]),
        year=told["year"],
        before=told["before"],
        category=f"Category {category['number']}: {category['label']}" if category else "",
        number=category["number"] if category else None,
        tone=category["tone"] if category else "",
        descriptor=category["descriptor"] if category else "",
        moved=MOVES.get(told["category_movement"], ""),
        trail=tuple((step["year"], step["number"] if step["comparable"] else None) for step in told["trail"]),
        inspection=told["inspection"] or "No inspection known",
        concern=told.get("concern", ""),
        own_view=told.get("own_view", "") if told["own_view_label"] else "",
        own_view_label=told["own_view_label"],
        areas=tuple(_judged(cell, cell["label"], draw) for cell in told["areas"]),
        plan_approved_on=_day(told["plan_approved_on"]),
        priorities=tuple(told["priorities"]),
        progress=tuple(
            (each["term"], ", ".join(f"{number} {state.lower()}" for state, number in each["states"]))
            for each in told["progress"]
        ),
        dates=tuple((_day(each["on"]), each["what"]) for each in told["dates"]),
        published_on=_day(told.get("published_on", "")),
    )


def _day(told: str) -> str:
    return full_day(dt.date.fromisoformat(told)) if told else ""


def _late(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} late"


def _all_promised(told: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The trust as a whole, then by category; nothing where nothing is due yet."""
    whole = told.get("whole")
    return tuple(_promised(each) for each in (whole, *told["groups"])) if whole else ()


def _left_out(told: Mapping[str, Any]) -> str:
    if not told.get("left_out"):
        return ""
    return "Where a line would tell of one academy alone, its category is left out. The whole holds it."


def _promised(each: Mapping[str, Any]) -> tuple[str, ...]:
    """A row: the category, what the trust kept, what the academies kept, late, missed."""

    def kept(side: str) -> str:
        told = each[side]
        return f"{told['delivered']} of {told['counted']}" if told["counted"] else "–"

    late, missed = (each["trust"][word] + each["academy"][word] for word in ("late", "missed"))
    name = f"Category {each['number']}: {each['label']}" if each["number"] else each["label"]
    return name, kept("trust"), kept("academy"), str(late or "–"), str(missed or "–")
