"""The grid of the trust's priorities against academies on paper, as the person who asks reads it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import PriorityState
from improvement_cycle.policies.alignment import AlignedCell, Stand
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries.alignment import Alignment, alignment, cycle_to_print, rows_reached
from improvement_cycle.queries.snapshots import fingerprint
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission, may
from trust.policies.wording import count
from trust.reports import About, ReportKind
from trust.words import counted, word

WITHOUT = {
    Stand.NO_CONCERN: "No concern",
    Stand.NOT_JUDGED: "Not judged yet",
    Stand.NOT_HERE: "n/a",
    Stand.NOT_ASKED: "–",
    Stand.NOT_SHOWN: "No priority",
}


@dataclass(frozen=True)
class CellShown:
    """A cell on paper. `kind`: on, proposed, gap, quiet or na."""

    kind: str
    word: str
    more: str


@dataclass(frozen=True)
class RowShown:
    """An academy on paper."""

    name: str
    phase: str
    cells: tuple[CellShown, ...]
    own: str


@dataclass(frozen=True)
class GroupShown:
    """The academies of one category."""

    title: str
    rows: tuple[RowShown, ...]


@dataclass(frozen=True)
class AlignmentReport:
    """Everything that the template prints."""

    title: str
    year: str
    headline: str
    columns: tuple[tuple[str, str], ...]  # title, and how many academies work on it
    groups: tuple[GroupShown, ...]
    gaps: tuple[tuple[str, str, str], ...]  # academy, priority of the trust, concerns


def _found(actor: Actor, cycle_id: UUID, parameters: Mapping[str, Any]) -> Alignment:
    return alignment(actor, cycle_to_print(actor, cycle_id), str(parameters.get("phase", "")))


def _title(found: Alignment) -> str:
    whole = f"Trust priorities {found.cycle.school_year.label}"
    return f"{whole}, {phase_word(found.phase).lower()}" if found.phase else whole


def describe(actor: Actor, cycle_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what is on the page."""
    found = _found(actor, cycle_id, parameters)
    return About(_title(found), f"{_reach(actor, cycle_id)}{fingerprint(asdict(_shown(actor, found)))}")


def _reach(actor: Actor, cycle_id: UUID) -> str:
    """Names the rows that this person reads: what was made for a wider reach is opened by nobody whose reach ended."""
    rows = sorted(str(row.id) for row in rows_reached(actor, cycle_id))
    read = sorted(str(row.id) for row in rows_reached(actor, cycle_id) if may(actor, Permission.MATRIX_READ, row))
    return fingerprint({"rows": rows, "read": read})[:16]


def _check(actor: Actor, cycle_id: UUID, version: str) -> None:
    cycle_to_print(actor, cycle_id)
    if not version.startswith(_reach(actor, cycle_id)):
        raise NotFound()


def build(actor: Actor, cycle_id: UUID, parameters: Mapping[str, Any]) -> AlignmentReport:
    """The grid as the person who asks reads it."""
    return _shown(actor, _found(actor, cycle_id, parameters))


def _shown(actor: Actor, found: Alignment) -> AlignmentReport:
    place = word(actor.words, "academy")
    return AlignmentReport(
        title=_title(found),
        year=found.cycle.school_year.label,
        headline=_headline(found),
        columns=tuple(
            (column.priority.title, f"{column.academies} {counted(place, column.academies)}")
            for column in found.columns
        ),
        groups=tuple(
            GroupShown(
                group.title,
                tuple(
                    RowShown(
                        each.row.academy.name,
                        phase_word(each.row.phase),
                        tuple(_cell(one) for one in each.cells),
                        f"{each.own} of its own" if each.own else "None",
                    )
                    for each in group.rows
                ),
            )
            for group in found.groups
        ),
        gaps=tuple((gap.row.academy.name, gap.priority.title, gap.why) for gap in found.gaps),
    )


def _headline(found: Alignment) -> str:
    if not found.gaps:
        return "No gap in what is judged so far."
    many = len(found.gaps)
    return f"{count(many).capitalize()} gap{'' if many == 1 else 's'}: a concern without a priority."


def _cell(cell: AlignedCell) -> CellShown:
    if cell.first:
        more = f" and {cell.more} more" if cell.more else ""
        kind = "proposed" if cell.stand is Stand.PROPOSED else "on"
        state = str(PriorityState(cell.first.state).label).capitalize()
        return CellShown(kind, state, f"Priority {cell.first.number}{more}")
    if cell.stand is Stand.GAP:
        return CellShown("gap", "Gap", cell.why)
    return CellShown("na" if cell.stand is Stand.NOT_HERE else "quiet", WITHOUT[cell.stand], "")


PDF = ReportKind(
    kind="alignment",
    title="Trust priorities",
    permission=Permission.PRIORITY_READ,
    build=build,
    describe=describe,
    check=_check,
    template="reports/alignment.html",
)
