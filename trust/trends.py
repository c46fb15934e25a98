"""A line of a few years beside the national one, as plain SVG: see charts. The small one stands beside a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trust.charts import Table, number


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
    is_small: bool = False
    template: str = "charts/trend.html"


@dataclass(frozen=True)
class Frame:
    """Where a trend lies in its picture. In a small one labels stand for the axis."""

    width: int
    height: int
    axis: tuple[int, int]
    points: tuple[float, float]
    top: float
    bottom: float
    ends: int
    under: int
    longest_name: int


BELOW = 21  # of a figure under its point
WIDE = Frame(690, 250, (42, 480), (60.0, 470.0), 24.0, 206.0, 486, 28, 24)
SMALL = Frame(330, 132, (4, 226), (18.0, 214.0), 20.0, 88.0, 228, 38, 12)


def trend(
    title: str,
    years: Sequence[Year],
    *,
    ours_label: str,
    unit: str = "%",
    literal: bool = False,
    small: bool = False,
) -> Trend:
    """The axis need not start at nought for a line, and the note says where it does. Small: beside a text."""
    frame = SMALL if small else WIDE
    known = [value for year in years for value in (year.ours, year.national) if value is not None]
    ticks = _ticks(min(known, default=0.0), max(known, default=1.0))
    low, high = ticks[0], ticks[-1]
    left, right = frame.points
    step = (right - left) / max(len(years) - 1, 1)

    def x(place: int) -> float:
        return left + step * place

    def y(value: float) -> float:
        return frame.bottom - (value - low) / (high - low) * (frame.bottom - frame.top)

    points = tuple(
        _point(place, year, years, (x(place), y(year.ours)), frame)
        for place, year in enumerate(years)
        if year.ours is not None
    )
    ours = [None if year.ours is None else (x(i), y(year.ours), year.provisional) for i, year in enumerate(years)]
    theirs = [None if year.national is None else (x(i), y(year.national), False) for i, year in enumerate(years)]
    our_end, national_end = _ends(years, ours_label, unit, y, frame)
    return Trend(
        title=title,
        ours_label=ours_label,
        stretches=_stretches(ours),
        national=tuple(stretch.points for stretch in _stretches(theirs)),
        points=points,
        ticks=() if small else tuple(Tick(f"{number(value)}{unit}", "0", number(y(value))) for value in ticks),
        years=tuple(
            Tick(f"{year.label}*" if year.provisional else year.label, number(x(i)), number(frame.bottom + frame.under))
            for i, year in enumerate(years)
        ),
        our_end=our_end,
        national_end=national_end,
        # Without an axis nothing says where it starts.
        note=_note(0 if small else low, unit, years),
        table=Table(
            ("Year", ours_label, "National"),
            tuple((year.label, _figure(year.ours, unit), _figure(year.national, unit)) for year in years),
        ),
        literal=literal,
        width=frame.width,
        height=frame.height,
        left=frame.axis[0],
        right=frame.axis[1],
        is_small=small,
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


def _point(place: int, year: Year, years: Sequence[Year], at: tuple[float, float], frame: Frame) -> Point:
    assert year.ours is not None
    x, y = at
    # The figure stands on the side away from the national line, so that the two never lie on each other; and never on
    # the years under the picture.
    above = (year.national is not None and year.ours > year.national) or y + BELOW > frame.bottom + frame.under - 14
    final = all(later.ours is None for later in years[place + 1 :])
    label = "" if final else number(year.ours)
    return Point(number(x), number(y), label, number(y - 11 if above else y + BELOW), final, year.provisional)


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
    years: Sequence[Year], ours_label: str, unit: str, y: Callable[[float], float], frame: Frame
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
        else Tick(f"{_short(ours_label, frame.longest_name)} {number(ours)}{unit}", str(frame.ends), number(our_y)),
        None
        if national is None or national_y is None
        else Tick(f"National {number(national)}{unit}", str(frame.ends), number(national_y)),
    )


def _short(name: str, longest: int) -> str:
    """A name that fits beside the line's end; the table has the whole of it."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def _figure(value: float | None, unit: str) -> str:
    return "not published" if value is None else f"{number(value)}{unit}"


def _note(low: float, unit: str, years: Sequence[Year]) -> str:
    parts = [] if low == 0 else [f"The axis starts at {number(low)}{unit}."]
    ours = [year.label for year in years if year.ours is not None]
    national = [year.label for year in years if year.national is not None]
    # Its last figure stands beside ours at the end, whichever year it is of.
    if ours and national and national[-1] != ours[-1]:
        parts.append(f"The last national figure is of {national[-1]}.")
    if any(year.provisional for year in years):
        parts.append("* provisional.")
    return " ".join(parts)
