"""The matrix of 5, 50 and 500 academies with twelve columns against raw statements and joined pieces."""

import gzip
from functools import partial

from benchmarks import facts, people, recorder, seed
from benchmarks.drivers import InProcess
from benchmarks.harness import Plan, Result, compare, timed

TARGET = 3.0
SIZES = (5, 50, 500)


def run(plan: Plan) -> list[Result]:
    """One trust of each size."""
    facts.load(plan, max(SIZES) + 1)
    first = seed.first_trust(f"bench-{SIZES[0]}")
    seed.fill(first.trust, {f"bench-{size}": size for size in SIZES})
    results = []
    for size in SIZES:
        person = first if size == SIZES[0] else people.join(people.find(f"bench-{size}"))
        results.append(_one(plan, person, size))
    counts = {str(result.facts["queries"]) for result in results}
    print(f"\nqueries for {SIZES} academies: {', '.join(sorted(counts))}{'' if len(counts) == 1 else ' NOT EQUAL'}")
    return results


def _one(plan: Plan, person: people.Person, size: int) -> Result:
    driver = InProcess(person.session)
    ask = partial(driver.get, person.url(f"matrix/{seed.CURRENT}/"))
    counts = recorder.record(person, f"matrix-{size}", ask)
    packed = len(gzip.compress(ask().body, 6))
    counts["gzip kB"] = round(packed / 1000, 1)
    counts["gzip kB per 100 rows, frame included"] = round(packed / size / 10, 1)
    return compare(
        f"matrix of {size} academies",
        ours=timed(ask),
        floor=timed(partial(driver.get, person.url(f"bench/replay/matrix-{size}/"))),
        plan=plan if size < 500 else Plan(repeats=plan.repeats, batch=max(3, plan.batch // 3), warm=3),
        target=TARGET,
        facts=counts,
    )
