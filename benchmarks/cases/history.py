"""An UPDATE of 25,000 rows with row history against the same without it."""

import os
import time
from uuid import UUID

import psycopg

from benchmarks import databases, seed
from benchmarks.harness import Measure, Plan, Result, compare

TARGET = 3.0
TABLE = "improvement_cycle_judgement"
ROWS_OF_ONE_ACADEMY = 8 * 3


def run(plan: Plan) -> list[Result]:
    """One statement as the application role, undone afterwards; triggers go and come between the measures."""
    person = seed.first_trust("bench")
    academies = plan.sized(1050)
    seed.fill(person.trust, {"bench": academies})
    with psycopg.connect(os.environ["DATABASE_URL"]) as application, databases.as_owner() as owner:
        owner.autocommit = True
        rows = _update(application, person.trust.id)[0]
        return [
            compare(
                f"UPDATE of {rows:,} judgements with history",
                ours=_measure(application, owner, person.trust.id, "ENABLE"),
                floor=_measure(application, owner, person.trust.id, "DISABLE"),
                plan=plan.few(),
                target=TARGET,
                facts={"rows": rows},
            )
        ]


Connection = psycopg.Connection[tuple[object, ...]]


def _measure(application: Connection, owner: Connection, trust: UUID, verb: str) -> Measure:
    def measure() -> float:
        owner.execute(f"ALTER TABLE {TABLE} {verb} TRIGGER USER".encode())
        owner.execute(f"VACUUM {TABLE}".encode())
        return _update(application, trust)[1]

    return measure


def _update(application: Connection, trust: UUID) -> tuple[int, float]:
    application.execute(f"SET LOCAL app.trust_id = '{trust}'".encode())
    application.execute("SELECT set_config('pghistory.context_metadata', '{\"name\": \"benchmark\"}', true)")
    start = time.perf_counter()
    done = application.execute("UPDATE improvement_cycle_judgement SET reason = reason || '.', version = version + 1")
    seconds = time.perf_counter() - start
    application.rollback()
    return done.rowcount, seconds
