"""Who acts, as every request finds out: the question whose SQL is kept against the bare statement, and built anew."""

from collections.abc import Callable
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import facts, people, seed
from benchmarks.harness import Measure, Plan, Result, compare, timed
from trust.actors import load_actor, memberships, memberships_with_all
from trust.tenancy import tenant

TARGET = 3.0
TIMES = 20


def run(plan: Plan) -> list[Result]:
    """One trust; the person as the bench signs in."""
    facts.load(plan, 6)
    person = seed.first_trust("bench-5")
    seed.fill(person.trust, {"bench-5": 5})
    asked = {"user_id": person.user.id, "today": timezone.localdate()}
    with tenant(person.trust.id), transaction.atomic():
        sql, params = memberships_with_all(**asked).query.sql_with_params()

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    measure = partial(_inside, person)
    floor = measure(bare)
    ways = {
        "who acts, its SQL kept": lambda: load_actor(user=person.user, trust=person.trust, today=asked["today"]),
        "who acts, the kept question alone": lambda: memberships.rows(**asked),
        "who acts, built anew each time": lambda: list(memberships_with_all(**asked)),
    }
    return [
        compare(name, ours=measure(way), floor=floor, plan=plan, target=None if "anew" in name else TARGET)
        for name, way in ways.items()
    ]


def _inside(person: people.Person, work: Callable[[], object]) -> Measure:
    """Many times in one transaction of the trust, as it is asked in the midst of a request."""

    def many() -> None:
        with tenant(person.trust.id), transaction.atomic():
            for _ in range(TIMES):
                work()

    return timed(many)
