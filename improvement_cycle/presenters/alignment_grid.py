"""The rows of the grid of priorities, made in one go: fifty academies have hundreds of cells."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from improvement_cycle.cells import joined
from improvement_cycle.enums import PriorityState
from improvement_cycle.policies.alignment import AlignedCell, Stand
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries.alignment import GridRow

# What works on it is agreed unless it says something else.
_WORDS = {
    PriorityState.PROPOSED: "Proposed",
    PriorityState.IN_PLAN: "In the plan",
    PriorityState.DELIVERED: "Delivered",
    PriorityState.SUSTAINED: "Sustained",
    PriorityState.CARRIED_FORWARD: "Carried forward",
}
_WITHOUT = {
    Stand.NOT_HERE: mark_safe('<td class="na">n/a<span class="vh">: not judged in these columns</span></td>'),
    Stand.NO_CONCERN: mark_safe('<td class="quiet">No concern</td>'),
    Stand.NOT_ASKED: mark_safe('<td class="quiet">–<span class="vh">: no column of the matrix asks for it</span></td>'),
    Stand.NOT_SHOWN: mark_safe('<td class="quiet">No priority</td>'),
    Stand.NOT_JUDGED: mark_safe('<td class="quiet">Not judged yet</td>'),
}


def rows_of(rows: tuple[GridRow, ...], address: Callable[[Any], str]) -> SafeString:
    """The lines of a group. `address` gives an academy's list of priorities; each of them has its page below it."""
    return joined(piece for each in rows for piece in _row(each, address(each.row.academy)))


def _row(each: GridRow, address: str) -> list[SafeString]:
    name = format_html(
        '<tr><th scope="row"><a href="{}">{}</a><span class="tiny">{}</span></th>',
        address,
        each.row.academy.name,
        phase_word(each.row.phase),
    )
    if each.own:
        own = format_html('<td class="own"><a href="{}">{} of its own</a></td></tr>', address, each.own)
    else:
        own = mark_safe('<td class="own"><span class="quiet">None</span></td></tr>')
    return [name, *(_cell(cell, address) for cell in each.cells), own]


def _cell(cell: AlignedCell, address: str) -> SafeString:
    if cell.first is None:
        if cell.stand is Stand.GAP:
            return format_html('<td class="gap"><strong>Gap</strong><span class="tiny">{}</span></td>', cell.why)
        return _WITHOUT[cell.stand]
    return format_html(
        '<td class="{}"><a href="{}{}/">{}</a><span class="tiny">Priority {}{}</span></td>',
        "proposed" if cell.stand is Stand.PROPOSED else "on",
        address,
        cell.first.key,
        _WORDS.get(PriorityState(cell.first.state), "Agreed"),
        cell.first.number,
        f" and {cell.more} more" if cell.more else "",
    )
