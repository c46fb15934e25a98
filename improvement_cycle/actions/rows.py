"""The word of the three on a whole row: agreed, absent, dissent; and reopening what was agreed."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions.rows_at_hand import bump, locked_row, open_row, version_of
from improvement_cycle.enums import AgreementKind, Party, View
from improvement_cycle.models import AcademyCycle, CurrentStatus, Judgement, RowAgreement
from improvement_cycle.permissions import check_may_record_absence, check_party
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.rows import completeness, hindrances, row_standing
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, Conflict, Refused
from trust.permissions import Permission


@transaction.atomic
def agree(*, actor: Actor, academy_cycle_id: UUID, party: str, seen_version: int) -> AcademyCycle:
    """This party agrees to the row as it saw it. The last word freezes the row.

    Raises Conflict when the row has changed since, Refused with what is missing.
    """
    row = _row(actor, academy_cycle_id, party)
    check_party(actor, party, row)
    _check_seen(row, seen_version)
    _say(actor, row, party, AgreementKind.AGREED, "")
    # Of the three alone: who is missing among those who agreed has dissented or was not there.
    _record(actor, row, "agree_as", f"agreed {row.academy.name} as {Party(party).label}", circle="parties")
    return _settle(actor, row)


@transaction.atomic
def dissent(*, actor: Actor, academy_cycle_id: UUID, party: str, seen_version: int, note: str) -> AcademyCycle:
    """This party does not agree, and says why. It stays with the three; the row can be completed without it."""
    row = _row(actor, academy_cycle_id, party)
    check_party(actor, party, row)
    _check_note(note, "Say what you do not agree with.")
    _check_seen(row, seen_version)
    _say(actor, row, party, AgreementKind.DISSENT, note)
    _record(actor, row, "dissent", f"recorded a dissent on {row.academy.name}", circle="parties")
    return _settle(actor, row)


@transaction.atomic
def record_absence(*, actor: Actor, academy_cycle_id: UUID, party: str, note: str) -> AcademyCycle:
    """Director or chief executive record that one of the others could not be there, and why."""
    row = _row(actor, academy_cycle_id, party, permission=Permission.JUDGEMENT_AGREE)
    check_may_record_absence(actor, party, row)
    _check_note(note, "Say why they could not be there.")
    said = _said(row)
    if said.pop(party, AgreementKind.ABSENT) != AgreementKind.ABSENT:
        raise Refused(f"The {Party(party).label} has already spoken for this row.")
    if not row_standing(said).takes_absence:
        raise Refused("One of the three is absent already. At least two of them speak for a row.")
    _say(actor, row, party, AgreementKind.ABSENT, note)
    _record(
        actor,
        row,
        "absence",
        f"recorded the absence of the {Party(party).label} for {row.academy.name}",
        circle="parties",
    )
    return _settle(actor, row)


@transaction.atomic
def reopen(*, actor: Actor, academy_cycle_id: UUID, reason: str) -> AcademyCycle:
    """Let an agreed row change again. Raises BadInput without a reason, Refused when it is open."""
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.ROW_REOPEN)
    advance(
        actor=actor,
        workflow=workflow.ROW,
        object=row,
        verb="reopen",
        note=reason,
        place=row,
        words={"academy": row.academy.name, "year": row.cycle.school_year.label},
    )
    row.agreed_at = None
    row.save(update_fields=["agreed_at"])
    bump(row)
    return row


def what_is_missing(row: AcademyCycle) -> list[str]:
    """What stands between the row and its agreement, as sentences."""
    version = version_of(row)
    expected = version.columns_for(provision_of(row.academy))
    agreed = set(Judgement.objects.filter(academy_cycle=row, view=View.AGREED).values_list("column__key", flat=True))
    decided = (
        not version.categories or CurrentStatus.objects.filter(academy_cycle=row, superseded_at__isnull=True).exists()
    )
    return hindrances(
        completeness([column.key for column in expected], agreed),
        labels={column.key: column.label for column in expected},
        status_decided=decided,
    )


def _row(
    actor: Actor, academy_cycle_id: UUID, party: str, permission: Permission = Permission.ROW_AGREE
) -> AcademyCycle:
    if party not in Party.values:
        raise BadInput("Say for whom.", detail={"party": "Choose head, director or chief executive."})
    row = open_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=permission)
    if missing := what_is_missing(row):
        raise Refused(" ".join(missing), detail={"reasons": missing})
    return row


def _check_seen(row: AcademyCycle, seen_version: int) -> None:
    if seen_version != row.version:
        raise Conflict(
            "The row has changed since you opened it. Look at it again before you agree.",
            detail={"version": row.version},
        )


def _check_note(note: str, sentence: str) -> None:
    if not note.strip():
        raise BadInput(sentence, detail={"note": sentence})


def _say(actor: Actor, row: AcademyCycle, party: str, kind: str, note: str) -> None:
    RowAgreement.objects.update_or_create(
        academy_cycle=row,
        party=party,
        row_version=row.version,
        defaults={
            "kind": kind,
            "note": note.strip(),
            "by_membership_id": actor.membership_id,
            "by_name": actor.name,
            "at": timezone.now(),
        },
    )


def _said(row: AcademyCycle) -> dict[str, str]:
    said = RowAgreement.objects.filter(academy_cycle=row, row_version=row.version)
    return dict(said.values_list("party", "kind"))


def _settle(actor: Actor, row: AcademyCycle) -> AcademyCycle:
    if not row_standing(_said(row)).is_settled:
        return row
    row.agreed_at = timezone.now()
    row.meeting_open_at = None
    row.meeting_open_by_name = ""
    row.save(update_fields=["agreed_at", "meeting_open_at", "meeting_open_by_name"])
    advance(
        actor=actor,
        workflow=workflow.ROW,
        object=row,
        verb="agree",
        place=row,
        words={"academy": row.academy.name, "year": row.cycle.school_year.label},
    )
    return row


def _record(actor: Actor, row: AcademyCycle, verb: str, sentence: str, circle: str = "") -> None:
    activity.record(
        actor=actor,
        kind=workflow.ROW.kind,
        subject_id=row.id,
        verb=verb,
        sentence=sentence,
        academy_id=row.academy_id,
        circle=circle,
    )
