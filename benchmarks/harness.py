"""Interleaved measuring: A, B, A, B; warm-up thrown away; medians, quartiles, and the ratio of medians.

A measure is a function that does its work once and returns the seconds it took.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
ACCEPTED = Path(__file__).parent / "accepted.json"
# A ratio that has grown by more is told.
GROWTH = 1.10

Measure = Callable[[], float]


def timed(work: Callable[[], Any]) -> Measure:
    """A measure of a function of this process."""

    def measure() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return measure


@dataclass(frozen=True)
class Plan:
    """How often to measure."""

    repeats: int = 9
    batch: int = 15
    warm: int = 10
    seed: int = 20260901
    scale: float = 1.0  # below 1 makes generated data smaller, for trying a benchmark out

    def few(self) -> "Plan":
        """For work that takes seconds: one measure per repeat."""
        return Plan(repeats=min(self.repeats, 5), batch=1, warm=1, seed=self.seed, scale=self.scale)

    def rare(self) -> "Plan":
        """For work that takes minutes: three measures and none thrown away; so long a run warms up by itself."""
        return Plan(repeats=min(self.repeats, 3), batch=1, warm=0, seed=self.seed, scale=self.scale)

    def sized(self, number: int) -> int:
        """A number of rows at this scale."""
        return max(1, round(number * self.scale))


@dataclass(frozen=True)
class Spread:
    """Seconds: median and quartiles over the repeats."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: list[float]) -> "Spread":
        """Of at least two figures."""
        low, _, high = statistics.quantiles(figures, n=4, method="inclusive")
        return cls(statistics.median(figures), low, high)

    def __str__(self) -> str:
        return f"{self.median * 1000:.2f} ms ({self.low * 1000:.2f} to {self.high * 1000:.2f})"


@dataclass(frozen=True)
class Result:
    """One claim with its evidence."""

    name: str
    ours: Spread
    floor: Spread
    target: float | None
    same: float  # the floor against itself: how far this machine can be trusted today
    repeats: int
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Median of ours by median of the floor."""
        return self.ours.median / self.floor.median

    @property
    def noise(self) -> float:
        """How far the floor differed from itself."""
        return abs(self.same - 1)

    @property
    def verdict(self) -> str:
        """Reached or not, or that the machine cannot tell."""
        if self.target is None:
            return "no target"
        if abs(self.ratio - self.target) <= self.noise * self.target:
            return "within the noise of the target"
        return "reached" if self.ratio <= self.target else "MISSED"


def compare(
    name: str,
    *,
    ours: Measure,
    floor: Measure,
    plan: Plan,
    target: float | None = None,
    facts: dict[str, Any] | None = None,
) -> Result:
    """Measure both sides in turn. The floor runs against itself first."""
    _, _, same = _in_turn(floor, floor, plan)
    ours_spread, floor_spread, _ = _in_turn(ours, floor, plan)
    result = Result(name, ours_spread, floor_spread, target, same, plan.repeats, facts or {})
    show(result)
    return result


def _in_turn(first: Measure, second: Measure, plan: Plan) -> tuple[Spread, Spread, float]:
    for _ in range(plan.warm):
        first()
        second()
    figures: tuple[list[float], list[float]] = ([], [])
    for repeat in range(plan.repeats):
        batch: tuple[list[float], list[float]] = ([], [])
        for turn in range(plan.batch):
            # Who goes first changes every turn: whatever the other leaves behind hits both alike.
            order = (0, 1) if (turn + repeat) % 2 == 0 else (1, 0)
            for side in order:
                batch[side].append((first, second)[side]())
        for side in (0, 1):
            figures[side].append(statistics.median(batch[side]))
    spreads = Spread.of(figures[0]), Spread.of(figures[1])
    return *spreads, spreads[0].median / spreads[1].median


def show(result: Result) -> None:
    """Print one result."""
    target = f", target {result.target:.2f}" if result.target else ""
    print(f"\n{result.name}: ratio {result.ratio:.2f}{target}: {result.verdict}")
    print(f"  ours   {result.ours}")
    print(f"  floor  {result.floor}")
    print(f"  floor against itself {result.same:.3f}; {result.repeats} repeats")
    for name, fact in result.facts.items():
        print(f"  {name}: {fact}")
    before = accepted().get(result.name)
    if before and result.ratio > before * GROWTH:
        print(f"  GROWN: the accepted ratio is {before:.2f}")


def accepted() -> dict[str, float]:
    """The ratios last accepted, by name."""
    return json.loads(ACCEPTED.read_text()) if ACCEPTED.exists() else {}


def write(name: str, results: list[Result], machine: dict[str, Any], *, accept: bool) -> Path:
    """Keep the results of one run; with `accept` they become what later runs are held against."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}.json"
    rows = [{**asdict(result), "ratio": result.ratio, "verdict": result.verdict} for result in results]
    path.write_text(json.dumps({"machine": machine, "results": rows}, indent=2, default=str))
    if accept:
        kept = accepted() | {result.name: round(result.ratio, 2) for result in results}
        ACCEPTED.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    return path
