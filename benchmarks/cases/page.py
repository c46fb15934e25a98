"""A small signed-in page against an empty one that runs the same statements and sends the same bytes."""

from functools import partial

from benchmarks import people, recorder
from benchmarks.drivers import Driver, InProcess, OverHttp, web_server
from benchmarks.harness import Plan, Result, compare, timed

TARGET = 3.0
PAGES = ("",)


def run(plan: Plan) -> list[Result]:
    """In process and through gunicorn."""
    person = people.join(people.trust("bench"))
    inside = InProcess(person.session)
    facts = {path: recorder.record(person, _name(path), partial(inside.get, person.url(path))) for path in PAGES}
    results = [_compare(plan, person, inside, path, "in process", facts[path]) for path in PAGES]
    with web_server() as (port, _):
        outside = OverHttp(port, person.session)
        results += [_compare(plan, person, outside, path, "over HTTP", facts[path]) for path in PAGES]
    return results


def _name(path: str) -> str:
    return f"page-{path.strip('/').replace('/', '-') or 'landing'}"


def _compare(
    plan: Plan, person: people.Person, driver: Driver, path: str, how: str, facts: dict[str, object]
) -> Result:
    return compare(
        f"page /{path} {how}",
        ours=timed(lambda: driver.get(person.url(path))),
        floor=timed(lambda: driver.get(person.url(f"bench/replay/{_name(path)}/"))),
        plan=plan,
        target=TARGET,
        facts=facts,
    )
