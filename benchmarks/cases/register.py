"""The national register, 50,000 rows of 135 columns (five personal ones are left out), against a raw COPY."""

import tempfile
from pathlib import Path

from benchmarks import loading, official_files
from benchmarks.harness import Plan, Result, compare

TARGET_FIRST, TARGET_AGAIN, MOST_MEMORY = 10.0, 6.0, 150
ROWS = 50_000


def run(plan: Plan) -> list[Result]:
    """First load into empty tables, and the same file again."""
    with tempfile.TemporaryDirectory() as folder:
        path = official_files.register(Path(folder) / "register.csv", rows=plan.sized(ROWS), seed=plan.seed)
        raw = loading.raw_copy(path, official_files.layout("establishments"))
        first = compare(
            "register, first load",
            ours=loading.load("establishments", path, before=loading.empty),
            floor=raw,
            plan=plan.few(),
            target=TARGET_FIRST,
        )
        loading.empty()
        facts = {"most memory allowed MB": MOST_MEMORY, **loading.in_own_process("establishments", path)}
        again = compare(
            "register, unchanged",
            ours=loading.load("establishments", path, before=lambda: None),
            floor=raw,
            plan=plan.few(),
            target=TARGET_AGAIN,
            facts=facts,
        )
    return [first, again]
