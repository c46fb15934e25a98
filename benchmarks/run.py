"""`python3 dev.py bench NAME…`: run benchmarks by name, or all of them but the large one."""

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile

from benchmarks import cases

# They take far longer than all others together: only where they are named.
ONLY_NAMED = frozenset({"large"})


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(module.name for module in pkgutil.iter_modules(cases.__path__))


def main() -> int:
    """Read the command line, make the database, measure, write."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(names()))
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--batch", type=int, default=15)
    parser.add_argument("--seed", type=int, default=20260901)
    parser.add_argument("--scale", type=float, default=1.0, help="below 1: smaller generated data, to try it out")
    parser.add_argument("--accept", action="store_true", help="hold later runs against these ratios")
    given = parser.parse_args()
    if unknown := set(given.names) - set(names()):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. There are: {', '.join(names())}")
    if given.repeats < 5:
        parser.error("at least five repeats")
    with tempfile.TemporaryDirectory() as recordings:
        os.environ["BENCH_RECORDINGS"] = recordings
        for name in given.names or sorted(set(names()) - ONLY_NAMED):
            _run(name, given)
    return 0


def _run(name: str, given: argparse.Namespace) -> None:
    from benchmarks import databases  # noqa: PLC0415

    databases.make_anew()
    import django  # noqa: PLC0415 - the database must exist

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from benchmarks import harness, machine  # noqa: PLC0415

    plan = harness.Plan(repeats=given.repeats, batch=given.batch, seed=given.seed, scale=given.scale)
    about = {**machine.describe(), "seed": plan.seed, "scale": plan.scale}
    print(f"\n=== {name}: " + ", ".join(f"{key} {value}" for key, value in about.items()))
    results = importlib.import_module(f"benchmarks.cases.{name}").run(plan)
    path = harness.write(name, results, about, accept=given.accept)
    print(f"written to {path.name}")
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
