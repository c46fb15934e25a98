"""Keep or revise: what a party says when a published figure has changed under an agreed judgement."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.rows_at_hand import judged_column, locked_row
from improvement_cycle.enums import FigureWord
from improvement_cycle.models import FigureAnswer
from improvement_cycle.permissions import check_party
from improvement_cycle.queries.figure_changes import changed_under
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound
from trust.permissions import Permission

KIND = "judgement"
CIRCLE = "parties"


@transaction.atomic
def answer(
    *,
    actor: Actor,
    academy_cycle_id: UUID,
    column_key: str,
    party: str,
    word: str,
    note: str = "",
    seen_change: int,
) -> FigureAnswer:
    """Say it as one of the three; said twice it is said once, and another word takes the place of the first.

    The judgement itself does not change here.

    Raises BadInput without a note for keeping, Conflict where another figure has changed since, NotFound where none
    has.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.ROW_AGREE)
    check_party(actor, party, row)
    if word not in FigureWord.values:
        raise BadInput("Say whether it is kept.", detail={"word": "Choose keep or revise."})
    note = note.strip()
    if word == FigureWord.KEEP and not note:
        raise BadInput("Say why it is kept.", detail={"note": "Say why the judgement still holds."})
    column = judged_column(row, column_key)
    under = changed_under(actor, row.cycle, [row])
    found = next((each for each in under if each.column.key == column.key), None)
    if found is None:
        raise NotFound("No figure has changed under this judgement.")
    if found.newest.pk != seen_change:
        raise Conflict("Another figure has changed since you opened this page. Look at it again.")
    if any(each.party == party and each.word == word for each in found.answers):
        return found.judgement.figure_answers.filter(party=party).latest("at")  # type: ignore[no-any-return]
    made, _ = FigureAnswer.objects.update_or_create(
        judgement=found.judgement,
        judgement_version=found.judgement.version,
        until_change=found.newest.pk,
        party=party,
        defaults={
            "word": word,
            "note": note[:1000],
            "by_membership_id": actor.membership_id,
            "by_name": actor.name,
            "at": timezone.now(),
        },
    )
    verb = "would keep" if word == FigureWord.KEEP else "would revise"
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=found.judgement.id,
        verb=word,
        sentence=f"{verb} {column.label} for {row.academy.name} after published figures changed",
        note=note,
        academy_id=row.academy_id,
        circle=CIRCLE,
    )
    return made
