"""The dashboard with 250 trusts in the database against one trust: what other trusts cost."""

from django.db import connection

from benchmarks import databases, facts, seed
from benchmarks.harness import Plan, Result, compare
from benchmarks.sides import side

TARGET = 1.10
TRUSTS, ACADEMIES, YEARS = 250, 25, 3
ONE = "fourfold_bench_one"


def run(plan: Plan) -> list[Result]:
    """A copy of the database with the first trust alone, then 249 more in the original."""
    facts.load(plan, ACADEMIES + 1)
    person = seed.first_trust("bench", years=YEARS)
    seed.fill(person.trust, {"bench": ACADEMIES})
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    alone = databases.copy_as(ONE)
    trusts = plan.sized(TRUSTS)
    counted = seed.fill(person.trust, {f"other-{n}": ACADEMIES for n in range(1, trusts)})
    url = person.url(f"matrix/{seed.CURRENT}/")
    with side({}) as many, side(alone) as one:
        told = [each.ask(session=person.session, path=url, count=True) for each in (many, one)]
        if any(each["status"] != 200 for each in told) or told[0]["bytes"] != told[1]["bytes"]:
            raise SystemExit(f"The two sides answer differently: {told}")
        result = compare(
            f"dashboard, {trusts} trusts x {ACADEMIES} academies x {YEARS} years",
            ours=lambda: many.get(person.session, url),
            floor=lambda: one.get(person.session, url),
            plan=plan,
            target=TARGET,
            facts={"queries": told[0]["queries"], "rows": counted},
        )
    databases.drop(ONE)
    return [result]
