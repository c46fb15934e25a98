"""The reminders of one Monday planned in 2,500 trusts, 25,000 people, against the statements it cannot do without.

Floor: in each trust, under row security, the deadlines in their one UNION, and one INSERT ... SELECT of the mails.
Both sides undo what they wrote, so that each repeat does the same work. Afterwards it is planned twice and kept.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from benchmarks import databases, facts, seed
from benchmarks.harness import Plan, Result, compare, timed
from trust import deadlines
from trust.actions import reminders
from trust.actors import system_actor
from trust.models import Due, Trust
from trust.policies import reminding as rules
from trust.tenancy import tenant

TARGET = 3.0
TRUSTS, PEOPLE = 2500, 10
MONDAY, DUE = dt.date(seed.CURRENT, 11, 30), dt.date(seed.CURRENT, 12, 11)

USERS = """
INSERT INTO trust_user (id, password, email, name, is_active, is_operator, is_example, writes_plain, date_joined)
SELECT md5('head' || a.id)::uuid, '', a.slug || '@' || t.slug || '.example', 'Head of ' || a.name, true, false, false,
    false, now()
FROM academies_academy a JOIN trust_trust t ON t.id = a.trust_id
"""
MEMBERS = """
INSERT INTO trust_membership (id, trust_id, user_id, name, email, role, remit, title, from_on, ended_reason)
SELECT md5('member' || a.id)::uuid, a.trust_id, u.id, u.name, u.email, 'academy_staff', 'all', '', '2020-09-01', ''
FROM academies_academy a JOIN trust_user u ON u.id = md5('head' || a.id)::uuid
"""
APPOINTED = """
INSERT INTO academies_appointment (id, trust_id, membership_id, academy_id, role, headship, agrees, from_on)
SELECT md5('appointed' || a.id)::uuid, a.trust_id, md5('member' || a.id)::uuid, a.id, 'headteacher', 'substantive',
    true, '2020-09-01'
FROM academies_academy a
"""
TERMS = """
INSERT INTO trust_term (id, trust_id, school_year_id, name, starts_on, ends_on)
SELECT md5('term' || y.id)::uuid, y.trust_id, y.id, 'Autumn', y.starts_on, y.starts_on + 108 FROM trust_schoolyear y
"""
FILLED = ("trust_membership", "academies_appointment", "trust_term")
WRITE = """
WITH made AS (
    INSERT INTO trust_job (id, trust_id, kind, key, payload, asked_by_name, asked_at, state, fault)
    SELECT gen_random_uuid(), m.trust_id, 'reminders', '2026-11-30:' || m.id, %s::jsonb, 'Floor', now(), 'due', ''
    FROM trust_membership m ON CONFLICT (trust_id, kind, key) DO NOTHING RETURNING id, trust_id
)
INSERT INTO trust_due (id, trust_id, queue, kind, due_at, state, attempts)
SELECT id, trust_id, 'mail', 'reminders', now(), 'due', 0 FROM made
"""
# As much as the product writes with a mail.
PAYLOAD = {"membership": str(UUID(int=0)), "day": MONDAY.isoformat(), "sort": "digest", "lines": 1}


def run(plan: Plan) -> list[Result]:
    """All trusts in turn, as one worker would."""
    number = plan.sized(TRUSTS)
    facts.load(plan, PEOPLE + 1)
    first = seed.first_trust("bench-0", years=1)
    seed.fill(first.trust, {f"bench-{n}": PEOPLE for n in range(number)})
    with databases.as_owner() as server:
        server.execute(USERS)
        with databases.without_triggers(server, *FILLED):
            for statement in (MEMBERS, APPOINTED, TERMS):
                server.execute(statement)
    seed.date_self_evaluations(DUE)
    with databases.as_owner() as server:
        server.autocommit = True
        server.execute("VACUUM ANALYZE")
    trusts = list(Trust.objects.order_by("slug"))
    floor = _floor(trusts)
    result = compare(
        f"reminders of {number} trusts, {number * PEOPLE} people",
        ours=timed(partial(_everywhere, trusts, _planned, keep=False)),
        floor=timed(partial(_everywhere, trusts, floor, keep=False)),
        plan=plan.rare(),
        target=TARGET,
        facts=_twice(trusts),
    )
    return [result]


def _everywhere(trusts: Sequence[Trust], work: Callable[[Trust], int], *, keep: bool) -> int:
    made = 0
    for trust in trusts:
        with tenant(trust.id), transaction.atomic():
            made += work(trust)
            transaction.set_rollback(not keep)
    return made


def _planned(trust: Trust) -> int:
    return reminders.plan(trust=trust, day=MONDAY)


def _floor(trusts: Sequence[Trust]) -> Callable[[Trust], int]:
    """The SQL of the first trust, with the ids of the others in its place."""
    first = trusts[0]
    with tenant(first.id), transaction.atomic():
        soon = deadlines.due_before(rules.horizon(MONDAY))
        asked = deadlines.asked(system_actor(first, "floor"), deadlines.IS_OPEN & soon)
        sql, given = asked.query.sql_with_params()

    def bare(trust: Trust) -> int:
        own: list[Any] = [trust.id if each == first.id else each for each in given]
        with connection.cursor() as cursor:
            cursor.execute(sql, own)
            found = cursor.fetchall()
            cursor.execute(WRITE, [json.dumps(PAYLOAD)])
            if len(found) != PEOPLE:
                raise SystemExit(f"{trust.slug} has {len(found)} deadlines, not {PEOPLE}.")
            return int(cursor.rowcount)

    return bare


def _twice(trusts: Sequence[Trust]) -> dict[str, Any]:
    """How many mails the first plan makes, and the second; then all is taken away again."""
    made = [_everywhere(trusts, _planned, keep=True) for _ in range(2)]
    if made[1] or Due.objects.filter(kind="reminders").count() != made[0]:
        raise SystemExit(f"The second run added {made[1]} rows.")
    with databases.as_owner() as server:
        server.execute("DELETE FROM trust_due WHERE kind = 'reminders'")
        server.execute("DELETE FROM trust_job WHERE kind = 'reminders'")
    return {"first run": made[0], "second run": made[1]}
