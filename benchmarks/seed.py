"""Trusts full of academies and judged years, made in the database itself so that hundreds take seconds.

The first trust gets its improvement model through the ordinary actions; the others get copies of those rows. Every id
is derived from the row it was copied from and the trust, so a run with the same model gives the same shape of data.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from psycopg import sql

from benchmarks import databases, official_files
from benchmarks.people import Person, join, trust
from improvement_cycle.actions import improvement_models
from improvement_cycle.models import ImprovementModel
from trust.actors import system_actor
from trust.models import SchoolYear, Trust
from trust.tenancy import tenant

CURRENT = 2026
# Tables of the first trust that the others get a copy of, parents first.
COPIED = [
    "trust.TrustSettings",
    "trust.SchoolYear",
    "improvement_cycle.ImprovementModel",
    "improvement_cycle.KeyArea",
    "improvement_cycle.Scale",
    "improvement_cycle.Grade",
    "improvement_cycle.MatrixColumn",
    "improvement_cycle.EvidenceSource",
    "improvement_cycle.StatusCategory",
    "improvement_cycle.CommitmentEntry",
]
FILLED = ["academies.Academy", "improvement_cycle.Cycle", "improvement_cycle.AcademyCycle"]
FILLED += ["improvement_cycle.Judgement", "improvement_cycle.CurrentStatus"]
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

ACADEMIES = """
INSERT INTO academies_academy (id, trust_id, establishment_id, name, short_name, slug, phase, has_early_years,
    has_post_16, state, joined_on, local_authority)
SELECT md5('academy' || t.id || n)::uuid, t.id, e.urn, 'Academy ' || lpad(n::text, 4, '0') || ' of ' || t.slug,
    'Academy ' || n, 'academy-' || n, 'all_through', true, true, 'member', '2020-09-01', 'Example Authority'
FROM trust_trust t JOIN unnest(%(slugs)s::text[], %(sizes)s::int[]) AS wanted(slug, size) ON wanted.slug = t.slug
CROSS JOIN generate_series(1, wanted.size) AS n
LEFT JOIN academies_establishment e ON e.urn = %(first_urn)s + n
"""
CYCLES = """
INSERT INTO improvement_cycle_cycle (id, trust_id, school_year_id, model_id, state, opened_at)
SELECT md5('cycle' || y.id)::uuid, y.trust_id, y.id, m.id, 'open', now()
FROM trust_schoolyear y JOIN trust_trust t ON t.id = y.trust_id AND t.slug = ANY(%(slugs)s)
JOIN improvement_cycle_improvementmodel m ON m.trust_id = y.trust_id
"""
ROWS = """
INSERT INTO improvement_cycle_academycycle (id, trust_id, cycle_id, academy_id, state, version, meeting_open_by_name,
    meeting_open_at)
SELECT md5('row' || c.id || a.id)::uuid, c.trust_id, c.id, a.id, 'open', 1, 'Somebody', now()
FROM improvement_cycle_cycle c JOIN academies_academy a ON a.trust_id = c.trust_id
JOIN trust_trust t ON t.id = c.trust_id AND t.slug = ANY(%(slugs)s)
"""
# A grade of the column's scale by the digits of the row's and the column's ids: skewed to the second of four.
JUDGEMENTS = """
INSERT INTO improvement_cycle_judgement (id, trust_id, academy_cycle_id, column_id, view, grade_id, reason, by_name,
    at, version)
SELECT md5('agreed' || r.id || c.id)::uuid, r.trust_id, r.id, c.id, 'agreed',
    (g.grades)[1 + least(cardinality(g.grades) - 1, (ARRAY[0, 1, 1, 1, 1, 2, 2, 3])[1 + abs(
        ('x' || substr(md5(r.id::text || c.id), 1, 8))::bit(32)::int %% 8)])],
    'Agreed in the meeting, after the figures of the autumn and two visits.', 'Somebody', now(), 1
FROM improvement_cycle_academycycle r
JOIN trust_trust t ON t.id = r.trust_id AND t.slug = ANY(%(slugs)s)
JOIN improvement_cycle_cycle y ON y.id = r.cycle_id
JOIN improvement_cycle_matrixcolumn c ON c.trust_id = r.trust_id AND c.model_id = y.model_id AND c.kind = 'grade'
JOIN (SELECT scale_id, array_agg(id ORDER BY "order") AS grades FROM improvement_cycle_grade GROUP BY scale_id) g
    ON g.scale_id = c.scale_id
"""
STATUSES = """
INSERT INTO improvement_cycle_currentstatus (id, trust_id, academy_cycle_id, category_id, reason, effective_from,
    took_part, also_present, dissent_note, dissent_by_name, suggestion_reason, decided_by_name, decided_at)
SELECT md5('status' || r.id)::uuid, r.trust_id, r.id, s.id, 'Decided by the three.', '2026-09-01', '[]', '', '', '', '',
    'Somebody', now()
FROM improvement_cycle_academycycle r
JOIN trust_trust t ON t.id = r.trust_id AND t.slug = ANY(%(slugs)s)
JOIN improvement_cycle_cycle y ON y.id = r.cycle_id
JOIN improvement_cycle_statuscategory s ON s.trust_id = r.trust_id AND s.model_id = y.model_id
    AND s.number = 1 + abs(('x' || substr(md5(r.id::text), 1, 8))::bit(32)::int %% 3)
"""

DATED = """
UPDATE improvement_cycle_cycle c SET self_evaluations_due_on = %s
FROM trust_schoolyear y WHERE y.id = c.school_year_id AND y.starts_on = %s
"""


def first_trust(slug: str, years: int = 3) -> Person:
    """A trust with a published model, school years, and its chief executive signed in; no academies yet."""
    made = trust(slug)
    with tenant(made.id), transaction.atomic():
        for start in range(CURRENT - years + 1, CURRENT + 1):
            SchoolYear.objects.create(starts_on=f"{start}-09-01", ends_on=f"{start + 1}-08-31")
        actor = system_actor(made, "benchmark")
        draft = improvement_models.create_from_preset(actor=actor, preset_key="four_point")
        improvement_models.publish(actor=actor, model_id=draft.id)
    return join(made)


def fill(first: Trust, sizes: Mapping[str, int]) -> dict[str, int]:
    """Copies of the first trust for every other slug, then academies, years and judgements for all of them."""
    others = [slug for slug in sizes if slug != first.slug]
    tables = [apps.get_model(label)._meta.db_table for label in [*COPIED, *FILLED]]
    words: dict[str, Any] = {"slugs": list(sizes), "sizes": list(sizes.values()), "first_urn": official_files.FIRST_URN}
    with databases.as_owner() as server, databases.without_triggers(server, *tables):
        if others:
            _copy_trusts(server, first.id, others)
        for statement in (ACADEMIES, CYCLES, ROWS, JUDGEMENTS, STATUSES):
            server.execute(statement, words)
    with databases.as_owner() as server:
        server.autocommit = True
        server.execute("VACUUM ANALYZE")
        counted = {}
        for label in FILLED:
            table = apps.get_model(label)._meta.db_table
            found = server.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            counted[table] = int(str(found[0])) if found else 0
    return counted


def date_self_evaluations(day: dt.date) -> None:
    """In every trust the self-evaluations of this year are due on this day."""
    with databases.as_owner() as server, databases.without_triggers(server, "improvement_cycle_cycle"):
        server.execute(DATED, [day, dt.date(CURRENT, 9, 1)])


def _copy_trusts(server: Any, first: UUID, slugs: Sequence[str]) -> None:
    server.execute(
        "INSERT INTO trust_trust (id, slug, name, kind, state, created_at)"
        " SELECT md5('trust' || slug)::uuid, slug, 'Trust ' || slug, 'multi_academy_trust', 'active', now()"
        " FROM unnest(%s::text[]) AS slug",
        [list(slugs)],
    )
    for label in COPIED:
        _copy_table(server, label, first, slugs)
    _rename_in_definitions(server, first, slugs)


def _copy_table(server: Any, label: str, first: UUID, slugs: Sequence[str]) -> None:
    columns: list[tuple[sql.Identifier, sql.Composable]] = []
    for field in apps.get_model(label)._meta.concrete_fields:
        name = sql.Identifier(field.column)
        if field.column == "trust_id":
            columns.append((name, sql.SQL("t.id")))
        elif field.primary_key or field.is_relation:
            columns.append((name, sql.SQL("md5(r.{}::text || t.id)::uuid").format(name)))
        else:
            columns.append((name, sql.SQL("r.{}").format(name)))
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {values} FROM {table} r"
        " CROSS JOIN trust_trust t WHERE r.trust_id = %s AND t.slug = ANY(%s)"
    ).format(
        table=sql.Identifier(apps.get_model(label)._meta.db_table),
        names=sql.SQL(", ").join(name for name, _ in columns),
        values=sql.SQL(", ").join(value for _, value in columns),
    )
    server.execute(statement, [first, list(slugs)])


def _rename_in_definitions(server: Any, first: UUID, slugs: Sequence[str]) -> None:
    """The stored form of a published model names the ids of its rows."""
    with tenant(first), transaction.atomic():
        text = json.dumps(ImprovementModel.objects.get().definition)
    ids = sorted(set(_ID.findall(text)))
    copies = server.execute(
        "SELECT t.id, array_agg(md5(old || t.id)::uuid::text ORDER BY old) FROM trust_trust t,"
        " unnest(%s::text[]) AS old WHERE t.slug = ANY(%s) GROUP BY t.id",
        [ids, list(slugs)],
    ).fetchall()
    for trust_id, renamed in copies:
        new = dict(zip(ids, renamed, strict=True))
        definition = _ID.sub(lambda found, new=new: new[found.group()], text)  # type: ignore[misc]
        server.execute(
            "UPDATE improvement_cycle_improvementmodel SET definition = %s::jsonb WHERE trust_id = %s",
            [definition, trust_id],
        )
