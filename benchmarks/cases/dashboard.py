"""Dashboard, matrix and to-do list with 250 trusts in the database against one trust: what other trusts cost."""

import datetime as dt
from collections.abc import Mapping

from django.db import connection

from benchmarks import databases, facts, seed
from benchmarks.harness import Plan, Result, compare
from benchmarks.sides import Side, side

TARGET = 1.10
TRUSTS, ACADEMIES, YEARS = 250, 25, 3
# The dashboard is the matrix, and what it fetches to stand around it.
PAGES = {
    "dashboard: the matrix": f"matrix/{seed.CURRENT}/",
    "dashboard: the year so far": f"matrix/{seed.CURRENT}/so-far/",
    "to-do": "waiting/",
}
ONE = "fourfold_bench_one"
# What is due this year, so that the to-do list and the overdue items of the dashboard have something to read.
DUE = dt.date(seed.CURRENT, 10, 16)


def run(plan: Plan) -> list[Result]:
    """A copy of the database with the first trust alone, then 249 more in the original."""
    return against_one(plan, plan.sized(TRUSTS), YEARS)


def against_one(plan: Plan, trusts: int, years: int) -> list[Result]:
    """Each page of one trust among so many, against the same trust alone."""
    facts.load(plan, ACADEMIES + 1)
    person = seed.first_trust("bench", years=years)
    seed.fill(person.trust, {"bench": ACADEMIES})
    seed.date_self_evaluations(DUE)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    alone = databases.copy_as(ONE)
    counted = seed.fill(person.trust, {f"other-{n}": ACADEMIES for n in range(1, trusts)})
    seed.date_self_evaluations(DUE)
    words = f"{trusts} trusts x {ACADEMIES} academies x {years} years"
    with side({}) as many, side(alone) as one:
        results = [
            _compare(plan, f"{name}, {words}", (many, one), person.session, person.url(path), counted)
            for name, path in PAGES.items()
        ]
    databases.drop(ONE)
    return results


def _compare(
    plan: Plan, name: str, sides: tuple[Side, Side], session: str, url: str, counted: Mapping[str, int]
) -> Result:
    many, one = sides
    told = [each.ask(session=session, path=url, count=True) for each in sides]
    if any(each["status"] != 200 for each in told) or told[0]["bytes"] != told[1]["bytes"]:
        raise SystemExit(f"The two sides answer differently: {told}")
    return compare(
        name,
        ours=lambda: many.get(session, url),
        floor=lambda: one.get(session, url),
        plan=plan,
        target=TARGET,
        facts={"queries": told[0]["queries"], "bytes": told[0]["bytes"], "rows": counted},
    )
