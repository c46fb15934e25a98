"""Loads of the register: schools, their links, groups, and schools in groups."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from academies.actions.staging import Fates, Progress, Stage, analyse, fill, make_stage, merge
from academies.enums import Authority, LinkDirection, LoadKind
from academies.imports.layouts import Layout
from academies.imports.reading import Table
from academies.imports.rows import Account, RowRefused, padded, reader_of, taken
from academies.models import DataLoad

SQL_TYPES = {
    "urn": "integer",
    "group": "integer",
    "uid": "integer",
    "count": "integer",
    "age": "smallint",
    "date": "date",
}
REGISTER_GUARD = "(t.authority < {0} OR (t.authority = {0} AND t.as_at <= %(as_at)s))"
Row = dict[str, Any]


def load_reference(
    cursor: Any, load: DataLoad, layout: Layout, table: Table, account: Account, progress: Progress | None
) -> Fates:
    """Stage the file and merge it into its table."""
    shape = SHAPES[LoadKind(load.kind)]
    names = [field.name for field in layout.fields]
    types = {field.name: SQL_TYPES.get(field.type, "text") for field in layout.fields}
    types = {made: types[source] for made, source in shape.adds.items() if source in types} | types
    columns = shape.columns(names)
    make_stage(cursor, "staged", [(c, types.get(c, "text")) for c in columns])
    rows = taken(padded(table.rows, layout.width, account), reader_of(layout), account)
    fill(cursor, "staged", columns, _finished(rows, names, columns, shape, account), progress)
    analyse(cursor, "staged", shape.keys)
    constants: list[tuple[str, Any]] = [("as_at", load.as_at), ("source_id", load.id)]
    guard = "t.as_at <= %(as_at)s"
    if load.kind == LoadKind.ESTABLISHMENTS:
        constants.append(("authority", int(Authority.REGISTER)))
        guard = REGISTER_GUARD.format(int(Authority.REGISTER))
    if load.kind == LoadKind.GROUP_LINKS:
        return _merge_group_links(cursor, load, columns, constants)
    values = [c for c in columns if c not in shape.keys]
    return merge(cursor, Stage("staged", shape.table, shape.keys, values, guard, constants), load)


class Shape:
    """Where rows of a kind go, and what is made of their fields."""

    def __init__(
        self,
        table: str,
        keys: tuple[str, ...],
        *,
        adds: Mapping[str, str] = {},
        drops: tuple[str, ...] = (),
        finish: Callable[[Row], None] = lambda row: None,
    ) -> None:
        # Adds: each column that is made, by the field it is made from.
        self.table, self.keys, self.adds, self.drops, self.finish = table, keys, adds, drops, finish
        self.is_plain = not (adds or drops)

    def columns(self, names: list[str]) -> list[str]:
        """Columns to write: those of the file and those made from them. What it does not tell stays as it stands."""
        kept = [name for name in names if name not in self.drops]
        return [*kept, *(made for made, source in self.adds.items() if source in names and made not in kept)]


def _finished(
    rows: Iterable[tuple[int, Any]], names: list[str], columns: list[str], shape: Shape, account: Account
) -> Iterator[tuple[Any, ...]]:
    seen: dict[tuple[Any, ...], int] = {}
    key_places = [names.index(key) for key in shape.keys]
    for line, values in rows:
        key = tuple(values[place] for place in key_places)
        if (first := seen.setdefault(key, line)) != line:
            account.refuse(line, f"Line {first} holds the same thing already")
            continue
        if shape.is_plain:
            yield values
            continue
        row = dict(zip(names, values, strict=True))
        try:
            shape.finish(row)
        except RowRefused as refusal:
            account.refuse(line, str(refusal))
            continue
        yield tuple(row.get(column) for column in columns)


def _finish_establishment(row: Row) -> None:
    la, number = row["la_code"], row["establishment_number"]
    row["laestab"] = f"{la.zfill(3)}{number.zfill(4)}" if la and number and number != "0000" else ""


def _finish_link(row: Row) -> None:
    kind = row["link_type"].casefold()
    if "predecessor" in kind:
        row["direction"] = LinkDirection.PREDECESSOR.value
    elif "successor" in kind or "result of amalgamat" in kind:
        row["direction"] = LinkDirection.SUCCESSOR.value
    elif "amalgamat" in kind:
        row["direction"] = LinkDirection.PREDECESSOR.value
    else:
        row["direction"] = LinkDirection.OTHER.value
    if row["urn"] == row["link_urn"]:
        raise RowRefused("A school is linked to itself")


def _finish_group(row: Row) -> None:
    row["opened_on"] = row.get("incorporated_on") or row.get("opened_on")


SHAPES = {
    LoadKind.ESTABLISHMENTS: Shape(
        "academies_establishment",
        ("urn",),
        adds={"laestab": "establishment_number"},
        drops=("establishment_number",),
        finish=_finish_establishment,
    ),
    LoadKind.ESTABLISHMENT_LINKS: Shape(
        "academies_establishmentlink",
        ("urn", "link_urn", "link_type"),
        adds={"direction": "link_type"},
        finish=_finish_link,
    ),
    LoadKind.GROUPS: Shape(
        "academies_schoolgroup",
        ("uid",),
        adds={"opened_on": "incorporated_on"},
        drops=("incorporated_on",),
        finish=_finish_group,
    ),
    LoadKind.GROUP_LINKS: Shape("academies_groupmembership", ("urn", "group_uid")),
}


def _merge_group_links(cursor: Any, load: DataLoad, columns: list[str], constants: list[tuple[str, Any]]) -> Fates:
    keys = ("urn", "group_uid")
    values = [c for c in columns if c not in keys]
    cursor.execute("ALTER TABLE staged ADD first_seen_on date, ADD last_seen_on date")
    about = {"as_at": load.as_at}
    cursor.execute("UPDATE staged SET first_seen_on = %(as_at)s, last_seen_on = %(as_at)s", about)
    # New rows get both dates; for known ones they are brought up to date below, without counting as a change.
    _known_dates(cursor)
    stage = Stage(
        "staged", "academies_groupmembership", keys, [*values, "first_seen_on", "last_seen_on"], constants=constants
    )
    fates = merge(cursor, stage, load)
    cursor.execute(
        """UPDATE academies_groupmembership t
        SET first_seen_on = least(t.first_seen_on, %(as_at)s), last_seen_on = greatest(t.last_seen_on, %(as_at)s),
            gone_by = CASE WHEN t.gone_by > %(as_at)s THEN t.gone_by END
        FROM staged s WHERE t.urn = s.urn AND t.group_uid = s.group_uid
        AND (t.first_seen_on > %(as_at)s OR t.last_seen_on < %(as_at)s OR t.gone_by <= %(as_at)s)""",
        about,
    )
    cursor.execute(
        """UPDATE academies_groupmembership t SET gone_by = %(as_at)s
        WHERE t.group_uid IN (SELECT group_uid FROM staged) AND t.last_seen_on < %(as_at)s
        AND (t.gone_by IS NULL OR t.gone_by > %(as_at)s)
        AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.urn = t.urn AND s.group_uid = t.group_uid)""",
        about,
    )
    known: list[str] = [c for c in ("name", "type_name", "phase", "la_code", "la_name") if c in columns]
    add_weaker_schools(cursor, load, "staged", known, Authority.GROUP_LINK)
    return fates


def _known_dates(cursor: Any) -> None:
    cursor.execute(
        """UPDATE staged s SET first_seen_on = t.first_seen_on, last_seen_on = t.last_seen_on
        FROM academies_groupmembership t WHERE t.urn = s.urn AND t.group_uid = s.group_uid"""
    )


def add_weaker_schools(cursor: Any, load: DataLoad, stage: str, columns: list[str], authority: Authority) -> None:
    """Schools that the register's own file has not told of yet are known at least from this one."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE schools ON COMMIT DROP AS SELECT DISTINCT ON (urn) urn, {', '.join(columns)}"  # noqa: S608 - names from our own layout
        f" FROM {stage} WHERE name <> '' ORDER BY urn"
    )
    constants: list[tuple[str, Any]] = [
        ("as_at", load.as_at),
        ("source_id", load.id),
        ("authority", int(authority)),
    ]
    guard = REGISTER_GUARD.format(int(authority))
    merge(cursor, Stage("schools", "academies_establishment", ("urn",), columns, guard, constants), load)
