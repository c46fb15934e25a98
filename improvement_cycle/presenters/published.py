"""The published matrix as a table: from the words of the snapshot alone, never from live rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from improvement_cycle.cells import (
    NOT_APPLICABLE,
    beside_line,
    beside_marks,
    beside_own,
    breakable,
    joined,
    judged_cell,
    own_line,
    trail_rings,
    unset_cell,
)
from improvement_cycle.presenters.phases import phase_word
from trust.words import counted

UNSET = unset_cell("not agreed yet")


@dataclass(frozen=True)
class Published:
    """What the page prints."""

    head: SafeString
    body: SafeString
    grades: tuple[Mapping[str, Any], ...]


def published(content: Mapping[str, Any], place: str) -> Published:
    """The table of one snapshot, most concern first."""
    columns = content["columns"]
    headings = format_html_join(
        "", '<th scope="col" class="col-area">{}</th>', ((breakable(column["short_label"]),) for column in columns)
    )
    # What was published before a mark was kept opens without it.
    own_view = content.get("own_view", "")
    head = format_html(
        '<thead><tr><th scope="col" class="col-name">Academy</th><th scope="col" class="col-hist">Latest Ofsted</th>'
        '{}{}<th scope="col" class="col-trail">Category</th></tr></thead>',
        format_html('<th scope="col" class="col-hist c-sef">{}</th>', breakable(own_view)) if own_view else "",
        headings,
    )
    groups: dict[int, list[Mapping[str, Any]]] = {}
    for row in content["rows"]:
        groups.setdefault(row["category"]["number"] if row["category"] else 0, []).append(row)
    body = joined(
        piece
        for number in sorted(groups, reverse=True)
        for piece in (_group(groups[number], place), *(_row(row, content) for row in groups[number]))
    )
    used = {column["scale"] for column in columns}
    grades = tuple(grade for scale in content["scales"] if scale["key"] in used for grade in scale["grades"])
    seen: dict[tuple[str, str], Mapping[str, Any]] = {}
    for grade in grades:
        seen.setdefault((grade["tone"], grade["label"]), grade)
    return Published(head, body, tuple(seen.values()))


def _group(rows: Sequence[Mapping[str, Any]], place: str) -> SafeString:
    category = rows[0]["category"]
    title = f"Category {category['number']}: {category['label']}" if category else "Not agreed yet"
    return format_html(
        '<tr class="group"><th scope="rowgroup"><div class="row">{}{} <span class="muted">{} {}</span></div></th></tr>',
        _ring(category),
        title,
        len(rows),
        counted(place, len(rows)),
    )


def _ring(category: Mapping[str, Any] | None) -> SafeString:
    tone, number = (category["tone"], category["number"]) if category else ("none", "–")
    return format_html('<span class="cat {}" aria-hidden="true">{}</span>', tone, number)


def _row(row: Mapping[str, Any], content: Mapping[str, Any]) -> SafeString:
    trail = "; ".join(f"{step['year']}: {step['number'] or 'none'}" for step in row["trail"])
    own_view = content.get("own_view", "")
    rings = trail_rings(_past(row), _ring(row["category"]))
    html = format_html(
        '<tr><th scope="row">{}<span class="tiny">{}</span></th><td class="plain col-hist small">{}</td>{}{}'
        '<td class="plain"><div class="trailcell"><span class="trail">{}</span>'
        '<span class="vh">{}</span></div></td></tr>',
        row["name"],
        phase_word(row["phase"]),
        _inspection(row),
        format_html('<td class="plain col-hist small muted">{}</td>', row["own_view"]) if own_view else "",
        joined(_cell(cell, content["before"]) for cell in row["cells"]),
        rings,
        trail,
    )
    beside = beside_line(
        beside_marks(rings, row.get("concern", "")),
        _said(row) or ("no inspection known",),
        beside_own(own_line(own_view, row.get("own_view", ""))),
        columns=len(content["columns"]) + 2,
    )
    return joined([html, beside])


def _past(row: Mapping[str, Any]) -> tuple[int | None, ...]:
    """The categories of the years before; a row that was not agreed was published without this year's."""
    steps = row["trail"][:-1] if row["is_agreed"] else row["trail"]
    return tuple(step["number"] for step in steps)


def _inspection(row: Mapping[str, Any]) -> SafeString | str:
    """What was judged and the concern, with the way and the day small below it."""
    said = _said(row)
    if not said:
        return row["inspection"] or "–"
    what, when = said
    concern = row.get("concern", "")
    return format_html(
        '{}{}<span class="tiny">{}</span>',
        what,
        format_html('<span class="tiny t-err">{}</span>', concern) if concern else "",
        when,
    )


def _said(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What the inspection said, and when; empty where it was published in other words."""
    when, colon, what = row["inspection"].partition(": ")
    return (what, f"{when} before joining" if row.get("before_joining") else when) if colon else ()


def _cell(cell: Mapping[str, Any], before: str) -> SafeString:
    if not cell["applies"]:
        return NOT_APPLICABLE
    return judged_cell(cell["grade"], cell["movement"], before) if cell["grade"] else UNSET
