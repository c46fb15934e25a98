"""Figures: the census, 24,000 schools in 22 columns, and key stage 4, 5,500 in 507, against a raw COPY of each.

A line of the census holds five figures, so its first load is also set against a COPY of those figures: ADR 10.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import figure_files, loading
from benchmarks.harness import Plan, Result, compare

TARGET = 10.0


def run(plan: Plan) -> list[Result]:
    """Each file into empty tables, and again."""
    with tempfile.TemporaryDirectory() as folder:
        found = _both("Census", figure_files.census, Path(folder), 24_000, plan)
        found.append(_of_its_rows("Census", Path(folder), plan))
        return found + _both("Key stage 4, final", figure_files.key_stage_4, Path(folder), 5_500, plan)


def _of_its_rows(title: str, folder: Path, plan: Plan) -> Result:
    path = next(folder.iterdir())
    loading.empty()
    loading.load("figures", path, before=lambda: None)()
    floor = loading.rows_copy("academies_measurefigure")
    ours = loading.load("figures", path, before=loading.empty)
    name = f"{title}, first load, against a COPY of the figures in it"
    return compare(name, ours=ours, floor=floor, plan=plan.few(), target=TARGET)


def _both(title: str, write: Callable[..., Path], folder: Path, rows: int, plan: Plan) -> list[Result]:
    path = write(folder, rows=plan.sized(rows), seed=plan.seed)
    columns = path.read_text(encoding="utf-8-sig").partition("\n")[0].strip().split(",")
    raw = loading.raw_copy(path, columns, encoding="UTF8")
    first = compare(
        f"{title}, first load",
        ours=loading.load("figures", path, before=loading.empty),
        floor=raw,
        plan=plan.few(),
        target=TARGET,
    )
    loading.empty()
    facts = loading.in_own_process("figures", path)
    again = compare(
        f"{title}, unchanged",
        ours=loading.load("figures", path, before=lambda: None),
        floor=raw,
        plan=plan.few(),
        target=TARGET,
        facts=facts,
    )
    return [first, again]
