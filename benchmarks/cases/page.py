"""Signed-in pages against an empty one that runs the same statements and sends the same bytes."""

from functools import partial

from benchmarks import facts, people, recorder, seed
from benchmarks.drivers import Driver, InProcess, OverHttp, web_server
from benchmarks.harness import Plan, Result, compare, timed

TARGET = 3.0
ACADEMIES = 12
PAGES = (
    "academies/",
    "academies/academy-1/",
    "tokens/",
    f"matrix/{seed.CURRENT}/academy-1/",
    f"matrix/{seed.CURRENT}/score/",
    "tokens/guide/",
)


def run(plan: Plan) -> list[Result]:
    """In process for all, over HTTP for the first."""
    facts.load(plan, ACADEMIES + 1)
    person = seed.first_trust("bench")
    seed.fill(person.trust, {"bench": ACADEMIES})
    inside = InProcess(person.session)
    if refused := {path: status for path in PAGES if (status := inside.get(person.url(path)).status) != 200}:
        raise SystemExit(f"These pages answer otherwise than 200, so there is nothing to measure: {refused}")
    counts = {path: recorder.record(person, _name(path), partial(inside.get, person.url(path))) for path in PAGES}
    results = [_compare(plan, person, inside, path, "in process", counts[path]) for path in PAGES]
    with web_server() as (port, _):
        outside = OverHttp(port, person.session)
        results.append(_compare(plan, person, outside, PAGES[0], "over HTTP", counts[PAGES[0]]))
    return results


def _name(path: str) -> str:
    return f"page-{path.strip('/').replace('/', '-') or 'landing'}"


def _compare(
    plan: Plan, person: people.Person, driver: Driver, path: str, how: str, counts: dict[str, object]
) -> Result:
    return compare(
        f"page /{path} {how}",
        ours=timed(lambda: driver.get(person.url(path))),
        floor=timed(lambda: driver.get(person.url(f"bench/replay/{_name(path)}/"))),
        plan=plan,
        target=TARGET,
        facts=counts,
    )
