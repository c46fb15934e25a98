"""Ofsted's management information, 22,000 rows of 76 columns, against a raw COPY."""

import tempfile
from pathlib import Path

from benchmarks import loading, official_files
from benchmarks.harness import Plan, Result, compare

TARGET = 10.0
ROWS = 22_000


def run(plan: Plan) -> list[Result]:
    """First load into empty tables, and the same file again."""
    with tempfile.TemporaryDirectory() as folder:
        path = official_files.inspections(Path(folder) / "inspections.csv", rows=plan.sized(ROWS), seed=plan.seed)
        raw = loading.raw_copy(path, official_files.layout("ofsted_inspections"))
        loading.empty()
        first = compare(
            "Ofsted file, first load",
            ours=loading.load("inspections", path, before=loading.empty),
            floor=raw,
            plan=plan.few(),
            target=TARGET,
        )
        loading.empty()
        facts = loading.in_own_process("inspections", path)
        again = compare(
            "Ofsted file, unchanged",
            ours=loading.load("inspections", path, before=lambda: None),
            floor=raw,
            plan=plan.few(),
            target=TARGET,
            facts=facts,
        )
    return [first, again]
