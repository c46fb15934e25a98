"""Charts as plain SVG: numbers in, coordinates out; templates/charts/ draws them.

A chart has an active title (what it shows, as a sentence), direct labels, shapes beside colours, and the same
figures as a table. Sizes are attributes and colours are classes, since pages allow no inline style. Reports ask for
`literal=True`: the PDF engine ignores style rules inside SVG, so colours are then written out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

LITERAL_WIDTH = 420.0
SURFACE, INK, QUIET, LINE, CONTROL, ACCENT = "#FFFFFF", "#1D222B", "#4B515C", "#DFDCD5", "#84807A", "#49378A"
# Fill and text of each tone, as in static/css/tokens.css (light).
TONES: dict[str, tuple[str, str]] = {
    "g1": ("#CCE2FA", "#0A3766"),
    "g2": ("#E0F3E5", "#14482B"),
    "g3": ("#F8BE59", "#3F2200"),
    "g4": ("#971A2C", "#FFFFFF"),
    "r5": ("#CCE2FA", "#0A3766"),
    "r4": ("#A5DDC0", "#063D29"),
    "r3": ("#E0F3E5", "#14482B"),
    "r2": ("#F8BE59", "#3F2200"),
    "r1": ("#971A2C", "#FFFFFF"),
    "na": ("#EFEDE8", "#565B66"),
    "unset": ("#FFFFFF", "#4B515C"),
}
# A part of the longest bar that is wide enough for a number and a short word.
ROOM = 0.12
RINGS: dict[int, tuple[str, str, str, float]] = {
    1: ("#FFFFFF", "#2F8253", "#14482B", 2),
    2: ("#FFE9BF", "#985000", "#4F2C00", 3),
    3: ("#6E1021", "#6E1021", "#FFFFFF", 2),
}


@dataclass(frozen=True)
class Paint:
    """Colours written out; all empty on pages, where classes colour."""

    fill: str = ""
    text: str = ""
    stroke: str = ""
    width: str = ""


@dataclass(frozen=True)
class Table:
    """The same figures as rows; the first column heads its row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float) -> str:
    """12.0 -> 12, 12.5 -> 12.5"""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _along(fraction: float, literal: bool) -> str:
    """A place along the width: a percentage on pages, so that text keeps its size; points in reports."""
    return number(fraction * LITERAL_WIDTH) if literal else f"{number(fraction * 100)}%"


# Stacked counts


@dataclass(frozen=True)
class Count:
    """How many have this grade."""

    tone: str
    label: str
    count: int
    short: str = ""  # stands beside the number, so that colour is not all
    url: str = ""  # of the list behind the number


@dataclass(frozen=True)
class BarPart:
    """One drawn part of a bar."""

    tone: str
    count: int
    text: str
    x: str
    width: str
    middle: str
    paint: Paint
    url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Bar:
    """One row: its name, its parts, and the row in words."""

    label: str
    parts: tuple[BarPart, ...]
    words: str

    @property
    def has_lists(self) -> bool:
        """Whether its numbers lead anywhere."""
        return any(part.url for part in self.parts)


@dataclass(frozen=True)
class StackedBars:
    """Counts per row, each on the full width of its own total."""

    title: str
    bars: tuple[Bar, ...]
    table: Table
    subtitle: str = ""
    legend: tuple[Count, ...] = ()
    literal: bool = False
    width: str = number(LITERAL_WIDTH)
    template: str = "charts/stacked_bars.html"


def stacked_bars(
    title: str,
    rows: Sequence[tuple[str, Sequence[Count]]],
    *,
    subtitle: str = "",
    first_column: str = "Area",
    literal: bool = False,
) -> StackedBars:
    """Rows in the order given, so the caller puts most concern first. Nought is left out of the bar, not the table."""
    most = max((sum(count.count for count in counts) for _, counts in rows), default=0)
    bars = tuple(_bar(label, counts, most, literal) for label, counts in rows)
    grades = list(dict.fromkeys(count.label for _, counts in rows for count in counts))
    table = Table(
        head=(first_column, *grades),
        rows=tuple(
            (label, *(str(sum(c.count for c in counts if c.label == grade)) for grade in grades))
            for label, counts in rows
        ),
    )
    looks: dict[tuple[str, str], Count] = {}
    for _, counts in rows:
        for count in counts:
            if count.count > 0:
                looks.setdefault((count.tone, count.label), count)
    legend = tuple(looks.values())
    return StackedBars(title=title, bars=bars, table=table, subtitle=subtitle, legend=legend, literal=literal)


def _bar(label: str, counts: Sequence[Count], most: int, literal: bool) -> Bar:
    parts, start = [], 0
    for count in counts:
        if count.count <= 0:
            continue
        fill, text = TONES.get(count.tone, TONES["na"])
        parts.append(
            BarPart(
                tone=count.tone,
                count=count.count,
                text=f"{count.count} {count.short}".strip() if count.count / most >= ROOM else str(count.count),
                x=_along(start / most, literal),
                width=_along(count.count / most, literal),
                middle=_along((start + count.count / 2) / most, literal),
                paint=Paint(fill=fill, text=text, stroke=SURFACE) if literal else Paint(),
                url=count.url,
                words=f"{label}: {count.count} {count.label.lower()}",
            )
        )
        start += count.count
    words = ", ".join(f"{count.count} {count.label.lower()}" for count in counts if count.count > 0)
    return Bar(label=label, parts=tuple(parts), words=words or "none")


# Dot profile: two views of the same areas


@dataclass(frozen=True)
class Dots:
    """One row of the profile."""

    label: str
    own: str
    theirs: str
    differs: bool
    words: str


@dataclass(frozen=True)
class Column:
    """A grade at its place."""

    label: str
    x: str
    anchor: str


@dataclass(frozen=True)
class DotProfile:
    """Where two views of each area lie on one scale, and where they differ."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Dots, ...]
    own_label: str
    theirs_label: str
    table: Table
    literal: bool = False
    width: str = number(LITERAL_WIDTH)
    ink: Paint = field(default_factory=Paint)
    template: str = "charts/dot_profile.html"


def dot_profile(
    title: str,
    grades: Sequence[str],
    rows: Sequence[tuple[str, int | None, int | None]],
    *,
    own_label: str,
    theirs_label: str,
    literal: bool = False,
) -> DotProfile:
    """Grades from the lowest to the highest; each row holds its name and two places on that scale, or None."""
    places = [(place + 0.5) / len(grades) for place in range(len(grades))]
    drawn = []
    for label, own, theirs in rows:
        words = f"{own_label} {_grade(grades, own)}, {theirs_label} {_grade(grades, theirs)}"
        drawn.append(
            Dots(
                label=label,
                own="" if own is None else _along(places[own], literal),
                theirs="" if theirs is None else _along(places[theirs], literal),
                differs=own is not None and theirs is not None and own != theirs,
                words=words,
            )
        )
    return DotProfile(
        title=title,
        columns=tuple(
            Column(grade, _along(place, literal), "middle") for grade, place in zip(grades, places, strict=True)
        ),
        rows=tuple(drawn),
        own_label=own_label,
        theirs_label=theirs_label,
        table=Table(
            ("Area", own_label, theirs_label),
            tuple((label, _grade(grades, own), _grade(grades, theirs)) for label, own, theirs in rows),
        ),
        literal=literal,
        ink=Paint(fill=INK, text=QUIET, stroke=ACCENT) if literal else Paint(),
    )


def _grade(grades: Sequence[str], place: int | None) -> str:
    return "no view" if place is None else grades[place]


# Category by year


@dataclass(frozen=True)
class Ring:
    """One year's category."""

    year: str
    text: str
    css: str
    current: bool
    x: str
    radius: str
    line_from: str
    line_to: str
    paint: Paint


@dataclass(frozen=True)
class CategoryTrail:
    """Ringed numerals, oldest first; earlier years thin and grey."""

    title: str
    rings: tuple[Ring, ...]
    words: str
    width: int
    height: int = 52
    literal: bool = False
    template: str = "charts/category_trail.html"


def category_trail(title: str, years: Sequence[tuple[str, int | None]], *, literal: bool = False) -> CategoryTrail:
    """Years with their category, oldest first; the last one is the present."""
    gap, first = 58, 30
    rings = []
    for place, (year, category) in enumerate(years):
        current = place == len(years) - 1
        x = first + gap * place
        css = (
            ("none" if category is None else f"c{category}")
            if current
            else ("none past" if category is None else "past")
        )
        rings.append(
            Ring(
                year=year,
                text="–" if category is None else str(category),
                css=css,
                current=current,
                x=str(x),
                radius="13" if current else "10",
                line_from=str(x - gap + 14) if place else "",
                line_to=str(x - 17),
                paint=_ring_paint(category, current) if literal else Paint(),
            )
        )
    words = ", ".join(f"{year}: {'none' if category is None else f'category {category}'}" for year, category in years)
    width = first * 2 + gap * max(len(years) - 1, 0)
    return CategoryTrail(title=title, rings=tuple(rings), words=words, width=width, literal=literal)


def _ring_paint(category: int | None, current: bool) -> Paint:
    if not current or category not in RINGS:
        return Paint(fill=SURFACE, text=QUIET, stroke=CONTROL, width="1.5")
    fill, edge, text, width = RINGS[category]
    return Paint(fill=fill, text=text, stroke=edge, width=number(width))
