"""One cell set in the grid, as htmx sends it, against an empty signed-in POST with the same UPDATE."""

import itertools
from functools import partial
from typing import Any

from django.db import transaction
from psycopg import sql

from benchmarks import facts, floors, people, recorder, seed
from benchmarks.drivers import InProcess
from benchmarks.harness import Plan, Result, compare, timed
from improvement_cycle.models import Judgement
from trust.tenancy import tenant

TARGET = 3.0
COLUMN = "quality_of_education"
SIZES = (12, 500)


def run(plan: Plan) -> list[Result]:
    """In a trust of twelve academies and in one of five hundred: the cost of one cell must not grow."""
    facts.load(plan, max(SIZES) + 1)
    first = seed.first_trust(f"bench-{SIZES[0]}")
    seed.fill(first.trust, {f"bench-{size}": size for size in SIZES})
    results = []
    for size in SIZES:
        person = first if size == SIZES[0] else people.join(people.find(f"bench-{size}"))
        results.append(_one(plan, person, size))
    return results


def _one(plan: Plan, person: people.Person, size: int) -> Result:
    driver = InProcess(person.session)
    url = person.url(f"matrix/{seed.CURRENT}/academy-1/{COLUMN}/")
    shown = driver.get(person.url(f"matrix/{seed.CURRENT}/score/")).body.decode()
    if f"cell-academy-1-{COLUMN}" not in shown:
        raise SystemExit("The grid shows no such cell.")
    ours, other = (_judgement(person, slug) for slug in ("academy-1", "academy-2"))
    sent = _sent(ours)
    headers = {"HX-Request": "true", "HX-Target": f"cell-academy-1-{COLUMN}"}
    set_cell = partial(_set, driver, url, sent, headers)
    counts = recorder.record(person, f"cell-{size}", set_cell)
    floors.keep(f"cell-{size}", statements=[_update(person, other)], body="")
    return compare(
        f"one cell set, {size} academies",
        ours=timed(set_cell),
        floor=timed(lambda: driver.post(person.url(f"bench/replay/cell-{size}/"), {})),
        plan=plan,
        target=TARGET,
        facts=counts,
    )


def _set(driver: InProcess, url: str, sent: Any, headers: dict[str, str]) -> Any:
    answer = driver.post(url, next(sent), headers)
    if answer.status != 200:
        raise SystemExit(f"The cell was not set: {answer.status} {answer.body[:600]!r}")
    return answer


def _judgement(person: people.Person, slug: str) -> Judgement:
    with tenant(person.trust.id), transaction.atomic():
        found: Judgement = Judgement.objects.select_related("grade").get(
            academy_cycle__academy__slug=slug,
            academy_cycle__cycle__school_year__starts_on__year=seed.CURRENT,
            column__key=COLUMN,
            view="agreed",
        )
        return found


def _sent(judgement: Judgement) -> Any:
    grades = itertools.cycle([key for key in ("good", "outstanding") if key != judgement.grade.key] + ["inadequate"])
    for seen, grade in zip(itertools.count(judgement.version), grades, strict=False):
        yield {"sets": "agreed", "grade": grade, "seen": str(seen), "reason": f"Because of visit {seen}."}


def _update(person: people.Person, judgement: Judgement) -> str:
    statement = sql.SQL(
        "UPDATE improvement_cycle_judgement SET version = version + 1, at = now(), grade_id = {},"
        " reason = 'Because of visit ' || version WHERE trust_id = {} AND id = {}"
    )
    return statement.format(judgement.grade_id, person.trust.id, judgement.id).as_string()
