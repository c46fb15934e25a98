"""The pages of a plan of six priorities and sixty actions against an empty page with the same statements and bytes."""

from functools import partial

from benchmarks import plans, recorder, seed
from benchmarks.drivers import InProcess
from benchmarks.harness import Plan, Result, compare, timed

TARGET = 3.0


def run(plan: Plan) -> list[Result]:
    """As the head sees them: the plan, a page of it, how the whole goes, how one page goes, and what was handed in."""
    person, row, _ = plans.one_plan(plan)
    driver = InProcess(person.session)
    base = person.url(f"plan/{seed.CURRENT}/{row.academy.slug}/")
    key = f"priority-{seed.CURRENT}-1"
    pages = {
        "overview": base,
        "page": f"{base}sections/{key}/",
        "how the whole goes": f"{base}progress/",
        "how a page goes": f"{base}progress/{key}/",
        "version": f"{base}versions/1/",
    }
    results = []
    for name, url in pages.items():
        ask, short = partial(driver.get, url), name.replace(" ", "-")
        if (answer := ask()).status != 200:
            raise SystemExit(f"{url}: {answer.status}")
        counts = recorder.record(person, f"plan-{short}", ask)
        floor = timed(partial(driver.get, person.url(f"bench/replay/plan-{short}/")))
        results.append(compare(f"plan, {name}", ours=timed(ask), floor=floor, plan=plan, target=TARGET, facts=counts))
    return results
