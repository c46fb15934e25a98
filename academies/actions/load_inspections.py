"""Loads of Ofsted's files. An inspection is found again by its number, or by school, kind and date where it has none.

A file that says nothing about a thing (a column it does not have) leaves what stands.
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from academies.actions.load_reference import SQL_TYPES, add_weaker_schools
from academies.actions.staging import Fates, Progress, Stage, fill, make_stage, merge
from academies.enums import Authority
from academies.imports.inspections import Staged, covered_areas, reader_of_inspections, tiers_of
from academies.imports.layouts import Layout
from academies.imports.reading import Table
from academies.imports.rows import Account, RowRefused, clean, padded, reader_of_clean
from academies.models import DataLoad, Establishment

TYPES = {
    "urn": "integer",
    "starts_on": "date",
    "published_on": "date",
    "converted": "boolean",
    "urn_at_time": "integer",
    "relates_to_current": "boolean",
}
INSPECTION_COLUMNS = [("line", "integer"), *((name, TYPES.get(name, "text")) for name in Staged._fields)]
# Columns that every row states, and those that a file may leave unsaid.
STATED = ["regime", "framework_id", "starts_on"]
UNSAID = [name for name in Staged._fields if name not in {"urn", "number", "grades", *STATED}]
BATCH = 4_000


def load_inspections(
    cursor: Any, load: DataLoad, layout: Layout, table: Table, account: Account, progress: Progress | None
) -> Fates:
    """Stage the file's schools and inspections, match, add, change, and count by row."""
    per_school = layout.spec["rows"] == "schools"
    schools = [field.name for field in layout.fields]
    types = {field.name: SQL_TYPES.get(field.type, "text") for field in layout.fields}
    make_stage(cursor, "entries", [("line", "integer"), *((name, types[name]) for name in schools)])
    make_stage(cursor, "staged", INSPECTION_COLUMNS)
    _stage(cursor, layout, table, account, progress)
    # Fate stays empty for what is new.
    cursor.execute("ALTER TABLE staged ADD inspection_id bigint, ADD fate text")
    _match(cursor, load, per_school=per_school)
    _change(cursor, load, covered_areas(tiers_of(layout)))
    _add(cursor, load)
    if per_school:
        _merge_entries(cursor, load, schools)
    if "name" in schools:
        of_register = {field.attname for field in Establishment._meta.concrete_fields} - {"urn"}
        known = [name for name in schools if name in of_register]
        add_weaker_schools(cursor, load, "entries", known, Authority.OFSTED)
    return _count(cursor, load, per_school=per_school)


def _stage(cursor: Any, layout: Layout, table: Table, account: Account, progress: Progress | None) -> None:
    entries: list[tuple[Any, ...]] = []
    inspections: list[tuple[Any, ...]] = []
    names = [field.name for field in layout.fields]

    def flush() -> None:
        fill(cursor, "entries", ["line", *names], entries)
        fill(cursor, "staged", [name for name, _ in INSPECTION_COLUMNS], inspections)
        entries.clear()
        inspections.clear()

    for line, values, found in _rows(layout, table, account):
        entries.append((line, *values))
        inspections.extend((line, *inspection) for inspection in found)
        if len(entries) >= BATCH:
            flush()
            if progress:
                progress(account.read)
    flush()


def _rows(layout: Layout, table: Table, account: Account) -> Iterator[tuple[int, tuple[Any, ...], list[Staged]]]:
    read_school, read_inspections = reader_of_clean(layout), reader_of_inspections(layout)
    pick = itemgetter(*(field.index for field in layout.fields), 0)
    per_school = layout.spec["rows"] == "schools"
    place = [field.name for field in layout.fields].index("urn")
    seen: dict[Any, int] = {}
    for line, cells in padded(table.rows, layout.width, account):
        try:
            cells = clean(cells)
            values = read_school(list(pick(cells)))
            found = read_inspections(values[place], cells)  # type: ignore[arg-type]
            for key in [values[place]] if per_school else _keys(found):
                if (first := seen.setdefault(key, line)) != line:
                    raise RowRefused(f"Line {first} holds the same thing already")
        except RowRefused as refusal:
            account.refuse(line, str(refusal))
        else:
            yield line, values, found


def _keys(found: Iterable[Staged]) -> list[Any]:
    # The previous inspection of a school stands in each of its rows: only the row's own one counts.
    return [(i.urn, i.number) if i.number else (i.urn, i.regime, i.starts_on) for i in list(found)[:1]]


def _match(cursor: Any, load: DataLoad, *, per_school: bool) -> None:
    fate = "fate = CASE WHEN i.as_at > %s THEN 'older' ELSE 'unchanged' END"
    cursor.execute(
        f"""UPDATE staged s SET inspection_id = i.id, {fate} FROM academies_inspection i
        WHERE i.urn = s.urn AND i.number = s.number AND s.number <> ''""",  # noqa: S608
        [load.as_at],
    )
    cursor.execute(
        f"""UPDATE staged s SET inspection_id = i.id, {fate} FROM academies_inspection i
        WHERE s.inspection_id IS NULL AND i.urn = s.urn AND i.starts_on = s.starts_on
        AND replace(i.regime, '_overall', '') = replace(s.regime, '_overall', '')
        AND (i.number = '' OR s.number = '')""",  # noqa: S608
        [load.as_at],
    )
    if not per_school:
        # The previous inspection of a school stands in each of its rows: the first counts.
        cursor.execute(
            """DELETE FROM staged s USING (
                SELECT ctid, row_number() OVER (PARTITION BY urn,
                    coalesce(inspection_id::text, nullif(number, ''), regime || starts_on) ORDER BY line) AS place
                FROM staged) d
            WHERE d.ctid = s.ctid AND d.place > 1"""
        )


def _change(cursor: Any, load: DataLoad, covered: list[int]) -> None:
    now = ", ".join(f"i.{c}" for c in [*STATED, *UNSAID])
    new = ", ".join([*(f"s.{c}" for c in STATED), *(f"coalesce(s.{c}, i.{c})" for c in UNSAID)])
    sets = ", ".join([*(f"{c} = s.{c}" for c in STATED), *(f"{c} = coalesce(s.{c}, i.{c})" for c in UNSAID)])
    about = {"as_at": load.as_at, "source": load.id}
    number = "CASE WHEN s.number <> '' THEN s.number ELSE i.number END"
    cursor.execute(WITH_KNOWN_GRADES, {"covered": covered})
    cursor.execute(
        f"""UPDATE staged s SET fate = 'changed' FROM academies_inspection i
        WHERE i.id = s.inspection_id AND s.fate = 'unchanged'
        AND ({now}, i.grades, i.number) IS DISTINCT FROM ({new}, s.grades, {number})""",  # noqa: S608 - names from this module
    )
    cursor.execute(
        f"""UPDATE academies_inspection i SET {sets}, number = {number},
            grades = s.grades, as_at = %(as_at)s, source_id = %(source)s
        FROM staged s WHERE i.id = s.inspection_id AND s.fate = 'changed'""",  # noqa: S608
        about,
    )
    cursor.execute(
        """UPDATE academies_inspection i SET as_at = %(as_at)s, source_id = %(source)s
        FROM staged s WHERE i.id = s.inspection_id AND s.fate = 'unchanged' AND i.as_at < %(as_at)s""",
        about,
    )


# What stands and is not contradicted stays: grades of another date, and of areas that the file has no column for.
WITH_KNOWN_GRADES = """UPDATE staged s SET grades = coalesce((
        SELECT string_agg(g, ' ' ORDER BY split_part(g, ':', 1)::integer, split_part(g, ':', 3)) FROM (
            SELECT unnest(string_to_array(s.grades, ' '))
            UNION ALL
            SELECT k FROM unnest(string_to_array(i.grades, ' ')) k
            LEFT JOIN LATERAL (
                SELECT true AS spoken, bool_or(split_part(n, ':', 3) = split_part(k, ':', 3)) AS replaced
                FROM unnest(string_to_array(s.grades, ' ')) n
                WHERE split_part(n, ':', 1) = split_part(k, ':', 1) HAVING count(*) > 0) said ON true
            WHERE CASE WHEN said.spoken THEN NOT said.replaced
                ELSE i.framework_id = s.framework_id AND NOT split_part(k, ':', 1)::integer = ANY(%(covered)s) END
        ) all_grades (g)), '')
    FROM academies_inspection i
    WHERE i.id = s.inspection_id AND s.fate = 'unchanged' AND i.grades <> s.grades"""


def _add(cursor: Any, load: DataLoad) -> None:
    cursor.execute(
        """INSERT INTO academies_inspection (urn, number, regime, framework_id, kind, starts_on, published_on,
            outcome, concern, converted, urn_at_time, laestab_at_time, name_at_time, type_at_time,
            relates_to_current, grades, as_at, source_id)
        SELECT urn, number, regime, framework_id, coalesce(kind, ''), starts_on, published_on,
            coalesce(outcome, ''), coalesce(concern, ''), coalesce(converted, false), urn_at_time,
            coalesce(laestab_at_time, ''), coalesce(name_at_time, ''), coalesce(type_at_time, ''),
            relates_to_current, grades, %(as_at)s, %(source)s
        FROM staged WHERE fate IS NULL""",
        {"as_at": load.as_at, "source": load.id},
    )


def _merge_entries(cursor: Any, load: DataLoad, schools: list[str]) -> None:
    columns = [c for c in schools if c != "urn"]
    pairs = ", ".join(f"t.{c}" for c in columns), ", ".join(f"e.{c}" for c in columns)
    cursor.execute("ALTER TABLE entries ADD fate text NOT NULL DEFAULT 'added'")
    cursor.execute(
        f"""UPDATE entries e SET fate = CASE WHEN t.as_at > %s THEN 'older'
            WHEN ({pairs[0]}) IS DISTINCT FROM ({pairs[1]}) THEN 'changed' ELSE 'unchanged' END
        FROM academies_ofstedentry t WHERE t.urn = e.urn""",  # noqa: S608 - names from our own layout
        [load.as_at],
    )
    constants: list[tuple[str, Any]] = [("as_at", load.as_at), ("source_id", load.id)]
    merge(cursor, Stage("entries", "academies_ofstedentry", ("urn",), columns, constants=constants), load)


def _count(cursor: Any, load: DataLoad, *, per_school: bool) -> Fates:
    cursor.execute("SELECT coalesce(fate, 'added'), count(*) FROM staged GROUP BY 1")
    by_fate = dict(cursor.fetchall())
    load.things = {"inspections": {fate: by_fate.get(fate, 0) for fate in ("added", "changed", "unchanged", "older")}}
    # A school's row is new with the school, changed with anything in it; an inspection's row is as its inspection.
    school_fate = "e.fate" if per_school else "NULL"
    cursor.execute(
        f"""WITH rows AS (
            SELECT e.line, {school_fate} AS school, bool_or(s.line IS NOT NULL AND s.fate IS NULL) AS added,
                bool_or(s.fate = 'changed') AS changed, bool_or(s.fate = 'older') AS older
            FROM entries e LEFT JOIN staged s ON s.line = e.line GROUP BY 1, 2),
        fates AS (SELECT CASE
            WHEN school = 'added' OR (school IS NULL AND added) THEN 'added'
            WHEN school = 'changed' OR added OR changed THEN 'changed'
            WHEN school = 'older' OR older THEN 'older' ELSE 'unchanged' END AS fate FROM rows)
        SELECT fate, count(*) FROM fates GROUP BY fate"""  # noqa: S608
    )
    rows = dict(cursor.fetchall())
    older = rows.get("older", 0)
    return Fates(rows.get("added", 0), rows.get("changed", 0), rows.get("unchanged", 0) + older, older)
