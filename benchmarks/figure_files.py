"""Invented files of figures in the old layouts, as wide as the published ones; the same for the same seed."""

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.official_files import FIRST_URN, layout

WIDTH = 507  # of the published file of 2018/19
SUPPRESSED = 0.03


def census(folder: Path, *, rows: int, seed: int) -> Path:
    """The school census of performance tables."""
    return _write(folder / "england_census_2018-19.csv", layout("census"), _census(rows, random.Random(seed)))  # noqa: S311


def key_stage_4(folder: Path, *, rows: int, seed: int) -> Path:
    """Key stage 4, final tables: what we read among as many other columns as the published file has."""
    others = [f"OTHER_{number}" for number in range(WIDTH - len(layout("key_stage_4")))]
    lines = _key_stage_4(rows, random.Random(seed), len(others))  # noqa: S311
    return _write(folder / "england_ks4final_2018-19.csv", [*layout("key_stage_4"), *others], lines)


def _write(path: Path, header: Sequence[str], lines: Iterator[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    return path


def _share(chance: random.Random, highest: float = 60) -> str:
    return f"{chance.random() * highest:.1f}"


def _census(rows: int, chance: random.Random) -> Iterator[list[str]]:
    for number in range(rows):
        roll = chance.randrange(60, 1600)
        counts = [str(chance.randrange(roll)) for _ in range(3)]
        shares = [_share(chance), _share(chance)]
        sen = [str(roll // 40), _share(chance, 8), str(roll // 8), _share(chance, 30)]
        languages = [*counts, _share(chance), _share(chance), "0"]
        meals = [str(roll // 5), str(roll // 4), _share(chance)]
        kind = "State-funded primary" if number % 4 else "State-funded secondary"
        about = [str(FIRST_URN + number), str(201 + number % 150), str(2000 + number % 6000), kind, str(roll)]
        yield [*about, *counts[:2], *shares, *sen, *languages, *meals]


def _key_stage_4(rows: int, chance: random.Random, others: int) -> Iterator[list[str]]:
    def figure(text: str) -> str:
        return "SUPP" if chance.random() < SUPPRESSED else text

    for number in range(rows):
        progress = chance.gauss(0, 0.4)
        about = ["1", str(201 + number % 150), str(4000 + number % 900), str(FIRST_URN + number), f"School {number}"]
        points = f"{30 + chance.random() * 35:.1f}"
        limits = [f"{progress:.2f}", f"{progress - 0.2:.2f}", f"{progress + 0.2:.2f}"]
        shares = [f"{_share(chance, 100)}%" for _ in range(3)]
        groups = [points, points, f"{progress - 0.3:.2f}", f"{progress + 0.1:.2f}"]
        read = [str(chance.randrange(40, 300)), "9000", points, *limits, *shares, f"{chance.random() * 6:.2f}", *groups]
        yield [*about, *map(figure, read), *(_share(chance) for _ in range(others))]
