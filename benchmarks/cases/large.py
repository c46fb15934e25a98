"""Dashboard, matrix and to-do list of one trust among 2,500, each with 25 academies and ten years of agreed judgements.

The rows are made by SQL; they take tens of minutes and some 10 GB of disk, so try it with `--scale 0.1` first.
"""

from benchmarks.cases.dashboard import against_one
from benchmarks.harness import Plan, Result

TRUSTS, YEARS = 2500, 10


def run(plan: Plan) -> list[Result]:
    """The same as `dashboard`, ten times as many trusts and more than three times as many years."""
    return against_one(plan, plan.sized(TRUSTS), YEARS)
