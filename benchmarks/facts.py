"""Official facts for invented academies, loaded as an operator loads them."""

import tempfile
from pathlib import Path

from academies.actions.loads import load_file
from benchmarks import official_files
from benchmarks.harness import Plan


def load(plan: Plan, schools: int) -> None:
    """The register and the inspections of so many schools."""
    with tempfile.TemporaryDirectory() as folder:
        made = (
            ("establishments", official_files.register(Path(folder) / "register.csv", rows=schools, seed=plan.seed)),
            ("inspections", official_files.inspections(Path(folder) / "inspections.csv", rows=schools, seed=plan.seed)),
        )
        for kind, path in made:
            load_file(by="benchmark", kind=kind, path=path)
