"""An academy's row as a page, and its agreement."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from improvement_cycle.enums import NEED_TO_KNOW, AgreementKind, Party
from improvement_cycle.policies.own_view import OwnGrade
from improvement_cycle.policies.rows import hindrances
from improvement_cycle.presenters.dates import when
from improvement_cycle.presenters.model_words import CommitmentLine, commitment_lines
from improvement_cycle.presenters.scoring import ViewLine, view_lines
from improvement_cycle.presenters.scoring_cells import rule_words
from improvement_cycle.queries.cells import AcademyYear, own_grade
from improvement_cycle.queries.row_evidence import RowEvidence
from improvement_cycle.queries.scoring import ScoringCell, ScoringRow
from trust.actors import Actor
from trust.permissions import Permission, may

MOVED = {"up": "Improved", "down": "Declined"}


@dataclass(frozen=True)
class RowLine:
    """One area of the row."""

    cell: ScoringCell
    agreed_at: str
    views_recorded: str


@dataclass(frozen=True)
class AreaLine:
    """One area of the row with everything that speaks to it."""

    cell: ScoringCell
    agreed_at: str
    views_recorded: str
    changed: str  # since last year, and who says so
    views: tuple[ViewLine, ...]
    own: OwnGrade | None
    evidence: tuple[RowEvidence, ...]


@dataclass(frozen=True)
class RowPage:
    """What the row's page prints."""

    lines: tuple[RowLine, ...]
    brings: tuple[tuple[str, tuple[CommitmentLine, ...]], ...]  # by who owes them
    rule: str
    decided: str
    notes: tuple["Note", ...]


def row_page(found: AcademyYear, *, knows_private: bool) -> RowPage:
    """Every area, and what the category brings. `knows_private`: whether this person reads what is need-to-know."""
    row = found.row
    status = row.status
    brings = found.definition.commitments_of(status.category.number) if status else ()
    return RowPage(
        lines=tuple(
            RowLine(cell, when(cell.agreed.at) if cell.agreed else "", _recorded(cell))
            for cell in row.cells
            if cell.applies
        ),
        brings=_by_who_owes(
            commitment_lines(each for each in brings if knows_private or each.kind not in NEED_TO_KNOW)
        ),
        rule=rule_words(row),
        decided=f"{status.by}, {when(status.at)}. Took part: {_parties(status.took_part)}" if status else "",
        notes=notes_on(row),
    )


def area_lines(found: AcademyYear) -> tuple[AreaLine, ...]:
    """Every area that applies, for the page of the row."""
    return tuple(
        AreaLine(
            cell,
            when(cell.agreed.at) if cell.agreed else "",
            _recorded(cell),
            _changed(found, cell),
            view_lines(cell),
            own_grade(found, cell.column),
            tuple(each for each in found.evidence if each.stands_under(cell.column)),
        )
        for cell in found.row.cells
        if cell.applies
    )


def _changed(found: AcademyYear, cell: ScoringCell) -> str:
    """What became of last year's judgement, and who says so. Grades of two scales are not compared."""
    if not (found.before and cell.before and cell.agreed):
        return ""
    by = f"{cell.agreed.by} for the three, {when(cell.agreed.at)}"
    if cell.movement == "new_scale":
        return f"Another scale than in {found.before.label}, so nothing is compared. {by}"
    if cell.movement in MOVED:
        return f"{MOVED[cell.movement]} since {found.before.label}: {cell.before.label} then. {by}"
    return f"As in {found.before.label}. {by}"


def _by_who_owes(lines: tuple[CommitmentLine, ...]) -> tuple[tuple[str, tuple[CommitmentLine, ...]], ...]:
    """What the trust owes and what the academy owes stand apart; each line then says who sees to it."""
    found: dict[str, list[CommitmentLine]] = {}
    for line in lines:
        found.setdefault(f"Owed by {line.owed_by.lower()}", []).append(line)
    return tuple((who, tuple(theirs)) for who, theirs in found.items())


def _recorded(cell: ScoringCell) -> str:
    said = [Party(view.party).label for view in cell.views if view.is_recorded]
    return f"Views: {', '.join(said)}" if said else ("No view yet" if cell.views else "")


def _parties(parties: Any) -> str:
    return ", ".join(str(Party(party).label) for party in parties)


@dataclass(frozen=True)
class Word:
    """What one person may still say: for which party, and how."""

    party: str
    label: str
    absent: bool


@dataclass(frozen=True)
class Note:
    """Why one of the three did not agree or was not there; for the three alone."""

    sentence: str
    text: str
    said: str


@dataclass(frozen=True)
class Agreement:
    """Where the row stands, and what this person may do."""

    sentence: str
    missing: tuple[str, ...]
    own: tuple[Word, ...]
    others: tuple[Word, ...]


def agreement(found: AcademyYear, actor: Actor) -> Agreement:
    """The state of the row's agreement."""
    row = found.row
    standing = row.standing
    waiting = standing.waiting_for if standing else ()
    place = _Place(row.academy_id, row.phase)
    may_note_absence = may(actor, Permission.JUDGEMENT_AGREE, place) and bool(standing and standing.takes_absence)
    return Agreement(
        sentence=standing.sentence if standing else "",
        missing=tuple(
            hindrances(
                row.completeness,
                labels={cell.column.key: cell.column.label for cell in row.cells},
                status_decided=bool(row.status) or not found.definition.categories,
            )
        ),
        # Who was noted as absent may still speak.
        own=tuple(_word(party) for party in row.parties if party in waiting or (standing and party in standing.absent)),
        others=tuple(_word(party, absent=True) for party in waiting if party not in row.parties and may_note_absence),
    )


def notes_on(row: ScoringRow) -> tuple[Note, ...]:
    """The reasons given with a dissent or an absence."""
    words = {AgreementKind.DISSENT: "did not agree", AgreementKind.ABSENT: "absent"}
    return tuple(
        Note(
            f"{capfirst(Party(each.party).label)} {words[AgreementKind(each.kind)]}",
            each.note,
            f"{each.by_name}, {when(each.at)}",
        )
        for each in row.words
        if each.kind in words and each.note
    )


@dataclass(frozen=True)
class _Place:
    academy_id: Any
    phase: str


def _word(party: str, *, absent: bool = False) -> Word:
    return Word(party, str(Party(party).label), absent)
