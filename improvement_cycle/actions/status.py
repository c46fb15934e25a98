"""The current status: decided by people, with a reason; what the rule suggested is kept beside it."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.queries.inspections import profiles
from improvement_cycle.actions.commitments import bring_about
from improvement_cycle.actions.meeting_decisions import note_category
from improvement_cycle.actions.rows_at_hand import bump, locked_row, version_of
from improvement_cycle.enums import Party, View
from improvement_cycle.models import AcademyCycle, CurrentStatus, Judgement, StatusCategory
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.suggestion import Suggestion
from improvement_cycle.queries.inspections import concern_category
from improvement_cycle.queries.suggestions import suggest
from improvement_cycle.queries.years import with_years_before
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, Refused
from trust.permissions import Permission

KIND = "current_status"


@transaction.atomic
def decide(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    category_number: int,
    reason: str,
    took_part: Sequence[str],
    also_present: str = "",
    effective_from: dt.date | None = None,
    seen_status_id: UUID | None = None,
) -> CurrentStatus:
    """Record the category that director, chief executive and head decided on.

    It may change in the middle of the year, also while the row is agreed. What the category brings is promised, what
    it brings no more ends, from that day on. `seen_status_id` is the decision on
    screen, None for none: raises Conflict when another stands by now.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.STATUS_DECIDE)
    category = _category(row, category_number)
    day = effective_from or timezone.localdate()
    _check(row, reason, took_part, day)
    standing = _standing(row)
    if (standing.id if standing else None) != seen_status_id:
        raise _conflict(standing)
    rule = suggestion_for(row)
    if standing is not None:
        standing.superseded_at = timezone.now()
        standing.save(update_fields=["superseded_at"])
    status = CurrentStatus.objects.create(
        academy_cycle=row,
        category=category,
        reason=reason.strip(),
        effective_from=day,
        took_part=[party for party in Party.values if party in took_part],
        also_present=also_present.strip()[:300],
        suggested=_category(row, rule.number) if rule and rule.number else None,
        suggestion_reason=rule.reason[:500] if rule else "",
        decided_by_id=actor.membership_id,
        decided_by_name=actor.name,
        decided_at=timezone.now(),
    )
    note_category(actor, row, category_id=category.id, reason=status.reason)
    bring_about(actor=actor, row=row, definition=version_of(row), number=category.number, effective_from=day)
    if not row.is_agreed:
        bump(row)
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=status.id,
        verb="decide",
        sentence=f"recorded {category.label} for {row.academy.name}",
        from_state=str(standing.category.number) if standing else "",
        to_state=str(category.number),
        academy_id=row.academy_id,
    )
    return status


@transaction.atomic
def record_dissent(*, actor: Actor, academy_cycle_id: UUID, seen_status_id: UUID | None, note: str) -> CurrentStatus:
    """The head records not agreeing with the category. The decision stands, the dissent stands beside it.

    `seen_status_id` is the decision on screen: raises Conflict when another stands by now, or somebody else's dissent.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.STATUS_DISSENT)
    if not note.strip():
        raise BadInput("Say what you do not agree with.", detail={"note": "Say what you do not agree with."})
    status = _standing(row)
    if status is None:
        raise Refused("The current status is not decided yet.")
    if status.id != seen_status_id:
        raise _conflict(status)
    if status.dissent_note and status.dissent_by_id != actor.membership_id:
        raise Conflict(f"{status.dissent_by_name} has already recorded a dissent. Nothing of yours was saved.")
    status.dissent_note = note.strip()
    status.dissent_by_id, status.dissent_by_name = actor.membership_id, actor.name
    status.save(update_fields=["dissent_note", "dissent_by", "dissent_by_name"])
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=status.id,
        verb="dissent",
        sentence=f"recorded a dissent on the current status of {row.academy.name}",
        academy_id=row.academy_id,
        circle="parties",
    )
    return status


def suggestion_for(row: AcademyCycle) -> Suggestion | None:
    """What the rule says now. It reads agreed judgements and a category of concern, never an inspection grade."""
    version = version_of(row)
    agreed = {
        column_key: version.grade_of[str(grade_id)]
        for column_key, grade_id in Judgement.objects.filter(academy_cycle=row, view=View.AGREED).values_list(
            "column__key", "grade_id"
        )
    }
    known = profiles([row.academy], with_years_before(row.cycle)[0].until)
    concern = concern_category(known.get(row.academy_id))
    return suggest(version, provision_of(row.academy), agreed, concern_category=concern)


def _category(row: AcademyCycle, number: int) -> StatusCategory:
    found = StatusCategory.objects.filter(model_id=row.cycle.model_id, number=number).first()
    if found is None:
        raise BadInput("Choose a category.", detail={"category": "Choose one of the categories."})
    return found


def _standing(row: AcademyCycle) -> CurrentStatus | None:
    found: CurrentStatus | None = (
        CurrentStatus.objects.filter(academy_cycle=row, superseded_at__isnull=True).select_related("category").first()
    )
    return found


def _check(row: AcademyCycle, reason: str, took_part: Sequence[str], day: dt.date) -> None:
    detail = {}
    if not reason.strip():
        detail["reason"] = "Say why."
    if not took_part or set(took_part) - set(Party.values):
        detail["took_part"] = "Say who took part."
    if day > timezone.localdate():
        detail["effective_from"] = "The date is in the future."
    if day < row.cycle.school_year.starts_on:
        detail["effective_from"] = f"The date is before {row.cycle.school_year.label} began."
    if detail:
        raise BadInput("Some of this is missing or does not fit.", detail=detail)


def _conflict(standing: CurrentStatus | None) -> Conflict:
    if standing is None:
        return Conflict("The decision you saw is not there any more. Reload the page.", detail={"status_id": None})
    return Conflict(
        f"Somebody else has decided since you opened this: {standing.category.label}, by {standing.decided_by_name}. "
        "Nothing of yours was saved.",
        detail={
            "status_id": str(standing.id),
            "category": standing.category.number,
            "reason": standing.reason,
            "by": standing.decided_by_name,
        },
    )
