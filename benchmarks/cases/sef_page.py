"""The pages of a self-evaluation against an empty signed-in page with the same statements and bytes."""

from functools import partial

from benchmarks import drafts, people, recorder
from benchmarks.drivers import InProcess
from benchmarks.harness import Plan, Result, compare, timed

TARGET = 3.0
ACADEMIES = 12


def run(plan: Plan) -> list[Result]:
    """Overview and editor of a head, with every section written."""
    of_one = drafts.writers(plan, ACADEMIES)[0]
    person = of_one[0].person
    driver = InProcess(person.session)
    for writer in of_one:
        if (answer := writer.save(driver)).status != 200:
            raise SystemExit(f"The section was not saved: {answer.status} {answer.body[:400]!r}")
    overview = of_one[0].url.partition("sections/")[0]
    pages = {"overview": overview, "section": of_one[2].url, "check": f"{overview}check/"}
    return [_compare(plan, person, driver, name, url) for name, url in pages.items()]


def _compare(plan: Plan, person: people.Person, driver: InProcess, name: str, url: str) -> Result:
    counts = recorder.record(person, f"sef-{name}", partial(driver.get, url))
    return compare(
        f"self-evaluation, {name}",
        ours=timed(lambda: driver.get(url)),
        floor=timed(lambda: driver.get(person.url(f"bench/replay/sef-{name}/"))),
        plan=plan,
        target=TARGET,
        facts=counts,
    )
