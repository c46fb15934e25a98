"""Charts as plain SVG: numbers in, coordinates out; templates/charts/ draws them.

A chart has an active title (what it shows, as a sentence), direct labels, shapes beside colours, and the same
figures as a table. Sizes are attributes and colours are classes, since pages allow no inline style. Reports ask for
`literal=True`: the PDF engine ignores style rules inside SVG, so colours are then written out.
"""

from collections.abc import Callable, Sequence
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


@dataclass(frozen=True)
class Bar:
    """One row: its name, its parts, and the row in words."""

    label: str
    parts: tuple[BarPart, ...]
    words: str


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


# Trend over years


@dataclass(frozen=True)
class Year:
    """One year's figures; None where nothing was published."""

    label: str
    ours: float | None
    national: float | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Point:
    """A marked figure."""

    x: str
    y: str
    label: str
    label_y: str
    last: bool
    provisional: bool


@dataclass(frozen=True)
class Tick:
    """A line of the axis, or a year under it."""

    label: str
    x: str
    y: str


@dataclass(frozen=True)
class Stretch:
    """A run of the line without a gap."""

    points: str
    provisional: bool


@dataclass(frozen=True)
class Trend:
    """A line of a few years beside the national one."""

    title: str
    ours_label: str
    stretches: tuple[Stretch, ...]
    national: tuple[str, ...]
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    years: tuple[Tick, ...]
    our_end: Tick | None
    national_end: Tick | None
    note: str
    table: Table
    literal: bool = False
    width: int = 690
    height: int = 250
    left: int = 42
    right: int = 480
    template: str = "charts/trend.html"


TOP, BOTTOM = 24.0, 206.0


def trend(title: str, years: Sequence[Year], *, ours_label: str, unit: str = "%", literal: bool = False) -> Trend:
    """The axis need not start at nought for a line, and the note says where it does."""
    known = [value for year in years for value in (year.ours, year.national) if value is not None]
    ticks = _ticks(min(known, default=0.0), max(known, default=1.0))
    low, high = ticks[0], ticks[-1]
    left, right = 60.0, 470.0
    step = (right - left) / max(len(years) - 1, 1)

    def x(place: int) -> float:
        return left + step * place

    def y(value: float) -> float:
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)

    points = tuple(
        _point(place, year, years, x(place), y(year.ours), unit)
        for place, year in enumerate(years)
        if year.ours is not None
    )
    ours = [None if year.ours is None else (x(i), y(year.ours), year.provisional) for i, year in enumerate(years)]
    theirs = [None if year.national is None else (x(i), y(year.national), False) for i, year in enumerate(years)]
    our_end, national_end = _ends(years, ours_label, unit, y)
    return Trend(
        title=title,
        ours_label=ours_label,
        stretches=_stretches(ours),
        national=tuple(stretch.points for stretch in _stretches(theirs)),
        points=points,
        ticks=tuple(Tick(f"{number(value)}{unit}", "0", number(y(value))) for value in ticks),
        years=tuple(
            Tick(f"{year.label}*" if year.provisional else year.label, number(x(i)), number(BOTTOM + 28))
            for i, year in enumerate(years)
        ),
        our_end=our_end,
        national_end=national_end,
        note=_note(low, unit, any(year.provisional for year in years)),
        table=Table(
            ("Year", ours_label, "National"),
            tuple((year.label, _figure(year.ours, unit), _figure(year.national, unit)) for year in years),
        ),
        literal=literal,
    )


def _ticks(lowest: float, highest: float) -> list[float]:
    """Three to six round values around the figures."""
    span = max(highest - lowest, 1e-9)
    for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000):
        if span / step <= 4:
            break
    first = int(lowest // step)
    last = max(int(-(-highest // step)), first + 1)
    return [round(place * step, 6) for place in range(first, last + 1)]


def _point(place: int, year: Year, years: Sequence[Year], x: float, y: float, unit: str) -> Point:
    assert year.ours is not None
    # The figure stands on the side away from the national line, so that the two never lie on each other.
    above = year.national is not None and year.ours > year.national
    final = all(later.ours is None for later in years[place + 1 :])
    label = "" if final else number(year.ours)
    return Point(number(x), number(y), label, number(y - 11 if above else y + 21), final, year.provisional)


def _stretches(places: Sequence[tuple[float, float, bool] | None]) -> tuple[Stretch, ...]:
    """Join neighbours; a gap breaks the line, and the way to a provisional figure is a run of its own."""
    runs: list[tuple[list[tuple[float, float]], bool]] = []
    previous: tuple[float, float] | None = None
    for place in places:
        if place is None:
            previous = None
            continue
        here = (place[0], place[1])
        if previous is not None:
            if runs and runs[-1][0][-1] == previous and runs[-1][1] == place[2]:
                runs[-1][0].append(here)
            else:
                runs.append(([previous, here], place[2]))
        previous = here
    return tuple(
        Stretch(" ".join(f"{number(x)},{number(y)}" for x, y in run), provisional) for run, provisional in runs
    )


def _ends(
    years: Sequence[Year], ours_label: str, unit: str, y: Callable[[float], float]
) -> tuple[Tick | None, Tick | None]:
    ours = next((year.ours for year in reversed(years) if year.ours is not None), None)
    national = next((year.national for year in reversed(years) if year.national is not None), None)
    our_y = None if ours is None else y(ours) + 4
    national_y = None if national is None else y(national) + 4
    if our_y is not None and national_y is not None and abs(our_y - national_y) < 15:
        middle, up = (our_y + national_y) / 2, -1 if our_y <= national_y else 1
        our_y, national_y = middle + up * 8, middle - up * 8
    return (
        None
        if ours is None or our_y is None
        else Tick(f"{_short(ours_label)} {number(ours)}{unit}", "486", number(our_y)),
        None
        if national is None or national_y is None
        else Tick(f"National {number(national)}{unit}", "486", number(national_y)),
    )


def _short(name: str) -> str:
    """A name that fits beside the line's end; the table has the whole of it."""
    return name if len(name) <= 24 else f"{name[:23].rstrip()}…"


def _figure(value: float | None, unit: str) -> str:
    return "not published" if value is None else f"{number(value)}{unit}"


def _note(low: float, unit: str, provisional: bool) -> str:
    parts = [] if low == 0 else [f"The axis starts at {number(low)}{unit}."]
    if provisional:
        parts.append("* provisional.")
    return " ".join(parts)


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
