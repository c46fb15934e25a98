"""Views of the three, and the judgement they agree."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.evidence import set_links
from improvement_cycle.actions.meeting_decisions import note_judgement
from improvement_cycle.actions.rows_at_hand import bump, grade_of, judged_column, open_row
from improvement_cycle.enums import Party, View
from improvement_cycle.models import AcademyCycle, Judgement
from improvement_cycle.permissions import PERMISSION_OF_PARTY, check_party, parties_of
from improvement_cycle.policies.definition import ColumnWord, GradeWord
from improvement_cycle.policies.judgements import Mark, may_agree, may_see_views, reason_needed
from improvement_cycle.queries.judgements import CellJudgements, cell_judgements
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, Refused
from trust.permissions import Permission

KIND = "judgement"
CIRCLE = "parties"  # of the feed: only the three of the academy


@transaction.atomic
def record_view(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    column_key: str,
    view: str,
    grade_key: str,
    reason: str | None = None,
    seen_version: int | None = None,
) -> Judgement:
    """Record or change the view of one of the three. A reason of None is none given: the one that stands stays.

    Raises NotPermitted for somebody else's view, Refused once the judgement is agreed, BadInput where a reason is
    missing, Conflict when `seen_version` is not the one that stands.
    """
    if view not in Party.values:
        raise BadInput("Say whose view it is.", detail={"view": "Choose head, director or chief executive."})
    row = open_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=PERMISSION_OF_PARTY[Party(view)])
    check_party(actor, view, row)
    column = judged_column(row, column_key)
    grade = grade_of(row, column, grade_key)
    cell = cell_judgements(row, column.key)
    own = cell.views.get(view)
    if own and _is_same(own, grade, reason):
        return own
    if cell.agreed is not None:
        raise Refused("This judgement is agreed. Views do not change any more.")
    if seen_version is not None and seen_version != (own.version if own else 0):
        raise _conflict(cell, own, f"The view of the {Party(view).label} has changed since you opened the cell.")
    if reason is None and own and own.reason:
        words = "Your reason was given for another grade. Keep it or change it"
        raise BadInput("A reason is needed.", detail={"reason": words})
    reason = (reason or "").strip()
    # Asking for a reason because of a view that is still hidden would give it away.
    seen = cell.marks(without=view) if _sees_views(actor, row, cell) else []
    _need_reason(cell, grade, reason, seen)
    judgement = _save(actor, row, column, view, grade, reason, own)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=judgement.id,
        verb="record_view",
        sentence=f"recorded the {Party(view).label}’s view on {column.label} for {row.academy.name}",
        academy_id=row.academy_id,
        circle=CIRCLE,
    )
    return judgement


@transaction.atomic
def agree(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    column_key: str,
    grade_key: str,
    seen_version: int,
    reason: str | None = None,
    evidence_ids: Sequence[UUID] | None = None,
) -> Judgement:
    """Record what the three agreed. `seen_version` is the version of the agreed judgement on screen, 0 for none.

    A reason or evidence of None is none given: what stands stays. Sending again what stands changes nothing, so words
    given on the row still count. Raises Conflict with the value that stands when another was faster: nothing is
    overwritten.
    """
    row = open_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.JUDGEMENT_AGREE)
    column = judged_column(row, column_key)
    grade = grade_of(row, column, grade_key)
    cell = cell_judgements(row, column.key)
    before = cell.agreed
    if before and _is_same(before, grade, reason) and _rests_on(before, evidence_ids):
        return before
    if seen_version != (before.version if before else 0):
        raise _conflict(cell, before, "Somebody else has recorded this judgement since you opened it.")
    sees_views = _sees_views(actor, row, cell)
    if before is None and not may_agree(
        meeting_open=row.meeting_is_open,
        head_recorded=Party.HEAD in cell.views,
        director_recorded=Party.DIRECTOR in cell.views,
        sees_views=sees_views,
    ):
        raise Refused(
            "Open the meeting first. Without one it is agreed once head, director and you have each recorded a view."
        )
    if reason is None and before and str(before.grade_id) == grade.id:
        reason = before.reason
    reason = (reason or "").strip()
    # As above: whether a reason is needed must not tell whether hidden views differ.
    _need_reason(cell, grade, reason, cell.marks() if sees_views else [])
    if before and str(before.grade_id) != grade.id and not reason:
        raise BadInput(
            "Say why the agreed judgement changes.",
            detail={"reason": "Needed, because the agreed judgement changes"},
        )
    came_from = cell.grade(before).key[:30] if before else ""
    judgement = _save(actor, row, column, View.AGREED, grade, reason, before)
    if evidence_ids is not None:
        set_links(row=row, judgement=judgement, evidence_ids=evidence_ids)
    note_judgement(actor, row, column_id=column.id, grade_id=grade.id, reason=reason)
    bump(row)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=judgement.id,
        verb="agree",
        sentence=f"agreed {column.label}: {grade.label} for {row.academy.name}",
        from_state=came_from,
        to_state=grade.key[:30],
        academy_id=row.academy_id,
    )
    return judgement


def _sees_views(actor: Actor, row: AcademyCycle, cell: CellJudgements) -> bool:
    parties = parties_of(actor, row)
    return may_see_views(
        party=parties[0] if parties else None,
        own_recorded=any(party in cell.views for party in parties),
        meeting_open=row.meeting_is_open,
        agreed=cell.agreed is not None,
    )


def _need_reason(cell: CellJudgements, grade: GradeWord, reason: str, views: list[Mark]) -> None:
    last_year = cell.last_year.mark if cell.last_year else None
    needed = reason_needed(grade.mark, last_year=last_year, views=views)
    if needed and not reason:
        raise BadInput("A reason is needed.", detail={"reason": needed})


def _is_same(standing: Judgement, grade: GradeWord, reason: str | None) -> bool:
    return str(standing.grade_id) == grade.id and (reason is None or standing.reason == reason.strip())


def _rests_on(standing: Judgement, evidence_ids: Sequence[UUID] | None) -> bool:
    if evidence_ids is None:
        return True
    return set(evidence_ids) == set(standing.rests_on.values_list("evidence_id", flat=True))


def _save(
    actor: Actor,
    row: AcademyCycle,
    column: ColumnWord,
    view: str,
    grade: GradeWord,
    reason: str,
    before: Judgement | None,
) -> Judgement:
    judgement = before or Judgement(academy_cycle=row, column_id=UUID(column.id), view=view, version=0)
    judgement.grade_id = UUID(grade.id)
    judgement.reason = reason
    judgement.by_membership_id = actor.membership_id
    judgement.by_name = actor.name
    judgement.at = timezone.now()
    judgement.version += 1
    judgement.taken_from = None
    judgement.save(force_insert=before is None)
    return judgement


def _conflict(cell: CellJudgements, standing: Judgement | None, sentence: str) -> Conflict:
    if standing is None:
        return Conflict("This judgement is not recorded any more. Reload the page.", detail={"version": 0})
    grade = cell.grade(standing)
    return Conflict(
        f"{sentence} It now says {grade.label}, by {standing.by_name}. Nothing of yours was saved.",
        detail={
            "version": standing.version,
            "grade": grade.key,
            "grade_label": grade.label,
            "reason": standing.reason,
            "by": standing.by_name,
            "at": standing.at.isoformat(),
        },
    )
