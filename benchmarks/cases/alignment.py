"""The grid of the trust's priorities against 5 and 50 academies against raw statements and joined pieces."""

from functools import partial

from benchmarks import facts, people, plans, recorder, seed
from benchmarks.drivers import InProcess
from benchmarks.harness import Plan, Result, compare, timed

TARGET = 3.0
SIZES = (5, 50)


def run(plan: Plan) -> list[Result]:
    """One trust of each size, each academy with three priorities."""
    facts.load(plan, max(SIZES) + 1)
    first = seed.first_trust(f"bench-{SIZES[0]}")
    sizes = {f"bench-{size}": size for size in SIZES}
    seed.fill(first.trust, sizes)
    plans.aligned(sizes)
    results = []
    for size in SIZES:
        person = first if size == SIZES[0] else people.join(people.find(f"bench-{size}"))
        driver = InProcess(person.session)
        ask = partial(driver.get, person.url(f"priorities/{seed.CURRENT}/"))
        counts = recorder.record(person, f"alignment-{size}", ask)
        floor = timed(partial(driver.get, person.url(f"bench/replay/alignment-{size}/")))
        name = f"alignment grid of {size} academies"
        results.append(compare(name, ours=timed(ask), floor=floor, plan=plan, target=TARGET, facts=counts))
    counted = {str(result.facts["queries"]) for result in results}
    print(f"\nqueries for {SIZES} academies: {', '.join(sorted(counted))}{'' if len(counted) == 1 else ' NOT EQUAL'}")
    return results
